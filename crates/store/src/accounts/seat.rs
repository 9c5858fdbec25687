//! The administrators' seats, as rows name them.

use jishi_authorize::Administrator;

/// The administrators' codes, as rows have them.
pub(crate) fn code(administrator: Administrator) -> &'static str {
    match administrator {
        Administrator::System => "system",
        Administrator::Security => "security",
        Administrator::Audit => "audit",
    }
}

/// The administrator of a code.
pub(crate) fn of_code(code: &str) -> Option<Administrator> {
    Administrator::ALL.into_iter().find(|administrator| self::code(*administrator) == code)
}
