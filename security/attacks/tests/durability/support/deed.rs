//! A command of several events, about a person of its own: whole or not at all, and once.

use super::place::{Fresh, Place, asked};
use super::together;
use jishi_base::{ItemId, PersonId, RecordId, Slim, SlimSet};
use jishi_facts::{Event, Mark, MembershipKind, PersonDetails, RecordText, Sealed, Site};
use jishi_store::{Command, Store, StoreError};
use std::collections::{BTreeMap, BTreeSet};

/// Every so many deeds one of the people who are there for it is erased.
const ERASES: u128 = 5;

/// The deed of a number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Deed(pub u128);

impl Deed {
    pub fn id(self) -> String {
        format!("deed-{}", self.0)
    }

    pub fn record(self) -> RecordId {
        RecordId(self.0 + 10_000)
    }

    fn person(self) -> PersonId {
        PersonId(self.0 + 20_000)
    }

    fn item(self) -> ItemId {
        ItemId(self.0 + 30_000)
    }

    pub fn command(self, place: &Place) -> Command {
        Command::events(self.id(), asked(), self.events(place))
    }

    /// How a table calls what is about this deed alone.
    pub fn key(self, table: &str) -> String {
        match table {
            "content" => format!("person:{}", self.person()),
            _ => self.id(),
        }
    }

    pub fn events(self, place: &Place) -> Vec<Event> {
        let details = PersonDetails { name: format!("李四{}", self.0), phone: Some("13800000000".into()), ..PersonDetails::default() };
        let text = |name: &str| Sealed::Open(RecordText::from([(name, format!("第 {} 件", self.0))]));
        let (date, branch) = ("2026-11-20".parse().unwrap(), place.branch);
        let mut events = vec![
            Event::PersonRegistered { person: self.person(), unit: place.unit, blind: None, details: Sealed::Open(details), source: None },
            Event::MemberJoined { person: self.person(), body: branch, kind: MembershipKind::Registered, from: None },
            Event::Recorded {
                record: self.record(), kinds: SlimSet::from(["支部党员大会"]), bodies: vec![branch], date, fields: Slim::new(),
                people: Slim::from([("主持人", vec![self.person()])]), text: text("主题"), source: None,
            },
            Event::ItemOpened {
                item: self.item(), kind: "议定事项".into(), body: branch, opened_by: Some(self.record()), opened: date, owner: Some(self.person()),
                due: None, text: text("事项"),
            },
        ];
        if self.0 % ERASES == ERASES - 1 {
            events.push(Event::PersonErased { person: place.to_be_erased(self.0 / ERASES), ground: jishi_facts::Ground::Mistaken, imports: BTreeSet::new() });
        }
        events
    }

    /// Does it stand in a site, whole?
    ///
    /// # Panics
    /// Where half of it does.
    pub fn stands(self, site: &Site) -> bool {
        let record = site.records.get(&self.record());
        let parts = [
            record.is_some(),
            site.people.contains_key(&self.person()),
            site.items.contains_key(&self.item()),
            site.memberships.iter().any(|membership| membership.person == self.person()),
        ];
        assert!(parts.iter().all(|part| *part == parts[0]), "half of {self:?} stands: {parts:?}");
        let topic = record.and_then(|record| record.text.open()).and_then(|text| text.marks.get("主题"));
        assert!(record.is_none() || topic == Some(&Mark::of(&format!("第 {} 件", self.0))), "{self:?}: {topic:?}");
        parts[0]
    }
}

/// What became of a deed.
pub type Outcome = (Deed, Result<jishi_store::Receipt, StoreError>);

/// Sends deeds at once, so that they come to stand in the same groups.
pub async fn send(store: &Store, place: &Place, deeds: impl IntoIterator<Item = Deed>) -> Vec<Outcome> {
    let one = async |deed: Deed| (deed, store.execute(deed.command(place)).await);
    together(deeds.into_iter().map(one)).await
}

/// All deeds that were ever sent, and whether they were acknowledged.
#[derive(Default)]
pub struct Acknowledged(BTreeMap<Deed, bool>);

impl Acknowledged {
    pub fn note(&mut self, outcomes: &[Outcome]) {
        for (deed, outcome) in outcomes {
            *self.0.entry(*deed).or_default() |= outcome.is_ok();
        }
    }

    pub fn open(&self) -> Vec<Deed> {
        self.0.iter().filter(|(_, acknowledged)| !**acknowledged).map(|(deed, _)| *deed).collect()
    }

    /// What a fresh process reads is what was acknowledged: nothing lost, nothing besides, nothing twice.
    pub fn assert_is(&self, fresh: &Fresh, began: u64, place: &Place) {
        self.assert_at_least(fresh, began, place);
        for (deed, acknowledged) in &self.0 {
            assert_eq!(deed.stands(&fresh.site), *acknowledged, "{deed:?}: acknowledged is what a fresh process reads");
        }
    }

    /// The same where some were cut off before they were answered: those stand or do not.
    pub fn assert_at_least(&self, fresh: &Fresh, began: u64, place: &Place) {
        let lost: Vec<_> = self.0.iter().filter(|(deed, acknowledged)| **acknowledged && !deed.stands(&fresh.site)).map(|(deed, _)| deed).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
        let events: usize = self.0.keys().filter(|deed| deed.stands(&fresh.site)).map(|deed| deed.events(place).len()).sum();
        assert_eq!(fresh.size, began + events as u64, "every event stands once");
    }
}
