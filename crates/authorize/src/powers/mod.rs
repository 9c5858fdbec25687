//! What takes two people: acts on accounts and erasing somebody, who asks for them, who lets them pass, and who may be neither.
//!
//! `powers.json` is the table of acts × whose account × who asks × who lets pass; [`ask`], [`release`] and [`object`] are the
//! only questions asked of it. The store asks them at its turn, and the model check of this module's tests runs the same
//! functions over every sequence of six acts.
//!
//! A link opens an account only together with a code. The code goes to who asked and the link to who let it pass, so
//! that neither of them can open what both of them made.

mod document;
mod human;
mod rules;

pub(crate) use document::section;
pub use human::Human;
pub use rules::{Act, Hand, Rule, Target, rules};

use std::fmt;

/// Somebody who takes part: who it is, and as what.
#[derive(Clone, Copy, Debug)]
pub struct Party<'a> {
    /// Who it is, whatever the account is called.
    pub human: &'a Human,
    /// As what.
    pub hand: Hand,
}

/// An act that was asked for, as far as the rules look at it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// What is to be done.
    pub act: Act,
    /// To what.
    pub target: Target,
    /// Who asked.
    pub by: Party<'a>,
    /// Whose account or information it is; units have none.
    pub holder: Option<&'a Human>,
    /// Does its holder know, or was there time enough to tell?
    pub told: bool,
}

/// Why somebody may not.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Not {
    /// Others ask for this.
    OthersAsk(Act, Target),
    /// Others let this pass.
    OthersRelease(Act, Target),
    /// Who asked does not let it pass, in no other account either.
    OwnAct,
    /// It is about one's own account or information.
    OwnAccount,
    /// Its holder has not been told yet.
    NotTold,
    /// It is not one's to stop.
    NotYoursToStop,
    /// Who it is has an account already: one person has one, and the three administrators are three people.
    HasAccount,
}

/// Does this hand ask for such an act at all?
#[must_use]
pub fn asks(act: Act, target: Target, hand: Hand) -> bool {
    rules().iter().any(|rule| rule.is_about(act, target) && rule.asks == hand)
}

/// May somebody ask for this?
///
/// # Errors
/// Why not.
pub fn ask(act: Act, target: Target, by: Party, holder: Option<&Human>) -> Result<(), Not> {
    if !asks(act, target, by.hand) {
        return Err(Not::OthersAsk(act, target));
    }
    not_own_account(by, holder)
}

/// May somebody let pass what was asked for?
///
/// # Errors
/// Why not.
pub fn release(asked: &Asked, by: Party) -> Result<(), Not> {
    if by.human.is(asked.by.human) {
        return Err(Not::OwnAct);
    }
    let pairs = |rule: &Rule| rule.is_about(asked.act, asked.target) && rule.asks == asked.by.hand && rule.releases == by.hand;
    if !rules().iter().any(pairs) {
        return Err(Not::OthersRelease(asked.act, asked.target));
    }
    not_own_account(by, asked.holder)?;
    if asked.told || !asked.act.is_told() { Ok(()) } else { Err(Not::NotTold) }
}

/// May somebody stop what was asked for? Who asked takes it back, who may let it pass refuses it, the auditor objects, and
/// whose account it is says that they did not want the link. An auditor's own stopping is not stopped by the auditor.
///
/// # Errors
/// Why not.
pub fn object(asked: &Asked, by: Party) -> Result<(), Not> {
    let own = asked.holder.is_some_and(|holder| holder.is(by.human));
    let refuses = release(&Asked { told: true, ..*asked }, by).is_ok();
    let objects = by.hand == Hand::Audit && !own;
    let declines = own && asked.act == Act::Renew;
    if by.human.is(asked.by.human) || refuses || objects || declines { Ok(()) } else { Err(Not::NotYoursToStop) }
}

/// May somebody have an account, or a seat, beside these who have one that is in use?
///
/// # Errors
/// [`Not::HasAccount`].
pub fn may_have<'h>(human: &Human, others: impl IntoIterator<Item = &'h Human>) -> Result<(), Not> {
    if others.into_iter().any(|other| other.is(human)) { Err(Not::HasAccount) } else { Ok(()) }
}

fn not_own_account(by: Party, holder: Option<&Human>) -> Result<(), Not> {
    if holder.is_some_and(|holder| holder.is(by.human)) { Err(Not::OwnAccount) } else { Ok(()) }
}

impl Not {
    /// What to do about it.
    #[must_use]
    pub fn help(self) -> String {
        match self {
            Self::OthersAsk(act, target) => format!("请找{}提出", hands(act, target, |rule| rule.asks)),
            Self::OthersRelease(act, target) => format!("请找{}放行", hands(act, target, |rule| rule.releases)),
            Self::OwnAct => "请找另一名有权放行的人；换一个账户也不行".to_owned(),
            Self::OwnAccount => "请找其他有权的人办理".to_owned(),
            Self::NotTold => "本人下一次打开页面时会看到；一直没有登录的，从提出起满 24 小时即可放行".to_owned(),
            Self::NotYoursToStop => "如有疑问，请告诉审计员".to_owned(),
            Self::HasAccount => "一人只有一个账户，三员由三个人担任；确是同名的另一个人，请在姓名后用括号写明部门".to_owned(),
        }
    }
}

impl fmt::Display for Not {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OthersAsk(..) => "这件事不由您提出",
            Self::OthersRelease(..) => "这件事不由您放行",
            Self::OwnAct => "自己提出的要由另一人放行",
            Self::OwnAccount => "这是您自己的账户或信息，不能自己提出或放行",
            Self::NotTold => "在用账户的新链接，要先让本人知道",
            Self::NotYoursToStop => "这件事不由您叫停",
            Self::HasAccount => "这个人已有账户，或已是另一名管理员",
        })
    }
}

/// Who takes part in this act, in words: each once.
fn hands(act: Act, target: Target, of: impl Fn(&Rule) -> Hand) -> String {
    let mut words: Vec<&str> = Vec::new();
    for rule in rules().iter().filter(|rule| rule.is_about(act, target)) {
        let word = of(rule).word();
        if !words.contains(&word) {
            words.push(word);
        }
    }
    if words.is_empty() { "另外的人".to_owned() } else { words.join("或") }
}

#[cfg(test)]
mod tests;
