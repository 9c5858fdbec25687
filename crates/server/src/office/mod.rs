//! What may be done, one function a use case: who asks (a [`Seat`](crate::viewer::Seat)), what was seen, by which key it is known
//! again; then events, or a refusal. Pages and programs only translate, so that they cannot differ.
//!
//! | use case | here | done once because |
//! |---|---|---|
//! | 登记记录 | [`Work::save`] | the record's id is made of the sender's key |
//! | 更正记录 | [`Work::save`] | it names the version that was seen |
//! | 撤回记录 | [`withdraw`] | the same |
//! | 说明理由、免除、延期 | [`decide`] | it names what was seen of the duty |
//! | 办结、核实 | [`step`] | it names the version that was seen |
//! | 提出、放行删除与限制 | [`erasure`] | it is so already: the same hand said the same |
//! | 账户：提出、放行、叫停、停用、启用，登录规则 | [`accounts`] | the key is kept with what was entered; what is so already is so |
//! | 建、撤销令牌 | [`tokens`] | the key is kept with what was entered |
//! | 导入、决定、撤回 | [`imports`] | the key is the import's; a preview is decided once, an import taken back once |
//!
//! Besides, what is so already gives no event (`jishi_workflow::decide`): the same under another key, or from where another
//! version was seen, is answered like the first time. Reads that are more than a view are here too: what is taken out, and the
//! journal. Absent on purpose: forms, JSON, addresses.

pub(crate) mod accounts;
mod duty;
pub(crate) mod erasure;
pub(crate) mod imports;
mod item;
mod known;
mod ledger;
mod log;
mod month;
mod once;
mod record;
mod refusals;
pub(crate) mod tokens;

pub(crate) use duty::{AsSeen, Settlement, decide};
pub(crate) use erasure::NOTE;
pub(crate) use item::{Step, known as known_item, next_step, step};
pub(crate) use known::{known_body, known_unit};
pub(crate) use ledger::ledger_workbook;
pub(crate) use log::{log_asked, log_names, open_log};
pub(crate) use month::month_of;
pub(crate) use once::Once;
pub(crate) use record::{Change, Work, withdraw};
pub(crate) use refusals::refused_rows;

#[cfg(test)]
mod tests;
