//! The ten forms.

use super::draft::Draft;
use super::{phrase, selector};
use crate::compiler::Compiler;
use crate::check::{condition as wrong, duty as check, form, shape, vocabulary};
use crate::condition::{self, Sight};
use crate::facts::RELATIONS;
use crate::model::{Bound, Counting, Evidence, FieldType, Form, Repeat, Selector, Set, Who};
use crate::node::{Shape, Text};
use jishi_calendar::Cadence;

/// The keys of the forms.
pub(crate) const FORMS: [&str; 10] = ["频次", "定量", "覆盖", "触发", "状态", "每次", "上限", "跟踪", "顺序", "间隔"];
/// Keys that belong to some forms only.
const COMPANIONS: [&str; 14] =
    ["凭据", "计入", "时限", "提前", "此前", "重复", "止于", "期后", "核实", "应", "随后", "最短", "最长", "每次"];

/// Reads the one form of a duty; keys that the form has no use for are reported.
pub(crate) fn read(c: &mut Compiler, draft: &mut Draft<'_, '_>, who: Option<&Who>, name: &Text) -> Option<Form> {
    let Some(key) = only_form(c, draft, name) else {
        // Without a form nothing can be said about its companions.
        COMPANIONS.into_iter().chain(FORMS).for_each(|key| {
            draft.keys.get(key, &mut crate::finding::Findings::default());
        });
        return None;
    };
    let form = match key {
        "频次" => periodic(c, draft),
        "定量" => quota(c, draft),
        "覆盖" => coverage(c, draft),
        "触发" => triggered(c, draft),
        "状态" => state(c, draft),
        "每次" => each(c, draft),
        "上限" => cap(c, draft),
        "跟踪" => followup(c, draft),
        "顺序" => sequence(c, draft),
        _ => gap(c, draft),
    };
    for key in COMPANIONS {
        if let Some(written) = draft.keys.key(key).filter(|_| !draft.keys.was_asked(key)) {
            draft.keys.get(key, &mut c.findings);
            c.findings.push(check::key_without_form(written, form_word(draft)));
        }
    }
    if let (Some(form), Some(who)) = (&form, who) {
        super::counting::can_count(c, form, who, draft.keys.key(key).map_or(name.at, |key| key.at));
    }
    form
}

fn form_word(draft: &Draft<'_, '_>) -> &'static str {
    FORMS.into_iter().find(|word| draft.keys.key(word).is_some()).unwrap_or_default()
}

fn only_form(c: &mut Compiler, draft: &Draft<'_, '_>, name: &Text) -> Option<&'static str> {
    let mut found = draft.keys.among(&FORMS);
    // 上限 of each record: 每次 says which.
    if found.iter().any(|key| key.value == "上限") {
        found.retain(|key| key.value != "每次");
    }
    match found.as_slice() {
        [] => {
            c.findings.push(check::no_form(name.at, &name.value));
            None
        }
        [one] => FORMS.into_iter().find(|word| *word == one.value),
        [first, second, ..] => {
            c.findings.push(check::two_forms(second, first));
            None
        }
    }
}

/// 凭据 and 计入.
fn evidence(c: &mut Compiler, draft: &mut Draft<'_, '_>) -> Option<Evidence> {
    let text = draft.need_phrase(c, "凭据", "支部党员大会");
    let counting = draft.keys.text("计入", &mut c.findings);
    let any = selector::occurrences(c, &text?, draft.subject)?;
    let mut evidence = Evidence { any, by: Counting::Object };
    evidence.by = match counting {
        Some(text) if text.value == "参加" => Counting::Attendance,
        Some(text) => super::counting::roles(c, &evidence, text)?,
        None => Counting::Object,
    };
    Some(evidence)
}

fn followup(c: &mut Compiler, draft: &mut Draft<'_, '_>) -> Option<Form> {
    let items = draft.phrase(c, "跟踪");
    let verify = draft.phrase(c, "核实").and_then(|text| phrase::grace(&text, &mut c.findings));
    Some(Form::Followup { items: items?.value, verify })
}

