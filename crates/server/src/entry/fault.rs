//! What is said of a field that cannot be taken as it was typed.

/// What is wrong with a field, and what to write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Fault {
    /// The field's name in the form.
    pub(crate) field: String,
    pub(crate) message: String,
    pub(crate) help: String,
}
