//! Whose move it is, in words.

use super::Speaker;
use crate::instance::Verdict;
use crate::owner::OnDuty;
use jishi_facts::Subject;
use jishi_pack::Owner;

impl Speaker<'_> {
    /// Who acts: `中共示范厅人事处支部委员会书记 魏静`, `…书记（空缺）`, or the post alone where it is not registered.
    #[must_use]
    pub fn owner(&self, verdict: &Verdict) -> String {
        let asked = self.library.duties.get(verdict.duty).map(|duty| &duty.owner);
        let title = asked.map_or("", title);
        match &*verdict.owner {
            OnDuty::Themself(holders) => match verdict.subject {
                Subject::Post(_) if holders.is_empty() => format!("{}（空缺）", self.subject(verdict)),
                Subject::Post(_) => self.people(holders),
                Subject::Body(_) | Subject::Person(_) => self.subject(verdict),
            },
            OnDuty::Post { body, holders, .. } if !holders.is_empty() => format!("{}{title} {}", self.body(*body), self.people(holders)),
            OnDuty::Acting { post, holders } => format!("{} {}", self.name_of(Subject::Post(*post)), self.people(holders)),
            OnDuty::Post { body, registered: true, .. } => format!("{}{title}（空缺）", self.body(*body)),
            OnDuty::Post { body, .. } => format!("{}{title}（未登记）", self.body(*body)),
            OnDuty::NoBody => match asked {
                Some(Owner::AboveInUnit { kind, .. }) => format!("本单位{kind}的上级{title}（没有登记）"),
                Some(Owner::InUnit { kind, .. }) => format!("本单位{kind}{title}（没有登记该组织）"),
                Some(Owner::Parent(_)) => format!("上级组织{title}（没有登记上级组织）"),
                _ => format!("所在组织{title}（没有登记所在组织）"),
            },
        }
    }
}

fn title(owner: &Owner) -> &str {
    match owner {
        Owner::Themself => "",
        Owner::OwnBody(title) | Owner::Parent(title) | Owner::Branch(title) | Owner::InUnit { title, .. } | Owner::AboveInUnit { title, .. } => title,
    }
}
