//! One duty instance: the sentence, what counted, what is missing, what it rests on, and its like.

use crate::view::Link;
use crate::snapshot::{Address, Snapshot};
use crate::view::duties::cite;
use crate::view::filter::year_of;
use crate::view::marks::{Piece, mark};
use crate::view::record::read_at;
use crate::view::tally::Tally;
use crate::view::{Tone, When, body_of, Doubt, links, owner_in, period_words, tone, when};
use crate::dates;
use jishi_base::UnitId;
use jishi_calendar::Period;
use jishi_evaluate::{EvidenceLine, Instance, Status, Verdict};
use jishi_facts::Subject;
use jishi_pack::{Duty, Force};

/// Earlier and later instances shown: two years of months.
const NEIGHBOURS: usize = 24;

/// A fact in the table.
pub(crate) struct FactRow {
    pub(crate) date: String,
    /// Leads to the record, where the fact is one.
    pub(crate) title: Link,
    pub(crate) source: String,
    pub(crate) entered: String,
    /// Why it does not count.
    pub(crate) not_counted: Option<String>,
}

/// An article that the duty rests on.
pub(crate) struct Ground {
    pub(crate) link: Link,
    pub(crate) title: String,
    pub(crate) quote: Option<String>,
}

/// A number that the duty takes from the packs.
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) doubt: Option<Doubt>,
}

/// A year of the same duty of the same subject.
pub(crate) struct Past {
    pub(crate) year: String,
    pub(crate) instances: Vec<Neighbour>,
}

/// The same duty of the same subject for another period.
pub(crate) struct Neighbour {
    pub(crate) period: String,
    pub(crate) word: &'static str,
    pub(crate) tone: Tone,
    pub(crate) href: String,
    pub(crate) current: bool,
}

/// The page.
pub(crate) struct Detail {
    pub(crate) unit: Option<UnitId>,
    pub(crate) duty: String,
    pub(crate) subject: Link,
    pub(crate) body: Option<Link>,
    pub(crate) period: String,
    pub(crate) owner: String,
    pub(crate) tone: Tone,
    pub(crate) when: When,
    pub(crate) sentences: Vec<Vec<Piece>>,
    pub(crate) facts: Vec<FactRow>,
    pub(crate) known: String,
    pub(crate) missing: Vec<String>,
    pub(crate) steps: Vec<String>,
    /// Nothing is wanted any more.
    pub(crate) settled: bool,
    pub(crate) grounds: Vec<Ground>,
    pub(crate) force: &'static str,
    pub(crate) force_means: &'static str,
    pub(crate) reading: Option<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) may_extend: Option<String>,
    /// `None` where every number has been seen in the text.
    pub(crate) doubt: Option<Doubt>,
    pub(crate) alike: Option<(String, Link)>,
    pub(crate) past: Vec<Past>,
}

/// Reads the address in the path. The period may end in `~2`: the second instance of that day.
pub(crate) fn find<'a>(snapshot: &'a Snapshot, duty: &str, subject: &str, period: &str) -> Option<&'a Verdict> {
    let (period, ordinal) = links::read_period(period)?;
    let address: Address = (snapshot.duty_named(duty)?, links::read_subject(subject)?, period);
    snapshot.at(address).get(ordinal.checked_sub(1)?).copied()
}

