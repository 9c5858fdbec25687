//! The sentences that let a person follow a status: what is asked, of whom, under which article.

use jishi_base::{ArticleStyle, Citation};
use jishi_calendar::{Cadence, Date, Duration, Reckoned};
use jishi_pack::{Bound, Deadline, Duty, Evidence, Expr, Fact, Force, Form, Library, Node, Occurrence, Selector, Set, Term, Who};

/// A citation as a page shows it: 意见（十九）.
#[must_use]
pub fn on_page(library: &Library, citation: &Citation) -> String {
    let style = library.packs.get(&citation.document).map_or(ArticleStyle::Article, |pack| pack.style);
    citation.on_page(style)
}

/// `依据意见（十九），机关党委、机关纪委的书记、副书记出现空缺，一般应在 6 个月内补齐。`
#[must_use]
pub fn basis(library: &Library, duty: &Duty) -> String {
    let mut articles: Vec<String> = Vec::new();
    for citation in &duty.citations {
        // Two passages of one article are one article.
        articles.extend(Some(on_page(library, citation)).filter(|article| !articles.contains(article)));
    }
    format!("依据{}，{}。", articles.join("、"), demand(library, duty))
}

/// What a duty asks, in one sentence without a full stop.
#[must_use]
pub fn demand(library: &Library, duty: &Duty) -> String {
    let (who, must) = (who(&duty.who), must(duty.force));
    let evidence = |evidence: &Evidence| in_words(library, evidence);
    match &duty.form {
        Form::Periodic { cadence, at_least, after, evidence: of } => {
            let after = after.map(|after| format!("，期满后 {after}内办")).unwrap_or_default();
            format!("{who}{must}每{}至少有 {at_least} 次{}{after}", cadence.word(), evidence(of))
        }
        Form::Quota { cadence, measure, at_least, unit, evidence: of } => {
            format!("{who}{must}每{}{measure}合计至少 {at_least} {unit}，以{}计", cadence.word(), evidence(of))
        }
        Form::Coverage { cadence, set, evidence: of } => {
            format!("{who}{must}每{}以{}覆盖全部{}", cadence.word(), evidence(of), set_in_words(set))
        }
        Form::Triggered { trigger, deadline, repeat, evidence: of, .. } => {
            let trigger = occurrence(library, trigger);
            let when = match repeat.as_ref().map(|repeat| repeat.cadence) {
                Some(Cadence::Year) => format!("{trigger}后每年"),
                Some(_) => format!("{trigger}后每半年"),
                None => format!("遇{trigger}，"),
            };
            format!("{who}{when}{must}{}有{}", deadline_in_words(deadline), evidence(of))
        }
        Form::State { condition, grace } => state(&who, must, condition, *grace),
        Form::Each { of, must: property, then } => {
            let mut parts = Vec::new();
            parts.extend(property.as_ref().map(|property| format!("{must}符合“{}”", property.words)));
            parts.extend(then.as_ref().map(|(of, deadline)| format!("{must}{}有{}", deadline_in_words(deadline), evidence(of))));
            format!("{who}每次{}{}", selector(library, of), parts.join("，"))
        }
        Form::Cap(bound) => cap(library, &who, must, bound),
        Form::Followup { items, .. } => format!("{who}的每项{items}{must}明确责任人和期限，按期办结"),
        Form::Sequence { first, then, at_least, at_most } => {
            let least = at_least.map(|d| format!("，相隔不少于 {d}")).unwrap_or_default();
            let most = at_most.map(|d| format!("，相隔不超过 {d}")).unwrap_or_default();
            format!("{who}{must}先有{}，后有{}{least}{most}", occurrence(library, first), occurrence(library, then))
        }
        Form::Gap { at_most, evidence: of } => format!("{who}{must}有{}，间隔不超过 {at_most}", evidence(of)),
    }
}

fn must(force: Force) -> &'static str {
    match force {
        Force::Must => "应当",
        Force::Should => "一般应",
        Force::May => "可以",
        Force::Explore => "可探索",
    }
}

fn state(who: &str, must: &str, condition: &Expr, grace: Option<Duration>) -> String {
    match (grace, is_held(condition)) {
        (Some(grace), true) => format!("{who}出现空缺，{must}在 {grace}内补齐"),
        (Some(grace), false) => format!("{who}{must}符合“{}”，不符合的应在 {grace}内改正", condition.words),
        (None, _) => format!("{who}{must}随时符合“{}”", condition.words),
    }
}

