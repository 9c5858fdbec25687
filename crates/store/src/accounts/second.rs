//! The second factor: a code that changes with the time, or one of ten recovery codes, each good once.
//!
//! After the right password an account that needs it gets a ticket instead of a session: good for five minutes, for the code
//! alone, and void with the password it was given for. Where the site asks for a second factor of everybody who can write,
//! read others or administer, an account that has none sets one up with that ticket before it comes in.

use super::stored::{Stored, existing};
use super::guarded::{self, Seen};
use super::slowing::{self, Origin};
use super::{Account, Accounts, LogIn, Secret, Turn, damaged, refused};
use crate::StoreError;
use crate::command::{Asked, Command};
use crate::row::{self, Cell};
use crate::schema::SECOND;
use jishi_base::AccountId;
use jishi_defence::Defence;
use jishi_facts::site::holds;
use jishi_facts::{AccountChange, Event, LogInRules, Timestamp};
use jishi_journal::{Hash, from_hex, to_hex};
use jishi_seal::{Cell as Place, Zeroizing, totp_step, totp_text};
use sea_orm::sea_query::{Expr, ExprTrait};

/// A ticket is good for so long, in seconds.
const TICKET: i64 = 5 * 60;
/// Recovery codes that an account is given.
const RECOVERY: usize = 10;
/// Bytes of a shared secret: 160 bits, as RFC 4226 asks.
const SECRET: usize = 20;

/// What an authenticator takes to be set up.
pub struct Enrolment {
    /// The secret in base 32, to be typed or scanned.
    pub text: Zeroizing<String>,
    /// The same in bytes.
    pub secret: Zeroizing<Vec<u8>>,
}

/// A second factor as it lies in its row.
struct Kept {
    account: AccountId,
    sealed: Vec<u8>,
    /// The last step that was taken.
    step: i64,
    /// What is kept of the recovery codes that are left.
    recovery: Vec<String>,
    entry: u64,
}

/// A ticket, read and found good.
struct Ticket {
    account: Stored,
    nonce: [u8; 16],
}

