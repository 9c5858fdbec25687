//! Erasing and restricting people: one proposes, another confirms, neither of them the person concerned; and what would
//! go and what would stay, told before.
//!
//! | measure | may be proposed and confirmed | what it does |
//! |---|---|---|
//! | 删除 | while the person is neither erased nor restricted | posts, memberships and contacts end; the person's key goes |
//! | 限制处理 | the same | all under the person's key is kept and not used |
//! | 解除限制 | while the person is restricted | it is used again |

use crate::{Refusal, people};
use jishi_base::{BodyId, ImportId, PersonId, ProposalId};
use jishi_calendar::Date;
use jishi_facts::{Contents, Event, Ground, Hand, KeyOwner, Mark, Measure, PersonDetails, Proposal, Sealed, Site, Subject, Texts, Unopened, Verdict};
use std::collections::BTreeSet;

type Decision = Result<Vec<Event>, Refusal>;

/// What erasing a person would take, end and leave. All are numbers: whoever confirms need not see more.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outlook {
    /// Records about the person, whose text goes: talks, training, reports.
    pub own_records: usize,
    /// Reasons that go.
    pub reasons: usize,
    /// Grounds of exemptions that go.
    pub grounds: usize,
    /// Imports of which the names of files and sheets go, since one of them names the person.
    pub imports: BTreeSet<ImportId>,
    /// Posts held now, which end.
    pub posts: usize,
    /// Memberships, which end.
    pub branches: usize,
    /// Contacts, which end.
    pub links: usize,
    /// Other records in which the person stays as a number.
    pub records: usize,
    /// Times in posts that stay as a number's.
    pub holdings: usize,
    /// Memberships that stay as a number's.
    pub memberships: usize,
    /// Items that the person answered for, closed or verified, likewise.
    pub items: usize,
    /// Texts of others in which the name was found as it is registered; written otherwise it is not found.
    pub mentions: usize,
    /// Old journal entries about the person that hold words in plain, for ever.
    pub plain: u64,
}

/// What erasing a person would do now; `None` where there is nobody, or nothing left to erase. Opens every text of the site.
///
/// # Errors
/// Where the texts cannot be read now.
pub fn outlook(site: &Site, person: PersonId, contents: &dyn Contents) -> Result<Option<Outlook>, Unopened> {
    let Some(profile) = site.people.get(&person).and_then(|person| person.details.kept()) else { return Ok(None) };
    let owner = Some(KeyOwner::Person(person));
    let (own, named) = (
        site.records.values().filter(|record| record.key_owner() == owner),
        site.records.values().filter(|record| record.key_owner() != owner && record.people.values().flatten().any(|one| *one == person)),
    );
    let mine = |subject: Subject| subject == Subject::Person(person);
    let items = site.items.values().filter(|item| [item.owner, item.closed_by, item.verified_by].contains(&Some(person)));
    Ok(Some(Outlook {
        own_records: own.count(),
        reasons: site.reasons.iter().filter(|reason| Some(reason.owner) == owner).count(),
        grounds: site.waivers.iter().filter(|waiver| waiver.is_under(person)).count(),
        imports: naming(site, person, contents)?,
        posts: site.holdings.values().filter(|held| held.person == person && held.until.is_none()).count(),
        branches: site.memberships.iter().filter(|m| m.person == person && m.until.is_none()).count(),
        links: site.links.values().filter(|link| link.until.is_none() && (mine(link.from) || mine(link.to))).count(),
        records: named.count(),
        holdings: site.holdings.values().filter(|held| held.person == person).count(),
        memberships: site.memberships.iter().filter(|m| m.person == person).count(),
        items: items.count(),
        mentions: mentions(site, person, &profile.name, contents)?,
        plain: site.plain.of(person),
    }))
}

