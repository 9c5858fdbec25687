//! Tokens by which programs act for an account, through the API.

use super::stored::{existing, find};
use super::guarded::{self, Seen};
use super::session::holding;
use super::{Account, Accounts, Secret, damaged, refused};
use crate::StoreError;
use crate::command::Asked;
use crate::row::{self, Cell, Row};
use crate::entropy::{Entropy, draw};
use crate::schema::{ACCOUNT, API_TOKEN};
use crate::vault::Vault;
use jishi_base::{AccountId, HoldingId, PersonId, TokenId};
use jishi_facts::{AccountChange, KeyOwner, Timestamp};
use jishi_journal::{from_hex, to_hex};
use sea_orm::DatabaseTransaction;
use sea_orm::sea_query::{Expr, ExprTrait, Order, SelectStatement};

/// Seconds in a day.
const DAY: i64 = 24 * 60 * 60;
/// In front of every token, so that one is known for what it is where it should not be.
const PREFIX: &str = "jishi_";

/// What a token is to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TokenUse {
    /// What for, in the words of who makes it.
    pub label: String,
    /// In which holding it acts; none acts as a member or as an administrator.
    pub acting: Option<HoldingId>,
    /// May it change anything?
    pub scope: TokenScope,
    /// Seconds that it is good for.
    pub valid_for: i64,
}

/// How far a token goes within what its account may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TokenScope {
    /// It only looks (只看).
    Look,
    /// It also records, corrects, settles and imports (也能记).
    Record,
}

/// A token of a program, without its secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    /// To revoke it by.
    pub id: TokenId,
    /// Whose it is.
    pub account: AccountId,
    /// What for, in the words of who made it.
    pub label: String,
    /// In which holding it acts. That it is still held is for the caller to ask of the register.
    pub acting: Option<HoldingId>,
    /// How far it goes.
    pub scope: TokenScope,
    /// When it was last shown, to the exactness of [`super::Limits::seen_every`]; none never was.
    pub used: Option<Timestamp>,
    /// When it was made.
    pub made: Timestamp,
    /// When it is good no more.
    pub expires: Timestamp,
}

impl Token {
    /// Signs in a label.
    pub const LABEL: std::ops::RangeInclusive<usize> = 1..=60;
    /// Days that one may be good for: a year and a day.
    pub const DAYS: std::ops::RangeInclusive<u16> = 1..=366;
}

impl Accounts<'_> {
    /// Makes a token that acts in a holding of the account's person.
    ///
    /// # Errors
    /// A refusal where the account is missing or disabled, the holding is another's, or label or length are not fit.
    pub async fn make_token(&self, account: AccountId, wanted: TokenUse, asked: &Asked) -> Result<(Secret, Token), StoreError> {
        let TokenUse { label, acting, scope, valid_for } = wanted;
        let label = label.trim().to_owned();
        if !Token::LABEL.contains(&label.chars().count()) {
            return refused("令牌应有用途说明，不超过 60 个字", "请写明给哪个程序用");
        }
        if !(1..=i64::from(*Token::DAYS.end()) * DAY).contains(&valid_for) {
            return refused("令牌的有效期应在一年以内", "请选短一些的有效期，到期再换");
        }
        let (secret, now) = (self.secret_once(PREFIX, "token")?, asked.at);
        let token = Token { id: TokenId(self.draw_id()?), account, label, acting, scope, used: None, made: now, expires: now.saturating_add(valid_for) };
        let (mut turn, before) = self.turn_once().await?;
        let (first, owner) = (turn.fold().site.size, existing(&Seen::Within(&turn), account).await?.account);
        if before.is_some() {
            let rows = Seen::Within(&turn).rows(&API_TOKEN, &self.good_token(secret.expose(), now)).await?;
            turn.give_up().await?;
            return match rows.first() {
                Some(row) => Ok((secret, self::token(row, self.store.vault(), owner.person())?)),
                None => refused("这个令牌已经撤销或过期", "请刷新令牌列表，需要的话另建一个"),
            };
        }
        if owner.disabled {
            return refused("这个账户已停用", "请先启用账户");
        }
        self.may_act(&owner, acting)?;
        let entry = turn.trace(account, AccountChange::TokenMade, None, asked)?;
        let label = self.store.vault().seal_label(owner.person(), token.id, &token.label, &self.draw()?)?;
        guarded::insert(&mut turn, &API_TOKEN, row_of(&token, self.token_digest(secret.expose()), &label, entry)).await?;
        self.commit_once(turn, first).await?;
        Ok((secret, token))
    }

    /// The token that was shown, with its account as it is now; `None` where it is good no more.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn token(&self, secret: &str, now: Timestamp) -> Result<Option<(Account, Token)>, StoreError> {
        let digest = self.token_digest(secret);
        let rows = self.now().rows(&API_TOKEN, &self.good_token(secret, now)).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let account = find(&self.now(), "id", row[API_TOKEN.position("account")].text()).await?.map(|stored| stored.account);
        let Some(account) = account.filter(|account| !account.disabled) else { return Ok(None) };
        let token = token(row, self.store.vault(), account.person())?;
        if token.used.is_none_or(|used| now.saturating_sub(used) >= self.limits.seen_every) {
            // As with a session: that this could not be written holds nobody up.
            let _ = self.used(&digest, now).await;
        }
        Ok(Some((account, token)))
    }

    /// Notes that a token was shown, unless somebody else is writing.
    async fn used(&self, digest: &str, now: Timestamp) -> Result<(), StoreError> {
        let Some(mut turn) = self.turn_if_free().await? else { return Ok(()) };
        let rows = Seen::Within(&turn).rows(&API_TOKEN, row::select(&API_TOKEN).and_where(Expr::col("token").eq(digest))).await?;
        let Some(mut row) = rows.into_iter().next() else { return turn.give_up().await };
        row[API_TOKEN.position("used")] = Cell::Integer(now);
        guarded::rewrite(&mut turn, &API_TOKEN, row).await?;
        turn.commit().await
    }

    /// The tokens of an account that are good now, the newest first.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn tokens(&self, account: AccountId, now: Timestamp) -> Result<Vec<Token>, StoreError> {
        let mut statement = row::select(&API_TOKEN);
        statement
            .and_where(Expr::col("account").eq(account.to_string()))
            .and_where(Expr::col("expires").gt(now))
            .order_by("made", Order::Desc)
            .order_by("id", Order::Asc);
        let rows = self.now().rows(&API_TOKEN, &statement).await?;
        let owner = find(&self.now(), "id", &account.to_string()).await?.and_then(|stored| stored.account.person());
        rows.iter().map(|row| token(row, self.store.vault(), owner)).collect()
    }

    /// Revokes a token of an account: it is good no more at once.
    ///
    /// # Errors
    /// A refusal where the account has no such token.
    pub async fn revoke(&self, account: AccountId, id: TokenId, asked: &Asked) -> Result<(), StoreError> {
        let (mut turn, before) = self.turn_once().await?;
        if before.is_some() {
            return turn.give_up().await;
        }
        let first = turn.fold().site.size;
        let which = Expr::col("account").eq(account.to_string()).and(Expr::col("id").eq(id.to_string()));
        let rows = Seen::Within(&turn).rows(&API_TOKEN, row::select(&API_TOKEN).and_where(which.clone())).await?;
        let Some(row) = rows.first() else { return refused("没有这个令牌，或已经撤销", "请刷新令牌列表") };
        let entry = row[API_TOKEN.position("entry")].integer().unsigned_abs();
        turn.trace(account, AccountChange::TokenRevoked, Some(entry), asked)?;
        guarded::delete(&mut turn, &API_TOKEN, which).await?;
        self.commit_once(turn, first).await
    }

    /// The row of the token of a secret, as long as it is good.
    fn good_token(&self, secret: &str, now: Timestamp) -> SelectStatement {
        let mut statement = row::select(&API_TOKEN);
        statement.and_where(Expr::col("token").eq(self.token_digest(secret))).and_where(Expr::col("expires").gt(now));
        statement
    }

    fn token_digest(&self, secret: &str) -> String {
        self.digest("api token", secret)
    }
}

