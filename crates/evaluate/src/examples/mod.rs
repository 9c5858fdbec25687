//! 例: a pack's own examples, judged. Each is a small site, a day, and the statuses that must come out.

mod builder;
mod given;
mod records;

use crate::context::Context;
use crate::instance::Instance;
use crate::reference::judge_duty;
use crate::words::{Speaker, Titled};
use jishi_calendar::Workdays;
use jishi_pack::{Duty, Example, Library, Origin};

pub use given::{site_of, told};

/// An example that does not come out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// The duty's name.
    pub duty: String,
    /// Where the example is written.
    pub origin: Origin,
    /// The status written.
    pub expected: String,
    /// The status judged, or what stands in its place.
    pub got: String,
    /// What is wrong, in one sentence.
    pub message: String,
}

/// Judges every example of every duty; those that do not come out, in the order of duties.
///
/// Duties of force 探索 are judged here as if they were switched on.
#[must_use]
pub fn check_examples(library: &Library, workdays: &Workdays) -> Vec<Failure> {
    let duties = library.duties.iter().enumerate();
    duties.flat_map(|(index, duty)| duty.examples.iter().flat_map(move |example| check(library, workdays, index, duty, example))).collect()
}

fn check(library: &Library, workdays: &Workdays, index: usize, duty: &Duty, example: &Example) -> Vec<Failure> {
    let (site, contents) = told(library, workdays, duty, example);
    let instances = judge_duty(&Context::new(library, &site, workdays, example.at), index);
    let names = Titled { site: &site, contents: &contents };
    let words = Speaker::new(library, &names);
    let wrong = example.then.iter().filter_map(|(subject, period, expected)| {
        let meant = meant(&instances, &words, subject.as_deref(), period.as_deref());
        let got = got(&meant, period.is_none());
        (!agrees(&got, &meant, expected)).then(|| {
            let place = [subject.as_deref(), period.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
            let why = meant.first().map_or_else(|| there_are(&instances, &words), |instance| words.because(instance).join(""));
            Failure {
                duty: duty.name.clone(),
                origin: example.origin.clone(),
                expected: expected.clone(),
                message: format!("“{}”的例（{} 时{place}）应为“{expected}”，判为“{got}”。{why}", duty.name, example.at),
                got,
            }
        })
    });
    wrong.collect()
}

fn meant<'i>(instances: &'i [Instance], words: &Speaker, subject: Option<&str>, period: Option<&str>) -> Vec<&'i Instance> {
    let named = |instance: &&Instance| subject.is_none_or(|name| words.subject(instance).ends_with(name));
    let timed = |instance: &&Instance| period.is_none_or(|label| instance.period.to_string() == label);
    instances.iter().filter(named).filter(timed).collect()
}

/// The status of the instances meant, where it is one.
fn got(meant: &[&Instance], any_period: bool) -> String {
    let mut words: Vec<&str> = meant.iter().map(|instance| instance.status.word()).collect();
    words.sort_unstable();
    words.dedup();
    match (words.as_slice(), any_period) {
        ([], _) => "没有这一项".to_owned(),
        ([one], _) => (*one).to_owned(),
        (_, true) => format!("{}（有几项，请写明期）", words.join("、")),
        (_, false) => words.join("、"),
    }
}

/// Nothing at all is another way of not being owed.
fn agrees(got: &str, meant: &[&Instance], expected: &str) -> bool {
    got == expected || (meant.is_empty() && expected == "不适用")
}

fn there_are(instances: &[Instance], words: &Speaker) -> String {
    let all: Vec<String> = instances.iter().map(|i| format!("{} {} {}", words.subject(i), i.period, i.status.word())).collect();
    if all.is_empty() { "例中没有一个要判断的主体。".to_owned() } else { format!("判出的有：{}。", all.join("；")) }
}
