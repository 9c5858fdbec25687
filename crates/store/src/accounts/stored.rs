//! An account as its row has it: found, changed, stopped, with all ways into it.

use super::guarded::{self, Seen};
use super::seat::{code, of_code};
use super::{Turn, damaged, refused};
use crate::StoreError;
use crate::command::Asked;
use crate::row::{self, Cell, Row};
use crate::schema::{ACCOUNT, API_TOKEN, INVITATION, SESSION, Table};
use crate::vault::Vault;
use jishi_authorize::Administrator;
use jishi_authorize::powers::Human;
use jishi_base::{AccountId, PersonId};
use jishi_defence::Defence;
use jishi_facts::AccountChange;
use jishi_journal::to_hex;
use sea_orm::sea_query::{Expr, ExprTrait};

/// An account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Its id: the `actor` of what it does, in the journal.
    pub id: AccountId,
    /// What one logs in by; may be a name.
    pub login: String,
    /// Whose it is.
    pub bearer: Bearer,
    /// Has it an administrator's seat?
    pub seated: bool,
    /// May nobody log in to it?
    pub disabled: bool,
    /// Has a password been set?
    pub has_password: bool,
}

/// Whose an account is. It stays theirs: the journal names the account, and means the person.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Bearer {
    /// Nobody's: on sites from before.
    Nobody,
    /// A person's of the register, whose posts give the rights.
    Person(PersonId),
    /// An administrator's, who sees no record: which one, and who it is. Sites from before do not know who it is.
    Administrator(Administrator, Option<Named>),
}

/// Who an administrator is.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Named {
    /// A person of the register.
    Person(PersonId),
    /// Somebody who is not in it, by name.
    Name(String),
}

impl Named {
    /// As it is sealed.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Person(person) => format!("person:{person}"),
            Self::Name(name) => format!("name:{name}"),
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        match text.split_once(':')? {
            ("person", id) => id.parse().ok().map(Self::Person),
            ("name", name) => Some(Self::Name(name.to_owned())),
            _ => None,
        }
    }

    /// The name, as far as the register has it.
    #[must_use]
    pub fn name<'n>(&'n self, site: &'n jishi_facts::Site) -> &'n str {
        match self {
            Self::Person(person) => site.people.get(person).map_or("", |person| person.name()),
            Self::Name(name) => name,
        }
    }
}

impl Account {
    /// The person whose account it is.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        if let Bearer::Person(person) = self.bearer { Some(person) } else { None }
    }

    /// Which administrator's seat it has.
    #[must_use]
    pub fn administrator(&self) -> Option<Administrator> {
        self.role().filter(|_| self.seated && !self.disabled)
    }

    /// Which administrator's it was made to be.
    #[must_use]
    pub fn role(&self) -> Option<Administrator> {
        if let Bearer::Administrator(role, _) = self.bearer { Some(role) } else { None }
    }
}

/// An account with what nobody outside needs.
pub(super) struct Stored {
    pub account: Account,
    pub password: Option<String>,
}

/// Stops an account within a turn; `of` is the entry that asked for it.
pub(super) async fn stop(turn: &mut Turn, known: Stored, of: Option<u64>, asked: &Asked) -> Result<Account, StoreError> {
    let account = Account { disabled: true, seated: false, ..known.account };
    change_for(turn, Stored { account: account.clone(), ..known }, AccountChange::Disabled, of, asked).await?;
    delete_ways(turn, account.id).await?;
    Ok(account)
}

/// Enters what became of an account, and writes its row as it is from then on.
pub(super) async fn change(turn: &mut Turn, now: Stored, change: AccountChange, asked: &Asked) -> Result<(), StoreError> {
    change_for(turn, now, change, None, asked).await
}

/// The same, as the answer to what was asked for in an entry.
pub(super) async fn change_for(turn: &mut Turn, now: Stored, change: AccountChange, of: Option<u64>, asked: &Asked) -> Result<(), StoreError> {
    let entry = turn.trace(now.account.id, change, of, asked)?;
    let row = row_of(turn.vault(), &now.account, now.password.as_ref(), entry)?;
    guarded::rewrite(turn, &ACCOUNT, row).await
}

/// Deletes all ways into an account.
pub(super) async fn delete_ways(turn: &mut Turn, account: AccountId) -> Result<(), StoreError> {
    for table in [&SESSION, &INVITATION, &API_TOKEN] {
        delete_of(turn, table, account).await?;
    }
    Ok(())
}

