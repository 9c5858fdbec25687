//! The site that is kept: made by this program, with every kind of event, every table filled, and known secrets.

use crate::kept::{Known, from};
use crate::slice::slice;
use jishi_base::{AccountId, BodyId, HoldingId, IdSource, ImportId, ItemId, Label, LinkId, Number, PersonId, PostId, ProposalId, RecordId, SeededIds, Slim, SlimSet, UnitId};
use jishi_calendar::Date;
use jishi_facts::{
    Kinds, Fields, Roles, RecordText, Event, Extension, FileNames, Ground, Hand, KeyOwner, LogInRules, Measure, MembershipKind, PasswordPolicy, PersonDetails, Place, RelationKind,
    Repeats, Sealed, Site, Source, Subject, Term, Entity, Value, Verdict, Waiver, Words,
};
use jishi_pack::{Library, SourceFile};
use jishi_seal::totp_code;
use jishi_store::{
    Account, Accounts, Administrator, Asked, Bearer, By, Command, Import, LogIn, Named, Newcomer, Parts, SeededEntropy, Store, TokenScope, TokenUse, What,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The day on which it is kept, and its noon in China.
pub const DAY: &str = "2026-11-30";
const AT: i64 = 1_796_011_200;

const PASSWORDS: [(&str, &str); 5] = [
    ("xitong", "春天的花开了一树又一树"),
    ("anquan", "夏天的雨落在旧屋檐上"),
    ("shenji", "秋天的风吹过麦田和河"),
    ("shuji", "支部书记的测试密码一"),
    ("dangyuan", "普通党员的测试密码一"),
];
const STOPPED: (&str, &str) = ("tingyong", "停用账户的测试密码一");

/// Fills an empty site.
pub async fn fill(store: &Store) -> Known {
    let mut making = Making { store, ids: SeededIds::new(30), commands: 0 };
    making.demonstration().await;
    let (unit, branch, committee) = making.bodies();
    let people = making.registers(unit, branch, committee).await;
    making.activity(branch, committee, &people).await;
    making.imports(unit, branch).await;
    let person = people[2];
    making.erasing(person, people[1]).await;
    making.enter(vec![Event::CommandUsed { command: "evaluate".into() }]).await;
    making.looked(unit, people[0]).await;
    making.imports_in_parts(unit).await;
    let (session, token, link) = making.accounts(branch, &people).await;
    let erased = store.verify().await.unwrap().erased;
    let (size, root) = store.head();
    let view = store.view(&store.owner_on_this_machine());
    let names = people.iter().map(|person| (person.to_string(), view.people[person].name().to_owned())).collect();
    let owned = |(login, password): (&str, &str)| (login.to_owned(), password.to_owned());
    let (passwords, stopped, root) = (PASSWORDS.map(owned).into(), owned(STOPPED), jishi_journal::to_hex(&root));
    Known { day: DAY.into(), at: AT, size, root, erased, names, passwords, stopped, session, token, link }
}

struct Making<'a> {
    store: &'a Store,
    ids: SeededIds,
    commands: u32,
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn text(field: &str, words: &str) -> Sealed<RecordText> {
    Sealed::Open([(field, words)].into())
}

fn sealed(words: &str) -> Words<String> {
    Words::Sealed(Sealed::Open(words.to_owned()))
}

fn packs() -> Library {
    let mut files = Vec::new();
    let mut dirs: Vec<_> = std::fs::read_dir("../../packs").unwrap().map(|dir| dir.unwrap().path()).collect();
    dirs.sort();
    for dir in dirs {
        let mut paths: Vec<_> = std::fs::read_dir(&dir).unwrap().map(|file| file.unwrap().path()).collect();
        paths.sort();
        for path in paths.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "yaml")) {
            let file = path.file_name().unwrap().to_string_lossy().into_owned();
            files.push(SourceFile { pack_dir: dir.display().to_string(), file, text: std::fs::read_to_string(&path).unwrap() });
        }
    }
    jishi_pack::load(&files).library.unwrap()
}

