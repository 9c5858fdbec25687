//! 台账: ledgers and their columns.

use super::keys::{Keys, list_of};
use super::Entry;
use crate::compiler::Compiler;
use crate::check::{ledger as check, names};
use crate::model::{LedgerPlan, LedgerColumn, LedgerOf, Meaning, Shown};
use crate::node::Node;

/// 台账
pub(crate) fn read(c: &mut Compiler, entry: &Entry<'_>) {
    let Some(mut keys) = entry.keys(&mut c.findings) else { return };
    let of = keys.need_text("取自", "会议", &mut c.findings);
    let has = keys.texts("含有", &mut c.findings);
    let note = keys.need_text("说明", "开过的会议，按日期从近到远。", &mut c.findings);
    let columns = keys.need("栏目", "[{ 栏: 日期, 取: 日期 }]", &mut c.findings).map(|node| list_of(node, &mut c.findings)).unwrap_or_default();
    keys.close(&mut c.findings);
    let (Some(text), Some(note)) = (of, note) else { return };
    let Some(of) = LedgerOf::ALL.into_iter().find(|of| of.word() == text.value) else {
        c.findings.push(check::unknown(text, "取自", &LedgerOf::ALL.map(LedgerOf::word)));
        return;
    };
    let meanings: Vec<Meaning> = has.iter().filter_map(|text| {
        let known = Meaning::ALL.into_iter().find(|meaning| meaning.word() == text.value);
        if known.is_none() {
            c.findings.push(check::unknown(text, "含有", &Meaning::ALL.map(Meaning::word)));
        }
        known
    }).collect();
    if of.is_of_records() == has.is_empty() {
        c.findings.push(check::which_records(text.at, &entry.name.value, of));
    }
    let columns = columns.iter().filter_map(|node| column(c, node, of)).collect();
    let ledger = LedgerPlan { name: entry.name.value.clone(), of, has: meanings, note: note.value.clone(), columns };
    if let Some(earlier) = c.library.ledgers.get(&of) {
        let finding = check::second(text, &earlier.name);
        c.findings.push(finding);
        return;
    }
    for (at, column) in ledger.columns.iter().enumerate() {
        if ledger.columns.iter().take(at).any(|other| other.head == column.head) {
            c.findings.push(names::duplicate_member(entry.name.at, "栏", &column.head));
        }
    }
    c.library.ledgers.insert(of, ledger);
}

/// { 栏: 主持人, 取: 主持 }
fn column(c: &mut Compiler, node: &Node, of: LedgerOf) -> Option<LedgerColumn> {
    let mut keys = Keys::of(node, &mut c.findings)?;
    let head = keys.need_text("栏", "日期", &mut c.findings);
    let shown = keys.need_text("取", "日期", &mut c.findings);
    keys.close(&mut c.findings);
    let (head, text) = (head?, shown?);
    let shown = Shown::read(&text.value, of);
    if shown.is_none() {
        c.findings.push(check::unknown(text, "取", &Shown::words(of)));
    }
    Some(LedgerColumn { head: head.value.clone(), shown: shown? })
}
