//! `/erasures`: what is proposed about people's information and waits for another; who is restricted. `/people/{person}/erasure`:
//! what it would do to one, proposing it, deciding it.

use crate::office::erasure::{Foreseen, Restricted, Waiting, allowed, foresee, known, propose, restricted, settle, waiting};
use crate::error::PageError;
use crate::form::Filled;
use crate::handlers::record_form::{key_of, writable};
use crate::office::Once;
use crate::page::{Entry, Page, Shell, render};
use crate::view::Link;
use crate::app::App;
use crate::view::links;
use crate::viewer::Seat;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use jishi_authorize::Action;
use jishi_facts::{Ground, Measure, Verdict};

#[derive(Template)]
#[template(path = "erasures.html")]
struct ErasuresPage {
    shell: Shell,
    csrf: String,
    waiting: Vec<Waiting>,
    restricted: Vec<Restricted>,
    fault: Option<String>,
    name: String,
}

#[derive(Template)]
#[template(path = "erasure.html")]
struct ErasurePage {
    shell: Shell,
    csrf: String,
    action: String,
    /// What the form calls what it proposes.
    key: String,
    view: Foreseen,
    choices: Vec<Choice>,
}

/// A measure with one of its grounds.
struct Choice {
    value: String,
    measure: &'static str,
    ground: &'static str,
    chosen: bool,
}

/// What may be proposed, in the order of the law: to erase first.
fn choices(restricted: bool) -> Vec<Choice> {
    let fits = |measure: &Measure| (*measure == Measure::Lift) == restricted;
    let all = Measure::ALL.into_iter().filter(fits).flat_map(|measure| measure.grounds().iter().map(move |ground| (measure, ground)));
    let choice = |(at, (measure, ground)): (usize, (Measure, &Ground))| Choice {
        value: format!("{}-{}", measure.word(), ground.word()),
        measure: measure.word(),
        ground: ground.word(),
        chosen: at == 0 && restricted,
    };
    all.enumerate().map(choice).collect()
}

pub(crate) async fn erasures(State(app): State<App>, seat: Seat) -> Page {
    allowed(&seat)?;
    list(&app, &seat, None, String::new())
}

fn list(app: &App, seat: &Seat, fault: Option<String>, name: String) -> Page {
    let live = writable(app)?;
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let view = ErasuresPage {
        shell: Shell::new(app, seat, "删除与限制", None, Some(Entry::Erasures)),
        csrf: seat.viewer.csrf.clone(),
        waiting: waiting(live, seat),
        restricted: restricted(seat),
        fault,
        name,
    };
    Ok((status, render(&view)?).into_response())
}

/// Leads to the page of the person of that name: the address holds a number, never a name.
pub(crate) async fn find_person(State(app): State<App>, Filled { seat, typed }: Filled) -> Page {
    allowed(&seat)?;
    let (site, day) = (seat.whole().site(), writable(&app)?.now().day);
    let mine = seat.reach(Action::Erase).people;
    let among = site.people.values().filter(|person| mine.contains(&person.id));
    match jishi_intake::person_named(site, among, typed.one("name"), day) {
        Ok(person) => Ok(Redirect::to(&links::erasure(person)).into_response()),
        Err(fault) => list(&app, &seat, Some(format!("{}。{}。", fault.message, fault.help)), typed.one("name").to_owned()),
    }
}

pub(crate) async fn erasure(State(app): State<App>, seat: Seat, Path(person): Path<String>) -> Page {
    let live = writable(&app)?;
    let person = known(&seat, &person)?;
    let view = foresee(live, &seat, person).await?;
    render(&ErasurePage {
        shell: Shell::new(&app, &seat, "删除与限制", None, Some(Entry::Erasures)).under(vec![Link::new("删除与限制", "/erasures")]),
        csrf: seat.viewer.csrf.clone(),
        action: links::erasure(person),
        key: Once::for_form(live),
        choices: choices(view.restricted),
        view,
    })
}

pub(crate) async fn decide_erasure(State(app): State<App>, Path(person): Path<String>, Filled { seat, typed }: Filled) -> Page {
    let live = writable(&app)?;
    let person = known(&seat, &person)?;
    let verdict = match typed.one("action") {
        "propose" => {
            let (measure, ground) = chosen(typed.one("what"))?;
            propose(live, &seat, person, measure, ground, typed.one("note"), &key_of(&typed)?).await?;
            return Ok(Redirect::to(&links::erasure(person)).into_response());
        }
        "confirm" => Verdict::Confirmed,
        "refuse" => Verdict::Refused,
        "withdraw" => Verdict::Withdrawn,
        _ => return Err(PageError::BadQuery),
    };
    settle(&app, live, &seat, typed.one("proposal"), verdict, &key_of(&typed)?.about(typed.one("action"))).await?;
    Ok(Redirect::to("/erasures").into_response())
}

/// `删除-本人申请`
fn chosen(what: &str) -> Result<(Measure, Ground), PageError> {
    let named = |measure: &Measure| measure.grounds().iter().find(|ground| format!("{}-{}", measure.word(), ground.word()) == what);
    let found = Measure::ALL.into_iter().find_map(|measure| Some((measure, named(&measure)?.clone())));
    found.ok_or_else(|| PageError::Refused("没有选要做什么、为什么".to_owned(), "请返回上一页选一项".to_owned()))
}