impl Accounts<'_> {
    /// Must this account show a second factor, having none or not?
    #[must_use]
    pub fn needs_second(&self, account: &Account, asked: &Asked) -> bool {
        let fold = self.store.published.fold();
        let posts = || account.person().is_some_and(|person| {
            fold.site.holdings.values().any(|held| held.person == person && holds(Some(held.from), held.until, asked.day))
        });
        fold.access.rules.ask_second() && (account.administrator().is_some() || posts())
    }

    /// Which rules of passwords and log-ins hold.
    #[must_use]
    pub fn rules(&self) -> LogInRules {
        self.store.published.fold().access.rules
    }

    /// Has this account a second factor?
    #[must_use]
    pub fn has_second(&self, account: AccountId) -> bool {
        self.store.published.fold().access.accounts.get(&account).is_some_and(|standing| standing.second.is_some())
    }

    /// Sets the rules of passwords and log-ins. Those that hold already are not entered again.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub async fn set_rules(&self, rules: LogInRules, asked: &Asked) -> Result<(), StoreError> {
        let (mut turn, before) = self.turn_once().await?;
        if before.is_some() {
            return turn.give_up().await;
        }
        let first = turn.fold().site.size;
        enter_rules(&mut turn, rules, asked)?;
        self.commit_once(turn, first).await
    }

    /// The way on after the right password: a ticket for the code.
    pub(super) fn ticket(&self, known: &Stored, now: Timestamp) -> Result<Secret, StoreError> {
        let (nonce, expires) = (self.draw::<16>()?, now.saturating_add(TICKET));
        let id = known.account.id.0.to_be_bytes();
        let mac = self.ticket_mac(&id, expires, &nonce, known);
        Ok(Secret::of(format!("{}{}{}{}", to_hex(&id), to_hex(&expires.to_be_bytes()), to_hex(&nonce), to_hex(&mac))))
    }

    fn ticket_mac(&self, id: &[u8; 16], expires: Timestamp, nonce: &[u8; 16], known: &Stored) -> Hash {
        let password = known.password.as_deref().unwrap_or_default();
        self.store.vault().mac("second step", &[id, &expires.to_be_bytes(), nonce, password.as_bytes()])
    }

    /// Reads a ticket; a refusal where it is good no more.
    async fn read_ticket(&self, seen: &Seen<'_>, ticket: &str, now: Timestamp) -> Result<Ticket, StoreError> {
        let over = || refused("这一步等得太久，或者密码已经改过", "请从登录页重新登录");
        let bytes = from_hex(ticket).unwrap_or_default();
        let Some((id, rest)) = bytes.split_first_chunk::<16>() else { return over() };
        let Some((expires, rest)) = rest.split_first_chunk::<8>() else { return over() };
        let Some((nonce, mac)) = rest.split_first_chunk::<16>() else { return over() };
        let expires_at = Timestamp::from_be_bytes(*expires);
        let Ok(account) = existing(seen, AccountId(u128::from_be_bytes(*id))).await else { return over() };
        let good = self.ticket_mac(id, expires_at, nonce, &account) == mac && now < expires_at && !account.account.disabled;
        if good { Ok(Ticket { account, nonce: *nonce }) } else { over() }
    }

    /// What to set the authenticator up with, for the holder of a ticket. The same ticket gives the same.
    ///
    /// # Errors
    /// A refusal where the ticket is good no more, or the account has a second factor already.
    pub async fn begin_second(&self, ticket: &str, now: Timestamp) -> Result<Enrolment, StoreError> {
        let ticket = self.read_ticket(&self.now(), ticket, now).await?;
        if self.has_second(ticket.account.account.id) {
            return refused("这个账户已经有第二道验证", "请用原来的验证器，或用恢复码登录");
        }
        let secret = self.candidate(&ticket);
        Ok(Enrolment { text: Zeroizing::new(totp_text(&secret)), secret })
    }

    fn candidate(&self, ticket: &Ticket) -> Zeroizing<Vec<u8>> {
        let id = ticket.account.account.id.0.to_be_bytes();
        Zeroizing::new(self.store.vault().mac("second factor", &[&id, &ticket.nonce])[..SECRET].to_vec())
    }

    /// Sets the second factor up by its first code, and comes in; gives the recovery codes, shown this once.
    ///
    /// # Errors
    /// A refusal where the ticket is good no more, the code is wrong, or there is a second factor already.
    pub async fn set_second(&self, ticket: &str, code: &str, asked: &Asked) -> Result<(LogIn, Vec<String>), StoreError> {
        let mut turn = self.turn().await?;
        let ticket = self.read_ticket(&Seen::Within(&turn), ticket, asked.at).await?;
        let account = ticket.account.account.clone();
        if self.has_second(account.id) {
            return refused("这个账户已经有第二道验证", "请用原来的验证器，或用恢复码登录");
        }
        let secret = self.candidate(&ticket);
        let Some(step) = totp_step(&secret, code.trim(), asked.at.unsigned_abs()) else {
            return refused("验证码不对", "请核对手机的时间是否准确，再输入验证器此刻显示的六位数字");
        };
        let codes = (0..RECOVERY).map(|_| Ok(grouped(&to_hex(&self.draw::<8>()?)))).collect::<Result<Vec<_>, StoreError>>()?;
        let asked = asked.by(account.id);
        let entry = turn.trace(account.id, AccountChange::SecondFactorSet, None, &asked)?;
        let sealed = self.store.vault().seal_site(&self.draw()?, &place(account.id), &secret)?;
        let recovery = codes.iter().map(|code| self.recovery_digest(account.id, code)).collect();
        let kept = Kept { account: account.id, sealed, step: i64::try_from(step).unwrap_or(i64::MAX), recovery, entry };
        guarded::insert(&mut turn, &SECOND, row_of(&kept)).await?;
        let opened = self.come_in(&mut turn, account, &asked).await?;
        turn.commit().await?;
        Ok((opened, codes))
    }

    /// Comes in by a ticket and a code of the authenticator, or a recovery code: each is taken once. Slowed down as a log-in.
    ///
    /// # Errors
    /// A refusal where the ticket is good no more.
    pub async fn show_second(&self, ticket: &str, code: &str, origin: Origin<'_>, asked: &Asked) -> Result<LogIn, StoreError> {
        let account = self.read_ticket(&self.now(), ticket, asked.at).await?.account.account;
        let name = format!("{} 的验证码", account.login);
        let attempt = match self.attempt(&name, Some(account.id), origin, asked.at).await? {
            Ok(attempt) => attempt,
            Err(seconds) => return Ok(LogIn::Throttled { seconds }),
        };
        let mut turn = self.turn().await?;
        let account = self.read_ticket(&Seen::Within(&turn), ticket, asked.at).await?.account.account;
        let kept = self.second_of(&Seen::Within(&turn), account.id).await?;
        let taken = kept.map(|kept| self.take(kept, code.trim(), asked.at)).transpose()?.flatten();
        let answer = match taken {
            Some(kept) => {
                slowing::succeeded(&mut turn, &attempt).await?;
                guarded::rewrite(&mut turn, &SECOND, row_of(&kept)).await?;
                self.come_in(&mut turn, account, &asked.by(kept.account)).await?
            }
            None => {
                slowing::failed(&mut turn, attempt).await?;
                LogIn::Wrong
            }
        };
        turn.commit().await?;
        Ok(answer)
    }

    /// The second factor after a code was taken; `None` where the code is wrong or was taken before.
    fn take(&self, kept: Kept, code: &str, at: Timestamp) -> Result<Option<Kept>, StoreError> {
        let (digest, again) = (self.recovery_digest(kept.account, code), !Defence::CodesAreSingle.holds());
        if kept.recovery.contains(&digest) {
            let recovery = kept.recovery.iter().filter(|left| **left != digest || again).cloned().collect();
            return Ok(Some(Kept { recovery, ..kept }));
        }
        let secret = self.store.vault().open_site(&place(kept.account), &kept.sealed)?;
        let step = totp_step(&secret, code, at.unsigned_abs()).and_then(|step| i64::try_from(step).ok());
        Ok(step.filter(|step| *step > kept.step || again).map(|step| Kept { step, ..kept }))
    }

    /// Takes an account's second factor away; its sessions end.
    ///
    /// # Errors
    /// A refusal where it has none.
    pub async fn remove_second(&self, account: AccountId, asked: &Asked) -> Result<(), StoreError> {
        let mut turn = self.turn().await?;
        if self.second_of(&Seen::Within(&turn), account).await?.is_none() {
            return refused("这个账户没有第二道验证", "请刷新后再看");
        }
        turn.trace(account, AccountChange::SecondFactorRemoved, None, asked)?;
        forget(&mut turn, account).await?;
        super::stored::delete_of(&mut turn, &crate::schema::SESSION, account).await?;
        turn.commit().await
    }

    /// Whose ticket it is, by the login.
    ///
    /// # Errors
    /// A refusal where the ticket is good no more.
    pub async fn login_of_ticket(&self, ticket: &str, now: Timestamp) -> Result<String, StoreError> {
        Ok(self.read_ticket(&self.now(), ticket, now).await?.account.account.login)
    }

    /// How many recovery codes an account has left.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn recovery_left(&self, account: AccountId) -> Result<usize, StoreError> {
        Ok(self.second_of(&self.now(), account).await?.map_or(0, |kept| kept.recovery.len()))
    }

    async fn second_of(&self, seen: &Seen<'_>, account: AccountId) -> Result<Option<Kept>, StoreError> {
        let rows = seen.rows(&SECOND, row::select(&SECOND).and_where(Expr::col("account").eq(account.to_string()))).await?;
        let Some([owner, sealed, step, recovery, entry]) = rows.first().map(Vec::as_slice) else { return Ok(None) };
        Ok(Some(Kept {
            account: owner.text().parse().map_err(|_| damaged("有不成编号的编号"))?,
            sealed: sealed.bytes().to_vec(),
            step: step.integer(),
            recovery: recovery.text().split(',').filter(|digest| !digest.is_empty()).map(str::to_owned).collect(),
            entry: entry.integer().unsigned_abs(),
        }))
    }

    fn recovery_digest(&self, account: AccountId, code: &str) -> String {
        let plain: String = code.chars().filter(char::is_ascii_alphanumeric).map(|sign| sign.to_ascii_lowercase()).collect();
        self.digest(&format!("recovery code of {account}"), &plain)
    }
}

