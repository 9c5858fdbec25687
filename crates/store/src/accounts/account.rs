//! The accounts themselves: list, find, create, bind, disable, enable, forget.

use super::guarded::{self, Seen};
use super::{Accounts, Turn, damaged, login, refused};
use crate::StoreError;
use crate::command::Asked;
use crate::row::{self, Cell, Row};
use crate::schema::{ACCOUNT, API_TOKEN, INVITATION, SESSION, Table};
use jishi_base::{AccountId, PersonId};
use jishi_defence::Defence;
use jishi_facts::AccountChange;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};

/// An account.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Its id: the `actor` of what it does, in the journal.
    pub id: AccountId,
    /// What one logs in by; may be a name.
    pub login: String,
    /// Whose it is.
    pub bearer: Bearer,
    /// May nobody log in to it?
    pub disabled: bool,
    /// Has a password been set?
    pub has_password: bool,
}

/// Whose an account is. Once it is somebody's it stays theirs: the journal names the account, and means the person.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Bearer {
    /// Nobody's yet.
    Nobody,
    /// A person's of the register, whose posts give the rights.
    Person(PersonId),
    /// An administrator's, who sees no record.
    Administrator(Administrator),
}

/// The three administrators (三员): three people, none of whom can do another's work.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Administrator {
    /// Runs the site (系统管理员).
    System,
    /// Makes accounts and grants (安全管理员).
    Security,
    /// Reads the trail of what was done (审计员).
    Audit,
}

impl Administrator {
    /// All three.
    pub const ALL: [Self; 3] = [Self::System, Self::Security, Self::Audit];

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "系统管理员",
            Self::Security => "安全管理员",
            Self::Audit => "审计员",
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Security => "security",
            Self::Audit => "audit",
        }
    }
}

impl Account {
    /// The person whose account it is.
    #[must_use]
    pub fn person(&self) -> Option<PersonId> {
        if let Bearer::Person(person) = self.bearer { Some(person) } else { None }
    }

    /// Which administrator's account it is.
    #[must_use]
    pub fn administrator(&self) -> Option<Administrator> {
        if let Bearer::Administrator(administrator) = self.bearer { Some(administrator) } else { None }
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
        rows.iter().map(|row| Ok(stored(row)?.account)).collect()
    }