/// Everything the page says about an instance.
pub(crate) fn detail(snapshot: &Snapshot, verdict: &Verdict) -> Option<Detail> {
    let instance = &*snapshot.told(verdict);
    let duty = snapshot.duty(instance)?;
    let words = snapshot.words();
    let settled = matches!(instance.status, Status::Met | Status::MetLate | Status::Waived | Status::NotApplicable);
    Some(Detail {
        unit: instance.unit,
        duty: duty.name.clone(),
        subject: Link::new(words.subject(instance), subject_page(snapshot, instance.subject)),
        body: body_link(snapshot, instance),
        period: period_words(instance.period),
        owner: owner_in(snapshot, instance),
        tone: tone(instance),
        when: when(instance, snapshot.as_of()),
        sentences: sentences(snapshot, instance),
        facts: words.evidence(instance).iter().map(|shown| fact(snapshot, shown)).collect(),
        known: known(snapshot),
        missing: words.missing(instance),
        steps: if settled { Vec::new() } else { duty.steps.clone() },
        settled,
        grounds: grounds(snapshot, duty, instance.unit),
        force: instance.force.word(),
        force_means: force_means(instance.force),
        reading: duty.reading.clone(),
        parameters: parameters(snapshot, duty),
        may_extend: duty.extension.as_ref().map(|rule| format!("经{}批准，至多 {}", rule.approver, rule.at_most)),
        doubt: Doubt::of(&duty.confidence),
        alike: alike(snapshot, verdict, &duty.name),
        past: past(snapshot, verdict),
    })
}

/// The page of whose duty it is; a post stands on its body's.
fn subject_page(snapshot: &Snapshot, subject: Subject) -> String {
    match subject {
        Subject::Body(id) => links::body(id),
        Subject::Person(id) => links::person(id),
        Subject::Post(id) => snapshot.seen().post(id).map_or_else(String::new, |post| links::body(post.body)),
    }
}

/// The list of the body's duties, for persons and posts: where else to look.
fn body_link(snapshot: &Snapshot, instance: &Verdict) -> Option<Link> {
    let body = snapshot.seen().body(body_of(snapshot, instance.subject)?)?;
    let unit = instance.unit?;
    Some(Link::new(&body.name, links::duties(unit, &[("body", &body.id.to_string())])))
}

fn sentences(snapshot: &Snapshot, instance: &Instance) -> Vec<Vec<Piece>> {
    let words = snapshot.words();
    let (owner, subject) = (words.owner(instance), words.subject(instance));
    // A person's or body's own name is on the page already; the one who acts is what the reader looks for.
    let names = if owner == subject { &[][..] } else { &[owner.as_str()][..] };
    if instance.because.is_empty() {
        let text = format!("{subject}，{}：{}。", instance.period.in_words(), instance.status.word());
        return vec![mark(&text, names)];
    }
    words.because(instance).iter().map(|sentence| mark(sentence, names)).collect()
}

fn fact(snapshot: &Snapshot, shown: &EvidenceLine) -> FactRow {
    let source = shown.source.as_ref().map(|source| read_at(snapshot, source));
    let otherwise = match (shown.is_record, shown.record) {
        (false, _) => "登记簿",
        (true, Some(_)) => "本系统录入",
        (true, None) => "—",
    };
    FactRow {
        date: shown.date.to_string(),
        title: Link::new(&shown.title, shown.record.map_or_else(String::new, links::record)),
        source: source.unwrap_or_else(|| otherwise.to_owned()),
        entered: shown.entered.map_or_else(|| "—".to_owned(), |day| day.to_string()),
        not_counted: shown.not_counted.clone(),
    }
}

fn known(snapshot: &Snapshot) -> String {
    match snapshot.inputs().known_at {
        Some(day) => format!("判定时点 {}，按 {day} 已知", snapshot.as_of()),
        None => format!("判定时点 {}，按现在已知", snapshot.as_of()),
    }
}

fn grounds(snapshot: &Snapshot, duty: &Duty, unit: Option<UnitId>) -> Vec<Ground> {
    let ground = |citation: &jishi_base::Citation| Ground {
        link: cite(snapshot.library(), citation, unit),
        title: snapshot.library().packs.get(&citation.document).map_or_else(String::new, |pack| pack.title.clone()),
        quote: citation.quote.clone(),
    };
    duty.citations.iter().map(ground).collect()
}