fn periodic(c: &mut Compiler, draft: &mut Draft<'_, '_>) -> Option<Form> {
    let times = draft.phrase(c, "频次").and_then(|text| phrase::at_least(&text, &mut c.findings));
    let after = draft.phrase(c, "期后").and_then(|text| phrase::grace(&text, &mut c.findings));
    let evidence = evidence(c, draft);
    let (cadence, at_least) = times?;
    Some(Form::Periodic { cadence, at_least, after, evidence: evidence? })
}

fn quota(c: &mut Compiler, draft: &mut Draft<'_, '_>) -> Option<Form> {
    let text = draft.phrase(c, "定量");
    let sum = text.as_ref().and_then(|text| phrase::sum(text, &mut c.findings));
    let evidence = evidence(c, draft)?;
    let (sum, text) = (sum?, text?);
    let start = text.value.find(&sum.measure).unwrap_or(0);
    let at = text.part(start..start + sum.measure.len());
    let kinds: Vec<String> = evidence.selectors().flat_map(|selector| selector.kinds.clone()).collect();
    for kind in c.kinds(&kinds).into_iter().cloned().collect::<Vec<_>>() {
        match kind.fields.iter().find(|field| field.name == sum.measure) {
            None => {
                let fields = kind.fields.iter().filter(|field| field.kind == FieldType::Number).map(|field| field.name.as_str());
                c.findings.push(vocabulary::unknown_field(at, &sum.measure, &kind.name, fields));
            }
            Some(field) if field.kind != FieldType::Number => {
                c.findings.push(wrong::wrong_type(at, format!("“{}”不是数字，不能合计", sum.measure)));
            }
            Some(field) if field.unit.as_ref().is_some_and(|unit| !sum.unit.is_empty() && *unit != sum.unit) => {
                let unit = field.unit.clone().unwrap_or_default();
                c.findings.push(wrong::wrong_type(text.at, format!("“{}”的单位是“{unit}”，不是“{}”", sum.measure, sum.unit)));
            }
            Some(_) => {}
        }
    }
    Some(Form::Quota { cadence: sum.cadence, measure: sum.measure, at_least: sum.at_least, unit: sum.unit, evidence })
}

fn coverage(c: &mut Compiler, draft: &mut Draft<'_, '_>) -> Option<Form> {
    const EXAMPLE: &str = "每年 下级 党支部";
    let text = draft.phrase(c, "覆盖");
    let evidence = evidence(c, draft);
    let text = text?;
    let (cadence, rest) = phrase::cadence(&text, "覆盖", EXAMPLE, &mut c.findings)?;
    let set = if rest == "本组织党员" {
        Set::Members
    } else if let Some(kinds) = rest.strip_prefix("下级") {
        Set::Below(known_kinds(c, &text, kinds)?)
    } else if let Some(kinds) = rest.strip_prefix("本单位") {
        Set::InUnit(known_kinds(c, &text, kinds)?)
    } else if let Some((relation, kinds)) = RELATIONS.iter().find_map(|word| Some((word, rest.strip_prefix(word)?))) {
        Set::Related { relation: (*relation).to_owned(), kinds: known_kinds(c, &text, kinds)? }
    } else {
        c.findings.push(form::bad_phrase(text.at, "覆盖", &text.value, EXAMPLE));
        return None;
    };
    Some(Form::Coverage { cadence, set, evidence: evidence? })
}

fn known_kinds(c: &mut Compiler, text: &Text, kinds: &str) -> Option<Vec<String>> {
    let kinds = phrase::listed(kinds);
    if kinds.is_empty() {
        c.findings.push(form::bad_phrase(text.at, "覆盖", &text.value, "每年 下级 党支部"));
        return None;
    }
    let known: Vec<bool> = kinds.iter().map(|kind| crate::compiler::known_body_kind(c, kind, text.at)).collect();
    known.iter().all(|known| *known).then(|| kinds.into_iter().map(str::to_owned).collect())
}