/// The imports of which a file or a sheet names a person, by name, identity number or telephone: what
/// [`crate::Command::SettleErasure`] is told. None of somebody of whom nothing is kept.
///
/// # Errors
/// Where the person's details or the names of files cannot be read now.
pub fn naming(site: &Site, person: PersonId, contents: &dyn Contents) -> Result<BTreeSet<ImportId>, Unopened> {
    let Some(profile) = site.people.get(&person).and_then(|person| person.details.kept()) else { return Ok(BTreeSet::new()) };
    let details = contents.one(profile.at)?;
    let details = PersonDetails::read(&details).unwrap_or_default();
    let called: Vec<&str> = std::iter::once(profile.name.as_str()).chain(details.id_number.as_deref()).chain(details.phone.as_deref()).collect();
    site.imports_naming(&called, contents)
}

/// Contents opened at a time.
const AT_ONCE: usize = 1_000;

/// Texts that do not go with the person, and have the name in them.
fn mentions(site: &Site, person: PersonId, name: &str, contents: &dyn Contents) -> Result<usize, Unopened> {
    let owner = KeyOwner::Person(person);
    let at = |text: &Sealed<Texts>| text.open().map(|text| text.at);
    let records = site.records.values().filter(|record| record.key_owner() != Some(owner)).filter_map(|record| at(&record.text));
    let items = site.items.values().filter_map(|item| at(&item.text));
    let reasons = site.reasons.iter().filter(|reason| reason.owner != owner).filter_map(|reason| reason.text.open()).map(|text| text.at);
    let grounds = site.waivers.iter().filter(|waiver| !waiver.is_under(person)).filter_map(|waiver| waiver.ground.open()).map(|text| text.at);
    let texts: Vec<u64> = records.chain(items).chain(reasons).chain(grounds).collect();
    let people: Vec<u64> = site.people.values().filter(|other| other.id != person).filter_map(|other| other.details.open()).map(|kept| kept.at).collect();
    let remarked = |content: &str| {
        let details = PersonDetails::read(content).unwrap_or_default();
        [details.remark, details.office].into_iter().flatten().any(|text| text.contains(name))
    };
    // The name stands in the content as it stands in the text: JSON leaves its characters as they are.
    Ok(such(&texts, contents, |content| content.contains(name))? + such(&people, contents, remarked)?)
}

/// How many contents are such.
fn such(entries: &[u64], contents: &dyn Contents, such: impl Fn(&str) -> bool) -> Result<usize, Unopened> {
    let mut count = 0;
    for some in entries.chunks(AT_ONCE) {
        count += contents.open(some)?.iter().flatten().filter(|content| such(content)).count();
    }
    Ok(count)
}

#[allow(clippy::too_many_arguments)] // The fields of the command.
pub(crate) fn propose(
    site: &Site, proposal: ProposalId, person: PersonId, measure: Measure, ground: Ground, note: String, by: Hand, today: Date,
) -> Decision {
    fits(site, person, measure)?;
    not_concerned(person, by)?;
    if let Some(open) = site.proposals.get(&person).filter(|open| today <= open.last_day()) {
        let is_so = (open.measure, &open.ground, open.by) == (measure, &ground, by) && open.note.open().is_some_and(|said| said.mark == Mark::of(&note));
        if is_so {
            return Ok(Vec::new());
        }
        return Err(Refusal::new("关于这名人员已有一件事在等放行", "请先放行、不同意或撤回那一件"));
    }
    if !measure.grounds().contains(&ground) {
        return Err(Refusal::new(format!("“{}”不是{}的理由", ground.word(), measure.word()), "请在列出的理由里选一个"));
    }
    Ok(vec![Event::ErasureProposed { proposal, person, measure, ground, by, note: Sealed::Open(note.trim().to_owned()) }])
}

