//! One-time links: to set up a new site, and to set a password. Nobody chooses a password for somebody else.

use super::account::{any, delete_of, existing};
use super::log_in::keep_password;
use super::{Account, Accounts, Bearer, Secret, damaged, login, password, refused};
use crate::StoreError;
use crate::row::{self, Cell};
use crate::schema::INVITATION;
use jishi_base::AccountId;
use jishi_facts::Timestamp;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, Query};

/// What a one-time link is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Purpose {
    /// Makes the first account of a new site. Good only as long as there is none.
    Setup,
    /// Sets the first or a new password of an account.
    Password(AccountId),
}

impl Accounts<'_> {
    /// Makes a one-time link, good for so many seconds. An earlier one for the same purpose is good no more.
    ///
    /// # Errors
    /// A refusal where the site is set up already, or the account is missing or disabled.
    pub async fn invite(&self, purpose: Purpose, now: Timestamp, valid_for: i64) -> Result<Secret, StoreError> {
        let secret = self.draw_secret("")?;
        let turn = self.turn().await?;
        let account = match purpose {
            Purpose::Setup => {
                if any(&*turn).await? {
                    return refused("这个站点已经设置过，有了账户", "请用已有的账户登录；忘记密码请向安全管理员要一个新的链接");
                }
                delete_setup(&*turn).await?;
                None
            }
            Purpose::Password(id) => {
                if existing(&*turn, id).await?.account.disabled {
                    return refused("这个账户已停用", "请先启用，再发链接");
                }
                delete_of(&*turn, &INVITATION, id).await?;
                Some(id)
            }
        };
        turn.execute(Query::delete().from_table(INVITATION.name).and_where(Expr::col("expires").lte(now))).await?;
        let expires = Cell::Integer(now.saturating_add(valid_for));
        let row = vec![Cell::Text(self.invitation_digest(secret.expose())), Cell::or_null(account), expires];
        row::insert(&*turn, &INVITATION, vec![row]).await?;
        turn.commit().await?;
        Ok(secret)
    }

    /// What a link is for, without using it; `None` where it is good no more.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn invitation(&self, secret: &str, now: Timestamp) -> Result<Option<Purpose>, StoreError> {
        self.good(self.connection(), secret, now).await
    }

    /// Makes the first account, with its password, and uses the link up.
    ///
    /// # Errors
    /// A refusal where the link is good no more, or login or password may not be such.
    pub async fn set_up(&self, secret: &str, login: &str, bearer: Bearer, password: &str, now: Timestamp) -> Result<Account, StoreError> {
        if self.invitation(secret, now).await? != Some(Purpose::Setup) {
            return used_up();
        }
        let (id, login) = (AccountId(self.draw_id()?), login::admissible(login)?);
        password::admissible(password, &login)?;
        let hash = self.hash(&self.place()?, id, password).await?;
        let turn = self.turn().await?;
        if self.good(&*turn, secret, now).await? != Some(Purpose::Setup) {
            return used_up();
        }
        delete_setup(&*turn).await?;
        let account = Account { id, login, bearer, disabled: false, has_password: true };
        let account = self.insert(&*turn, account, Some(hash)).await?;
        turn.commit().await?;
        Ok(account)
    }

    /// Sets the password that the link is for, and uses the link up. Open sessions of the account end.
    ///
    /// # Errors
    /// A refusal where the link is good no more, or the password may not be one.
    pub async fn set_password(&self, secret: &str, password: &str, now: Timestamp) -> Result<Account, StoreError> {
        let Some(Purpose::Password(id)) = self.invitation(secret, now).await? else { return used_up() };
        password::admissible(password, &existing(self.connection(), id).await?.account.login)?;
        let hash = self.hash(&self.place()?, id, password).await?;
        let turn = self.turn().await?;
        if self.good(&*turn, secret, now).await? != Some(Purpose::Password(id)) {
            return used_up();
        }
        let account = existing(&*turn, id).await?.account;
        keep_password(&turn, id, hash).await?;
        turn.commit().await?;
        Ok(Account { has_password: true, ..account })
    }

    /// What a link is good for now.
    async fn good(&self, connection: &impl ConnectionTrait, secret: &str, now: Timestamp) -> Result<Option<Purpose>, StoreError> {
        let mut statement = row::select(&INVITATION);
        statement.and_where(Expr::col("secret").eq(self.invitation_digest(secret))).and_where(Expr::col("expires").gt(now));
        let rows = row::rows(connection, &INVITATION, &statement).await?;
        match rows.first().and_then(|row| row.get(INVITATION.position("account"))) {
            None => Ok(None),
            Some(Cell::Null) => Ok(if any(connection).await? { None } else { Some(Purpose::Setup) }),
            Some(account) => {
                let id = account.text().parse().map_err(|_| damaged("有不成编号的编号"))?;
                Ok(Some(Purpose::Password(id)))
            }
        }
    }

    fn invitation_digest(&self, secret: &str) -> String {
        self.digest("invitation", secret)
    }
}

async fn delete_setup(connection: &impl ConnectionTrait) -> Result<(), StoreError> {
    connection.execute(Query::delete().from_table(INVITATION.name).and_where(Expr::col("account").is_null())).await?;
    Ok(())
}

fn used_up<T>() -> Result<T, StoreError> {
    refused("这个链接已失效：用过了、过期了，或已换成新的链接", "请向安全管理员要一个新的链接；新站点请在服务器上重新生成")
}
