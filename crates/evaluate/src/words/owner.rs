//! Whose move it is, in words.

use super::Words;
use crate::instance::Instance;
use crate::owner::Owner;
use jishi_facts::Subject;
use jishi_pack::Owner as Asked;

impl Words<'_> {
    /// Who acts: `中共示范厅人事处支部委员会书记 魏静`, `…书记（空缺）`, or the post alone where it is not registered.
    #[must_use]
    pub fn owner(&self, instance: &Instance) -> String {
        let asked = self.library.duties.get(instance.duty).map(|duty| &duty.owner);
        let title = asked.map_or("", title);
        match &*instance.owner {
            Owner::Themself(holders) => match instance.subject {
                Subject::Post(_) if holders.is_empty() => format!("{}（空缺）", self.subject(instance)),
                Subject::Post(_) => self.people(holders),
                Subject::Body(_) | Subject::Person(_) => self.subject(instance),
            },
            Owner::Post { body, holders, .. } if !holders.is_empty() => format!("{}{title} {}", self.body(*body), self.people(holders)),
            Owner::Post { body, registered: true, .. } => format!("{}{title}（空缺）", self.body(*body)),
            Owner::Post { body, .. } => format!("{}{title}（未登记）", self.body(*body)),
            Owner::NoBody => match asked {
                Some(Asked::InUnit { kind, .. }) => format!("本单位{kind}{title}（没有登记该组织）"),
                Some(Asked::Parent(_)) => format!("上级组织{title}（没有登记上级组织）"),
                _ => format!("所在组织{title}（没有登记所在组织）"),
            },
        }
    }
}

fn title(owner: &Asked) -> &str {
    match owner {
        Asked::Themself => "",
        Asked::OwnBody(title) | Asked::Parent(title) | Asked::Branch(title) | Asked::InUnit { title, .. } => title,
    }
}
