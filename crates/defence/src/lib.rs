//! The defences by name, so that a test can switch one off and see the attack succeed (layer 0).
//!
//! Where a defence decides, the code asks [`Defence::holds`]. In the program that people use this is the constant `true`,
//! and nothing can change it: the feature `switches` is asked for by `security/attacks` alone, and a rule of the house
//! holds the manifests to that. With the feature, a test of the same process takes a guard of `without`, and a program is
//! started with `JISHI_WITHOUT=HostIsNamed,FormsCarryToken`.
//!
//! Absent on purpose: what each defence does. It stands where it decides, and reads as before.

#[cfg(feature = "switches")]
mod switches;

#[cfg(feature = "switches")]
pub use switches::{Guard, all_standing, asked, without};

macro_rules! defences {
    ($($(#[$doc:meta])+ $name:ident,)+) => {
        /// A defence: what an attack would have to get past.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Defence { $($(#[$doc])+ $name,)+ }

        impl Defence {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];
        }
    };
}

defences! {
    /// A request names a host of this machine; under another name (DNS rebinding) nothing is shown.
    HostIsNamed,
    /// What changes something was sent from a page of this site, as far as the browser says.
    RequestsComeFromHere,
    /// Every answer carries the headers that tell the browser to keep to itself what it shows.
    HeadersGoAlong,
    /// A form carries the mark of the log-in that it was opened in.
    FormsCarryToken,
    /// The session's cookie is read by no script and sent along by no other site's form.
    CookiesAreKept,
    /// After the log-in one is sent on within this site only.
    WaysStayHere,
    /// A form or a JSON body of more than so many bytes is not read to its end.
    FormsAreBounded,
    /// A text has no sign that nobody sees or that turns the direction of reading.
    SignsAreSeen,
    /// An upload of more than so many bytes is not read to its end.
    UploadsAreBounded,
    /// What a viewer may not see is not in the site that the pages are made from.
    ScopeNarrows,
    /// What is done is asked of the table of rights.
    RightsAreAsked,
    /// An import writes only into units that whoever imports may import for.
    ImportsStayWithin,
    /// An import that waits for a decision is looked at by whoever uploaded it.
    PreviewsAreOnesOwn,
    /// A token that was made to look changes nothing.
    TokensKeepScope,
    /// A workbook is counted before and while it is read.
    WorkbooksAreBounded,
    /// A workbook whose XML declares a document type, and so could name entities, is not read.
    DoctypesAreRefused,
    /// Memory and time of the process that reads a workbook are limited.
    ReadersAreLimited,
    /// What goes out as a workbook is text, never a formula.
    FormulasStayText,
    /// The root key's file is readable by its owner alone, or nothing is opened.
    RootKeyIsPrivate,
    /// A ciphertext opens only in its table, row, column and version.
    SealsKnowTheirPlace,
    /// A sealed content is what its entry in the journal committed to.
    ContentsAreCommitted,
    /// Erasing a person destroys the key, in the database's files too.
    ErasureTakesKeys,
    /// A password is hashed slowly, under a key of the site.
    PasswordsAreSlow,
    /// A log-in with a name that is nobody's costs as much as any other.
    UnknownNamesCost,
    /// Who fails too often to log in has to wait.
    GuessesAreFew,
    /// A session's row goes with the log-out, with the password, and with the account's right to log in.
    SessionsEnd,
    /// A session, link or token counts only while its entry in the journal stands.
    WaysStand,
    /// An entry of the journal was written by this site.
    EntriesAreSealed,
    /// A row that gives access was written by this site.
    RowsAreSealed,
    /// None of the rows that are written by this site is missing or as it was before: their tally stands in the head.
    RowsAreTallied,
    /// The head, which says how long the journal is and who may write, was written by this site.
    HeadIsSealed,
    /// Who wrote before somebody else took over writes no more.
    EpochFences,
    /// Before a site is set up nothing of it is shown.
    NothingBeforeSetUp,
    /// Where a second factor is asked for, the password alone opens nothing.
    SecondIsAsked,
    /// A code of the second factor is taken once.
    CodesAreSingle,
    /// A link to set a password opens only with the code that another person hands over.
    LinksNeedCode,
    /// A file that is taken out holds what may be taken out, which is less than what may be seen.
    ExportsKeepReach,
    /// What has to be entered is entered first; where it cannot be, it is not done.
    DeedsAreEntered,
    /// A peer that keeps the server waiting is waited for so long, and makes room for the next.
    PatienceIsBounded,
}

impl Defence {
    /// Does it stand? Always, but where a test has switched it off.
    #[cfg(not(feature = "switches"))]
    #[inline]
    #[must_use]
    pub const fn holds(self) -> bool {
        true
    }

    /// Does it stand? Always, but where a test has switched it off.
    #[cfg(feature = "switches")]
    #[must_use]
    pub fn holds(self) -> bool {
        switches::holds(self)
    }
}

/// Reads what is to be switched off, where this program has switches at all; gives the line to say aloud then.
///
/// # Errors
/// A name that is no defence's: a control that switches off nothing would prove nothing.
#[cfg(not(feature = "switches"))]
pub fn ordered(_variable: impl FnOnce(&str) -> Option<String>) -> Result<Option<String>, String> {
    Ok(None)
}

/// Reads what is to be switched off, where this program has switches at all; gives the line to say aloud then.
///
/// # Errors
/// A name that is no defence's: a control that switches off nothing would prove nothing.
#[cfg(feature = "switches")]
pub fn ordered(variable: impl FnOnce(&str) -> Option<String>) -> Result<Option<String>, String> {
    switches::ordered(variable)
}

/// The environment by which a child process of this program switches off the same.
#[cfg(not(feature = "switches"))]
pub fn handed_on() -> impl Iterator<Item = (&'static str, String)> {
    std::iter::empty()
}

/// The environment by which a child process of this program switches off the same.
#[cfg(feature = "switches")]
pub fn handed_on() -> impl Iterator<Item = (&'static str, String)> {
    switches::handed_on()
}

#[cfg(all(test, feature = "switches"))]
mod tests;
