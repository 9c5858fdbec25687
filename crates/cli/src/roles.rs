//! The demo's accounts: one for each role, found in the register, with what to try in it.

use crate::failure::Failure;
use crate::site;
use jishi_base::{BodyId, PersonId, UnitId};
use jishi_evaluate::Status;
use jishi_facts::Subject;
use jishi_server::{Live, Role, Source, Whole};
use jishi_store::{Accounts, Administrator, Asked, Bearer, By, Named, Newcomer, StoreError, What};
use std::collections::{BTreeMap, BTreeSet};

/// A post of the demo that one may step into: kind of body, titles in the order of preference, and what to try.
const POSTS: [(&str, &[&str], &[&str]); 5] = [
    ("党支部", &["书记"], &["看“我的事项”：欠什么、为什么、何时到期", "记一次会议：点没来的人，保存前先看会完成什么", "打开一条记录，更正一处，看两个日期"]),
    ("机关党委", &["专职副书记", "副书记", "书记"], &["看本单位：先看哪里需要帮助", "导入工作簿：先预览，再写入，还能撤回", "把学时台账导出成 xlsx"]),
    ("机关纪委", &["书记", "副书记"], &["看本单位各组织的责任办得怎样", "打开一项逾期，看它的依据和还差什么"]),
    ("党组", &["书记", "成员"], &["看党组自己的责任：第一议题、专题研究", "点条文，看它下面的所有事项"]),
    ("机关工委", &["书记", "副书记"], &["看指导督促的各单位，只到组织，看不到党员"]),
];
const MEMBER: &[&str] = &["看自己欠什么、参加了什么", "看关于自己登记了什么", "试着打开别人的页面：打不开，并且写明为什么"];
/// The three administrators, who are in no register, and what to try as each.
const KEEPERS: [(Administrator, &str, &[&str]); 3] = [
    (Administrator::System, "演示甲", &["给人提出账户，看提取码；等安全管理员放行", "放行安全管理员提出的，得到链接", "试着打开记录：管理员看不到记录"]),
    (
        Administrator::Security,
        "演示乙",
        &[
            "放行系统管理员提出的账户，得到链接，一人一张",
            "提出把一个单位的账户交给它的机关党委自办",
            "看“删除与限制”：机关党委提出删除或限制一名人员的，由他再核一遍，只看到姓名、理由和份数",
        ],
    ),
    (Administrator::Audit, "演示丙", &["看谁查看过敏感内容、谁被拒绝、谁导出过", "看等放行的事，叫停一件", "提出停用另一名管理员：由第三个人放行"]),
];

/// Makes an account for each role, each with a password that nobody has to know: the three administrators first, and all
/// others as on every site, asked for by one of them and let pass by another.
///
/// Beside those, so many secretaries of branches, one of each unit in turn: to measure with.
pub async fn open_doors(live: &Live, secretaries: usize) -> Result<Vec<Role>, Failure> {
    let snapshot = live.snapshot().await.map_err(|why| Failure::new(why.0, "请重新运行 jishi demo"))?;
    let mut keepers = Vec::new();
    for (seat, name, tries) in KEEPERS {
        keepers.push(keeper(live, seat, name, tries).await?);
    }
    // One account to a person: whoever holds two such posts is met once.
    let mut taken = BTreeSet::new();
    let mut wanted = Vec::new();
    for (kind, titles, tries) in POSTS {
        if let Some((person, title)) = holder(&snapshot, kind, titles, &taken) {
            taken.insert(person);
            wanted.push((format!("{kind}{title}"), person, tries));
        }
    }
    wanted.extend(member(&snapshot).map(|person| ("党员".to_owned(), person, MEMBER)));
    taken.extend(wanted.iter().map(|(_, person, _)| *person));
    let more = branch_secretaries(&snapshot).into_iter().filter(|person| taken.insert(*person)).take(secretaries);
    wanted.extend(more.enumerate().map(|(at, person)| (format!("书记-{:03}", at + 1), person, &[][..])));
    let mut roles = Vec::new();
    for (title, person, tries) in wanted {
        let password = open(live, &keepers, &title, person).await?;
        let name = snapshot.site().people.get(&person).map_or("", |person| person.name()).to_owned();
        roles.push(Role { name, tries: lines(tries), login: title.clone(), title, password });
    }
    roles.extend(keepers.into_iter().map(|(_, role)| role));
    Ok(roles)
}