/// Is the condition simply that the post is held?
#[must_use]
pub fn is_held(condition: &Expr) -> bool {
    matches!(&condition.node, Node::Compare { left: Term::Fact { name: Fact::Held, .. }, .. })
}

fn cap(library: &Library, who: &str, must: &str, bound: &Bound) -> String {
    match bound {
        Bound::AtMost { cadence, count, evidence } => {
            format!("{who}每{}的{}{must}不多于 {count} 次", cadence.word(), in_words(library, evidence))
        }
        Bound::NotMoreThanLast { cadence, measure, evidence } => {
            let measure = measure.as_ref().map(|measure| format!("的{measure}合计")).unwrap_or_default();
            format!("{who}每{}的{}{measure}{must}不多于上一{}", cadence.word(), in_words(library, evidence), cadence.word())
        }
        Bound::Share { each, share } => format!(
            "{who}每次{}，{}占{}的比例{must}{} {}",
            selector(library, each),
            share.part,
            share.whole,
            op(share.op),
            share.bound()
        ),
    }
}

fn op(op: jishi_pack::Op) -> &'static str {
    use jishi_pack::Op;
    match op {
        Op::Ge => "不少于",
        Op::Gt => "大于",
        Op::Le => "不多于",
        Op::Lt => "小于",
        Op::Ne => "不等于",
        _ => "等于",
    }
}

/// A subject in words: 党支部；党组的书记、成员.
#[must_use]
pub fn who(who: &Who) -> String {
    let titled = |kinds: &[String], any: &str, titles: &[String]| {
        let titles = if titles.is_empty() { any.to_owned() } else { titles.join("、") };
        format!("{}的{titles}", kinds.join("、"))
    };
    match who {
        Who::Bodies(kinds) => kinds.join("、"),
        Who::Members => "党员".to_owned(),
        Who::Holders { kinds, titles } => titled(kinds, "任职者", titles),
        Who::Posts { kinds, titles } => titled(kinds, "职务", titles),
    }
}

fn set_in_words(set: &Set) -> String {
    match set {
        Set::Below(kinds) => format!("下级{}", kinds.join("、")),
        Set::InUnit(kinds) => format!("本单位{}", kinds.join("、")),
        Set::Related { relation, kinds } => format!("受其{relation}的{}", kinds.join("、")),
        Set::Members => "本组织党员".to_owned(),
    }
}

/// Evidence in words: 党组会议（议题 = 专题研究机关党建）或登记的换届.
#[must_use]
pub fn in_words(library: &Library, evidence: &Evidence) -> String {
    evidence.any.iter().map(|one| occurrence(library, one)).collect::<Vec<_>>().join("或")
}

/// One source in words.
#[must_use]
pub fn occurrence(library: &Library, occurrence: &Occurrence) -> String {
    match occurrence {
        Occurrence::Records(of) => selector(library, of),
        Occurrence::Register(event) => jishi_pack::event_word(*event).to_owned(),
    }
}

/// Record kinds in words, by the group's name where they are exactly a group.
#[must_use]
pub fn selector(library: &Library, selector: &Selector) -> String {
    let group = library.groups.iter().find(|(_, kinds)| selector.kinds.len() > 1 && **kinds == selector.kinds);
    let kinds = group.map_or_else(|| selector.kinds.join("、"), |(name, _)| name.clone());
    match &selector.when {
        Some(when) => format!("{kinds}（{}）", when.words),
        None => kinds,
    }
}

/// 30 日内, 当日, 前 1 个月.
#[must_use]
pub fn deadline_in_words(deadline: &Deadline) -> String {
    match (deadline.length.count, deadline.before) {
        (0, _) => "在当日".to_owned(),
        (_, true) => format!("在此前 {}", deadline.length),
        (_, false) => format!("在 {}内", deadline.length),
    }
}

/// The last day that a deadline gives from its trigger.
#[must_use]
pub fn due(cx: &crate::context::Context, deadline: &Deadline, trigger: Date) -> Reckoned {
    let length = deadline.length;
    if deadline.before { length.before(trigger, cx.workdays) } else { length.after(trigger, cx.workdays) }
}

/// How long ago a day was, as of another: `已逾期 54 天`.
#[must_use]
pub fn overdue_by(due: Date, as_of: Date) -> String {
    let days = (as_of - due).get_days();
    format!("已逾期 {days} 天")
}
