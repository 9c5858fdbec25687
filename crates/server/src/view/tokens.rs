//! One's tokens for programs: a row for each, and the form for another.

use crate::entry::{Fault, Typed};
use crate::dates;
use crate::view::entry::Choice;
use crate::viewer::Viewer;
use jishi_store::{Token, TokenScope};

/// Days that a token is good for unless told otherwise.
pub(crate) const USUAL: u16 = 90;

/// A token in the list.
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) label: String,
    /// The post that it acts in, in words.
    pub(crate) acting: String,
    pub(crate) scope: &'static str,
    pub(crate) made: String,
    pub(crate) used: String,
    pub(crate) expires: String,
}

/// The form: as it was typed, else as most would have it.
pub(crate) struct Form {
    pub(crate) label: String,
    pub(crate) days: String,
    pub(crate) scopes: Vec<Choice>,
    pub(crate) posts: Vec<Choice>,
    faults: Vec<Fault>,
}

impl Form {
    /// What is wrong with a field.
    pub(crate) fn fault(&self, field: &str) -> Option<&Fault> {
        self.faults.iter().find(|fault| fault.field == field)
    }
}

pub(crate) fn row(viewer: &Viewer, token: &Token) -> Row {
    let post = |held| viewer.choices.iter().find(|choice| choice.holding == held).map_or("职务已结束，令牌已不能用", |choice| choice.words.as_str());
    Row {
        id: token.id.to_string(),
        label: token.label.clone(),
        acting: token.acting.map_or_else(|| without_post(viewer), |held| post(held).to_owned()),
        scope: word(token.scope),
        made: dates::of_time(token.made),
        used: token.used.map_or_else(|| "还没用过".to_owned(), dates::of_time),
        expires: dates::of_time(token.expires),
    }
}

fn word(scope: TokenScope) -> &'static str {
    match scope {
        TokenScope::Look => "只看",
        TokenScope::Record => "也能记",
    }
}

/// What one is without a post.
fn without_post(viewer: &Viewer) -> String {
    if viewer.person.is_some() { "不用职务，以党员身份".to_owned() } else { viewer.name.clone() }
}

pub(crate) fn form(viewer: &Viewer, typed: &Typed, faults: &[Fault]) -> Form {
    let fresh = !typed.has("label");
    let acting = if fresh { viewer.acting.as_ref().map(|post| post.holding.to_string()).unwrap_or_default() } else { typed.one("acting").to_owned() };
    let pick = |value: String, text: String| Choice { chosen: value == acting, value, text };
    let scope = if fresh { "look" } else { typed.one("scope") };
    let scopes = [("look", TokenScope::Look), ("record", TokenScope::Record)];
    Form {
        label: typed.one("label").to_owned(),
        days: if fresh { USUAL.to_string() } else { typed.one("days").to_owned() },
        scopes: scopes.map(|(value, of)| Choice { value: value.to_owned(), text: word(of).to_owned(), chosen: value == scope }).into(),
        posts: viewer
            .choices
            .iter()
            .map(|choice| pick(choice.holding.to_string(), choice.words.clone()))
            .chain([pick(String::new(), without_post(viewer))])
            .collect(),
        faults: faults.to_vec(),
    }
}
