//! Two people for every measure, and what it takes, ends and leaves.

use super::{Outlook, naming, outlook};
use crate::{Command, Content, decide};
use jiff::civil::date;
use jishi_base::{AccountId, BodyId, HoldingId, ImportId, ItemId, PersonId, PostId, ProposalId, RecordId, Slim, SlimSet, UnitId};
use jishi_calendar::Date;
use jishi_facts::{
    Event, FileNames, Ground, Hand, InMemory, Measure, MembershipKind, PersonDetails, RelationKind, Sealed, Site, Stamp, Subject, Verdict,
};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

const UNIT: UnitId = UnitId(1);
const BRANCH: BodyId = BodyId(2);
const ZHANG: PersonId = PersonId(3);
const LI: PersonId = PersonId(4);
const PROPOSAL: ProposalId = ProposalId(5);
const IMPORT: ImportId = ImportId(6);
const TODAY: Date = date(2026, 11, 24);

const OFFICER: Hand = Hand { account: Some(AccountId(70)), person: Some(PersonId(71)) };
const SECURITY: Hand = Hand { account: Some(AccountId(80)), person: None };

fn enter(site: &mut Site, events: Vec<Event>) {
    for event in events {
        let stamp = Stamp { seq: site.size, at: 0, day: TODAY, actor: "测试".into() };
        site.apply(&stamp, &event);
        CONTENTS.with_borrow_mut(|contents| contents.keep(&stamp, &event));
    }
}

thread_local! {
    /// What the sites of a test hold sealed: of entries of one number, the last.
    static CONTENTS: RefCell<InMemory> = RefCell::default();
}

fn contents() -> InMemory {
    CONTENTS.with_borrow(Clone::clone)
}

fn foreseen(site: &Site, person: PersonId) -> Option<Outlook> {
    outlook(site, person, &contents()).expect("contents")
}

fn run(site: &mut Site, command: Command) {
    let events = decide(site, command).expect("accepted");
    enter(site, events);
}

fn person(person: PersonId, name: &str) -> Command {
    let details = PersonDetails { name: name.into(), phone: Some(format!("{name}的电话")), ..PersonDetails::default() };
    Command::RegisterPerson { person, unit: UNIT, blind: Some(name.into()), details, branch: Some((BRANCH, Some(date(2020, 1, 1)))), source: None }
}

fn record(record: u128, bodies: &[BodyId], people: &[(&str, PersonId)], topic: &str) -> Command {
    let people = people.iter().map(|(role, person)| ((*role).to_owned(), vec![*person])).collect();
    let text = BTreeMap::from([("主题".to_owned(), topic.to_owned())]);
    let content = Content { kinds: SlimSet::from(["某种"]), bodies: bodies.to_vec(), date: date(2026, 3, 1), fields: Slim::new(), people, text: text.into() };
    Command::Record { record: RecordId(record), content, source: None }
}

