//! A duty while it is read.

use super::Entry;
use super::keys::Keys;
use crate::compiler::Compiler;
use crate::condition::{self, Sight};
use crate::facts::SubjectSort;
use crate::model::{Expr, UsedParameter};
use crate::node::Text;

/// A duty being read: its keys, and the parameters its phrases have used.
pub(crate) struct Draft<'e, 't> {
    pub keys: Keys<'t>,
    pub entry: &'e Entry<'t>,
    pub subject: Option<SubjectSort>,
    pub used: Vec<UsedParameter>,
}

impl<'t> Draft<'_, 't> {
    /// The text of `key` with parameters put in.
    pub fn phrase(&mut self, c: &mut Compiler, key: &'static str) -> Option<Text> {
        let text = self.keys.text(key, &mut c.findings)?;
        c.expand(text, self.entry.pack, &mut self.used)
    }

    /// The text of `key`, which must be there, with parameters put in.
    pub fn need_phrase(&mut self, c: &mut Compiler, key: &'static str, example: &str) -> Option<Text> {
        let text = self.keys.need_text(key, example, &mut c.findings)?;
        c.expand(text, self.entry.pack, &mut self.used)
    }

    /// The condition of `key`, on the registers.
    pub fn condition(&mut self, c: &mut Compiler, key: &'static str) -> Option<Expr> {
        let text = self.phrase(c, key)?;
        condition::read(c, &text, Sight { kinds: &[], subject: self.subject })
    }
}
