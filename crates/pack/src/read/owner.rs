//! 负责 and 告知: which post's holder acts or is told.

use crate::compiler::known_body_kind;
use super::who::check_titles;
use crate::compiler::{Compiler, subject_of};
use crate::check::duty as check;
use crate::facts::SubjectSort;
use crate::model::{Owner, Who};
use crate::node::Text;

/// Reads 负责 or 告知 of a duty owed by `who`.
pub(crate) fn read(c: &mut Compiler, text: &Text, who: Option<&Who>) -> Option<Owner> {
    let words: Vec<&str> = text.value.split_whitespace().collect();
    let subject = who.map(subject_of);
    let owner = match words.as_slice() {
        ["本人"] => Owner::Themself,
        ["本组织", title] => Owner::OwnBody((*title).to_owned()),
        ["上级组织", title] => Owner::Parent((*title).to_owned()),
        ["所在党支部", title] => Owner::Branch((*title).to_owned()),
        ["本单位", kind, "的上级", title] if known_body_kind(c, kind, text.at) => {
            Owner::AboveInUnit { kind: (*kind).to_owned(), title: (*title).to_owned() }
        }
        ["本单位", kind, title] => {
            if !known_body_kind(c, kind, text.at) {
                return None;
            }
            check_titles(c, &[(*kind).to_owned()], &[(*title).to_owned()], text.at);
            Owner::InUnit { kind: (*kind).to_owned(), title: (*title).to_owned() }
        }
        _ => {
            c.findings.push(check::bad_owner(text.at, &format!("看不懂“{}”", text.value)));
            return None;
        }
    };
    if let Some(why) = unfit(&owner, subject) {
        c.findings.push(check::bad_owner(text.at, why));
        return None;
    }
    if let (Owner::OwnBody(title), Some(Who::Bodies(kinds) | Who::Posts { kinds, .. })) = (&owner, who) {
        check_titles(c, kinds, std::slice::from_ref(title), text.at);
    }
    Some(owner)
}

fn unfit(owner: &Owner, subject: Option<SubjectSort>) -> Option<&'static str> {
    match (owner, subject?) {
        (Owner::Themself, SubjectSort::Body | SubjectSort::Post) => Some("主体不是人，不能由“本人”负责"),
        (Owner::Branch(_), SubjectSort::Body | SubjectSort::Post) => Some("主体不是人，没有“所在党支部”"),
        _ => None,
    }
}

/// The owner where none is written: the body's own, or the person. `None` where it cannot be told.
pub(crate) fn default(c: &Compiler, who: &Who) -> Option<Owner> {
    let kinds = match who {
        Who::Members | Who::Holders { .. } => return Some(Owner::Themself),
        Who::Bodies(kinds) | Who::Posts { kinds, .. } => kinds,
    };
    let mut owners = kinds.iter().map(|kind| c.library.body_kinds.get(kind).and_then(|kind| kind.owner.clone()));
    let first = owners.next()??;
    owners.all(|owner| owner.as_ref() == Some(&first)).then_some(Owner::OwnBody(first))
}
