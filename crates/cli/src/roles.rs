//! The demo's accounts: one for each role, found in the register, with what to try in it.

use crate::failure::Failure;
use crate::site;
use jishi_base::{BodyId, PersonId};
use jishi_evaluate::Status;
use jishi_facts::Subject;
use jishi_server::{Live, Role, Snapshot, Source};
use jishi_store::{Administrator, Bearer, Purpose, StoreError};
use std::collections::BTreeSet;

/// A post of the demo that one may step into: kind of body, titles in the order of preference, and what to try.
const POSTS: [(&str, &[&str], &[&str]); 5] = [
    ("党支部", &["书记"], &["看“我的事项”：欠什么、为什么、何时到期", "记一次会议：点没来的人，保存前先看会完成什么", "打开一条记录，更正一处，看两个日期"]),
    ("机关党委", &["专职副书记", "副书记", "书记"], &["看本单位：先看哪里需要帮助", "导入工作簿：先预览，再写入，还能撤回", "把学时台账导出成 xlsx"]),
    ("机关纪委", &["书记", "副书记"], &["看本单位各组织的责任办得怎样", "打开一项逾期，看它的依据和还差什么"]),
    ("党组", &["书记", "成员"], &["看党组自己的责任：第一议题、专题研究", "点条文，看它下面的所有事项"]),
    ("机关工委", &["书记", "副书记"], &["看指导督促的各单位，只到组织，看不到党员"]),
];
const MEMBER: &[&str] = &["看自己欠什么、参加了什么", "看关于自己登记了什么", "试着打开别人的页面：打不开，并且写明为什么"];
const SECURITY: &[&str] = &["看“删除与限制”：机关党委提议删除或限制一名人员的，由他再核一遍", "试着打开这名人员：只看到姓名、理由和份数"];
const SYSTEM: &[&str] = &["给人建账户，得到一次性链接", "试着打开记录：管理员看不到记录"];

/// Makes an account for each role, each with a password that nobody has to know.
pub async fn open_doors(live: &Live) -> Result<Vec<Role>, Failure> {
    let snapshot = live.snapshot().await.map_err(|why| Failure::new(why.0, "请重新运行 jishi demo"))?;
    // One account to a person: whoever holds two such posts is met once.
    let mut taken = BTreeSet::new();
    let mut roles = Vec::new();
    for (kind, titles, tries) in POSTS {
        if let Some((person, title)) = holder(&snapshot, kind, titles, &taken) {
            taken.insert(person);
            roles.push(role(live, &snapshot, format!("{kind}{title}"), Bearer::Person(person), tries).await?);
        }
    }
    if let Some(person) = member(&snapshot) {
        roles.push(role(live, &snapshot, "党员".to_owned(), Bearer::Person(person), MEMBER).await?);
    }
    roles.push(role(live, &snapshot, "系统管理员".to_owned(), Bearer::Administrator(Administrator::System), SYSTEM).await?);
    roles.push(role(live, &snapshot, "安全管理员".to_owned(), Bearer::Administrator(Administrator::Security), SECURITY).await?);
    Ok(roles)
}

async fn role(live: &Live, snapshot: &Snapshot, title: String, bearer: Bearer, tries: &[&str]) -> Result<Role, Failure> {
    let fail = |error: StoreError| site::of_store(&error, "");
    let (accounts, asked) = (live.store().accounts(), live.asked("本机"));
    let name = match bearer {
        Bearer::Person(person) => snapshot.site().people.get(&person).map_or("", |person| person.name()).to_owned(),
        _ => String::new(),
    };
    let account = accounts.create(&title, bearer, &asked).await.map_err(fail)?;
    let (link, password) = (accounts.invite(Purpose::Password(account.id), 60, &asked).await.map_err(fail)?, site::fresh_id());
    accounts.set_password(link.expose(), &password, &asked).await.map_err(fail)?;
    Ok(Role { title, name, tries: tries.iter().map(|line| (*line).to_owned()).collect(), login: account.login, password })
}

/// Who holds such a post, in the body that has the most to do.
fn holder(snapshot: &Snapshot, kind: &str, titles: &[&str], taken: &BTreeSet<PersonId>) -> Option<(PersonId, String)> {
    let (site, day) = (snapshot.site(), snapshot.as_of());
    let mut bodies: Vec<BodyId> = site.bodies.values().filter(|body| body.kind == kind && body.unit.is_some()).map(|body| body.id).collect();
    bodies.sort_by_key(|body| std::cmp::Reverse(to_do(snapshot, *body)));
    bodies.into_iter().find_map(|body| {
        titles.iter().find_map(|title| {
            let post = site.posts_of(body, day).into_iter().find(|post| post.title == *title)?;
            let held = site.holders_on(post.id, day).find(|held| !taken.contains(&held.person))?;
            Some((held.person, (*title).to_owned()))
        })
    })
}

fn to_do(snapshot: &Snapshot, body: BodyId) -> usize {
    let open = |status| matches!(status, Status::Due | Status::Overdue);
    snapshot.instances().filter(|instance| instance.subject == Subject::Body(body) && open(instance.status)).count()
}

/// A member without a post who owes something.
fn member(snapshot: &Snapshot) -> Option<PersonId> {
    let (site, day) = (snapshot.site(), snapshot.as_of());
    let holds = |person: PersonId| site.holdings.values().any(|held| held.person == person && jishi_facts::site::holds(Some(held.from), held.until, day));
    let owing = snapshot.instances().filter(|instance| instance.status == Status::Due);
    owing
        .filter_map(|instance| if let Subject::Person(person) = instance.subject { Some(person) } else { None })
        .find(|person| !holds(*person) && site.branch_of(*person, day).is_some())
}
