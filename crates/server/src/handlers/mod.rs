//! One small handler a page: read the address, compute the view, fill the template.

mod about;
mod accounts;
mod articles;
mod asset;
mod body;
mod calendar;
mod duties;
mod erasures;
mod failure;
mod home;
mod imports;
mod instance;
mod invitation;
mod item;
mod links;
mod log;
mod log_in;
mod me;
mod overview;
mod record_form;
mod ledger;
mod mine;
mod organisations;
mod person;
mod record;
mod search;
mod second;
mod settle;
mod tokens;
mod units;
mod vacancies;
mod way_in;

pub(crate) use about::{Checked, about};
pub(crate) use accounts::{accounts, change_accounts, codes};
pub(crate) use articles::{article, articles};
pub(crate) use asset::asset;
pub(crate) use body::body;
pub(crate) use calendar::calendar;
pub(crate) use duties::duties;
pub(crate) use erasures::{decide_erasure, erasure, erasures, find_person};
pub(crate) use failure::error_page;
pub(crate) use home::home;
pub(crate) use imports::{decide_import, import, imports, refusals, undo_form, undo_import, upload};
pub(crate) use instance::instance;
pub(crate) use item::{close_item, item, verify_item};
pub(crate) use invitation::{accept_invitation, invitation};
pub(crate) use links::{decline, links};
pub(crate) use log::log;
pub(crate) use log_in::{enter_demo, log_in, log_in_form, log_out};
pub(crate) use me::{act, change_password, me};
pub(crate) use overview::overview;
pub(crate) use record_form::{correct_record, correction, create_record, new_record, withdraw_record};
pub(crate) use ledger::{ledger, ledger_xlsx};
pub(crate) use mine::mine;
pub(crate) use organisations::organisations;
pub(crate) use person::{open_person, person};
pub(crate) use record::{open_record, record};
pub(crate) use search::search;
pub(crate) use second::{change_second, show_code};
pub(crate) use settle::settle;
pub(crate) use tokens::{make_token, revoke_token, tokens};
pub(crate) use units::units;
pub(crate) use vacancies::vacancies;

use crate::error::PageError;
use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::office::known_unit;
use jishi_base::UnitId;
use serde::Deserialize;

/// `?page=…`: the page of a list on a page about one thing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Paged {
    page: String,
}

/// `?unit=…`: the unit that a page about no unit keeps in mind.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Context {
    unit: String,
}

impl Context {
    /// `Err` where the unit does not exist.
    fn unit(&self, snapshot: &Snapshot) -> Result<Option<UnitId>, PageError> {
        if self.unit.is_empty() { Ok(None) } else { known_unit(snapshot, &self.unit).map(Some) }
    }
}

/// The first steps of the way to a page of a unit.
fn crumbs(snapshot: &Snapshot, unit: UnitId) -> Vec<Link> {
    let name = snapshot.seen().unit(unit).map_or("", |unit| unit.name.as_str());
    let mut crumbs = vec![Link::new(name, crate::view::links::unit(unit))];
    if snapshot.only_unit().is_none() {
        crumbs.insert(0, Link::new("全部单位", "/units"));
    }
    crumbs
}
