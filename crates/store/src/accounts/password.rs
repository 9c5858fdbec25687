//! Which passwords are taken, and how they are kept and compared.
//!
//! Long enough and not among the first that anybody would try; nothing is asked of their composition, and nothing is
//! cut off. Kept as Argon2id under a key of the site and the account: a hash copied to another account opens nothing.

use super::account::Stored;
use super::hashing::Place;
use super::{Accounts, login, refused};
use crate::StoreError;
use jishi_base::AccountId;
use jishi_defence::Defence;
use jishi_seal::{Key, SealError, Zeroizing, hash_password, verify_password};

/// Signs in a password: Unicode characters, not bytes.
const LENGTH: std::ops::RangeInclusive<usize> = 8..=128;

/// What is tried first, in lower case. One sign repeated and rows of digits are found without a list.
const COMMON: [&str; 44] = [
    "00000001",
    "10203040",
    "11223344",
    "11112222",
    "12121212",
    "12123434",
    "12341234",
    "123123123",
    "123321123",
    "12344321",
    "123456aa",
    "123456abc",
    "1234abcd",
    "12345qwe",
    "147258369",
    "1q2w3e4r",
    "1q2w3e4r5t",
    "1qaz2wsx",
    "520131400",
    "5201314520",
    "66668888",
    "88886666",
    "789456123",
    "a1234567",
    "a12345678",
    "a123456789",
    "aa123456",
    "abc12345",
    "abc123456",
    "abcd1234",
    "abcdefgh",
    "admin123",
    "admin888",
    "admin123456",
    "asd12345",
    "asdfghjkl",
    "iloveyou",
    "jishi123",
    "p@ssw0rd",
    "passw0rd",
    "password",
    "password1",
    "qwertyui",
    "woaini1314",
];

/// Refuses a password that is too short, too long, or too easily guessed.
///
/// # Errors
/// A refusal that does not repeat it.
pub(super) fn admissible(password: &str, account_login: &str) -> Result<(), StoreError> {
    if !LENGTH.contains(&password.chars().count()) {
        return refused(
            format!("密码应为 {} 至 {} 个字符", LENGTH.start(), LENGTH.end()),
            "一句容易记住的话就很好，汉字、空格和标点都可以用",
        );
    }
    if is_common(&login::normal(password), account_login) {
        return refused("这个密码太常见，别人一试就中", "请换一个，例如几个不相干的词连成一句");
    }
    Ok(())
}

fn is_common(password: &str, account_login: &str) -> bool {
    COMMON.contains(&password) || password == account_login || is_a_row(password)
}

/// One sign repeated, or each sign the next after the one before it, up or down: 88888888, 12345678, hgfedcba; 0 follows 9.
fn is_a_row(password: &str) -> bool {
    let place = |sign: char| if sign == '0' { u32::from('9') + 1 } else { u32::from(sign) };
    let steps = |start: fn(char) -> u32| {
        let mut steps = password.chars().zip(password.chars().skip(1)).map(move |(a, b)| i64::from(start(b)) - i64::from(start(a)));
        let first = steps.next().unwrap_or_default();
        first.abs() <= 1 && steps.all(|step| step == first)
    };
    steps(u32::from) || steps(place)
}

impl Accounts<'_> {
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