/// What a force means for the one who reads.
fn force_means(force: Force) -> &'static str {
    match force {
        Force::Must => "必须办理",
        Force::Should => "可以说明理由",
        Force::May => "由单位决定",
        Force::Explore => "启用后才判定",
    }
}

fn parameters(snapshot: &Snapshot, duty: &Duty) -> Vec<Parameter> {
    let value = |parameter: &jishi_pack::UsedParameter| {
        let from = parameter.from.map_or_else(String::new, |day| format!("，自 {}", dates::full(day)));
        let source = parameter.citation.as_ref().map_or_else(String::new, |c| format!("，{}", cite(snapshot.library(), c, None).text));
        format!("{}{from}{source}", parameter.value)
    };
    duty.parameters.iter().map(|p| Parameter { name: p.name.clone(), value: value(p), doubt: Doubt::of(&p.confidence) }).collect()
}

/// How the same duty stands in the unit for the same period (or, for events, on the whole).
fn alike(snapshot: &Snapshot, instance: &Verdict, duty: &str) -> Option<(String, Link)> {
    let unit = instance.unit?;
    let regular = !matches!(instance.period, Period::Day(_) | Period::Clock(..));
    let same = snapshot.of_unit(unit).filter(|i| i.duty == instance.duty && (!regular || i.period == instance.period));
    let tally = Tally::of(same);
    let period = if regular { instance.period.to_string() } else { String::new() };
    let text = format!("应办 {} 件，已完成 {}，逾期 {}", tally.all(), tally.done, tally.overdue());
    Some((text, Link::new("看名单", links::duties(unit, &[("status", "owed"), ("duty", duty), ("period", &period)]))))
}

/// The same subject's other periods around this one, by year.
fn past(snapshot: &Snapshot, instance: &Verdict) -> Vec<Past> {
    let Some(unit) = instance.unit else { return Vec::new() };
    let mut all: Vec<&Verdict> = snapshot.of_unit(unit).filter(|i| i.duty == instance.duty && i.subject == instance.subject).collect();
    all.sort_by_key(|i| (i.period.last(), i.period));
    let here = all.iter().position(|i| std::ptr::eq(*i, instance)).unwrap_or_default();
    let first = (here + NEIGHBOURS / 2 + 1).min(all.len()).saturating_sub(NEIGHBOURS);
    let mut years: Vec<Past> = Vec::new();
    for i in all.iter().skip(first).take(NEIGHBOURS).filter(|_| all.len() > 1) {
        let year = format!("{}年", year_of(i, snapshot.as_of()));
        let neighbour = Neighbour {
            period: within_year(i.period), word: i.status.word(), tone: tone(i), href: links::instance(snapshot, i), current: std::ptr::eq(*i, instance),
        };
        match years.last_mut() {
            Some(last) if last.year == year => last.instances.push(neighbour),
            _ => years.push(Past { year, instances: vec![neighbour] }),
        }
    }
    years
}

/// A period where its year is already said: 3月, 一季度, 上半年, 9月14日.
fn within_year(period: Period) -> String {
    match period {
        Period::Year(_) => "全年".to_owned(),
        Period::HalfYear(_, half) => if half == 1 { "上半年" } else { "下半年" }.to_owned(),
        Period::Quarter(_, quarter) => format!("{}季度", jishi_base::numeral::write(u32::try_from(quarter).unwrap_or(1))),
        Period::Month(_, month) => format!("{month}月"),
        Period::Day(day) | Period::Clock(_, day) => format!("{}月{}日", day.month(), day.day()),
        Period::Now => "目前".to_owned(),
    }
}

/// A person's page would carry the name in its title; the browser's history should not.
pub(crate) fn title(snapshot: &Snapshot, instance: &Verdict, duty: &Duty) -> String {
    match instance.subject {
        Subject::Person(_) => format!("{}，{}", duty.name, instance.period.in_words()),
        Subject::Body(_) | Subject::Post(_) => format!("{}，{}", duty.name, snapshot.words().subject(instance)),
    }
}
