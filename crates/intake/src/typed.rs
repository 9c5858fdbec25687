//! What a person types into a form, read with the same forbearance as the cells of a workbook.

use crate::plan::coding;
use crate::values::{self, Problem, date, name};
use crate::workbook::Cell;
use jishi_base::{Number, PersonId};
use jishi_calendar::{Date, Period};
use jishi_facts::{Person, Site, Value};
use jishi_pack::{Field, Library};

/// Why something typed cannot be taken, and what to write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// What is wrong.
    pub message: String,
    /// What to write.
    pub help: String,
}

impl From<Problem> for Fault {
    fn from(Problem { message, help }: Problem) -> Self {
        Self { message, help }
    }
}

fn cell(text: &str) -> Cell {
    Cell::Text(text.into())
}

/// A day in any writing; `year` stands in where only month and day are written.
///
/// # Errors
/// Where it is no day.
pub fn day(text: &str, year: i16) -> Result<Date, Fault> {
    Ok(date::day_of(&cell(text), Some(year), &mut Vec::new())?)
}

/// An amount, with or without its unit.
///
/// # Errors
/// Where it is no number.
pub fn number(text: &str) -> Result<Number, Fault> {
    Ok(values::number::read(&cell(text))?)
}

/// A period: 2026-02, 2026年2月, 2026年第一季度.
///
/// # Errors
/// Where it is no period.
pub fn period(text: &str) -> Result<Period, Fault> {
    Ok(coding::period(text)?)
}

/// 编号, as it is kept.
///
/// # Errors
/// Where it has no digit, or is too long to be one.
pub fn matter(text: &str) -> Result<String, Fault> {
    Ok(coding::matter(text)?)
}

/// Names of people in a row, each with the note in brackets that tells two of one name apart.
///
/// # Errors
/// Where one of them is no name.
pub fn names(text: &str) -> Result<Vec<(String, Option<String>)>, Fault> {
    let names = name::list(&cell(text))?;
    Ok(names.into_iter().map(|name| (name.name, name.note)).collect())
}

/// The one of some people that a name means; of several of one name, the one in whose branch the note in brackets tells.
///
/// # Errors
/// Where it is no name, or means nobody or several.
pub fn person_named<'p>(site: &Site, among: impl Iterator<Item = &'p Person>, text: &str, day: Date) -> Result<PersonId, Fault> {
    let fault = |message: String, help: &str| Err(Fault { message, help: help.to_owned() });
    let written = names(text)?;
    let [(name, note)] = written.as_slice() else { return fault("一次写一个人".to_owned(), "请只写一个姓名") };
    let branch = |person: PersonId| site.branch_of(person, day).and_then(|branch| site.bodies.get(&branch)).map_or("", |body| body.name.as_str());
    let found: Vec<PersonId> = among.filter(|person| person.details.kept().is_some_and(|details| details.name == *name)).map(|person| person.id).collect();
    let noted: Vec<PersonId> = found.iter().copied().filter(|person| note.as_deref().is_some_and(|note| branch(*person).contains(note))).collect();
    match (found.as_slice(), noted.as_slice()) {
        ([one], _) | (_, [one]) => Ok(*one),
        ([], _) => fault(format!("名册里没有“{name}”"), "请核对姓名，或先导入名册"),
        _ => {
            let branches = found.iter().map(|person| branch(*person)).collect::<Vec<_>>().join("、");
            fault(format!("叫“{name}”的有 {} 人，在：{branches}", found.len()), "请在姓名后用括号写明支部")
        }
    }
}

/// The value that texts give to a coded field which is read from them (读自).
#[must_use]
pub fn coded<'t>(library: &Library, field: &Field, texts: impl Iterator<Item = &'t str>) -> Option<Value> {
    coding::derived(library, field, texts)
}