    /// Was there ever an account? Until there is one, the site is to be set up. The journal says it: that all rows are gone
    /// opens nothing again.
    #[must_use]
    pub fn any(&self) -> bool {
        self.store.published.fold().access.ever
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

    /// Makes an account, without a password yet.
    ///
    /// # Errors
    /// A refusal where the login is taken or badly written, or the person is unknown or has an account.
    pub async fn create(&self, login: &str, bearer: Bearer, asked: &Asked) -> Result<Account, StoreError> {
        let (login, id) = (login::admissible(login)?, AccountId(self.draw_id()?));
        let mut turn = self.turn().await?;
        let account = self.insert(&mut turn, Account { id, login, bearer, disabled: false, has_password: false }, asked).await?;
        turn.commit().await?;
        Ok(account)
    }

    /// Enters and writes a new account within a turn.
    pub(super) async fn insert(&self, turn: &mut Turn, account: Account, asked: &Asked) -> Result<Account, StoreError> {
        if find(&Seen::Within(turn), "login", &account.login).await?.is_some() {
            return refused("这个登录名已有账户", "请换一个登录名，或使用原来的账户");
        }
        self.admissible(turn, account.bearer).await?;
        let entry = turn.trace(account.id, AccountChange::Made, None, asked)?;
        guarded::insert(turn, &ACCOUNT, row_of(&account, None, entry)).await?;
        Ok(account)
    }

    /// Says whose an account is that was nobody's.
    ///
    /// # Errors
    /// A refusal where it is somebody's already, or the person is unknown or has an account.
    pub async fn bind(&self, id: AccountId, bearer: Bearer, asked: &Asked) -> Result<Account, StoreError> {
        let mut turn = self.turn().await?;
        let known = existing(&Seen::Within(&turn), id).await?;
        if known.account.bearer == bearer {
            turn.give_up().await?;
            return Ok(known.account);
        }
        if known.account.bearer != Bearer::Nobody {
            return refused("这个账户已有归属，不能改给别人：日志里它做过的事都算在原来的人名下", "请停用这个账户，另建一个");
        }
        self.admissible(&turn, bearer).await?;
        let account = Account { bearer, ..known.account };
        change(&mut turn, Stored { account: account.clone(), ..known }, AccountChange::Bound, asked).await?;
        turn.commit().await?;
        Ok(account)
    }

    /// May an account become theirs? The register cannot change meanwhile: this has the turn at writing.
    async fn admissible(&self, turn: &Turn, bearer: Bearer) -> Result<(), StoreError> {
        let Bearer::Person(person) = bearer else { return Ok(()) };
        if !turn.fold().site.people.contains_key(&person) || turn.fold().erased.contains(&person) {
            return refused("登记簿里没有这名人员，或其信息已按规定删除", "请先登记人员，再建立账户");
        }
        if find(&Seen::Within(turn), "person", &person.to_string()).await?.is_some() {
            return refused("这名人员已有账户", "一人只有一个账户；如已停用，请重新启用");
        }
        Ok(())
    }

    /// Disables an account: its sessions, links and tokens end at once.
    ///
    /// # Errors
    /// A refusal where there is none, or nobody could manage accounts any more.
    pub async fn disable(&self, id: AccountId, asked: &Asked) -> Result<Account, StoreError> {
        let mut turn = self.turn().await?;
        let known = existing(&Seen::Within(&turn), id).await?;
        if known.account.administrator() == Some(Administrator::Security) && !known.account.disabled && security_administrators(&turn).await? == 1 {
            return refused("这是最后一个启用着的安全管理员账户，停用后没有人能管理账户", "请先建立或启用另一个安全管理员账户");
        }
        let account = Account { disabled: true, ..known.account };
        change(&mut turn, Stored { account: account.clone(), ..known }, AccountChange::Disabled, asked).await?;
        for table in [&SESSION, &INVITATION, &API_TOKEN] {
            delete_of(&turn, table, id).await?;
        }
        turn.commit().await?;
        Ok(account)
    }

    /// Enables an account again, with the password it had; its sessions and tokens do not come back.
    ///
    /// # Errors
    /// A refusal where there is none.
    pub async fn enable(&self, id: AccountId, asked: &Asked) -> Result<Account, StoreError> {
        let mut turn = self.turn().await?;
        let known = existing(&Seen::Within(&turn), id).await?;
        let account = Account { disabled: false, ..known.account };
        change(&mut turn, Stored { account: account.clone(), ..known }, AccountChange::Enabled, asked).await?;
        turn.commit().await?;
        Ok(account)
    }
}

/// Enters what became of an account, and writes its row as it is from then on.
pub(super) async fn change(turn: &mut Turn, now: Stored, change: AccountChange, asked: &Asked) -> Result<(), StoreError> {
    let entry = turn.trace(now.account.id, change, None, asked)?;
    guarded::rewrite(turn, &ACCOUNT, row_of(&now.account, now.password.as_ref(), entry)).await
}

/// Removes the account of a person who is being erased, with all that belongs to it: a login may be a name.
pub(crate) async fn forget(turn: &mut Turn, person: PersonId, asked: &Asked) -> Result<(), StoreError> {
    let Some(Stored { account, .. }) = find(&Seen::Within(turn), "person", &person.to_string()).await? else { return Ok(()) };
    turn.trace(account.id, AccountChange::Removed, None, asked)?;
    for table in [&SESSION, &INVITATION, &API_TOKEN] {
        delete_of(turn, table, account.id).await?;
    }
    turn.execute(Query::delete().from_table(ACCOUNT.name).and_where(Expr::col("id").eq(account.id.to_string()))).await?;
    Ok(())
}

/// Deletes what a table has of an account; gives how many rows.
pub(super) async fn delete_of(turn: &Turn, table: &'static Table, account: AccountId) -> Result<u64, StoreError> {
    if !Defence::SessionsEnd.holds() {
        return Ok(0);
    }
    let statement = Query::delete().from_table(table.name).and_where(Expr::col("account").eq(account.to_string())).take();
    Ok(turn.execute(&statement).await?.rows_affected())
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
    rows.first().map(stored).transpose()
}

async fn security_administrators(turn: &Turn) -> Result<usize, StoreError> {
    let mut enabled = row::select(&ACCOUNT);
    enabled.and_where(Expr::col("administrator").eq(Administrator::Security.code())).and_where(Expr::col("disabled").eq(0));
    Ok(Seen::Within(turn).rows(&ACCOUNT, &enabled).await?.len())
}

fn row_of(account: &Account, password: Option<&String>, entry: u64) -> Row {
    vec![
        Cell::id(account.id),
        Cell::id(&account.login),
        Cell::or_null(account.person()),
        Cell::or_null(account.administrator().map(Administrator::code)),
        Cell::or_null(password),
        Cell::Integer(i64::from(account.disabled)),
        Cell::count(entry),
    ]
}

fn stored(row: &Row) -> Result<Stored, StoreError> {
    let [id, login, person, administrator, password, disabled, _] = row.as_slice() else { return Err(damaged("有一行缺栏")) };
    let bearer = match (person, administrator) {
        (Cell::Null, Cell::Null) => Bearer::Nobody,
        (person, Cell::Null) => Bearer::Person(person.text().parse().map_err(|_| damaged("有不成编号的编号"))?),
        (Cell::Null, code) => {
            let known = Administrator::ALL.into_iter().find(|administrator| administrator.code() == code.text());
            Bearer::Administrator(known.ok_or_else(|| damaged("有不认识的管理员"))?)
        }
        _ => return Err(damaged("有一个账户既属于人员又属于管理员")),
    };
    let password = Some(password.text().to_owned()).filter(|hash| !hash.is_empty());
    let account = Account {
        id: id.text().parse().map_err(|_| damaged("有不成编号的编号"))?,
        login: login.text().to_owned(),
        bearer,
        disabled: disabled.integer() != 0,
        has_password: password.is_some(),
    };
    Ok(Stored { account, password })
}
