//! Evidence that can never count, however much is recorded.

use crate::facts::SubjectSort;
use crate::finding::{At, Finding};
use crate::model::RegisterEvent;

/// # B110 组织的记录算不到人头上
///
/// 责任由人承担，凭据却是归属组织的记录，也没有写 对象 或 计入: 参加。
///
/// 为什么：记录里没有写明是哪个人的，这个人就永远完不成。
///
/// 怎么改：加上 计入: 参加（按到会算）；或在记录里写 对象。
pub(crate) fn body_record_for_person(at: At, kind: &str) -> Finding {
    let help = "加上 计入: 参加（按到会的人算），或在这种记录里写 对象";
    Finding::error("B110", at, format!("责任由人承担，“{kind}”归属组织，算不到人头上"), help)
}

/// # B111 记录覆盖不到要覆盖的对象
///
/// 覆盖责任的凭据没有 对象，或对象的类型与要覆盖的不同。
///
/// 为什么：不知道记录说的是哪个支部、哪个人，就永远覆盖不到。
///
/// 怎么改：覆盖组织时，记录要有类型为 组织 的对象；覆盖党员时，要有类型为 人员 的对象，或写 计入: 参加。
pub(crate) fn cannot_reach(at: At, kind: &str, what: &str) -> Finding {
    let help = "在这种记录里写 对象（覆盖组织用组织字段，覆盖党员用人员字段）；覆盖党员也可写 计入: 参加";
    Finding::error("B111", at, format!("“{kind}”没有写明是哪个{what}，覆盖不到"), help)
}

/// # B112 主体没有这种登记簿事件
///
/// 触发、凭据等处写的登记簿事件，不会发生在这条责任的主体身上，如人没有届满，职务没有入党。
///
/// 为什么：不会发生的事件既不会触发，也不会算数。
///
/// 怎么改：换届、届满、成立、撤销 用于组织和职务；入党、转正、预备期满、转入、转出 用于人员和组织；任职、免职 都可用。
pub(crate) fn event_of_another(at: At, event: &str, subject: SubjectSort) -> Finding {
    let help = "换届、届满、成立、撤销 用于组织和职务；入党、转正、预备期满、转入、转出 用于人员和组织；任职、免职 都可用";
    Finding::error("B112", at, format!("主体是{}时没有“{event}”这种事", subject.word()), help)
}

/// Can this event happen to such a subject?
pub(crate) fn can_happen(event: RegisterEvent, subject: SubjectSort) -> bool {
    use RegisterEvent::{Appointed, Closed, Founded, Left, TermEnds, TermStarted};
    match event {
        Appointed | Left => true,
        TermStarted | TermEnds | Founded | Closed => subject != SubjectSort::Person,
        _ => subject != SubjectSort::Post,
    }
}
