//! One-time links: for the seats of a new site, and to set a password. Nobody chooses a password for somebody else, and a
//! link that one person made opens nothing without the code that another has.

use super::stored::{Account, Bearer, Stored, change, delete_of, existing, stop};
use super::seat::{code, of_code};
use super::guarded::{self, Seen, sweep_links};
use super::log_in::keep_password;
use super::second::{drop_second, enter_rules};
use super::{Accounts, Named, Secret, Turn, damaged, login, refused};
use crate::StoreError;
use crate::command::Asked;
use crate::row::{self, Cell, Row};
use crate::schema::{ACCOUNT, INVITATION};
use jishi_authorize::Administrator;
use jishi_base::AccountId;
use jishi_defence::Defence;
use jishi_facts::{AccountChange, LogInRules, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait};

/// What a one-time link is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Purpose {
    /// Gives an administrator's seat of a site that is being set up. Good only as long as nobody ever had it.
    Setup(Administrator),
    /// Sets the first or a new password of an account.
    Password(AccountId),
}

/// A link that is good, within a reading.
struct Good {
    purpose: Purpose,
    entry: u64,
}

/// What is written at a link that gives a seat.
#[derive(Clone, Copy, Debug)]
pub struct Newcomer<'n> {
    /// Who it is.
    pub named: &'n Named,
    /// What they will log in by.
    pub login: &'n str,
    /// Their password.
    pub password: &'n str,
    /// At the security administrator's link: the rules of passwords and log-ins that the site is to have.
    pub rules: Option<LogInRules>,
}