pub(crate) fn settle(site: &Site, id: ProposalId, verdict: Verdict, by: Hand, today: Date, imports: BTreeSet<ImportId>) -> Decision {
    let Some(open) = site.proposals.values().find(|open| open.id == id) else {
        let is_so = site.settled.get(&id).is_some_and(|done| (done.verdict, done.by) == (verdict, by));
        return if is_so { Ok(Vec::new()) } else { Err(Refusal::new("没有提出过这件事，或已经办结", "请返回列表，看看它办得怎样了")) };
    };
    let person = open.person;
    not_concerned(person, by)?;
    match (verdict, by.is(&open.by)) {
        (Verdict::Withdrawn, false) => return Err(Refusal::new("只有提出的人可以撤回", "如不同意，请点“不同意”")),
        (Verdict::Confirmed | Verdict::Refused, true) => {
            return Err(Refusal::new("自己提出的，自己不能放行", "请由另一名有权办理的人放行；不再需要的，可以撤回"));
        }
        _ => {}
    }
    let mut events = vec![Event::ErasureSettled { proposal: id, person, verdict, by }];
    if verdict == Verdict::Confirmed {
        if today > open.last_day() {
            return Err(Refusal::new(format!("提出已过 {} 天，不能再放行", Proposal::DAYS), "如仍需办理，请重新提出"));
        }
        fits(site, person, open.measure)?;
        events.extend(carry_out(site, open, today, imports));
    }
    Ok(events)
}

/// Does a measure fit how the person stands?
fn fits(site: &Site, person: PersonId, measure: Measure) -> Result<(), Refusal> {
    match (&people::known(site, person)?.details, measure) {
        (Sealed::Erased, _) => Err(Refusal::new("这名人员的信息已经删除", "不用再办理")),
        (Sealed::Held(_), Measure::Erase) => Err(Refusal::new("这名人员的信息正在限制处理，依法要留存", "留存的事由消除以后，请先解除限制")),
        (Sealed::Held(_), Measure::Restrict) => Err(Refusal::new("这名人员的信息已经限制处理", "不用再办理")),
        (Sealed::Open(_), Measure::Lift) => Err(Refusal::new("这名人员的信息没有限制", "不用解除")),
        _ => Ok(()),
    }
}

/// Nobody decides about themselves.
fn not_concerned(person: PersonId, by: Hand) -> Result<(), Refusal> {
    match by.person {
        Some(own) if own == person => Err(Refusal::new("本人的信息，本人不能提出、不能放行", "请由别的有权办理的人办")),
        _ => Ok(()),
    }
}

fn carry_out(site: &Site, open: &Proposal, today: Date, imports: BTreeSet<ImportId>) -> Vec<Event> {
    let person = open.person;
    match open.measure {
        Measure::Restrict => vec![Event::PersonRestricted { person }],
        Measure::Lift => vec![Event::RestrictionLifted { person }],
        Measure::Erase => {
            let mut events = ends(site, person, today);
            events.push(Event::PersonErased { person, ground: open.ground.clone(), imports });
            events
        }
    }
}

/// Somebody who is gone is in no branch, holds no post and keeps no contact from this day on.
fn ends(site: &Site, person: PersonId, today: Date) -> Vec<Event> {
    let current = site.memberships.iter().filter(|m| m.person == person && m.until.is_none());
    let branches: BTreeSet<(BodyId, Date)> = current.map(|m| (m.body, today.max(site.member_since(m).unwrap_or(today)))).collect();
    let held = site.holdings.values().filter(|held| held.person == person && held.until.is_none());
    let mine = |subject: Subject| subject == Subject::Person(person);
    let links = site.links.values().filter(|link| link.until.is_none() && (mine(link.from) || mine(link.to)));
    branches
        .into_iter()
        .map(|(body, on)| Event::MemberLeft { person, body, on })
        .chain(held.map(|held| Event::HolderLeft { holding: held.id, on: today.max(held.from) }))
        .chain(links.map(|link| Event::Unlinked { link: link.id, on: today.max(link.since) }))
        .collect()
}

#[cfg(test)]
mod tests;