fn lines(tries: &[&str]) -> Vec<String> {
    tries.iter().map(|line| (*line).to_owned()).collect()
}

fn at_hand(live: &Live) -> (Accounts<'_>, Asked) {
    (live.store().accounts(), live.asked("本机"))
}

fn failed(error: impl Into<StoreError>) -> Failure {
    site::of_store(&error.into(), "")
}

/// Takes an administrator's seat by the link of the console.
async fn keeper(live: &Live, seat: Administrator, name: &str, tries: &[&str]) -> Result<(By, Role), Failure> {
    let ((accounts, asked), password, named) = (at_hand(live), site::fresh_id(), Named::Name(name.to_owned()));
    let link = accounts.invite(seat, &asked).await.map_err(failed)?;
    let who = Newcomer { named: &named, login: seat.word(), password: &password, rules: None };
    let account = accounts.set_up(link.expose(), who, &asked).await.map_err(failed)?;
    let role = Role { title: seat.word().to_owned(), name: name.to_owned(), tries: lines(tries), login: account.login, password };
    Ok((By { account: account.id, acting: None }, role))
}

/// Opens a person's account: one administrator asks for it, another lets it pass. Gives its password.
async fn open(live: &Live, keepers: &[(By, Role)], login: &str, person: PersonId) -> Result<String, Failure> {
    let ((accounts, asked), password) = (at_hand(live), site::fresh_id());
    let [(system, _), (security, _), ..] = keepers else { return Err(Failure::new("演示的管理员没有建全", "请重新运行 jishi demo")) };
    let what = What::New { login: login.to_owned(), bearer: Bearer::Person(person) };
    let wish = accounts.ask(what, security, &asked).await.map_err(failed)?;
    for passed in accounts.release(&[wish.wish.id], system, &asked).await.map_err(failed)? {
        let secret = passed.map_err(failed)?.secret;
        let (secret, code) = (secret.as_ref().map_or("", |secret| secret.expose()), wish.code.as_deref().unwrap_or_default());
        accounts.set_password(secret, code, &password, &asked).await.map_err(failed)?;
    }
    Ok(password)
}

/// Who holds such a post, in the body that has the most to do.
fn holder(snapshot: &Whole, kind: &str, titles: &[&str], taken: &BTreeSet<PersonId>) -> Option<(PersonId, String)> {
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

/// The secretaries of branches: one of each unit, then the next of each.
fn branch_secretaries(snapshot: &Whole) -> Vec<PersonId> {
    let (site, day) = (snapshot.site(), snapshot.as_of());
    let mut of: BTreeMap<UnitId, Vec<PersonId>> = BTreeMap::new();
    for body in site.bodies.values().filter(|body| body.kind == "党支部") {
        let posts = site.posts_of(body.id, day).into_iter().filter(|post| post.title == "书记");
        let held = posts.flat_map(|post| site.holders_on(post.id, day)).map(|held| held.person);
        if let Some(unit) = body.unit {
            of.entry(unit).or_default().extend(held);
        }
    }
    let longest = of.values().map(Vec::len).max().unwrap_or_default();
    (0..longest).flat_map(|turn| of.values().filter_map(move |people| people.get(turn).copied())).collect()
}

fn to_do(snapshot: &Whole, body: BodyId) -> usize {
    let open = |status| matches!(status, Status::Due | Status::Overdue);
    snapshot.verdicts().filter(|instance| instance.subject == Subject::Body(body) && open(instance.status)).count()
}

/// A member without a post who owes something.
fn member(snapshot: &Whole) -> Option<PersonId> {
    let (site, day) = (snapshot.site(), snapshot.as_of());
    let holds = |person: PersonId| site.holdings.values().any(|held| held.person == person && jishi_facts::site::holds(Some(held.from), held.until, day));
    let owing = snapshot.verdicts().filter(|instance| instance.status == Status::Due);
    owing
        .filter_map(|instance| if let Subject::Person(person) = instance.subject { Some(person) } else { None })
        .find(|person| !holds(*person) && site.branch_of(*person, day).is_some())
}
