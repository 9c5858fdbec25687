//! Whose an account is to be: one person of the register, or an administrator who need not stand in it.

use jishi_authorize::Administrator;
use jishi_base::PersonId;
use jishi_calendar::Date;
use jishi_facts::Site;
use jishi_store::{Bearer, Named};

/// One person of that name; or, for an administrator, also somebody who is in no register.
pub(super) fn bearer(site: &Site, name: &str, administrator: &str, registered: bool, day: Date) -> Result<Bearer, String> {
    match Administrator::ALL.into_iter().find(|who| who.word() == administrator) {
        Some(role) => Ok(Bearer::Administrator(role, Some(named(site, name, registered, day)?))),
        None => person(site, name, day).map(Bearer::Person),
    }
}

/// Who an administrator is.
pub(crate) fn named(site: &Site, name: &str, registered: bool, day: Date) -> Result<Named, String> {
    if registered { person(site, name, day).map(Named::Person) } else { Ok(Named::Name(name.to_owned())) }
}

fn person(site: &Site, name: &str, day: Date) -> Result<PersonId, String> {
    let written = jishi_intake::names(name).map_err(|fault| format!("{}。{}。", fault.message, fault.help))?;
    let [(name, note)] = written.as_slice() else { return Err("一次给一个人建账户。".to_owned()) };
    let branch = |person: PersonId| site.branch_of(person, day).and_then(|branch| site.bodies.get(&branch)).map_or("", |body| body.name.as_str());
    let found: Vec<PersonId> = site.people.values().filter(|person| person.name() == name).map(|person| person.id).collect();
    let noted: Vec<PersonId> = found.iter().copied().filter(|person| note.as_deref().is_some_and(|note| branch(*person).contains(note))).collect();
    match (found.as_slice(), noted.as_slice()) {
        ([one], _) | (_, [one]) => Ok(*one),
        ([], _) => Err(format!("名册里没有“{name}”。请核对姓名，或先导入名册。")),
        _ => {
            let branches = found.iter().map(|person| branch(*person)).collect::<Vec<_>>().join("、");
            Err(format!("叫“{name}”的有 {} 人，在：{branches}。请在姓名后用括号写明支部。", found.len()))
        }
    }
}
