//! A small site with every kind of body and every post that the packs declare, each held by somebody.

use crate::{Personal, Register, Site};
use jishi_base::{BodyId, HoldingId, ItemId, PersonId, PostId, RecordId, Slim, SlimSet, UnitId};
use jishi_calendar::Date;
use jishi_facts::{Event, InMemory, MembershipKind, PersonDetails, RelationKind, Sealed, Stamp};
use jishi_pack::{Library, SourceFile, load};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

pub fn day(text: &str) -> Date {
    text.parse().expect("a date")
}

pub fn today() -> Date {
    day("2026-11-24")
}

/// The files of the shipped packs.
pub fn sources() -> Vec<SourceFile> {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut sources = Vec::new();
    for pack in std::fs::read_dir("../../packs").expect("packs").flatten() {
        for file in std::fs::read_dir(pack.path()).into_iter().flatten().flatten() {
            let text = std::fs::read_to_string(file.path()).unwrap_or_default();
            sources.push(SourceFile { pack_dir: name(&pack.path()), file: name(&file.path()), text });
        }
    }
    sources.retain(|source| source.file.ends_with(".yaml"));
    sources
}

pub fn library() -> Library {
    load(&sources()).library.expect("packs without errors")
}

/// A site with the kinds that the tests name as personal.
pub fn on(site: &Site) -> Register<'_> {
    static PERSONAL: LazyLock<Personal> = LazyLock::new(|| Personal::of(&library()));
    Register { site, personal: &PERSONAL }
}

/// A site under construction.
#[derive(Default)]
pub struct Build {
    pub site: Site,
    pub contents: InMemory,
    next: u128,
}

impl Build {
    pub fn enter(&mut self, event: Event) {
        let stamp = Stamp { seq: self.site.size, at: 0, day: today(), actor: "测试".into() };
        self.site.apply(&stamp, &event);
        self.contents.keep(&stamp, &event);
    }

    pub fn id(&mut self) -> u128 {
        self.next += 1;
        self.next
    }

    pub fn unit(&mut self, name: &str) -> UnitId {
        let unit = UnitId(self.id());
        self.enter(Event::UnitRegistered { unit, name: name.into() });
        unit
    }

    pub fn body(&mut self, unit: Option<UnitId>, kind: &str, name: &str, relations: &[(RelationKind, BodyId)]) -> BodyId {
        let body = BodyId(self.id());
        self.enter(Event::BodyRegistered { body, unit, kind: kind.into(), name: name.into(), founded: None, source: None });
        for (kind, to) in relations {
            self.enter(Event::Related { body, kind: *kind, to: *to, from: None });
        }
        body
    }

    /// A person with a telephone number, which is what a name must not bring with it.
    pub fn person(&mut self, unit: UnitId, name: &str) -> PersonId {
        let person = PersonId(self.id());
        let details = PersonDetails { name: name.into(), phone: Some("13800000000".into()), ..PersonDetails::default() };
        self.enter(Event::PersonRegistered { person, unit, blind: Some(name.into()), details: Sealed::Open(details), source: None });
        person
    }

    pub fn member(&mut self, unit: UnitId, body: BodyId, name: &str) -> PersonId {
        let person = self.person(unit, name);
        self.enter(Event::MemberJoined { person, body, kind: MembershipKind::Registered, from: None });
        person
    }

    pub fn appoint(&mut self, body: BodyId, title: &str, person: PersonId) -> HoldingId {
        let (post, holding) = (PostId(self.id()), HoldingId(self.id()));
        self.enter(Event::PostOpened { post, body, title: title.into(), opened: None });
        self.enter(Event::HolderAppointed { holding, post, person, from: day("2024-01-01"), source: None });
        holding
    }

    pub fn record(&mut self, bodies: &[BodyId], people: &[(&str, PersonId)]) -> RecordId {
        self.record_of("主题党日", bodies, people)
    }

    pub fn record_of(&mut self, kind: &str, bodies: &[BodyId], people: &[(&str, PersonId)]) -> RecordId {
        let record = RecordId(self.id());
        let mut roles: BTreeMap<String, Vec<PersonId>> = BTreeMap::new();
        for (role, person) in people {
            roles.entry((*role).to_owned()).or_default().push(*person);
        }
        let text = BTreeMap::from([("主题".to_owned(), "学习".to_owned()), ("缺席原因".to_owned(), "某人住院".to_owned())]);
        self.enter(Event::Recorded {
            record, kinds: SlimSet::from([kind]), bodies: bodies.to_vec(), date: day("2026-03-01"),
            fields: Slim::new(), people: roles.into(), text: Sealed::Open(text.into()), source: None,
        });
        record
    }