impl Making<'_> {
    async fn enter(&mut self, events: Vec<Event>) {
        self.enter_as("本机", day(DAY), AT, events).await;
    }

    async fn enter_as(&mut self, actor: &str, day: Date, at: i64, events: Vec<Event>) {
        self.commands += 1;
        let asked = Asked { at, day, actor: actor.to_owned() };
        self.store.execute(Command::events(format!("存档-{}", self.commands), asked, events)).await.unwrap();
    }

    fn site(&self) -> Site {
        (*self.store.view(&self.store.owner_on_this_machine())).clone()
    }

    async fn demonstration(&mut self) {
        let options = jishi_demo::Options { units: 1, seed: 2026, today: day(DAY), records: 0 };
        let events = jishi_demo::generate(&options, &packs(), &|number| self.store.blind_index(number));
        let mut days: BTreeMap<Date, Vec<Event>> = BTreeMap::new();
        slice(events).into_iter().for_each(|(day, event)| days.entry(day).or_default().push(event));
        for (entered, events) in days {
            self.enter_as("演示", entered, AT, events).await;
        }
    }

    /// A unit that has a committee, the first of its branches that has members, and the committee.
    fn bodies(&self) -> (UnitId, BodyId, BodyId) {
        let site = self.site();
        let committee = site.bodies.values().find(|body| body.kind == "机关党委").unwrap();
        let branch = site.memberships.iter().find(|membership| site.bodies[&membership.body].unit == committee.unit).unwrap().body;
        (committee.unit.unwrap(), branch, committee.id)
    }

    /// What the demonstration has none of. Gives people: a secretary, a member, and one who is to be erased.
    async fn registers(&mut self, unit: UnitId, branch: BodyId, committee: BodyId) -> [PersonId; 3] {
        let mut id = || self.ids.next_id();
        let (other, people) = (BodyId(id()), [PersonId(id()), PersonId(id()), PersonId(id())]);
        let (post, gone, holding, short, link) = (PostId(id()), PostId(id()), HoldingId(id()), HoldingId(id()), LinkId(id()));
        let term = |from, years| Term { from: day(from), years };
        let registered = |person: PersonId, name: &str, number: &str| Event::PersonRegistered {
            person,
            unit,
            blind: Some(self.store.blind_index(number)),
            details: Sealed::Open(PersonDetails {
                name: name.into(),
                phone: Some("13800000000".into()),
                id_number: Some(number.into()),
                conditions: vec!["年老体弱".into()],
                ..PersonDetails::default()
            }),
            source: None,
        };
        let joined = |person, kind| Event::MemberJoined { person, body: branch, kind, from: Some(day("2026-10-08")) };
        let changed =
            |name: &str| PersonDetails { name: name.into(), remark: Some("更正后的备注".into()), ..PersonDetails::default() };
        let relation = |kind| Event::Related { body: other, kind, to: committee, from: Some(day("2026-10-01")) };
        let mut events = vec![
            Event::BodyRegistered {
                body: other,
                unit: Some(unit),
                kind: "党小组".into(),
                name: "临时党支部".into(),
                founded: None,
                source: None,
            },
            Event::BodyRenamed { body: other, name: "中共示范发展厅驻村工作队临时支部委员会".into() },
            Event::BodyKindCorrected { body: other, kind: "党支部".into() },
            Event::BodyFoundedOn { body: other, founded: Some(day("2026-10-01")) },
            Event::TermStarted { body: other, term: term("2026-10-01", 2) },
            Event::TermCorrected { body: other, old: term("2026-10-01", 2), new: term("2026-10-02", 3) },
            registered(people[0], "钟书记", "990101198001010011"),
            registered(people[1], "李党员", "990101198502020022"),
            registered(people[2], "章已去", "990101197003030033"),
            joined(people[0], MembershipKind::Registered),
            joined(people[1], MembershipKind::Attached),
            joined(people[2], MembershipKind::Registered),
            Event::PersonChanged { person: people[1], blind: None, details: Sealed::Open(changed("李党员")), source: None },
            Event::MemberLeft { person: people[1], body: branch, on: day("2026-11-20") },
            Event::PostOpened { post, body: other, title: "书记".into(), opened: Some(day("2026-10-01")) },
            Event::HolderAppointed { holding, post, person: people[0], from: day("2026-10-01"), source: None },
            Event::HoldingCorrected { holding, from: day("2026-10-02"), until: None },
            Event::PostOpened { post: gone, body: other, title: "组织委员".into(), opened: None },
            Event::HolderAppointed { holding: short, post: gone, person: people[1], from: day("2026-10-02"), source: None },
            Event::HolderLeft { holding: short, on: day("2026-11-01") },
            Event::PostAbolished { post: gone, on: day("2026-11-01") },
            Event::Linked {
                link,
                kind: "支部联系点".into(),
                from: Subject::Person(people[0]),
                to: Subject::Post(post),
                since: day("2026-10-09"),
            },
            Event::Unlinked { link, on: day("2026-11-09") },
            Event::BodyEntry { body: other, name: "支部类型".into(), from: day("2026-10-01"), value: Value::Code("临时".into()) },
            Event::BodyEntry { body: other, name: "换届日".into(), from: day("2026-10-01"), value: Value::Date(day("2027-10-01")) },
            Event::BodyEntry { body: other, name: "独立".into(), from: day("2026-10-01"), value: Value::Flag(true) },
            Event::BodyEntry {
                body: other,
                name: "片区".into(),
                from: day("2026-10-01"),
                value: Value::codes(["东", "西"]),
            },
        ];
        events.extend(RelationKind::ALL.map(relation));
        events.push(Event::Unrelated { body: other, kind: RelationKind::Contact, to: committee, on: day("2026-11-15") });
        events.push(Event::BodyClosed { body: other, on: day("2026-11-28") });
        self.enter(events).await;
        people
    }

    async fn activity(&mut self, branch: BodyId, committee: BodyId, people: &[PersonId; 3]) {
        let mut id = || self.ids.next_id();
        let (meeting, talk, personal, item) = (RecordId(id()), RecordId(id()), RecordId(id()), ItemId(id()));
        let kinds = |kind: &str| Kinds::from([kind]);
        let fields = |number| Fields::from([("应到", Value::Number(Number::whole(number)))]);
        let roles = |person| Roles::from([("主持人", vec![person])]);
        let (duty, period) = ("支部委员会会议".to_owned(), "2026-10".to_owned());
        let subject = Subject::Body(branch);
        let reason = |owner, subject, words: &str| Event::ReasonGiven {
            duty: "支部党员大会".into(),
            subject,
            period: "2026Q3".into(),
            owner,
            text: Sealed::Open(words.into()),
        };
        let record = |record, kind: &str, bodies, person, words: &str| Event::Recorded {
            record,
            kinds: kinds(kind),
            bodies,
            date: day("2026-11-11"),
            fields: fields(9),
            people: roles(person),
            text: text("主题", words),
            source: None,
        };
        self.enter(vec![
            record(meeting, "支部党员大会", vec![branch], people[0], "讨论决定"),
            record(talk, "谈心谈话", vec![branch, committee], people[1], "谈话"),
            // Of nobody but this person: under their own key.
            record(personal, "学习培训", Vec::new(), people[2], "要随人删去的文字"),
            Event::RecordCorrected {
                record: meeting,
                kinds: kinds("支部党员大会"),
                bodies: vec![branch],
                date: day("2026-11-12"),
                fields: fields(10),
                people: roles(people[0]),
                text: text("主题", "更正后的讨论决定"),
                source: None,
            },
            Event::RecordWithdrawn { record: talk },
            Event::ItemOpened {
                item,
                kind: "议定事项".into(),
                body: branch,
                opened_by: Some(meeting),
                opened: day("2026-11-12"),
                owner: Some(people[0]),
                due: Some(day("2026-11-25")),
                text: text("内容", "张榜公布"),
            },
            Event::ItemClosed { item, on: day("2026-11-20"), by: people[0] },
            Event::ItemVerified { item, on: day("2026-11-22"), by: people[1] },
            Event::Waived {
                waiver: Waiver { duty: duty.clone(), subject, period: period.clone(), owner: Some(KeyOwner::Body(branch)), ground: sealed("防汛"), by: people[0] }
            },
            Event::Extended {
                extension: Extension {
                    duty,
                    subject,
                    period: "2026-09".into(),
                    until: day("2026-12-20"),
                    approved_by: committee,
                    approved: day("2026-09-28"),
                },
            },
            reason(KeyOwner::Person(people[2]), Subject::Person(people[2]), "住院"),
            reason(KeyOwner::Body(branch), subject, "全体外出"),
        ])
        .await;
    }

    /// One is erased, and another restricted for a while: each proposed by one hand and settled by another.
    async fn erasing(&mut self, erased: PersonId, held: PersonId) {
        let (one, two) = (Hand { account: None, person: None }, Hand { account: Some(AccountId(self.ids.next_id())), person: None });
        for (person, measure, ground, verdict) in [
            (held, Measure::Erase, Ground::Mistaken, Verdict::Refused),
            (held, Measure::Restrict, Ground::MustBeKept, Verdict::Confirmed),
            (held, Measure::Lift, Ground::HoldOver, Verdict::Confirmed),
            (held, Measure::Restrict, Ground::Requested, Verdict::Withdrawn),
            (erased, Measure::Erase, Ground::RetentionOver, Verdict::Confirmed),
        ] {
            let (proposal, today, note) = (ProposalId(self.ids.next_id()), day(DAY), "书面申请".to_owned());
            let proposed = jishi_workflow::Command::ProposeErasure { proposal, person, measure, ground, note, by: one, today };
            self.enter(jishi_workflow::decide(&self.site(), proposed).unwrap()).await;
            let by = if verdict == Verdict::Withdrawn { one } else { two };
            let settled = jishi_workflow::Command::SettleErasure { proposal, verdict, by, today, imports: BTreeSet::new() };
            self.enter(jishi_workflow::decide(&self.site(), settled).unwrap()).await;
        }
    }

    /// One import that stays, and one that is taken back with the people that it brought.
    async fn imports(&mut self, unit: UnitId, branch: BodyId) {
        for (file, name, undone) in [("党员名册.xlsx", "孙导入", false), ("错误的名册.xlsx", "赵撤回", true)] {
            let (import, person, record) = (ImportId(self.ids.next_id()), PersonId(self.ids.next_id()), RecordId(self.ids.next_id()));
            let source = |row| Some(Source { import, place: Place::Nth { file: 0, sheet: 0 }, row });
            let details = PersonDetails { name: name.into(), ..PersonDetails::default() };
            let events = vec![
                Event::PersonRegistered { person, unit, blind: None, details: Sealed::Open(details), source: source(3) },
                Event::MemberJoined { person, body: branch, kind: MembershipKind::Registered, from: None },
                Event::Recorded {
                    record,
                    kinds: SlimSet::from(["党课"]),
                    bodies: vec![branch],
                    date: day("2026-11-05"),
                    fields: Slim::new(),
                    people: Slim::from([("授课人", vec![person])]),
                    text: text("题目", "导入的党课"),
                    source: source(7),
                },
            ];
            let command = Command::events(format!("导入-{import}"), asked(), events);
            self.store.append_import(command, import, vec![FileNames::new(file, &["名册"])]).await.unwrap();
            if undone {
                let undo = jishi_workflow::Command::UndoImport { import, registers: true, accounts: BTreeSet::new() };
                let events = jishi_workflow::decide(&self.site(), undo).unwrap();
                self.enter(events).await;
            }
        }
    }

    /// One import that is written in parts, and one that is given up after the first.
    async fn imports_in_parts(&mut self, unit: UnitId) {
        for (file, stands) in [("分批的名册.xlsx", true), ("放弃的名册.xlsx", false)] {
            let import = ImportId(self.ids.next_id());
            let person = |name: &str, id| {
                let details = PersonDetails { name: name.into(), ..PersonDetails::default() };
                Event::PersonRegistered { person: PersonId(id), unit, blind: None, details: Sealed::Open(details), source: None }
            };
            let events = [("周分批", self.ids.next_id()), ("吴分批", self.ids.next_id())].map(|(name, id)| person(name, id)).into();
            let command = Command::events(format!("导入-{import}"), asked(), events);
            let asked_before = AtomicBool::new(false);
            let stands = Arc::new(move |_: &Site| stands || !asked_before.swap(true, Ordering::SeqCst));
            let import = Import { parts: Parts { few: 1, each: 2 }, stands, ..Import::new(command, import, vec![FileNames::new(file, &["名册"])]) };
            let _ = self.store.import(import).await;
        }
    }

    /// Who did not come in, was refused, took out and looked.
    async fn looked(&mut self, unit: UnitId, person: PersonId) {
        let times = |session: Option<&str>, times| Repeats { session: session.map(str::to_owned), on: day(DAY), times, ahead: false };
        let (once, person) = (times(Some("5a"), 1), Entity::Person(person));
        let fields = BTreeSet::from(["联系电话".to_owned()]);
        let events = vec![
            Event::LogInFailed { login: Some("8c".into()), source: Some("03".into()), repeats: times(None, 1) },
            Event::LogInFailed { login: None, source: None, repeats: times(None, 512) },
            Event::ActRefused { action: "导入".into(), thing: Entity::Site, repeats: once.clone() },
            Event::ActRefused { action: "更正".into(), thing: person.clone(), repeats: once.clone() },
            Event::Exported { what: "支部党员大会".into(), thing: Entity::Unit(unit), rows: 130, repeats: once.clone() },
            Event::Opened { thing: person, fields, label: Label::Sensitive, repeats: once.clone() },
            Event::LogRead { repeats: once },
        ];
        let reader = AccountId(self.ids.next_id()).to_string();
        self.enter_as(&reader, day(DAY), AT, events).await;
    }

    /// Gives a session, a token and a link that are good.
    async fn accounts(&mut self, branch: BodyId, people: &[PersonId; 3]) -> (String, String, String) {
        let (accounts, asked) = (self.store.accounts_with(jishi_store::Limits::default(), Box::new(SeededEntropy::new(31))), asked());
        let mut made = Vec::new();
        for (seat, (login, password)) in Administrator::ALL.into_iter().zip(PASSWORDS) {
            let link = accounts.invite(seat, &asked).await.unwrap();
            let who = Newcomer { named: &Named::Name(seat.word().into()), login, password, rules: None };
            made.push(accounts.set_up(link.expose(), who, &asked).await.unwrap());
        }
        let keepers = [made[0].id, made[1].id].map(|account| By { account, acting: None });
        for ((login, password), person) in PASSWORDS.into_iter().skip(3).zip(people) {
            made.push(with_password(&accounts, &keepers, login, password, *person).await);
        }
        let elsewhere: BTreeSet<PersonId> =
            self.site().memberships.iter().filter(|membership| membership.body != branch).map(|membership| membership.person).collect();
        let elsewhere: Vec<PersonId> = elsewhere.into_iter().take(2).collect();
        let stopped = with_password(&accounts, &keepers, STOPPED.0, STOPPED.1, elsewhere[0]).await;
        accounts.disable(stopped.id, &asked).await.unwrap();
        accounts.enable(stopped.id, &asked).await.unwrap();
        accounts.disable(stopped.id, &asked).await.unwrap();
        let (link, _) = link(&accounts, &keepers, "daishe", elsewhere[1]).await;
        let gone = accounts.ask(What::New { login: "yishan".into(), bearer: Bearer::Person(people[2]) }, &keepers[1], &asked).await;
        assert!(gone.is_err(), "who is erased gets no account");
        let session = enter(&accounts, 3).await;
        let holding = self.site().holdings.values().find(|holding| holding.person == people[0]).unwrap().id;
        accounts.act_in(&session, Some(holding), AT).await.unwrap();
        let over = enter(&accounts, 4).await;
        accounts.log_out(&over, &asked).await.unwrap();
        enter(&accounts, 4).await;
        accounts.log_out_everywhere(made[4].id, &asked).await.unwrap();
        assert!(matches!(accounts.log_in("dangyuan", "记错了的密码", from("127.0.0.1"), &asked).await.unwrap(), LogIn::Wrong));
        let wanted =
            |label: &str| TokenUse { label: label.into(), acting: Some(holding), scope: TokenScope::Record, valid_for: 30 * 86_400 };
        let (token, _) = accounts.make_token(made[3].id, wanted(crate::kept::LABEL), &asked).await.unwrap();
        let (_, revoked) = accounts.make_token(made[3].id, wanted("停用的程序"), &asked).await.unwrap();
        accounts.revoke(made[3].id, revoked.id, &asked).await.unwrap();
        self.second(&accounts, made[4].id).await;
        (session, token.expose().to_owned(), link)
    }

    /// Sets a second factor up and takes it away; asks for one of everybody, and no longer.
    async fn second(&self, accounts: &Accounts<'_>, account: AccountId) {
        let asked = asked();
        let proven = accounts.prove(PASSWORDS[4].0, PASSWORDS[4].1, from("127.0.0.1"), &asked).await.unwrap();
        let LogIn::Second { ticket, set: false } = proven else { panic!("{proven:?}") };
        let secret = accounts.begin_second(ticket.expose(), asked.at).await.unwrap().secret;
        accounts.set_second(ticket.expose(), &totp_code(&secret, asked.at.unsigned_abs()), &asked).await.unwrap();
        accounts.remove_second(account, &asked).await.unwrap();
        for second in [true, false] {
            accounts.set_rules(LogInRules { passwords: PasswordPolicy::Asvs, second }, &asked).await.unwrap();
        }
    }
}

