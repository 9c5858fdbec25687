//! The accounts themselves: list, find, stop and let in again, forget.

use super::guarded::{self, Seen};
use super::holder::{self, Named, digest};
use super::{Accounts, Turn, damaged, login, refused};
use crate::StoreError;
use crate::command::Asked;
use crate::row::{self, Cell, Row};
use crate::schema::{ACCOUNT, API_TOKEN, INVITATION, SESSION, Table};
use crate::vault::Vault;
use jishi_authorize::Administrator;
use jishi_base::{AccountId, PersonId};
use jishi_defence::Defence;
use jishi_facts::AccountChange;
use sea_orm::sea_query::{Expr, ExprTrait, Order};

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

/// The administrators' codes, as rows have them.
pub(crate) fn code(administrator: Administrator) -> &'static str {
    match administrator {
        Administrator::System => "system",
        Administrator::Security => "security",
        Administrator::Audit => "audit",
    }
}

/// The administrator of a code.
pub(crate) fn of_code(code: &str) -> Option<Administrator> {
    Administrator::ALL.into_iter().find(|administrator| self::code(*administrator) == code)
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

impl Accounts<'_> {
    /// All accounts, by login.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn list(&self) -> Result<Vec<Account>, StoreError> {
        let rows = self.now().rows(&ACCOUNT, row::select(&ACCOUNT).order_by("login", Order::Asc)).await?;
        rows.iter().map(|row| Ok(stored(self.store.vault(), row)?.account)).collect()
    }

    /// Was there ever an account? Until there is one, nobody can come in. The journal says it: that all rows are gone opens
    /// nothing again.
    #[must_use]
    pub fn any(&self) -> bool {
        self.store.published.fold().access.ever
    }

    /// Was an account ever made for somebody of the register? The journal says it, though all of them are gone; of a site from
    /// before, the accounts that it has say it.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn in_use(&self) -> Result<bool, StoreError> {
        let known = self.store.published.fold().access.opened.is_some();
        Ok(known || self.list().await?.iter().any(|account| account.person().is_some()))
    }

    /// The seats that the console still gives: of a site that is not set up, those that nobody ever had.
    #[must_use]
    pub fn to_set_up(&self) -> Vec<Administrator> {
        self.store.published.fold().access.to_set_up()
    }

    /// An account by its id.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn by_id(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        Ok(find(&self.now(), "id", &id.to_string()).await?.map(|stored| stored.account))
    }

    /// An account by its login, however that is written.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn by_login(&self, login: &str) -> Result<Option<Account>, StoreError> {
        Ok(find(&self.now(), "login", &login::normal(login)).await?.map(|stored| stored.account))
    }

    /// The account of a person.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn by_person(&self, person: PersonId) -> Result<Option<Account>, StoreError> {
        Ok(find(&self.now(), "person", &person.to_string()).await?.map(|stored| stored.account))
    }

    /// Makes an account within a turn, without a password: whether it opens, others decide.
    ///
    /// # Errors
    /// A refusal where the login is taken or badly written, or it cannot become theirs.
    pub(super) async fn insert(&self, turn: &mut Turn, account: Account, asked: &Asked) -> Result<Account, StoreError> {
        let account = Account { bearer: holder::admissible(turn.fold(), account.bearer)?, ..account };
        if find(&Seen::Within(turn), "login", &account.login).await?.is_some() {
            return refused("这个登录名已有账户", "请换一个登录名，或使用原来的账户");
        }
        if let Some(person) = account.person()
            && find(&Seen::Within(turn), "person", &person.to_string()).await?.is_some()
        {
            return refused("这名人员已有账户", "一人只有一个账户；如已停用，请重新启用");
        }
        holder::free(turn, &account).await?;
        let made = match account.role() {
            None => AccountChange::Made,
            Some(Administrator::System) => AccountChange::SystemMade,
            Some(Administrator::Security) => AccountChange::SecurityMade,
            Some(Administrator::Audit) => AccountChange::AuditMade,
        };
        let entry = turn.trace(account.id, made, None, asked)?;
        guarded::insert(turn, &ACCOUNT, row_of(turn.vault(), &account, None, entry)?).await?;
        Ok(account)
    }

    /// Stops an account that has no administrator's seat: its sessions, links and tokens end at once, and what waits for it.
    ///
    /// # Errors
    /// A refusal where there is none, or two people have to stop it.
    pub async fn disable(&self, id: AccountId, asked: &Asked) -> Result<Account, StoreError> {
        let mut turn = self.turn().await?;
        let known = existing(&Seen::Within(&turn), id).await?;
        if known.account.seated {
            return refused("停用管理员要两个人：另外两名管理员一人提出、一人放行", "请在账户页面“管理员”里提出");
        }
        let account = stop(&mut turn, known, None, asked).await?;
        turn.commit().await?;
        Ok(account)
    }

    /// Lets an account in again, with the password it had; its sessions and tokens do not come back.
    ///
    /// # Errors
    /// A refusal where there is none, its person has another part by now, or two people have to let it in.
    pub async fn enable(&self, id: AccountId, asked: &Asked) -> Result<Account, StoreError> {
        let mut turn = self.turn().await?;
        let known = existing(&Seen::Within(&turn), id).await?;
        if known.account.role().is_some() {
            return refused("恢复管理员要两个人：另外两名管理员一人提出、一人放行", "请在账户页面“管理员”里提出");
        }
        let account = Account { disabled: false, ..known.account };
        if account.person().is_some() {
            holder::free(&turn, &account).await?;
        }
        change(&mut turn, Stored { account: account.clone(), ..known }, AccountChange::Enabled, asked).await?;
        turn.commit().await?;
        Ok(account)
    }
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

/// Removes the account of a person who is being erased, with all that belongs to it: a login may be a name.
///
/// # Errors
/// A refusal where the person has an administrator's seat: two people empty it first.
pub(crate) async fn forget(turn: &mut Turn, person: PersonId, asked: &Asked) -> Result<(), StoreError> {
    for account in accounts_of(turn, person).await? {
        if account.seated {
            return refused("这名人员是在任的管理员", "请先由另外两名管理员停用其管理员账户，再删除个人信息");
        }
        turn.trace(account.id, AccountChange::Removed, None, asked)?;
        super::second::forget(turn, account.id).await?;
        delete_ways(turn, account.id).await?;
        guarded::delete(turn, &ACCOUNT, Expr::col("id").eq(account.id.to_string())).await?;
    }
    Ok(())
}

/// A person's own account, and those in which they are or were an administrator.
async fn accounts_of(turn: &Turn, person: PersonId) -> Result<Vec<Account>, StoreError> {
    let whose = Expr::col("person").eq(person.to_string()).or(Expr::col("name").is_not_null());
    let rows = Seen::Within(turn).rows(&ACCOUNT, row::select(&ACCOUNT).and_where(whose)).await?;
    let mut found = Vec::new();
    for row in &rows {
        let account = stored(turn.vault(), row)?.account;
        let theirs = account.person() == Some(person) || matches!(&account.bearer, Bearer::Administrator(_, Some(Named::Person(who))) if *who == person);
        found.extend(theirs.then_some(account));
    }
    Ok(found)
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

fn row_of(vault: &Vault, account: &Account, password: Option<&String>, entry: u64) -> Result<Row, StoreError> {
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

fn stored(vault: &Vault, row: &Row) -> Result<Stored, StoreError> {
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
