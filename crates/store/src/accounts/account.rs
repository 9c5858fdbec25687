//! The accounts themselves: list, find, stop and let in again, forget.

use super::guarded::{self, Seen};
use super::holder;
use super::stored::{Account, Bearer, Named, Stored, change, delete_ways, existing, find, row_of, stop, stored};
use super::{Accounts, Turn, login, refused};
use crate::StoreError;
use crate::command::Asked;
use crate::row::{self};
use crate::schema::ACCOUNT;
use jishi_authorize::Administrator;
use jishi_base::{AccountId, PersonId};
use jishi_facts::AccountChange;
use sea_orm::sea_query::{Expr, ExprTrait, Order};

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
        let (mut turn, before) = self.turn_once().await?;
        let (first, known) = (turn.fold().site.size, existing(&Seen::Within(&turn), id).await?);
        if before.is_some() || known.account.disabled {
            turn.give_up().await?;
            return Ok(known.account);
        }
        if known.account.seated {
            return refused("停用管理员要两个人：另外两名管理员一人提出、一人放行", "请在账户页面“管理员”里提出");
        }
        let account = stop(&mut turn, known, None, asked).await?;
        self.commit_once(turn, first).await?;
        Ok(account)
    }

    /// Lets an account in again, with the password it had; its sessions and tokens do not come back.
    ///
    /// # Errors
    /// A refusal where there is none, its person has another part by now, or two people have to let it in.
    pub async fn enable(&self, id: AccountId, asked: &Asked) -> Result<Account, StoreError> {
        let (mut turn, before) = self.turn_once().await?;
        let (first, known) = (turn.fold().site.size, existing(&Seen::Within(&turn), id).await?);
        if known.account.role().is_some() {
            return refused("恢复管理员要两个人：另外两名管理员一人提出、一人放行", "请在账户页面“管理员”里提出");
        }
        if before.is_some() || !known.account.disabled {
            turn.give_up().await?;
            return Ok(known.account);
        }
        let account = Account { disabled: false, ..known.account };
        if account.person().is_some() {
            holder::free(&turn, &account).await?;
        }
        change(&mut turn, Stored { account: account.clone(), ..known }, AccountChange::Enabled, asked).await?;
        self.commit_once(turn, first).await?;
        Ok(account)
    }
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
