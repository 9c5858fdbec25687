//! Names of packs that are used without being listed in 引用.

use crate::finding::{At, Finding};
use crate::model::{Duty, Form, Library, Set, Who};
use crate::read::{Compiler, Sort};
use std::collections::{BTreeMap, BTreeSet};

/// # B054 用了没有引用的包（提醒）
///
/// 责任用到的名称写在另一个包里，而包头的 引用 没有列出那个包。
///
/// 为什么：单独拿出这个包时就缺了词汇。
///
/// 怎么改：在 pack.yaml 的 引用 里加上那个包。
pub(crate) fn not_listed(at: At, name: &str, home: &str) -> Finding {
    Finding::warning("B054", at, format!("“{name}”写在包“{home}”里，包头没有引用它"), format!("在 pack.yaml 的 引用 里加上“{home}”"))
}

/// Looks at each duty for names from packs that its own does not list, directly or through others.
pub(crate) fn find(c: &mut Compiler) {
    let mut found = Vec::new();
    let mut closures: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for duty in &c.library.duties {
        let pack = duty.origin.pack.as_str();
        let listed = closures.entry(pack).or_insert_with(|| c.library.closure(pack));
        for (sort, name) in names(duty) {
            let Some((home, _)) = c.homes.get(&(sort, name.to_owned())) else { continue };
            if !listed.contains(home.as_str()) {
                let at = c.home(Sort::Duty, &duty.name).unwrap_or_default();
                found.push(not_listed(at, name, home));
            }
        }
    }
    found.into_iter().for_each(|finding| c.findings.push(finding));
}

impl Library {
    /// A pack, and all it uses directly or through others.
    #[must_use]
    pub fn closure<'l>(&'l self, pack: &'l str) -> BTreeSet<&'l str> {
        let (mut seen, mut open) = (BTreeSet::new(), vec![pack]);
        while let Some(next) = open.pop() {
            if seen.insert(next) {
                open.extend(self.packs.get(next).into_iter().flat_map(|pack| pack.uses.iter().map(String::as_str)));
            }
        }
        seen
    }
}

fn names(duty: &Duty) -> impl Iterator<Item = (Sort, &str)> {
    let subjects: &[String] = match &duty.who {
        Who::Bodies(kinds) | Who::Holders { kinds, .. } | Who::Posts { kinds, .. } => kinds,
        Who::Members => &[],
    };
    let reached: &[String] = match &duty.form {
        Form::Coverage { set: Set::Below(kinds) | Set::InUnit(kinds), .. } => kinds,
        _ => &[],
    };
    let bodies = subjects.iter().chain(reached).map(|kind| (Sort::BodyKind, kind.as_str()));
    let records = duty.form.selectors().into_iter().flat_map(|selector| &selector.kinds).map(|kind| (Sort::Record, kind.as_str()));
    bodies.chain(records)
}