/// Enters rules of passwords and log-ins, where they are others than hold.
pub(super) fn enter_rules(turn: &mut Turn, rules: LogInRules, asked: &Asked) -> Result<(), StoreError> {
    if turn.fold().access.rules == rules {
        return Ok(());
    }
    let id = format!("登录规则-{}", turn.fold().site.size);
    turn.enter(&Command::events(id, asked.clone(), vec![Event::LogInRules { rules }]))?;
    Ok(())
}

/// Takes a second factor away with its entry, where there is one: a new link by two people is the way back for who lost
/// the telephone and the recovery codes.
pub(super) async fn drop_second(turn: &mut Turn, account: AccountId, asked: &Asked) -> Result<(), StoreError> {
    let set = turn.fold().access.accounts.get(&account).is_some_and(|standing| standing.second.is_some());
    if set {
        turn.trace(account, AccountChange::SecondFactorRemoved, None, asked)?;
        forget(turn, account).await?;
    }
    Ok(())
}

/// Removes the row of an account's second factor.
pub(super) async fn forget(turn: &mut Turn, account: AccountId) -> Result<(), StoreError> {
    guarded::delete(turn, &SECOND, Expr::col("account").eq(account.to_string())).await?;
    Ok(())
}

fn row_of(kept: &Kept) -> Vec<Cell> {
    vec![Cell::id(kept.account), Cell::Blob(kept.sealed.clone()), Cell::Integer(kept.step), Cell::Text(kept.recovery.join(",")), Cell::count(kept.entry)]
}

/// The place that a secret is bound to.
fn place(account: AccountId) -> Vec<u8> {
    Place { table: SECOND.name, row: &account.to_string(), column: "secret", version: 0 }.aad()
}

/// A recovery code as it is shown: four groups of four.
fn grouped(hex: &str) -> String {
    let signs: Vec<char> = hex.chars().collect();
    signs.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}
