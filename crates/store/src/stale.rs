//! The refusal of a change to something that has changed since it was seen.

#![deny(clippy::wildcard_enum_match_arm)] // An event that is added must say what it did to the thing.

use crate::Refusal;
use jishi_facts::{Entity, Event, Site, Stamp};

/// A change that named a version which no longer stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Stale {
    entity: Entity,
    seen: u64,
    /// The version it has now: the journal's last event about it. None where there is no such thing.
    pub current: Option<u64>,
}

/// The first version seen by the caller that no longer stands.
pub(crate) fn find(site: &Site, expected: &[(Entity, u64)]) -> Option<Stale> {
    expected
        .iter()
        .map(|(entity, seen)| Stale { entity: entity.clone(), seen: *seen, current: entity.version(site) })
        .find(|stale| stale.current != Some(stale.seen))
}

impl Stale {
    /// The refusal, with what the last event did, where it is known.
    pub(crate) fn refusal(self, last: Option<&(Stamp, Event)>) -> Refusal {
        if self.current.is_none() {
            return Refusal::new(format!("要改的{}不存在", self.entity.word()), "请返回列表，重新打开后再试");
        }
        let what = last.map_or_else(
            || "有了改动".to_owned(),
            |(stamp, event)| format!("{}（{} 录入，日志第 {} 条）", change(event), stamp.day, stamp.seq),
        );
        Refusal::new(
            format!("这{}在您打开之后{what}，与您看到的（第 {} 条时）不同", measure(&self.entity), self.seen),
            "您的修改没有保存。请重新打开，核对后再改",
        )
    }
}

fn measure(entity: &Entity) -> String {
    let measure = match entity {
        Entity::Person(_) => "名",
        Entity::Record(_) | Entity::Waiver(_) | Entity::Reason(_) | Entity::Extension(_) | Entity::Memberships(_) => "条",
        Entity::Item(_) | Entity::Proposal(_) => "件",
        Entity::Ledger(_) => "本",
        Entity::Import(_) => "次",
        Entity::Site | Entity::Unit(_) | Entity::Body(_) | Entity::Post(_) | Entity::Holding(_) | Entity::Link(_) | Entity::Account(_) => "个",
    };
    format!("{measure}{}", entity.word())
}

/// The words for what an event did to the thing.
pub(crate) fn change(event: &Event) -> &'static str {
    match event {
        Event::UnitRegistered { .. } | Event::BodyRegistered { .. } | Event::PersonRegistered { .. } | Event::Recorded { .. } => {
            "被重新登记"
        }
        Event::BodyRenamed { .. } => "改了名称",
        Event::BodyKindCorrected { .. } => "更正了类别",
        Event::BodyFoundedOn { .. } => "更正了成立日期",
        Event::BodyClosed { .. } => "被撤销",
        Event::BodyEntry { .. } => "改了登记项",
        Event::Related { .. } => "增加了组织关系",
        Event::Unrelated { .. } => "结束了组织关系",
        Event::TermStarted { .. } => "登记了新一届",
        Event::TermCorrected { .. } => "更正了届期",
        Event::PersonChanged { .. } => "改了信息",
        Event::PersonErased { .. } => "的信息已按规定删除",
        Event::PersonRestricted { .. } => "的信息已限制处理",
        Event::RestrictionLifted { .. } => "的信息已解除限制",
        Event::MemberJoined { .. } | Event::MemberLeft { .. } => "改了组织关系",
        Event::PostOpened { .. } => "被设立",
        Event::PostAbolished { .. } => "被撤销",
        Event::HolderAppointed { .. } => "登记了任职",
        Event::HolderLeft { .. } => "登记了免职",
        Event::HoldingCorrected { .. } => "更正了任职起止",
        Event::RecordCorrected { .. } => "被更正",
        Event::RecordWithdrawn { .. } => "被撤回",
        Event::ImportUndone { .. } => "随它的导入被撤回",
        Event::ItemOpened { .. } => "被立项",
        Event::ItemClosed { .. } => "已报完成",
        Event::ItemVerified { .. } => "已被核实",
        // What these touch has no version: they are nothing's last event.
        Event::Linked { .. }
        | Event::Unlinked { .. }
        | Event::TakenUp { .. }
        | Event::Waived { .. }
        | Event::ReasonGiven { .. }
        | Event::Extended { .. }
        | Event::ErasureProposed { .. }
        | Event::ErasureSettled { .. }
        | Event::ImportBegun { .. }
        | Event::ImportAbandoned { .. }
        | Event::ImportPublished { .. }
        | Event::CommandUsed { .. }
        | Event::LogInRules { .. }
        | Event::AccountChanged { .. }
        | Event::UnitOpensAccounts { .. }
        | Event::LogInFailed { .. }
        | Event::ActRefused { .. }
        | Event::Exported { .. }
        | Event::Opened { .. }
        | Event::LogRead { .. } => "有了改动",
    }
}
