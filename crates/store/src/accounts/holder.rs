//! Whose accounts are: one person has one, and the three administrators are three people. The journal names accounts
//! only; who an administrator is lies sealed in the account's row.

use super::stored::{Account, Bearer, Named, existing, find};
use super::guarded::Seen;
use super::{Turn, refused};
use crate::fold::Fold;
use crate::{Refusal, StoreError};
use jishi_authorize::powers::{Human, Not, may_have};
use jishi_base::{AccountId, PersonId};

/// Signs in the name of an administrator.
const LENGTH: std::ops::RangeInclusive<usize> = 2..=40;

/// Who has an account; nobody yet, or somebody of whom the site does not know who it is.
pub(super) fn human(fold: &Fold, account: &Account) -> Option<Human> {
    match &account.bearer {
        Bearer::Nobody | Bearer::Administrator(_, None) => None,
        Bearer::Person(person) => Some(registered(fold, *person)),
        Bearer::Administrator(_, Some(Named::Person(person))) => Some(registered(fold, *person)),
        Bearer::Administrator(_, Some(Named::Name(name))) => Some(Human::named(name)),
    }
}

/// By the name as it is kept: who is restricted is the same as before.
fn registered(fold: &Fold, person: PersonId) -> Human {
    let known = fold.site.people.get(&person);
    Human::registered(person, known.map_or("", |known| known.details.kept().map_or_else(|| known.name(), |details| details.name.as_str())))
}

/// Whose an account is to be, fit to be kept.
///
/// # Errors
/// A refusal where a name is none, a person is not in the register, or it is nobody's.
pub(super) fn admissible(fold: &Fold, bearer: Bearer) -> Result<Bearer, StoreError> {
    let known = |person: &PersonId| fold.site.people.contains_key(person) && !fold.gone.people.contains(person);
    match bearer {
        Bearer::Person(person) | Bearer::Administrator(_, Some(Named::Person(person))) if !known(&person) => {
            refused("登记簿里没有这名人员，或其信息已按规定删除", "请先登记人员，再建立账户")
        }
        Bearer::Administrator(role, Some(Named::Name(name))) => {
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            let fit = LENGTH.contains(&name.chars().count()) && name.chars().all(|sign| sign.is_alphanumeric() || " ·•（）()－-".contains(sign));
            if !fit {
                return refused("管理员要写明是谁：写姓名，2 至 40 个字", "请写姓名；同名的在后面用括号写明部门");
            }
            Ok(Bearer::Administrator(role, Some(Named::Name(name))))
        }
        Bearer::Nobody | Bearer::Administrator(_, None) => refused("没有写明账户是谁的", "请写明姓名"),
        bearer => Ok(bearer),
    }
}

/// Refuses somebody who has an account in use, or a seat, other than this one.
///
/// # Errors
/// That refusal; or where the database fails.
pub(super) async fn free(turn: &Turn, account: &Account) -> Result<(), StoreError> {
    let Some(whose) = human(turn.fold(), account) else { return refused("没有写明账户是谁的", "请写明姓名") };
    let mut others = Vec::new();
    for seat in turn.fold().access.seats.values().filter(|seat| **seat != account.id) {
        others.extend(human(turn.fold(), &existing(&Seen::Within(turn), *seat).await?.account));
    }
    for person in namesakes(turn.fold(), account, &whose) {
        let known = find(&Seen::Within(turn), "person", &person.to_string()).await?.map(|stored| stored.account);
        let known = known.filter(|known| known.id != account.id && !known.disabled);
        others.extend(known.and_then(|known| human(turn.fold(), &known)));
    }
    may_have(&whose, &others).map_err(not)
}

/// The people of the register who may be the holder of an account: of a person that one; of a name all who have it.
fn namesakes(fold: &Fold, account: &Account, whose: &Human) -> Vec<PersonId> {
    match &account.bearer {
        Bearer::Nobody | Bearer::Administrator(_, None) => Vec::new(),
        Bearer::Person(person) | Bearer::Administrator(_, Some(Named::Person(person))) => vec![*person],
        Bearer::Administrator(_, Some(Named::Name(_))) => {
            fold.site.people.values().filter(|person| registered(fold, person.id).is(whose)).map(|person| person.id).collect()
        }
    }
}

/// A rule's no as a refusal.
pub(super) fn not(why: Not) -> StoreError {
    Refusal::new(why.to_string(), why.help()).into()
}

/// The account in a seat, if it is taken by another than this one.
pub(super) fn taken(fold: &Fold, account: &Account) -> Option<AccountId> {
    let Bearer::Administrator(role, _) = account.bearer else { return None };
    fold.access.seats.get(&role).copied().filter(|holder| *holder != account.id)
}
