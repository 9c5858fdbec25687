//! One-time links: to set up a new site, and to set a password. Nobody chooses a password for somebody else.

use super::account::{delete_of, existing};
use super::guarded::{self, Seen};
use super::log_in::keep_password;
use super::{Account, Accounts, Bearer, Secret, Turn, damaged, login, refused};
use crate::StoreError;
use crate::command::Asked;
use crate::row::{self, Cell};
use crate::schema::INVITATION;
use jishi_base::AccountId;
use jishi_facts::{AccountChange, Timestamp};
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
    pub async fn invite(&self, purpose: Purpose, valid_for: i64, asked: &Asked) -> Result<Secret, StoreError> {
        let secret = self.draw_secret("")?;
        let mut turn = self.turn().await?;
        // A link to set up belongs to no account, and so to no entry.
        let (account, entry) = match purpose {
            Purpose::Setup => {
                if turn.fold().access.ever {
                    return refused("这个站点已经设置过，有了账户", "请用已有的账户登录；忘记密码请向安全管理员要一个新的链接");
                }
                delete_setup(&turn).await?;
                (None, 0)
            }
            Purpose::Password(id) => {
                if existing(&Seen::Within(&turn), id).await?.account.disabled {
                    return refused("这个账户已停用", "请先启用，再发链接");
                }
                delete_of(&turn, &INVITATION, id).await?;
                (Some(id), turn.trace(id, AccountChange::Invited, None, asked)?)
            }
        };
        let expires = Cell::Integer(asked.at.saturating_add(valid_for));
        let row = vec![Cell::Text(self.invitation_digest(secret.expose())), Cell::or_null(account), expires, Cell::count(entry)];
        guarded::insert(&turn, &INVITATION, row).await?;
        turn.commit().await?;
        Ok(secret)
    }

    /// What a link is for, without using it; `None` where it is good no more.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn invitation(&self, secret: &str, now: Timestamp) -> Result<Option<Purpose>, StoreError> {
        self.good(&self.now(), secret, now).await
    }

    /// Makes the first account, with its password, and uses the link up.
    ///
    /// # Errors
    /// A refusal where the link is good no more, or login or password may not be such.
    pub async fn set_up(&self, secret: &str, login: &str, bearer: Bearer, password: &str, asked: &Asked) -> Result<Account, StoreError> {
        if self.invitation(secret, asked.at).await? != Some(Purpose::Setup) {
            return used_up();
        }
        let (id, login) = (AccountId(self.draw_id()?), login::admissible(login)?);
        let account = Account { id, login, bearer, disabled: false, has_password: false };
        self.may_be_password(password, &account)?;
        let hash = self.hash(&self.place()?, id, password).await?;
        let mut turn = self.turn().await?;
        if self.good(&Seen::Within(&turn), secret, asked.at).await? != Some(Purpose::Setup) {
            return used_up();
        }
        delete_setup(&turn).await?;
        let asked = asked.by(id);
        let account = self.insert(&mut turn, account, &asked).await?;
        keep_password(&mut turn, &account, hash, &asked).await?;
        turn.commit().await?;
        Ok(Account { has_password: true, ..account })
    }

    /// Sets the password that the link is for, and uses the link up. Open sessions and tokens of the account end.
    ///
    /// # Errors
    /// A refusal where the link is good no more, or the password may not be one.
    pub async fn set_password(&self, secret: &str, password: &str, asked: &Asked) -> Result<Account, StoreError> {
        let Some(Purpose::Password(id)) = self.invitation(secret, asked.at).await? else { return used_up() };
        self.may_be_password(password, &existing(&self.now(), id).await?.account)?;
        let hash = self.hash(&self.place()?, id, password).await?;
        let mut turn = self.turn().await?;
        if self.good(&Seen::Within(&turn), secret, asked.at).await? != Some(Purpose::Password(id)) {
            return used_up();
        }
        let account = existing(&Seen::Within(&turn), id).await?.account;
        keep_password(&mut turn, &account, hash, &asked.by(id)).await?;
        turn.commit().await?;
        Ok(Account { has_password: true, ..account })
    }

    /// What a link is good for now.
    async fn good(&self, seen: &Seen<'_>, secret: &str, now: Timestamp) -> Result<Option<Purpose>, StoreError> {
        let mut statement = row::select(&INVITATION);
        statement.and_where(Expr::col("secret").eq(self.invitation_digest(secret))).and_where(Expr::col("expires").gt(now));
        let rows = seen.rows(&INVITATION, &statement).await?;
        match rows.first().and_then(|row| row.get(INVITATION.position("account"))) {
            None => Ok(None),
            Some(Cell::Null) => Ok(Some(Purpose::Setup)),
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

async fn delete_setup(turn: &Turn) -> Result<(), StoreError> {
    turn.execute(Query::delete().from_table(INVITATION.name).and_where(Expr::col("account").is_null())).await?;
    Ok(())
}

fn used_up<T>() -> Result<T, StoreError> {
    refused("这个链接已失效：用过了、过期了，或已换成新的链接", "请向安全管理员要一个新的链接；新站点请在服务器上重新生成")
}
