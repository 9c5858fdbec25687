//! Which passwords are taken, and how they are kept and compared.
//!
//! Long enough, hard to guess, and nothing that everybody knows of the holder; nothing is asked of their composition, they
//! need never be changed, and nothing is cut off: that is the policy `asvs`. The policy `mlps3` adds what GB/T 22239 asks:
//! three sorts of signs, and another password every ninety days. Kept as Argon2id under a key of the site and the account:
//! a hash copied to another account opens nothing.

use super::stored::Stored;
use crate::hashing::Place;
use super::stored::Bearer;
use super::{Account, Accounts, Named, login, refused};
use crate::StoreError;
use jishi_base::AccountId;
use jishi_defence::Defence;
use jishi_calendar::PartialDate;
use jishi_facts::{LogInRules, PasswordPolicy, PersonDetails, Timestamp};
use jishi_seal::{Key, SealError, Zeroizing, hash_password, verify_password};

/// Signs in a password: Unicode characters, not bytes. A Chinese character counts as two.
const LENGTH: std::ops::RangeInclusive<usize> = 12..=128;
/// Characters at least, whichever they are: OWASP ASVS 5.0, 6.2.1.
const FEWEST: usize = 8;
/// How hard to guess it must be, as the power of ten of the tries: what withstands guessing at the pages for centuries, and
/// off-line, behind Argon2id, for years.
const TRIES: f64 = 8.0;

/// Refuses a password that is too short, too long, too easily guessed, or made of what everybody knows of its holder.
///
/// # Errors
/// A refusal that does not repeat it.
fn fit(password: &str, login: &str, holder: Option<&PersonDetails>, policy: PasswordPolicy) -> Result<(), StoreError> {
    let weight: usize = password.chars().map(|sign| if is_han(sign) { 2 } else { 1 }).sum();
    if weight < *LENGTH.start() || password.chars().count() < FEWEST || password.chars().count() > *LENGTH.end() {
        return refused(
            format!("密码至少 {} 个字符（汉字一个算两个，全是汉字也要 {FEWEST} 个），至多 {} 个", LENGTH.start(), LENGTH.end()),
            "一句容易记住的话就很好，汉字、空格和标点都可以用",
        );
    }
    let narrow = login::normal(password);
    if holder.is_some_and(|holder| tells(&narrow, holder)) || (login.chars().count() >= 4 && narrow.contains(login)) {
        return refused("密码里有登录名、姓名、生日或证件号码，熟人一猜就中", "请换成与本人资料无关的一句话");
    }
    if tries(&narrow, login) < TRIES {
        return refused("这个密码太容易猜中：是常见的词、键盘上的一排或有规律的重复", "请换一个，例如几个不相干的词连成一句");
    }
    if policy == PasswordPolicy::Mlps3 && sorts(password) < 3 {
        return refused("本单位要求密码里有大写字母、小写字母、数字、其他字符中的三种", "请再加上一种；汉字和标点算其他字符");
    }
    Ok(())
}

/// The power of ten of the tries that guess it. The library takes a Chinese character for one of ten signs: each that is
/// not yet in it counts ten times more, which is still few.
fn tries(password: &str, login: &str) -> f64 {
    let han: std::collections::BTreeSet<char> = password.chars().filter(|sign| is_han(*sign)).collect();
    zxcvbn::zxcvbn(password, &[login]).guesses_log10() + f64::from(u32::try_from(han.len()).unwrap_or(u32::MAX))
}