fn asked() -> Asked {
    Asked { at: AT, day: day(DAY), actor: "本机".into() }
}

/// The link to a new account, with its code: one administrator asks, another lets it pass.
async fn link(accounts: &Accounts<'_>, [one, two]: &[By; 2], login: &str, person: PersonId) -> (String, String) {
    let what = What::New { login: login.into(), bearer: Bearer::Person(person) };
    let shown = accounts.ask(what, two, &asked()).await.unwrap();
    let passed = accounts.release(&[shown.wish.id], one, &asked()).await.unwrap().remove(0).unwrap();
    (passed.secret.unwrap().expose().to_owned(), shown.code.unwrap())
}

async fn with_password(accounts: &Accounts<'_>, keepers: &[By; 2], login: &str, password: &str, person: PersonId) -> Account {
    let (link, code) = link(accounts, keepers, login, person).await;
    accounts.set_password(&link, &code, password, &asked()).await.unwrap()
}

async fn enter(accounts: &Accounts<'_>, place: usize) -> String {
    match accounts.log_in(PASSWORDS[place].0, PASSWORDS[place].1, from("127.0.0.1"), &asked()).await.unwrap() {
        LogIn::Opened { token, .. } => token.expose().to_owned(),
        other => panic!("{other:?}"),
    }
}

/// The folder in which a site that is being made lies, and its location.
pub async fn make(location: jishi_store::Location, root: &Path) -> Known {
    let keys = jishi_store::Keys::at(root);
    Store::init(&location, &keys, &mut SeededEntropy::new(1)).await.unwrap();
    let store = Store::open(&location, &keys, Box::new(SeededEntropy::new(2))).await.unwrap();
    let known = fill(&store).await;
    store.close().await.unwrap();
    known
}