/// Zhang with a post, a contact, a talk, a meeting, an item, an exemption, a reason and a file; Li beside.
fn site() -> Site {
    let mut site = Site::default();
    run(&mut site, Command::RegisterUnit { unit: UNIT, name: "示范厅".into() });
    run(&mut site, Command::RegisterBody { body: BRANCH, unit: Some(UNIT), kind: "党支部".into(), name: "支部".into(), founded: None, parent: None, source: None });
    enter(&mut site, vec![Event::ImportBegun { import: IMPORT }]);
    run(&mut site, person(ZHANG, "张三丰"));
    enter(&mut site, vec![Event::published(IMPORT, vec![FileNames::new("张三丰登记表.xlsx", &["Sheet1"])], 2)]);
    run(&mut site, person(LI, "李四"));
    enter(&mut site, vec![Event::published(ImportId(7), vec![FileNames::new("党员名册.xlsx", &["2026"])], 2)]);
    let at = crate::PostAt::New { post: PostId(10), body: BRANCH, title: "书记".into() };
    run(&mut site, Command::Appoint { holding: HoldingId(11), at, person: ZHANG, from: date(2024, 1, 1), until: None, source: None });
    let link = |link| Event::Linked { link: jishi_base::LinkId(link), kind: "联系点".into(), from: Subject::Person(ZHANG), to: Subject::Body(BRANCH), since: date(2026, 1, 1) };
    enter(&mut site, vec![link(12), Event::Related { body: BRANCH, kind: RelationKind::Contact, to: BRANCH, from: None }]);
    run(&mut site, record(20, &[], &[("对象", ZHANG), ("谈话人", LI)], "谈家里的事"));
    run(&mut site, record(21, &[], &[("对象", LI), ("谈话人", ZHANG)], "谈工作"));
    run(&mut site, record(22, &[BRANCH], &[("缺席", ZHANG)], "张三丰请假"));
    let text = BTreeMap::from([("事项".to_owned(), "张榜".to_owned())]);
    let (opened, owner) = (date(2026, 3, 1), Some(ZHANG));
    run(&mut site, Command::OpenItem { item: ItemId(23), kind: "议定事项".into(), body: BRANCH, opened_by: None, opened, owner, due: None, text: text.into() });
    let (duty, subject, period) = (|| "学时".to_owned(), Subject::Person(ZHANG), || "2026".to_owned());
    run(&mut site, Command::Waive { duty: duty(), subject, period: period(), ground: "重病".into(), by: LI });
    run(&mut site, Command::GiveReason { duty: duty(), subject, period: period(), text: "住院".into() });
    site
}

fn proposed(measure: Measure, by: Hand) -> Command {
    let ground = measure.grounds()[0].clone();
    Command::ProposeErasure { proposal: PROPOSAL, person: ZHANG, measure, ground, note: "按保存期限表".into(), by, today: TODAY }
}

fn settled(verdict: Verdict, by: Hand, today: Date) -> Command {
    Command::SettleErasure { proposal: PROPOSAL, verdict, by, today, imports: BTreeSet::new() }
}

fn both(site: &mut Site, measure: Measure) {
    run(site, proposed(measure, OFFICER));
    let imports = naming(site, ZHANG, &contents()).expect("contents");
    run(site, Command::SettleErasure { proposal: PROPOSAL, verdict: Verdict::Confirmed, by: SECURITY, today: TODAY, imports });
}

#[test]
fn what_goes_and_what_stays_is_told_before() {
    let told = foreseen(&site(), ZHANG).expect("somebody");
    let expected = Outlook {
        own_records: 1, reasons: 1, grounds: 1, imports: BTreeSet::from([IMPORT]), posts: 1, branches: 1, links: 1, records: 2, holdings: 1,
        memberships: 1, items: 1, mentions: 1, plain: 0,
    };
    assert_eq!(told, expected);
    assert_eq!(foreseen(&site(), PersonId(99)), None);
}

/// What lies sealed is opened when somebody looks: the fold holds none of it.
#[test]
fn no_words_are_in_memory() {
    let mut site = site();
    run(&mut site, proposed(Measure::Erase, OFFICER));
    let all = format!("{site:?}");
    assert!(all.contains("张三丰") && all.contains("示范厅"), "the search finds names, which stay");
    for sealed in ["登记表", "党员名册", "家里的事", "谈工作", "请假", "张榜", "重病", "住院", "按保存期限表", "的电话"] {
        assert!(!all.contains(sealed), "{sealed}");
    }
}