impl Accounts<'_> {
    /// Makes a link that gives an administrator's seat of a site that is being set up, for whoever started the program. An
    /// earlier one for the same seat is good no more.
    ///
    /// # Errors
    /// A refusal where somebody has had that seat: only two people fill it again.
    pub async fn invite(&self, seat: Administrator, asked: &Asked) -> Result<Secret, StoreError> {
        let secret = self.draw_secret("")?;
        let mut turn = self.turn().await?;
        if !turn.fold().access.to_set_up().contains(&seat) {
            return refused(format!("{}已经设置过", seat.word()), "请用已有的账户登录；忘记密码请另外两名管理员一人提出、一人放行新的链接");
        }
        delete_setup(&mut turn, seat).await?;
        let expires = Cell::Integer(asked.at.saturating_add(self.limits.setup));
        // It belongs to no account yet, and so to no entry.
        let row = vec![Cell::Text(self.invitation_digest(secret.expose())), Cell::Null, Cell::id(code(seat)), expires, Cell::count(0)];
        guarded::insert(&mut turn, &INVITATION, row).await?;
        turn.commit().await?;
        Ok(secret)
    }

    /// Gives an account the link that was asked for, within a turn.
    pub(super) async fn give_link(&self, turn: &mut Turn, account: AccountId, of: u64, asked: &Asked) -> Result<Secret, StoreError> {
        let secret = self.link_secret(of)?;
        delete_of(turn, &INVITATION, account).await?;
        let entry = turn.trace(account, AccountChange::Invited, Some(of), asked)?;
        let expires = Cell::Integer(asked.at.saturating_add(self.limits.link));
        let row = vec![Cell::Text(self.invitation_digest(secret.expose())), Cell::id(account), Cell::Null, expires, Cell::count(entry)];
        guarded::insert(turn, &INVITATION, row).await?;
        Ok(secret)
    }

    /// The secret of the link that was asked for by an entry.
    pub(super) fn link_secret(&self, of: u64) -> Result<Secret, StoreError> {
        self.secret_once("", &format!("link {of}"))
    }

    /// Ends all links of an account, and what was asked for it.
    ///
    /// # Errors
    /// Where the database fails.
    pub(crate) async fn end_links(&self, account: AccountId, asked: &Asked) -> Result<(), StoreError> {
        let mut turn = self.turn().await?;
        turn.trace(account, AccountChange::Dropped, None, asked)?;
        sweep_links(&mut turn).await?;
        turn.commit().await
    }

    /// What a link is for, without using it; `None` where it is good no more.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn invitation(&self, secret: &str, now: Timestamp) -> Result<Option<Purpose>, StoreError> {
        Ok(self.good(&self.now(), secret, now).await?.map(|good| good.purpose))
    }

    /// Makes the account of an administrator of a new site, with its seat and password, and uses the link up.
    ///
    /// # Errors
    /// A refusal where the link is good no more, login or password may not be such, or the same person has a seat already.
    pub async fn set_up(&self, secret: &str, who: Newcomer<'_>, asked: &Asked) -> Result<Account, StoreError> {
        let Some(Purpose::Setup(seat)) = self.invitation(secret, asked.at).await? else { return used_up() };
        let (id, login) = (AccountId(self.draw_id()?), login::admissible(who.login)?);
        let bearer = Bearer::Administrator(seat, Some(who.named.clone()));
        let account = Account { id, login, bearer, seated: false, disabled: false, has_password: false };
        let rules = who.rules.filter(|_| seat == Administrator::Security);
        self.may_be_password(who.password, &account, rules.unwrap_or_else(|| self.rules())).await?;
        let hash = self.hash(&self.place()?, id, who.password).await?;
        let mut turn = self.turn().await?;
        if self.good(&Seen::Within(&turn), secret, asked.at).await?.map(|good| good.purpose) != Some(Purpose::Setup(seat)) {
            return used_up();
        }
        delete_setup(&mut turn, seat).await?;
        let asked = asked.by(id);
        let account = self.insert(&mut turn, account, &asked).await?;
        self.retire(&mut turn, &account, &asked).await?;
        let account = Account { seated: true, ..account };
        change(&mut turn, Stored { account: account.clone(), password: None }, AccountChange::Seated, &asked).await?;
        keep_password(&mut turn, &account, hash, &asked).await?;
        if let Some(rules) = rules {
            enter_rules(&mut turn, rules, &asked)?;
        }
        turn.commit().await?;
        Ok(Account { has_password: true, ..account })
    }

    /// Stops the accounts of the same administrator that a site from before has, of whom it is not known who they are.
    async fn retire(&self, turn: &mut Turn, account: &Account, asked: &Asked) -> Result<(), StoreError> {
        let Some(role) = account.role() else { return Ok(()) };
        let mut before = row::select(&ACCOUNT);
        before.and_where(Expr::col("administrator").eq(code(role))).and_where(Expr::col("disabled").eq(0)).and_where(Expr::col("name").is_null());
        for row in Seen::Within(turn).rows(&ACCOUNT, &before).await? {
            let id = row[0].text().parse().map_err(|_| damaged("有不成编号的编号"))?;
            let known = existing(&Seen::Within(turn), id).await?;
            stop(turn, known, None, asked).await?;
        }
        Ok(())
    }

    /// Sets the password that the link is for, and uses the link up. Open sessions and tokens of the account end, and its
    /// second factor, which may be lost.
    ///
    /// # Errors
    /// A refusal where the link is good no more, the code is not the one that goes with it, or the password may not be one.
    pub async fn set_password(&self, secret: &str, code: &str, password: &str, asked: &Asked) -> Result<Account, StoreError> {
        let id = self.opens(secret, code, asked).await?;
        self.may_be_password(password, &existing(&self.now(), id).await?.account, self.rules()).await?;
        let hash = self.hash(&self.place()?, id, password).await?;
        let mut turn = self.turn().await?;
        if self.good(&Seen::Within(&turn), secret, asked.at).await?.map(|good| good.purpose) != Some(Purpose::Password(id)) {
            return used_up();
        }
        let account = existing(&Seen::Within(&turn), id).await?.account;
        let asked = asked.by(id);
        drop_second(&mut turn, id, &asked).await?;
        keep_password(&mut turn, &account, hash, &asked).await?;
        turn.commit().await?;
        Ok(Account { has_password: true, ..account })
    }

    /// The account that a link and a code open together. A wrong code is entered, and after a few the link is good no more.
    async fn opens(&self, secret: &str, code: &str, asked: &Asked) -> Result<AccountId, StoreError> {
        let mut turn = self.turn().await?;
        let Some(Good { purpose: Purpose::Password(id), entry }) = self.good(&Seen::Within(&turn), secret, asked.at).await? else { return used_up() };
        let Some(of) = turn.fold().access.asked_for_link(entry) else { return used_up() };
        let right = self.digest("link code typed", &digits(code)) == self.digest("link code typed", &digits(&self.code(of, id)));
        if right || !Defence::LinksNeedCode.holds() {
            turn.give_up().await?;
            return Ok(id);
        }
        turn.trace(id, AccountChange::CodeWrong, Some(entry), &asked.by("未登录"))?;
        sweep_links(&mut turn).await?;
        turn.commit().await?;
        refused("提取码不对", "提取码是八位数字，由提出的人交给您；写错五次，链接就作废")
    }

    /// What a link is good for now.
    async fn good(&self, seen: &Seen<'_>, secret: &str, now: Timestamp) -> Result<Option<Good>, StoreError> {
        let mut statement = row::select(&INVITATION);
        statement.and_where(Expr::col("secret").eq(self.invitation_digest(secret))).and_where(Expr::col("expires").gt(now));
        seen.rows(&INVITATION, &statement).await?.first().map(good).transpose()
    }

    fn invitation_digest(&self, secret: &str) -> String {
        self.digest("invitation", secret)
    }
}

fn good(row: &Row) -> Result<Good, StoreError> {
    let [_, account, seat, _, entry] = row.as_slice() else { return Err(damaged("有一行缺栏")) };
    let purpose = match account {
        Cell::Null => Purpose::Setup(of_code(seat.text()).ok_or_else(|| damaged("有不认识的管理员"))?),
        account => Purpose::Password(account.text().parse().map_err(|_| damaged("有不成编号的编号"))?),
    };
    Ok(Good { purpose, entry: entry.integer().unsigned_abs() })
}

/// The digits of a code, however it is written.
fn digits(code: &str) -> String {
    login::normal(code).chars().filter(char::is_ascii_digit).collect()
}

async fn delete_setup(turn: &mut Turn, seat: Administrator) -> Result<(), StoreError> {
    let this = Expr::col("account").is_null().and(Expr::col("seat").eq(code(seat)));
    guarded::delete(turn, &INVITATION, this).await?;
    Ok(())
}

fn used_up<T>() -> Result<T, StoreError> {
    refused("这个链接已失效：用过了、过期了、被叫停，或已换成新的链接", "请找管理员再提出、放行一个；新站点请在服务器上重新运行 jishi serve")
}
