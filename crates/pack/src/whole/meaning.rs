//! Fields that mean something in one record kind and nothing in another.

use crate::check::meaning::half;
use crate::compiler::{Compiler, Sort};
use crate::model::Meaning;

/// Fields that mean something by what is said elsewhere than where they are.
pub(crate) fn find(c: &mut Compiler) {
    let mut found = Vec::new();
    for kind in c.library.record_kinds.values() {
        let home = c.home(Sort::Record, &kind.name).unwrap_or_default();
        for field in &kind.fields {
            let meant = Meaning::ALL.into_iter().find(|meaning| meaning.field_type() == field.kind && c.library.meanings.has(*meaning, &field.name));
            let Some(said) = meant.and_then(|_| c.meant.get(&field.name)).copied() else { continue };
            if field.meaning.is_none() || (c.is_own(said) && !c.is_own(home)) {
                found.push(half(said, &field.name, &kind.name, home));
            }
        }
    }
    found.into_iter().for_each(|finding| c.findings.push(finding));
}