#[test]
fn an_erasure_takes_all_of_it() {
    let mut site = site();
    both(&mut site, Measure::Erase);
    let all = format!("{site:?}");
    // What other people's texts say of Zhang stays: nobody can find it for sure.
    for gone in ["张三丰登记表", "家里的事", "重病", "住院", "按保存期限表", "张三丰的电话"] {
        assert!(!all.contains(gone), "{gone}: {all}");
    }
    assert!(site.imports.named_at(ImportId(7)).is_some());
    let texts = |id| &site.records[&RecordId(id)].text;
    assert!(*texts(20) == Sealed::Erased && texts(21).open().is_some() && texts(22).open().is_some());
    assert_eq!((site.people[&ZHANG].name(), &site.people[&ZHANG].blind), ("已删除", &None));
    assert!(site.holdings.values().all(|held| held.until == Some(TODAY)) && site.links.values().all(|link| link.until == Some(TODAY)));
    assert!(site.memberships.iter().all(|m| (m.person == ZHANG) == (m.until == Some(TODAY))));
    assert_eq!(site.imports.named_at(IMPORT), None);
    assert!(site.proposals.is_empty() && foreseen(&site, ZHANG).is_none());
    let again = decide(&site, proposed(Measure::Erase, OFFICER)).expect_err("gone");
    assert!(again.reason.contains("已经删除"));
    // Nothing more is entered about somebody who is gone.
    let talk = decide(&site, record(30, &[], &[("对象", ZHANG)], "又谈")).expect_err("gone");
    assert!(talk.reason.contains("已删除"), "{talk}");
    assert!(decide(&site, record(30, &[BRANCH], &[("缺席", ZHANG)], "开会")).is_ok());
}

#[test]
fn a_restriction_keeps_everything_and_shows_nothing() {
    let before = site();
    let mut site = site();
    both(&mut site, Measure::Restrict);
    assert_eq!(site.people[&ZHANG].name(), "已限制");
    let text = |site: &Site, id| site.records[&RecordId(id)].text.clone();
    assert!(matches!(text(&site, 20), Sealed::Held(_)) && text(&site, 20).open().is_none());
    assert_eq!(text(&site, 22), text(&before, 22));
    assert!(site.reasons[0].text.is_held() && site.waivers[0].ground.open().is_none());
    for command in [record(30, &[], &[("对象", ZHANG)], "又谈"), Command::GiveReason { duty: "学时".into(), subject: Subject::Person(ZHANG), period: "2026".into(), text: "住院".into() }] {
        assert!(decide(&site, command).expect_err("restricted").reason.contains("限制处理"));
    }
    for measure in [Measure::Erase, Measure::Restrict] {
        assert!(decide(&site, proposed(measure, OFFICER)).expect_err("restricted").reason.contains("限制处理"));
    }
    both(&mut site, Measure::Lift);
    assert_eq!((site.people[&ZHANG].name(), &site.people[&ZHANG].blind), ("张三丰", &Some("张三丰".to_owned())));
    assert_eq!((text(&site, 20), &site.reasons, &site.waivers), (text(&before, 20), &before.reasons, &before.waivers));
}

#[test]
fn one_proposes_and_another_confirms() {
    let same_person = Hand { account: Some(AccountId(99)), ..OFFICER };
    let concerned = Hand { account: Some(AccountId(90)), person: Some(ZHANG) };
    let machine = Hand { account: None, person: None };
    let expired = date(2026, 12, 9);
    let cases: [(&str, Command, Hand, Result<usize, &str>); 12] = [
        ("another confirms", settled(Verdict::Confirmed, SECURITY, TODAY), OFFICER, Ok(5)),
        ("on the last day", settled(Verdict::Confirmed, SECURITY, date(2026, 12, 8)), OFFICER, Ok(5)),
        ("a day later", settled(Verdict::Confirmed, SECURITY, expired), OFFICER, Err("14 天")),
        ("the same account", settled(Verdict::Confirmed, OFFICER, TODAY), OFFICER, Err("自己不能放行")),
        ("the same person by another account", settled(Verdict::Confirmed, same_person, TODAY), OFFICER, Err("自己不能放行")),
        ("the machine twice", settled(Verdict::Confirmed, machine, TODAY), machine, Err("自己不能放行")),
        ("the machine, then an account", settled(Verdict::Confirmed, SECURITY, TODAY), machine, Ok(5)),
        ("the person concerned", settled(Verdict::Confirmed, concerned, TODAY), OFFICER, Err("本人")),
        ("another refuses, even late", settled(Verdict::Refused, SECURITY, expired), OFFICER, Ok(1)),
        ("whoever proposed refuses", settled(Verdict::Refused, OFFICER, TODAY), OFFICER, Err("撤回")),
        ("whoever proposed takes it back", settled(Verdict::Withdrawn, same_person, TODAY), OFFICER, Ok(1)),
        ("another takes it back", settled(Verdict::Withdrawn, SECURITY, TODAY), OFFICER, Err("只有提出的人")),
    ];
    for (what, command, proposer, expected) in cases {
        let mut site = site();
        run(&mut site, proposed(Measure::Erase, proposer));
        let found = decide(&site, command);
        match (found, expected) {
            (Ok(events), Ok(count)) => assert_eq!(events.len(), count, "{what}: {events:?}"),
            (Err(refusal), Err(word)) => assert!(refusal.to_string().contains(word), "{what}: {refusal}"),
            (found, _) => panic!("{what}: {found:?}"),
        }
    }
}

