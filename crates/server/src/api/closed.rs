//! What is kept more closely than the rest is given to a program that asks for it, and that is entered first.

use super::caller::Caller;
use super::problem::ApiError;
use crate::trail::Deed;
use jishi_base::Label;
use jishi_facts::Entity;
use serde::Deserialize;
use std::collections::BTreeSet;
use utoipa::IntoParams;

/// Shall what is closed be opened?
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Opening {
    /// 敏感、纪检的内容也给出；给出之前先记入日志
    #[param(value_type = Option<bool>)]
    open: Option<String>,
}

impl Opening {
    pub(crate) fn read(&self) -> Result<bool, ApiError> {
        match self.open.as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(ApiError::Query("open", "请写 true 或 false。")),
        }
    }

    /// Enters that these fields of a thing are opened; nothing where it has none.
    pub(crate) async fn enter(&self, caller: &Caller, thing: Entity, fields: impl Iterator<Item = (String, Label)>) -> Result<(), ApiError> {
        let (names, labels): (BTreeSet<String>, Vec<Label>) = fields.unzip();
        let Some(label) = labels.into_iter().max() else { return Ok(()) };
        Ok(caller.seat.enter(Some(&caller.live), Deed::Opened(thing, names, label), 0).await?)
    }
}
