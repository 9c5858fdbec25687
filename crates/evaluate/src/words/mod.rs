//! Words last: the sentences of an instance, made for the one who looks.
//!
//! An [`Instance`] is ids and numbers; the packs give the words that stand in regulations; [`Names`] gives names, titles and grounds
//! as far as the viewer may know them. What may not be named is said as a number, or as one of its sort, so that counts and
//! order never depend on who looks.

mod evidence;
mod lack;
mod missing;
mod names;
mod owner;
mod reason;
mod step;
mod trace;

pub use evidence::EvidenceLine;
pub use names::{Names, Titled};

use crate::instance::{Instance, Verdict};
use crate::reason::Because;
use jishi_base::{BodyId, PersonId, RecordId};
use jishi_facts::Subject;
use jishi_pack::{Duty, Library};
use std::collections::BTreeMap;

/// What stands behind everything that is not named.
const UNSEEN: &str = "（不在可见范围）";

/// Says what instances hold, to one who knows these names.
#[derive(Clone, Copy)]
pub struct Speaker<'w> {
    library: &'w Library,
    names: &'w dyn Names,
}

impl<'w> Speaker<'w> {
    /// In the words of these packs, with these names.
    #[must_use]
    pub fn new(library: &'w Library, names: &'w dyn Names) -> Self {
        Self { library, names }
    }

    /// Instances as lists show them: in the order of duties, then subjects by name, then periods, then what started the clock.
    #[must_use]
    pub fn by_name(&self, mut instances: Vec<Instance>) -> Vec<Instance> {
        let mut names: BTreeMap<Subject, String> = BTreeMap::new();
        for instance in &instances {
            names.entry(instance.subject).or_insert_with(|| self.subject(instance));
        }
        let key = |instance: &Instance| {
            (instance.duty, names.get(&instance.subject).map_or("", String::as_str), instance.subject, instance.period)
        };
        instances.sort_by(|a, b| key(a).cmp(&key(b)));
        for twins in instances.chunk_by_mut(|a, b| key(a) == key(b)).filter(|twins| twins.len() > 1) {
            twins.sort_by_cached_key(|twin| self.started_by(twin));
        }
        instances
    }

    /// Whose it is: `中共示范厅机关委员会 专职副书记` for a post.
    #[must_use]
    pub fn subject(&self, instance: &Verdict) -> String {
        self.name_of(instance.subject)
    }

    /// The unit, in brackets, where it is known: `（示范厅）`.
    pub(crate) fn in_unit(&self, instance: &Verdict) -> String {
        self.unit(instance).map(|unit| format!("（{unit}）")).unwrap_or_default()
    }

    pub(crate) fn unit(&self, instance: &Verdict) -> Option<&'w str> {
        instance.unit.and_then(|unit| self.names.unit(unit))
    }

    /// The text of the duty that an instance is judged by, where it is one of these packs.
    fn duty(&self, instance: &Verdict) -> Option<&'w Duty> {
        instance.edition(self.library)
    }

    /// What started the clock of an instance, in words.
    fn started_by(&self, instance: &Instance) -> Option<String> {
        instance
            .because
            .iter()
            .find_map(|reason| if let Because::Triggered { trigger, .. } = reason { Some(self.what(trigger.what)) } else { None })
    }

    fn known(&self, subject: Subject) -> bool {
        match subject {
            Subject::Body(body) => self.names.body(body).is_some(),
            Subject::Post(post) => self.names.post(post).is_some(),
            Subject::Person(person) => self.names.person(person).is_some(),
        }
    }

    fn name_of(&self, subject: Subject) -> String {
        match subject {
            Subject::Body(body) => self.body(body),
            Subject::Post(post) => match self.names.post(post) {
                Some((body, title)) => format!("{} {title}", self.body(body)),
                None => format!("一个职务{UNSEEN}"),
            },
            Subject::Person(person) => self.person(person),
        }
    }

    fn body(&self, body: BodyId) -> String {
        self.names.body(body).map_or_else(|| format!("一个组织{UNSEEN}"), str::to_owned)
    }

    fn person(&self, person: PersonId) -> String {
        self.names.person(person).map_or_else(|| format!("一名人员{UNSEEN}"), str::to_owned)
    }

    /// Several people: those who may be named, then how many more.
    fn people(&self, people: &[PersonId]) -> String {
        let mut named: Vec<String> = people.iter().filter_map(|person| self.names.person(*person)).map(str::to_owned).collect();
        match people.len() - named.len() {
            0 => {}
            1 => named.push(format!("一名人员{UNSEEN}")),
            more => named.push(format!("{more} 名人员{UNSEEN}")),
        }
        named.join("、")
    }

    fn title(&self, record: RecordId) -> String {
        self.names.title(record, self.library.titles()).unwrap_or_else(|| format!("一条记录{UNSEEN}"))
    }
}

/// Lines that cannot be told from each other, as what they are about may not be named, are one line with their number.
fn gathered(lines: Vec<String>) -> Vec<String> {
    let mut out: Vec<(String, usize)> = Vec::new();
    for line in lines {
        match out.iter_mut().find(|(known, _)| *known == line && line.contains(UNSEEN)) {
            Some((_, times)) => *times += 1,
            None => out.push((line, 1)),
        }
    }
    out.into_iter().map(|(line, times)| if times == 1 { line } else { format!("{line}，共 {times} 项") }).collect()
}
