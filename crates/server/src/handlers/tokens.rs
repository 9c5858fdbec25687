//! `/me/tokens`: one's own tokens for programs: what there are, making one, revoking one.

use crate::entry::{Fault, Typed, strays};
use crate::error::PageError;
use crate::form::{Filled, Unchecked};
use crate::handlers::record_form::{key_of, writable};
use crate::office::Once;
use crate::page::{Entry, Page, Shell, render};
use crate::view::Link;
use crate::app::App;
use crate::office::tokens;
use crate::office::tokens::{NotMade, Wanted};
use crate::view::tokens::USUAL;
use crate::view::tokens::{Form, Row, form, row};
use crate::viewer::{Seat, unavailable};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect};
use jishi_base::{AccountId, TokenId};
use jishi_store::{StoreError, TokenScope};

#[derive(Template)]
#[template(path = "tokens.html")]
struct Tokens {
    shell: Shell,
    csrf: String,
    key: String,
    /// The secret of the token that was made just now: shown this once.
    made: Option<String>,
    faults: Vec<Fault>,
    form: Form,
    tokens: Vec<Row>,
}

/// What is said above the list.
#[derive(Default)]
struct Said {
    made: Option<String>,
    faults: Vec<Fault>,
    /// As it was typed; empty where nothing was.
    typed: Typed,
}

pub(crate) async fn tokens(State(app): State<App>, seat: Seat) -> Page {
    page(&app, &seat, Said::default()).await
}

async fn page(app: &App, seat: &Seat, Said { made, faults, typed }: Said) -> Page {
    let all = tokens::all(writable(app)?, account(seat)?).await.map_err(unavailable)?;
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = Tokens {
        shell: Shell::new(app, seat, "接口令牌", None, Some(Entry::Me)).under(vec![Link::new("我的账户", "/me")]),
        csrf: seat.viewer.csrf.clone(),
        key: Once::for_form(writable(app)?),
        made,
        form: form(&seat.viewer, &typed, &faults),
        faults,
        tokens: all.iter().map(|token| row(&seat.viewer, token)).collect(),
    };
    Ok((status, render(&view)?).into_response())
}

/// The owner on the machine has no account, so no tokens either.
fn account(seat: &Seat) -> Result<AccountId, PageError> {
    seat.account().map(|account| account.id).ok_or(PageError::MethodNotAllowed)
}

pub(crate) async fn make_token(State(app): State<App>, Unchecked { seat, typed }: Unchecked) -> Page {
    let faults = strays(&typed);
    if !faults.is_empty() {
        return page(&app, &seat, Said { faults, typed, ..Said::default() }).await;
    }
    match tokens::make(writable(&app)?, &seat, account(&seat)?, &wanted(&typed), &key_of(&typed)?).await {
        Ok((secret, _)) => page(&app, &seat, Said { made: Some(secret.expose().to_owned()), ..Said::default() }).await,
        Err(NotMade::Faults(faults)) => page(&app, &seat, Said { faults, typed, ..Said::default() }).await,
        Err(NotMade::Store(StoreError::Refused(refusal))) => Err(PageError::Refused(refusal.message, refusal.help)),
        Err(NotMade::Store(error)) => Err(unavailable(error)),
    }
}

fn wanted(typed: &Typed) -> Wanted {
    let scope = match typed.one("scope") {
        "look" => Some(TokenScope::Look),
        "record" => Some(TokenScope::Record),
        _ => None,
    };
    let days = if typed.has("days") { typed.one("days").parse().ok() } else { Some(USUAL) };
    Wanted { label: typed.one("label").to_owned(), acting: typed.one("acting").to_owned(), scope, days }
}

pub(crate) async fn revoke_token(State(app): State<App>, Path(token): Path<String>, Filled { seat, typed }: Filled) -> Page {
    let token: TokenId = token.parse().map_err(|_| PageError::NotFound)?;
    match tokens::revoke(writable(&app)?, &seat, account(&seat)?, token, &key_of(&typed)?.about(&token.to_string())).await {
        Ok(()) => Ok(Redirect::to("/me/tokens").into_response()),
        Err(StoreError::Refused(_)) => Err(PageError::NotFound),
        Err(error) => Err(unavailable(error)),
    }
}