    pub fn item(&mut self, body: BodyId, owner: Option<PersonId>) -> ItemId {
        let item = ItemId(self.id());
        let text = BTreeMap::from([("内容".to_owned(), "整改".to_owned()), ("说明".to_owned(), "某人负责".to_owned())]);
        self.enter(Event::ItemOpened {
            item, kind: "议定事项".into(), body, opened_by: None, opened: day("2026-03-01"), owner, due: None, text: Sealed::Open(text.into()),
        });
        item
    }
}

/// The small site; bodies and members go by short names.
pub struct Small {
    pub site: Site,
    /// What it holds sealed.
    pub contents: InMemory,
    /// Short name → body.
    pub bodies: BTreeMap<&'static str, BodyId>,
    /// Short name → person: the members.
    pub members: BTreeMap<&'static str, PersonId>,
    /// Short name of the body, title → who holds it and how. Holders belong to no branch.
    pub posts: BTreeMap<(&'static str, String), (PersonId, HoldingId)>,
    pub units: [UnitId; 3],
    /// Of each body, and those by name: `个人甲` without a body, `联合` of two branches.
    pub records: BTreeMap<&'static str, RecordId>,
    /// Of each body, and `甲的` of the committee for a member.
    pub items: BTreeMap<&'static str, ItemId>,
}

impl Small {
    pub fn register(&self) -> Register<'_> {
        on(&self.site)
    }
}

pub fn small() -> Small {
    use RelationKind::{Guidance, Leadership, Subordinate};
    let mut b = Build::default();
    let units @ [work, first, second] = [b.unit("工委"), b.unit("甲厅"), b.unit("乙厅")];
    let party = b.body(None, "党委", "省委", &[]);
    let committee = b.body(Some(work), "机关工委", "工委", &[(Subordinate, party)]);
    let watch = b.body(Some(work), "纪检监察工委", "纪工委", &[(Leadership, committee)]);
    let office = b.body(Some(work), "党支部", "工委支部", &[(Subordinate, committee)]);
    let group = b.body(Some(first), "党组", "党组", &[(Subordinate, party), (Guidance, committee)]);
    let organ = b.body(Some(first), "机关党委", "机关党委", &[(Subordinate, committee), (Leadership, group)]);
    let discipline = b.body(Some(first), "机关纪委", "机关纪委", &[(Subordinate, organ), (Leadership, watch)]);
    let general = b.body(Some(first), "党总支", "总支", &[(Subordinate, organ)]);
    let branch = b.body(Some(first), "党支部", "支部", &[(Subordinate, organ)]);
    let far = b.body(Some(first), "党支部", "总支下支部", &[(Subordinate, general)]);
    let cell = b.body(Some(first), "党小组", "小组", &[(Subordinate, branch)]);
    let other_group = b.body(Some(second), "党组", "乙党组", &[(Subordinate, party), (Guidance, committee)]);
    let other = b.body(Some(second), "党支部", "乙支部", &[(Subordinate, other_group)]);
    let bodies = BTreeMap::from([
        ("省委", party), ("工委", committee), ("纪工委", watch), ("工委支部", office), ("党组", group), ("机关党委", organ),
        ("机关纪委", discipline), ("总支", general), ("支部", branch), ("总支下支部", far), ("小组", cell),
        ("乙党组", other_group), ("乙支部", other),
    ]);
    let members = BTreeMap::from([
        ("甲", b.member(first, branch, "甲")), ("乙", b.member(first, branch, "乙")), ("丙", b.member(first, far, "丙")),
        ("丁", b.member(second, other, "丁")),
    ]);
    let mut posts = BTreeMap::new();
    let library = library();
    for (name, body) in &bodies {
        let (kind, unit) = (b.site.bodies[body].kind.clone(), b.site.bodies[body].unit.unwrap_or(work));
        for title in &library.body_kinds[&kind].posts {
            let person = b.person(unit, &format!("{name}{title}"));
            posts.insert((*name, title.clone()), (person, b.appoint(*body, title, person)));
        }
    }
    let mut records: BTreeMap<_, _> = bodies.iter().map(|(name, body)| (*name, b.record(&[*body], &[]))).collect();
    let [one, two, four] = ["甲", "乙", "丁"].map(|name| members[name]);
    records.insert("支部", b.record(&[branch], &[("主持人", two), ("缺席", one)]));
    records.insert("个人甲", b.record(&[], &[("对象", one), ("谈话人", four)]));
    records.insert("谈话乙", b.record_of("谈心谈话", &[branch], &[("对象", two)]));
    records.insert("联合", b.record(&[branch, other], &[("主持人", one), ("缺席", four)]));
    let mut items: BTreeMap<_, _> = bodies.iter().map(|(name, body)| (*name, b.item(*body, None))).collect();
    items.insert("甲的", b.item(organ, Some(one)));
    Small { site: b.site, contents: b.contents, bodies, members, posts, units, records, items }
}