/// Seals the labels that an earlier program left in plain. A row that is not genuine stays as it is, for the check to find;
/// so does one of whom is being erased, which goes with its account.
///
/// # Errors
/// Where the database fails.
pub(crate) async fn seal_labels(facts: &DatabaseTransaction, vault: &Vault, entropy: &mut dyn Entropy) -> Result<(), StoreError> {
    let (account, label, person) = (API_TOKEN.position("account"), API_TOKEN.position("label"), ACCOUNT.position("person"));
    let accounts = row::rows(facts, &ACCOUNT, &row::select_in_order(&ACCOUNT)).await?;
    for mut row in row::rows(facts, &API_TOKEN, &row::select_in_order(&API_TOKEN)).await? {
        let bearer = accounts.iter().find(|owner| owner[0] == row[account]).and_then(|owner| owner[person].text().parse().ok());
        let Ok(id) = row[API_TOKEN.position("id")].text().parse() else { continue };
        let opens = from_hex(row[label].text()).is_some_and(|bytes| vault.open_label(bearer, id, &bytes).is_ok());
        let keyless = bearer.is_some_and(|person| !vault.has(KeyOwner::Person(person)));
        if opens || keyless || vault.genuine(&API_TOKEN, &mut row).is_err() {
            continue;
        }
        row[label] = Cell::Text(to_hex(&vault.seal_label(bearer, id, row[label].text(), &draw(entropy)?)?));
        row.push(Cell::Blob(vault.row_mac(&API_TOKEN, &row).to_vec()));
        row::rewrite(facts, &API_TOKEN, row).await?;
    }
    Ok(())
}

fn row_of(token: &Token, digest: String, label: &[u8], entry: u64) -> Row {
    vec![
        Cell::Text(digest),
        Cell::id(token.id),
        Cell::id(token.account),
        Cell::Text(to_hex(label)),
        Cell::or_null(token.acting),
        Cell::Integer(token.made),
        Cell::Integer(token.expires),
        Cell::Integer(i64::from(token.scope == TokenScope::Record)),
        token.used.map_or(Cell::Null, Cell::Integer),
        Cell::count(entry),
    ]
}

fn token(row: &Row, vault: &Vault, bearer: Option<PersonId>) -> Result<Token, StoreError> {
    let [_, id, account, label, acting, made, expires, writes, used, _] = row.as_slice() else { return Err(damaged("有一行缺栏")) };
    let id = id.text().parse().map_err(|_| damaged("有不成编号的编号"))?;
    let sealed = from_hex(label.text()).ok_or_else(|| damaged("令牌的用途读不出来"))?;
    Ok(Token {
        id,
        account: account.text().parse().map_err(|_| damaged("有不成编号的编号"))?,
        label: vault.open_label(bearer, id, &sealed)?,
        acting: holding(acting)?,
        scope: if writes.integer() == 0 { TokenScope::Look } else { TokenScope::Record },
        used: if *used == Cell::Null { None } else { Some(used.integer()) },
        made: made.integer(),
        expires: expires.integer(),
    })
}