fn triggered(c: &mut Compiler, draft: &mut Draft<'_, '_>) -> Option<Form> {
    let trigger = draft.phrase(c, "触发").and_then(|text| selector::one(c, &text, draft.subject));
    let deadline = draft.need_phrase(c, "时限", "30 日内").and_then(|text| phrase::deadline(&text, &mut c.findings));
    let opens = draft.phrase(c, "提前").and_then(|text| super::duration_of(&text, &mut c.findings));
    let lead = draft.phrase(c, "此前").and_then(|text| super::duration_of(&text, &mut c.findings));
    if let Some(written) = draft.keys.key("此前").filter(|_| deadline.is_some_and(|deadline| deadline.before)) {
        c.findings.push(check::key_without_form(written, "触发（时限在触发之前）"));
    }
    let repeat = repeat(c, draft);
    let evidence = evidence(c, draft);
    Some(Form::Triggered { trigger: trigger?, deadline: deadline?, opens, lead, repeat, evidence: evidence? })
}

/// 重复 and 止于.
fn repeat(c: &mut Compiler, draft: &mut Draft<'_, '_>) -> Option<Repeat> {
    let text = draft.keys.text("重复", &mut c.findings)?;
    let cadence = match text.value.as_str() {
        "每年" => Some(Cadence::Year),
        "每半年" => Some(Cadence::HalfYear),
        _ => {
            c.findings.push(form::bad_phrase(text.at, "重复", &text.value, "每年"));
            None
        }
    };
    let until = draft.phrase(c, "止于").and_then(|text| selector::one(c, &text, draft.subject));
    Some(Repeat { cadence: cadence?, until })
}

fn state(c: &mut Compiler, draft: &mut Draft<'_, '_>) -> Option<Form> {
    let condition = draft.condition(c, "状态");
    let grace = draft.phrase(c, "时限").and_then(|text| phrase::grace(&text, &mut c.findings));
    Some(Form::State { condition: condition?, grace })
}

fn each(c: &mut Compiler, draft: &mut Draft<'_, '_>) -> Option<Form> {
    let of = draft.phrase(c, "每次").and_then(|text| selector::records(c, &text, draft.subject));
    let must = draft.phrase(c, "应");
    let then = draft.phrase(c, "随后");
    let until = match &then {
        Some(_) => draft.need_phrase(c, "时限", "15 日内").and_then(|text| phrase::deadline(&text, &mut c.findings)),
        None => None,
    };
    if draft.keys.key("应").is_none() && draft.keys.key("随后").is_none() {
        let at = draft.keys.key("每次").map_or(draft.keys.at, |key| key.at);
        c.findings.push(shape::missing_key(at, "应", "第一议题 = 学习"));
        return None;
    }
    let asks = then.is_some();
    let then = then.and_then(|text| selector::occurrences(c, &text, draft.subject)).zip(until);
    let of = of?;
    let must = match must {
        Some(text) => Some(condition::read(c, &text, Sight { kinds: &of.kinds, subject: draft.subject })?),
        None => None,
    };
    if asks && then.is_none() {
        return None;
    }
    Some(Form::Each { of, must, then: then.map(|(any, until)| (Evidence { any, by: Counting::Object }, until)) })
}

