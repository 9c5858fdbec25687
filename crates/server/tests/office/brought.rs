//! An import as the office's registers get it: a new member, and records that name him.

use crate::support::{NOW, Office};
use jishi_base::{ImportId, PersonId, RecordId};
use jishi_facts::{FileNames, PersonDetails, Place, Site, Source, Stamp};
use jishi_store::Command;
use jishi_workflow::{self as workflow, Content};
use std::collections::BTreeSet;

const NEWCOMER: &str = "新来的";

impl Office {
    /// An import of the branch: a new member, and records of these kinds and days.
    pub async fn import(&self, records: &[(&str, &str)]) -> ImportId {
        let fresh = || self.live().fresh(|ids| ids.next_id());
        let (import, person) = (ImportId(fresh()), PersonId(fresh()));
        let source = |row| Some(Source { import, place: Place::Nth { file: 0, sheet: 0 }, row });
        let details = PersonDetails { name: NEWCOMER.into(), ..PersonDetails::default() };
        let branch = Some((self.branch, None));
        let roster = workflow::Command::RegisterPerson { person, unit: self.unit, blind: None, details, branch, source: source(2) };
        let record = |((kind, date), row): (&(&str, &str), u32)| {
            let content = self.about(kind, date, person);
            workflow::Command::Record { record: RecordId(fresh()), content, source: source(row) }
        };
        let rows = std::iter::once(roster).chain(records.iter().zip(3..).map(record)).collect();
        let command = self.carrying(format!("导入-{import}"), rows);
        self.live().store().append_import(command, import, vec![FileNames::new("台账.xlsx", &["Sheet1"])]).await.expect("written");
        import
    }

    /// A record of the branch, entered otherwise, that names the new member.
    pub async fn name_the_newcomer(&self, kind: &str) {
        let site = self.live().store().view(&self.live().store().owner_on_this_machine());
        let newcomer = site.people.values().find(|person| person.name() == NEWCOMER).expect("the new member").id;
        let content = self.about(kind, "2026-11-22", newcomer);
        let record = workflow::Command::Record { record: self.live().fresh(|ids| RecordId(ids.next_id())), content, source: None };
        self.live().carry_out(self.carrying("后来的".to_owned(), vec![record])).await.expect("written");
    }

    /// Everybody's name.
    pub fn names(&self) -> BTreeSet<String> {
        let site = self.live().store().view(&self.live().store().owner_on_this_machine());
        site.people.values().map(|person| person.name().to_owned()).collect()
    }

    fn about(&self, kind: &str, date: &str, absent: PersonId) -> Content {
        Content {
            kinds: [kind.to_owned()].into(),
            bodies: vec![self.branch],
            date: date.parse().expect("a day"),
            fields: Default::default(),
            people: [("缺席".to_owned(), vec![absent])].into(),
            text: [("主题".to_owned(), "导入的".to_owned())].into(),
        }
    }

    /// Commands that follow from each other, as one.
    fn carrying(&self, id: String, commands: Vec<workflow::Command>) -> Command {
        let asked = self.live().asked("测试");
        let day = asked.day;
        let decide = move |site: &Site| {
            let (mut site, mut events) = (site.clone(), Vec::new());
            for command in commands.clone() {
                for event in workflow::decide(&site, command).expect("accepted") {
                    site.apply(&Stamp { seq: site.size, at: NOW, day, actor: "".into() }, &event);
                    events.push(event);
                }
            }
            Ok(events)
        };
        Command::decided(id, asked, Vec::new(), Box::new(decide))
    }
}
