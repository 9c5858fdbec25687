//! `/units/{unit}/vacancies`: posts that nobody holds.

use crate::error::PageError;
use crate::handlers::{crumbs, known_unit};
use crate::page::{Entry, Page, Shell, render};
use crate::app::App;
use crate::viewer::Seat;
use crate::view::vacancies::{Vacancy, page};
use askama::Template;
use axum::extract::{Path, State};

#[derive(Template)]
#[template(path = "vacancies.html")]
struct Vacancies {
    shell: Shell,
    unit: String,
    vacancies: Vec<Vacancy>,
}

pub(crate) async fn vacancies(State(app): State<App>, seat: Seat, Path(unit): Path<String>) -> Page {
    let snapshot = seat.snapshot.clone();
    let id = known_unit(&snapshot, &unit)?;
    let (unit, vacancies) = page(&snapshot, id).ok_or(PageError::NotFound)?;
    let shell = Shell::new(&app, &seat, "职务空缺", Some(id), Some(Entry::Vacancies)).under(crumbs(&snapshot, id));
    render(&Vacancies { shell, unit, vacancies })
}
