//! From an article to its duties, and to all their instances; and the packs with every article that is cited.

use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::duties::{cite, pack_place};
use crate::view::tally::Tally;
use crate::view::{Doubt, links};
use crate::dates;
use jishi_base::{Citation, UnitId};
use jishi_evaluate::Verdict;
use std::collections::BTreeMap;

/// A duty made of an article.
pub(crate) struct DutyRow {
    pub(crate) name: Link,
    /// What the machine judges, in one plain sentence: for reading and for sign-off.
    pub(crate) sentence: String,
    pub(crate) force: &'static str,
    /// The sentences of this article that it is made of.
    pub(crate) quotes: Vec<String>,
    pub(crate) reading: Option<String>,
    pub(crate) doubt: Option<Doubt>,
    pub(crate) tally: Tally,
}

/// How a unit stands to an article.
pub(crate) struct UnitRow {
    pub(crate) name: Link,
    pub(crate) tally: Tally,
}

/// The page of an article.
pub(crate) struct Article {
    pub(crate) name: String,
    pub(crate) document: String,
    pub(crate) issued: String,
    pub(crate) scope: String,
    pub(crate) duties: Vec<DutyRow>,
    /// Record kinds whose form this article asks for.
    pub(crate) records: Vec<String>,
    /// Sentences of which no duty is made, with the reason.
    pub(crate) no_duty: Vec<(Option<String>, String)>,
    pub(crate) units: Vec<UnitRow>,
    pub(crate) all: Option<Link>,
}

/// `None` where no pack has such an article.
pub(crate) fn article(snapshot: &Snapshot, document: &str, number: u32, unit: Option<UnitId>) -> Option<Article> {
    let library = snapshot.library();
    let pack = library.packs.get(document).filter(|pack| (1..=pack.articles).contains(&number))?;
    let unit = unit.or_else(|| snapshot.only_unit());
    let here = Citation { document: document.to_owned(), article: number, quote: None };
    let duties = snapshot.duties_of(document, number);
    let same = |citation: &&Citation| citation.document == document && citation.article == number;
    let records = library.record_kinds.values().filter(|kind| kind.citations.iter().any(|c| same(&c))).map(|kind| kind.name.clone());
    let no_duty = library.no_duty.iter().filter(|none| same(&&none.citation)).map(|none| (none.citation.quote.clone(), none.reason.clone()));
    Some(Article {
        name: here.on_page(pack.style),
        document: pack.title.clone(),
        issued: [pack.issuer.clone(), pack.date.map(dates::full)].into_iter().flatten().collect::<Vec<_>>().join("，"),
        scope: scope(snapshot, unit),
        duties: duty_rows(snapshot, &here, duties, unit),
        records: records.collect(),
        no_duty: no_duty.collect(),
        units: if unit.is_some() { Vec::new() } else { unit_rows(snapshot, &here, duties) },
        all: unit.filter(|_| !duties.is_empty()).map(|unit| Link::new("看全部事项", links::duties(unit, &[("article", &here.key())]))),
    })
}

fn scope(snapshot: &Snapshot, unit: Option<UnitId>) -> String {
    let unit = unit.and_then(|unit| snapshot.seen().unit(unit));
    unit.map_or_else(|| "全部单位".to_owned(), |unit| unit.name.clone())
}

/// The instances of one unit, or of all.
fn instances(snapshot: &Snapshot, unit: Option<UnitId>) -> Box<dyn Iterator<Item = &Verdict> + '_> {
    match unit {
        Some(unit) => Box::new(snapshot.of_unit(unit)),
        None => Box::new(snapshot.verdicts()),
    }
}

fn duty_rows(snapshot: &Snapshot, article: &Citation, duties: &[usize], unit: Option<UnitId>) -> Vec<DutyRow> {
    let mut tallies: BTreeMap<usize, Tally> = BTreeMap::new();
    for instance in instances(snapshot, unit).filter(|instance| duties.contains(&instance.duty)) {
        tallies.entry(instance.duty).or_default().add(instance);
    }
    let row = |&at: &usize| {
        let duty = snapshot.library().duties.get(at)?;
        let href = unit.map_or_else(String::new, |unit| links::duties(unit, &[("article", &article.key()), ("duty", &duty.name)]));
        Some(DutyRow {
            name: Link::new(&duty.name, href),
            sentence: jishi_pack::print::sentence(snapshot.library(), duty),
            force: duty.force.word(),
            quotes: duty.citations.iter().filter(|c| c.key() == article.key()).filter_map(|c| c.quote.clone()).collect(),
            reading: duty.reading.clone(),
            doubt: Doubt::of(&duty.confidence),
            tally: tallies.get(&at).copied().unwrap_or_default(),
        })
    };
    duties.iter().filter_map(row).collect()
}

/// In register order: units are not ranked.
fn unit_rows(snapshot: &Snapshot, article: &Citation, duties: &[usize]) -> Vec<UnitRow> {
    let row = |unit: &jishi_facts::Unit| UnitRow {
        name: Link::new(&unit.name, links::duties(unit.id, &[("article", &article.key())])),
        tally: Tally::of(snapshot.of_unit(unit.id).filter(|instance| duties.contains(&instance.duty))),
    };
    snapshot.units().into_iter().map(row).collect()
}

/// A pack with its cited articles.
pub(crate) struct PackRow {
    pub(crate) title: String,
    pub(crate) issued: String,
    pub(crate) articles: Vec<(Link, String)>,
}

/// Every pack that is a document, in the order of its duties, with each cited article and the duties made of it.
pub(crate) fn packs(snapshot: &Snapshot, unit: Option<UnitId>) -> Vec<PackRow> {
    let library = snapshot.library();
    let unit = unit.or_else(|| snapshot.only_unit());
    let mut packs: Vec<_> = library.packs.values().filter(|pack| pack.articles > 0).collect();
    packs.sort_by_key(|pack| pack_place(snapshot, &pack.short));
    let names = |article: u32, short: &str| {
        let duties = snapshot.duties_of(short, article).iter().filter_map(|&at| library.duties.get(at));
        duties.map(|duty| duty.name.as_str()).collect::<Vec<_>>().join("、")
    };
    let row = |pack: &jishi_pack::Pack| {
        let articles = snapshot.articles().filter(|(document, _)| *document == pack.short).map(|(document, article)| {
            let citation = Citation { document: document.to_owned(), article, quote: None };
            (cite(library, &citation, unit), names(article, document))
        });
        PackRow {
            title: pack.title.clone(),
            issued: [pack.issuer.clone(), pack.date.map(dates::full)].into_iter().flatten().collect::<Vec<_>>().join("，"),
            articles: articles.collect(),
        }
    };
    packs.into_iter().map(row).collect()
}
