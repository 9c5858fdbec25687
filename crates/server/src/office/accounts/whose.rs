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
    let in_use = site.people.values().filter(|person| person.details.open().is_some());
    jishi_intake::person_named(site, in_use, name, day).map_err(|fault| format!("{}。{}。", fault.message, fault.help))
}