fn cap(c: &mut Compiler, draft: &mut Draft<'_, '_>) -> Option<Form> {
    let text = draft.phrase(c, "上限")?;
    if text.value.contains('占') {
        return share_cap(c, draft, &text);
    }
    let evidence = evidence(c, draft);
    if phrase::squeeze(&text.value).ends_with("不多于上年") {
        let (cadence, rest) = phrase::cadence(&text, "上限", "每年 不多于上年", &mut c.findings)?;
        let evidence = evidence?;
        let measure = match rest.strip_suffix("不多于上年")? {
            "" => None,
            measured => Some(measured.strip_suffix("合计").map(str::to_owned)),
        };
        let measure = match measure {
            Some(None) => {
                c.findings.push(form::bad_phrase(text.at, "上限", &text.value, "每年 不多于上年”或“每年 会议数 合计 不多于上年"));
                return None;
            }
            Some(measure) => measure,
            None => None,
        };
        if let Some(measure) = &measure {
            let name = Text { value: measure.clone(), ..text.clone() };
            evidence.selectors().cloned().collect::<Vec<_>>().iter().for_each(|each| number_field(c, each, &name));
        }
        return Some(Form::Cap(Bound::NotMoreThanLast { cadence, measure, evidence }));
    }
    let (cadence, count) = phrase::times(&text, "上限", "至多", &mut c.findings)?;
    Some(Form::Cap(Bound::AtMost { cadence, count, evidence: evidence? }))
}

fn share_cap(c: &mut Compiler, draft: &mut Draft<'_, '_>, text: &Text) -> Option<Form> {
    let each = draft.need_phrase(c, "每次", "民主评议党员").and_then(|text| selector::records(c, &text, draft.subject));
    let parts = condition::share(text, &mut c.findings)?;
    let each = each?;
    for name in [&parts.part, &parts.whole] {
        number_field(c, &each, name);
    }
    Some(Form::Cap(Bound::Share { each, share: parts.into_share() }))
}

fn number_field(c: &mut Compiler, each: &Selector, name: &Text) {
    for kind in c.kinds(&each.kinds).into_iter().cloned().collect::<Vec<_>>() {
        match kind.fields.iter().find(|field| field.name == name.value) {
            None => {
                let fields = kind.fields.iter().filter(|field| field.kind == FieldType::Number).map(|field| field.name.as_str());
                c.findings.push(vocabulary::unknown_field(name.at, &name.value, &kind.name, fields));
            }
            Some(field) if field.kind != FieldType::Number => {
                c.findings.push(wrong::bad_share(name.at, format!("“{}”不是数字字段", name.value)));
            }
            Some(_) => {}
        }
    }
}

fn sequence(c: &mut Compiler, draft: &mut Draft<'_, '_>) -> Option<Form> {
    let node = draft.keys.get("顺序", &mut c.findings)?;
    if !matches!(node.shape, Shape::Map(_)) {
        c.findings.push(shape::wrong_shape(node, "{ 先: 甲, 后: 乙 }"));
        return None;
    }
    let mut keys = super::keys::Keys::of(node, &mut c.findings)?;
    let first = keys.need_text("先", "征求意见", &mut c.findings);
    let then = keys.need_text("后", "民主生活会", &mut c.findings);
    // 最短 and 最长 may stand inside or beside.
    let inside = [keys.text("最短", &mut c.findings), keys.text("最长", &mut c.findings)];
    keys.close(&mut c.findings);
    let beside = [draft.phrase(c, "最短"), draft.phrase(c, "最长")];
    let mut lengths = inside.into_iter().zip(beside).map(|(inside, beside)| {
        let inside = inside.and_then(|text| c.expand(text, draft.entry.pack, &mut draft.used));
        inside.or(beside).and_then(|text| super::duration_of(&text, &mut c.findings))
    });
    let (at_least, at_most) = (lengths.next().flatten(), lengths.next().flatten());
    let first = first.and_then(|text| selector::one(c, text, draft.subject));
    let then = then.and_then(|text| selector::one(c, text, draft.subject));
    Some(Form::Sequence { first: first?, then: then?, at_least, at_most })
}

fn gap(c: &mut Compiler, draft: &mut Draft<'_, '_>) -> Option<Form> {
    let at_most = draft.phrase(c, "间隔").and_then(|text| phrase::no_longer(&text, &mut c.findings));
    let evidence = evidence(c, draft);
    Some(Form::Gap { at_most: at_most?, evidence: evidence? })
}