/// Deletes what a table has of an account; gives how many rows.
pub(super) async fn delete_of(turn: &mut Turn, table: &'static Table, account: AccountId) -> Result<usize, StoreError> {
    if !Defence::SessionsEnd.holds() {
        return Ok(0);
    }
    guarded::delete(turn, table, Expr::col("account").eq(account.to_string())).await
}

/// An account by its id, or a refusal.
pub(super) async fn existing(seen: &Seen<'_>, id: AccountId) -> Result<Stored, StoreError> {
    match find(seen, "id", &id.to_string()).await? {
        Some(stored) => Ok(stored),
        None => refused("没有这个账户", "请刷新账户列表后再选"),
    }
}

/// The account with this value in a column whose values differ.
pub(super) async fn find(seen: &Seen<'_>, column: &'static str, value: &str) -> Result<Option<Stored>, StoreError> {
    let rows = seen.rows(&ACCOUNT, row::select(&ACCOUNT).and_where(Expr::col(column).eq(value))).await?;
    rows.first().map(|row| stored(seen.vault(), row)).transpose()
}

/// The row of an account, with the entry that it names.
pub(super) fn row_of(vault: &Vault, account: &Account, password: Option<&String>, entry: u64) -> Result<Row, StoreError> {
    let id = account.id.to_string();
    let named = if let Bearer::Administrator(_, named) = &account.bearer { named.as_ref() } else { None };
    Ok(vec![
        Cell::id(&id),
        Cell::id(&account.login),
        Cell::or_null(account.person()),
        Cell::or_null(account.role().map(code)),
        Cell::or_null(password),
        Cell::Integer(i64::from(account.disabled)),
        Cell::or_null(account.administrator().map(code)),
        Cell::or_null(digest(vault, account)),
        Cell::blob(named.map(|named| vault.seal_name(&id, &named.text())).transpose()?),
        Cell::count(entry),
    ])
}

/// The account in a row.
///
/// # Errors
/// [`StoreError::Damaged`] where the row says none.
pub(super) fn stored(vault: &Vault, row: &Row) -> Result<Stored, StoreError> {
    let [id, login, person, administrator, password, disabled, seat, _, name, _] = row.as_slice() else { return Err(damaged("有一行缺栏")) };
    let bearer = match (person, administrator) {
        (Cell::Null, Cell::Null) => Bearer::Nobody,
        (person, Cell::Null) => Bearer::Person(person.text().parse().map_err(|_| damaged("有不成编号的编号"))?),
        (Cell::Null, code) => {
            let role = of_code(code.text()).ok_or_else(|| damaged("有不认识的管理员"))?;
            Bearer::Administrator(role, named(vault, id.text(), name)?)
        }
        _ => return Err(damaged("有一个账户既属于人员又属于管理员")),
    };
    let password = Some(password.text().to_owned()).filter(|hash| !hash.is_empty());
    let account = Account {
        id: id.text().parse().map_err(|_| damaged("有不成编号的编号"))?,
        login: login.text().to_owned(),
        bearer,
        seated: *seat != Cell::Null,
        disabled: disabled.integer() != 0,
        has_password: password.is_some(),
    };
    Ok(Stored { account, password })
}

fn named(vault: &Vault, account: &str, sealed: &Cell) -> Result<Option<Named>, StoreError> {
    if *sealed == Cell::Null {
        return Ok(None);
    }
    let text = vault.open_name(account, sealed.bytes())?;
    Named::parse(&text).map(Some).ok_or_else(|| damaged("有一名管理员读不出是谁"))
}

/// A keyed digest of who has an account that is in use: no two rows have the same.
pub(super) fn digest(vault: &Vault, account: &Account) -> Option<String> {
    let whose = match &account.bearer {
        _ if account.disabled => None,
        Bearer::Person(person) => Some(Named::Person(*person).text()),
        Bearer::Administrator(_, Some(Named::Person(person))) if account.seated => Some(Named::Person(*person).text()),
        Bearer::Administrator(_, Some(Named::Name(name))) if account.seated => Some(Named::Name(Human::named(name).name().to_owned()).text()),
        _ => None,
    };
    whose.map(|whose| keyed(vault, &whose))
}

/// The same of the account of a person, by the person's id.
pub(crate) fn digest_of_person(vault: &Vault, person: &str) -> String {
    keyed(vault, &format!("person:{person}"))
}

fn keyed(vault: &Vault, whose: &str) -> String {
    to_hex(&vault.mac("account holder", &[whose.as_bytes()]))
}
