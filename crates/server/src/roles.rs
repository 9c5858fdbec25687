//! The open doors of the demo: one account for each role, and what to try in it.

/// A role of the demo.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Role {
    /// 党支部书记
    pub title: String,
    /// Who it is.
    pub name: String,
    /// What to try, a line each.
    pub tries: Vec<String>,
    /// The account.
    pub login: String,
    /// Its password: made when the demo was, and gone with it.
    pub password: String,
}