#[test]
fn what_may_be_proposed() {
    let mut site = site();
    let wrong = |measure, ground| Command::ProposeErasure { proposal: PROPOSAL, person: ZHANG, measure, ground, note: String::new(), by: OFFICER, today: TODAY };
    for (command, word) in [
        (wrong(Measure::Erase, Ground::MustBeKept), "不是删除的理由"),
        (wrong(Measure::Erase, Ground::Plain("随便".into())), "不是删除的理由"),
        (wrong(Measure::Restrict, Ground::RetentionOver), "不是限制处理的理由"),
        (wrong(Measure::Lift, Ground::HoldOver), "没有限制"),
        (proposed(Measure::Erase, Hand { account: Some(AccountId(90)), person: Some(ZHANG) }), "本人"),
    ] {
        let refusal = decide(&site, command).expect_err(word);
        assert!(refusal.to_string().contains(word), "{refusal}");
    }
    run(&mut site, proposed(Measure::Erase, OFFICER));
    // Proposed once more by the same account it is so already; by another, or otherwise, it is another matter.
    assert_eq!(decide(&site, proposed(Measure::Erase, OFFICER)), Ok(Vec::new()));
    for other in [proposed(Measure::Restrict, SECURITY), proposed(Measure::Erase, SECURITY), wrong(Measure::Erase, Ground::RetentionOver)] {
        assert!(decide(&site, other).expect_err("one is open").reason.contains("等放行"));
    }
    // One that nobody confirmed in time stands in nobody's way.
    let later = Command::ProposeErasure {
        proposal: ProposalId(50), person: ZHANG, measure: Measure::Restrict, ground: Ground::MustBeKept, note: String::new(), by: SECURITY,
        today: date(2026, 12, 9),
    };
    run(&mut site, later);
    assert_eq!(site.proposals[&ZHANG].id, ProposalId(50));
    assert!(decide(&site, settled(Verdict::Confirmed, SECURITY, TODAY)).is_err(), "the old one is gone");
}

#[test]
fn membership_in_two_branches_ends_in_both() {
    let mut site = site();
    let other = BodyId(60);
    run(&mut site, Command::RegisterBody { body: other, unit: Some(UNIT), kind: "党支部".into(), name: "另一支部".into(), founded: None, parent: None, source: None });
    run(&mut site, Command::JoinBranch { person: ZHANG, branch: other, kind: MembershipKind::Attached, from: Some(date(2027, 1, 1)) });
    both(&mut site, Measure::Erase);
    let ends: Vec<_> = site.memberships.iter().filter(|m| m.person == ZHANG).map(|m| m.until).collect();
    assert_eq!(ends, [Some(TODAY), Some(date(2027, 1, 1))]);
}
