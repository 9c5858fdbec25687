//! Accounts for all who hold a post of a body or below it, asked for in one act.

use super::NotDone;
use super::list::Eyes;
use crate::live::Live;
use crate::viewer::Seat;
use jishi_base::{BodyId, PersonId};
use jishi_calendar::Date;
use jishi_facts::Site;
use jishi_facts::site::holds;
use jishi_store::{Bearer, What};
use std::collections::BTreeSet;

/// Said where everybody has one.
pub(super) const NOBODY: &str = "这个组织及下级的任职者都有账户，或者还没有人任职。请先登记任职。";

/// What to ask for: an account for each who has none, by the body's name; nothing where everybody has. The name is the login, with a number where it is
/// taken.
pub(super) async fn without_account(live: &Live, seat: &Seat, name: &str) -> Result<Vec<What>, NotDone> {
    let (site, day) = (seat.whole().site(), live.now().day);
    let body = body(seat, site, name, day).map_err(NotDone::Fault)?;
    let accounts = live.store().accounts().list().await?;
    let have: BTreeSet<PersonId> = accounts.iter().filter_map(|account| account.person()).collect();
    let mut logins: BTreeSet<String> = accounts.iter().map(|account| account.login.clone()).collect();
    let mut whats = Vec::new();
    for person in holders(site, body, day).into_iter().filter(|person| !have.contains(person)) {
        let Some(name) = site.people.get(&person).map(|person| person.name()).filter(|name| !name.is_empty()) else { continue };
        let plain: String = name.to_lowercase().chars().filter(|sign| sign.is_alphanumeric()).collect();
        let free = std::iter::once(plain.clone()).chain((2..).map(|number| format!("{plain}{number}"))).find(|login| !logins.contains(login));
        let login = free.unwrap_or(plain);
        logins.insert(login.clone());
        whats.push(What::New { login, bearer: Bearer::Person(person) });
    }
    Ok(whats)
}

/// The one body of that name, or whose name alone has it in it, among those that whoever asks makes accounts for.
fn body(seat: &Seat, site: &Site, name: &str, day: Date) -> Result<BodyId, String> {
    let eyes = Eyes::of(seat);
    let standing = site.bodies.values().filter(|body| body.unit.is_some() && holds(body.founded, body.closed, day) && eyes.manage_body(body.id));
    let found: Vec<(&str, BodyId)> = standing.filter(|body| !name.is_empty() && body.name.contains(name)).map(|body| (body.name.as_str(), body.id)).collect();
    let exact: Vec<BodyId> = found.iter().filter(|(found, _)| *found == name).map(|(_, id)| *id).collect();
    match (exact.as_slice(), found.as_slice()) {
        ([one], _) | ([], [(_, one)]) => Ok(*one),
        (_, []) => Err(format!("没有找到组织“{name}”。请写组织的全称，或名称里独有的几个字。")),
        _ => Err(format!("名称里有“{name}”的组织有 {} 个。请写全称。", found.len())),
    }
}

/// All who hold a post of a body, or of one below it, on a day; each once, in the order of the register.
fn holders(site: &Site, top: BodyId, day: Date) -> BTreeSet<PersonId> {
    let below = |body: BodyId| {
        let mut at = Some(body);
        // A circle in the register ends the way up all the same.
        (0..site.bodies.len()).any(|_| {
            let found = at == Some(top);
            at = at.and_then(|body| site.parent(body, day));
            found
        })
    };
    let held = site.holdings.values().filter(|held| holds(Some(held.from), held.until, day));
    let standing = held.filter(|held| site.posts.get(&held.post).is_some_and(|post| holds(post.opened, post.abolished, day) && below(post.body)));
    standing.map(|held| held.person).filter(|person| site.people.contains_key(person)).collect()
}
