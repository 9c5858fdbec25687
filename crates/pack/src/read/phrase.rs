//! The fixed phrases: 每季度 至少 1 次, 6 个月内, 第四季度 … White space in them does not matter.

use crate::check::{form as check, shape};
use crate::finding::Findings;
use crate::model::{Deadline, Usual};
use crate::node::Text;
use jishi_base::{Number, numeral};
use jishi_calendar::{Cadence, Duration, TimeUnit};

/// `text` without white space.
pub(crate) fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// `text` parted at commas of any sort.
pub(crate) fn listed(text: &str) -> Vec<&str> {
    text.split(['、', '，', ',']).map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// `每季度……`: the cadence and what follows. A cadence that nobody asks for is reported.
pub(crate) fn cadence(text: &Text, key: &str, example: &str, findings: &mut Findings) -> Option<(Cadence, String)> {
    const KNOWN: [(&str, Cadence); 9] = [
        ("半年度", Cadence::HalfYear),
        ("半年", Cadence::HalfYear),
        ("个季度", Cadence::Quarter),
        ("季度", Cadence::Quarter),
        ("季", Cadence::Quarter),
        ("个月", Cadence::Month),
        ("月", Cadence::Month),
        ("年度", Cadence::Year),
        ("年", Cadence::Year),
    ];
    const IMPOSSIBLE: [&str; 9] = ["旬", "周", "星期", "天", "日", "两", "三", "五", "届"];
    let squeezed = squeeze(&text.value);
    let Some(rest) = squeezed.strip_prefix('每') else {
        findings.push(check::bad_phrase(text.at, key, &text.value, example));
        return None;
    };
    if let Some((word, cadence)) = KNOWN.iter().find(|(word, _)| rest.starts_with(word)) {
        return Some((*cadence, rest.get(word.len()..).unwrap_or_default().to_owned()));
    }
    findings.push(match IMPOSSIBLE.iter().find(|word| rest.starts_with(**word)) {
        Some(word) => check::impossible(text.at, format!("不能按“每{word}”要求")),
        None => check::bad_phrase(text.at, key, &text.value, example),
    });
    None
}

/// `每季度 至少 1 次`, or `每年 至多 3 次`.
pub(crate) fn times(text: &Text, key: &str, word: &str, findings: &mut Findings) -> Option<(Cadence, u32)> {
    let example = format!("每季度 {word} 1 次");
    let (cadence, rest) = cadence(text, key, &example, findings)?;
    let count = rest.strip_prefix(word).and_then(|rest| rest.strip_suffix('次')).and_then(whole);
    if count.is_none() {
        findings.push(check::bad_phrase(text.at, key, &text.value, &example));
    }
    count.map(|count| (cadence, count))
}

/// `每季度 至少 1 次`, which can be done.
pub(crate) fn at_least(text: &Text, findings: &mut Findings) -> Option<(Cadence, u32)> {
    let (cadence, count) = times(text, "频次", "至少", findings)?;
    let days = match cadence {
        Cadence::Month => 31,
        Cadence::Quarter => 92,
        Cadence::HalfYear => 184,
        Cadence::Year => 366,
    };
    let why = match count {
        0 => "至少 0 次等于没有要求".to_owned(),
        _ if count > days => format!("每{}至少 {count} 次，比那一期的天数还多", cadence.word()),
        _ => return Some((cadence, count)),
    };
    findings.push(check::impossible(text.at, why));
    None
}

/// `每年 学时 合计 至少 32 学时`
pub(crate) struct Sum {
    pub cadence: Cadence,
    pub measure: String,
    pub at_least: Number,
    pub unit: String,
}

/// Reads the phrase of 定量.
pub(crate) fn sum(text: &Text, findings: &mut Findings) -> Option<Sum> {
    const EXAMPLE: &str = "每年 学时 合计 至少 32 学时";
    let (cadence, rest) = cadence(text, "定量", EXAMPLE, findings)?;
    let read = rest.split_once("合计至少").and_then(|(measure, bound)| {
        let digits = bound.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
        let (figures, unit) = bound.split_at(digits);
        let at_least = figures.parse::<Number>().ok()?;
        (!measure.is_empty()).then(|| Sum { cadence, measure: measure.to_owned(), at_least, unit: unit.to_owned() })
    });
    match read {
        None => findings.push(check::bad_phrase(text.at, "定量", &text.value, EXAMPLE)),
        Some(sum) if sum.at_least <= Number::whole(0) => {
            findings.push(check::impossible(text.at, "合计至少 0 等于没有要求"));
            return None;
        }
        Some(_) => {}
    }
    read
}

/// `30 日内`, `10 个工作日内`, `当日`, `前 1 个月`.
pub(crate) fn deadline(text: &Text, findings: &mut Findings) -> Option<Deadline> {
    let squeezed = squeeze(&text.value);
    let length = |text: &str| text.parse::<Duration>().ok().filter(|length| length.count > 0);
    let read = if matches!(squeezed.as_str(), "当日" | "当天") {
        Some(Deadline { length: Duration { count: 0, unit: TimeUnit::Day }, before: false })
    } else if let Some(rest) = squeezed.strip_prefix('前') {
        length(rest.trim_end_matches('内')).map(|length| Deadline { length, before: true })
    } else {
        squeezed.strip_suffix('内').and_then(length).map(|length| Deadline { length, before: false })
    };
    if read.is_none() {
        findings.push(check::bad_deadline(text.at, &text.value));
    }
    read
}

/// `6 个月内` without 前: how long something may last.
pub(crate) fn grace(text: &Text, findings: &mut Findings) -> Option<Duration> {
    let deadline = deadline(text, findings)?;
    if deadline.before {
        findings.push(check::bad_deadline(text.at, &text.value));
        return None;
    }
    Some(deadline.length)
}

/// `不超过 6 个月`
pub(crate) fn no_longer(text: &Text, findings: &mut Findings) -> Option<Duration> {
    let squeezed = squeeze(&text.value);
    let Some(rest) = squeezed.strip_prefix("不超过") else {
        findings.push(check::bad_phrase(text.at, "间隔", &text.value, "不超过 6 个月"));
        return None;
    };
    let length = rest.parse::<Duration>().ok().filter(|length| length.count > 0);
    if length.is_none() {
        findings.push(shape::bad_duration(text.at, rest));
    }
    length
}

/// 第四季度, 上半年, 11 月, 11 月至 12 月.
pub(crate) fn usual(text: &Text, findings: &mut Findings) -> Option<Usual> {
    let squeezed = squeeze(&text.value);
    let months = |first: i8, last: i8| Some(Usual { first_month: first, last_month: last });
    let read = match squeezed.as_str() {
        "上半年" => months(1, 6),
        "下半年" => months(7, 12),
        word => match word.strip_prefix('第').and_then(|rest| rest.strip_suffix("季度")).and_then(numeral::read) {
            Some(quarter @ 1..=4) => i8::try_from(quarter).ok().and_then(|quarter| months(quarter * 3 - 2, quarter * 3)),
            _ => {
                let (first, last) = word.split_once('至').unwrap_or((word, word));
                month(first).zip(month(last)).filter(|(first, last)| first <= last).and_then(|(first, last)| months(first, last))
            }
        },
    };
    if read.is_none() {
        findings.push(check::bad_phrase(text.at, "惯常", &text.value, "第四季度"));
    }
    read
}

/// `10 月前照计`: the month.
pub(crate) fn before_month(text: &str) -> Option<i8> {
    month(squeeze(text).strip_suffix("前照计")?)
}

fn month(text: &str) -> Option<i8> {
    numeral::read(text.strip_suffix('月')?).and_then(|month| i8::try_from(month).ok()).filter(|month| (1..=12).contains(month))
}

/// A whole number in figures of either sort.
pub(crate) fn whole(text: &str) -> Option<u32> {
    numeral::read(text)
}