fn is_han(sign: char) -> bool {
    matches!(sign, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// How many of the four sorts of signs are in it.
fn sorts(password: &str) -> usize {
    let sorts: [fn(char) -> bool; 4] = [|sign| sign.is_ascii_uppercase(), |sign| sign.is_ascii_lowercase(), |sign| sign.is_ascii_digit(), |sign| !sign.is_ascii_alphanumeric()];
    sorts.iter().filter(|sort| password.chars().any(sort)).count()
}

/// Is the holder's name, birth, identity or telephone number in it?
fn tells(password: &str, holder: &PersonDetails) -> bool {
    let digits: String = password.chars().filter(char::is_ascii_digit).collect();
    let birth = holder.birth.map(|birth| birth_numbers(&birth)).unwrap_or_default();
    let numbers = [&holder.id_number, &holder.phone].into_iter().flatten().filter_map(|number| tail(number));
    let name = login::normal(&holder.name);
    (name.chars().count() >= 2 && password.contains(&name)) || birth.into_iter().chain(numbers).any(|number| digits.contains(&number))
}

/// The ways in which a birth is written in digits.
fn birth_numbers(birth: &PartialDate) -> Vec<String> {
    let Some(month) = birth.month else { return Vec::new() };
    let (year, month) = (format!("{:04}", birth.year), format!("{month:02}"));
    // Four digits alone are met by chance too often.
    match birth.day {
        Some(day) => vec![format!("{}{month}{day:02}", &year[2..])],
        None => vec![format!("{year}{month}")],
    }
}

/// The last six digits of a number, by which it is known.
fn tail(number: &str) -> Option<String> {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    digits.len().checked_sub(6).map(|from| digits[from..].iter().collect())
}

impl Accounts<'_> {
    /// Refuses what may not be this account's password.
    ///
    /// # Errors
    /// A refusal that says what to write instead.
    pub(super) async fn may_be_password(&self, password: &str, account: &Account, rules: LogInRules) -> Result<(), StoreError> {
        let holder = match &account.bearer {
            Bearer::Person(person) | Bearer::Administrator(_, Some(Named::Person(person))) => self.store.details(*person).await?,
            Bearer::Administrator(_, Some(Named::Name(name))) => Some(PersonDetails { name: name.clone(), ..PersonDetails::default() }),
            Bearer::Administrator(_, None) | Bearer::Nobody => None,
        };
        fit(password, &account.login, holder.as_ref(), rules.passwords)
    }

    /// Does another password have to be set before anything else is done? Under `mlps3`, after ninety days.
    pub(super) fn is_stale(&self, account: AccountId, now: Timestamp) -> bool {
        let access = &self.store.published.fold().access;
        let set = access.accounts.get(&account).map(|standing| standing.password_at);
        access.rules.passwords == PasswordPolicy::Mlps3 && set.is_some_and(|set| now.saturating_sub(set) >= self.limits.rotation)
    }

    /// A place in the queue for slow work on passwords.
    ///
    /// # Errors
    /// A refusal where too many are waiting.
    pub(super) fn place(&self) -> Result<Place, StoreError> {
        let full = || refused("此刻登录或设置密码的人太多", format!("请过 {} 秒再试", self.limits.busy));
        self.store.hashing.place().map_or_else(full, Ok)
    }

    /// Hashes a password for an account.
    pub(super) async fn hash(&self, place: &Place, account: AccountId, password: &str) -> Result<String, StoreError> {
        let (key, salt, password) = (self.password_key(account), self.draw()?, Zeroizing::new(password.to_owned()));
        Ok(place.run(move || hash_password(&key, &salt, &password)).await??)
    }

    /// Is this the account's password? Where there is no account, or it has no password, the same work is done for no.
    pub(super) async fn is_right(&self, place: &Place, known: Option<&Stored>, password: &str) -> Result<bool, StoreError> {
        let hash = known.and_then(|stored| Some((stored.account.id, stored.password.clone()?)));
        let key = self.password_key(hash.as_ref().map_or(AccountId(0), |(id, _)| *id));
        let password = Zeroizing::new(password.to_owned());
        let work = move || match hash {
            Some((_, hash)) => verify_password(&key, &password, &hash),
            None if !Defence::UnknownNamesCost.holds() => Ok(false),
            None => hash_password(&key, &[0; 16], &password).map(|hash| {
                std::hint::black_box(hash);
                false
            }),
        };
        place.run(work).await?.map_err(|error: SealError| error.into())
    }

    fn password_key(&self, account: AccountId) -> Key {
        Key::new(&self.store.vault().mac("password", &[&account.0.to_be_bytes()]))
    }
}

#[cfg(test)]
mod tests;
