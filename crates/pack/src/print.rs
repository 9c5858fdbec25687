//! A pack as plain sentences, for officials to read and sign off: what the machine will judge, in words.

use crate::model::{
    Bound, Confidence, Counting, Deadline, Duty, Evidence, Field, FieldType, Form, Library, NoDuty, Occurrence, Owner, Readers, RecordKind, Repeat,
    Selector, Set, Share, Who,
};
use crate::read::event_word;
use jishi_base::Citation;
use jishi_calendar::Cadence;
use std::fmt::Write as _;

/// The whole pack `short` in Markdown: its duties, record kinds and what it declares to ask for nothing.
#[must_use]
pub fn print(library: &Library, short: &str) -> String {
    let mut out = String::new();
    let Some(pack) = library.packs.get(short) else { return out };
    let _ = writeln!(out, "# {}\n", pack.title);
    let issuer = pack.issuer.as_deref().unwrap_or("未注明发文机关");
    let date = pack.date.map_or_else(|| "未注明日期".to_owned(), |d| d.to_string());
    let _ = writeln!(out, "{issuer}，{date}。简称“{short}”。\n");
    let duties: Vec<&Duty> = library.duties.iter().filter(|duty| duty.origin.pack == short).collect();
    let _ = writeln!(out, "## 责任（{} 条）\n", duties.len());
    for (number, duty) in duties.iter().enumerate() {
        let _ = writeln!(out, "{}. **{}** {}", number + 1, duty.name, sentence(library, duty));
        for extra in extras(library, duty) {
            let _ = writeln!(out, "   - {extra}");
        }
    }
    let kinds: Vec<&RecordKind> = library.record_kinds.values().filter(|kind| kind.origin.pack == short).collect();
    let _ = writeln!(out, "\n## 记录（{} 种）\n", kinds.len());
    for kind in kinds {
        let _ = writeln!(out, "- **{}** {}", kind.name, record(library, kind));
    }
    let declared: Vec<&NoDuty> = library.no_duty.iter().filter(|no| no.citation.document == short).collect();
    let _ = writeln!(out, "\n## 不设责任（{} 处）\n", declared.len());
    for no in declared {
        let _ = writeln!(out, "- {}：{}", citation(library, &no.citation), no.reason);
    }
    out
}

/// A citation as the document writes it, with its quotation.
#[must_use]
pub fn citation(library: &Library, citation: &Citation) -> String {
    let style = library.packs.get(&citation.document).map(|pack| pack.style).unwrap_or_default();
    let mut out = citation.on_page(style);
    if let Some(quote) = &citation.quote {
        let _ = write!(out, " “{quote}”");
    }
    out
}

/// One duty in one sentence: 党支部一般每季度至少有 1 次支部党员大会。依据……
#[must_use]
pub fn sentence(library: &Library, duty: &Duty) -> String {
    let force = match duty.force {
        crate::Force::Explore => "探索（默认不启用）",
        other => other.word(),
    };
    let applies = duty.applies.as_ref().map(|expr| format!("（{}）", expr.words)).unwrap_or_default();
    let articles: Vec<String> = duty.citations.iter().map(|c| citation(library, c)).collect();
    format!("{}{applies}{force}{}。由{}办理。依据{}。", who(&duty.who), form(&duty.form), owner(&duty.owner), articles.join("；"))
}

fn extras(library: &Library, duty: &Duty) -> Vec<String> {
    let mut out = Vec::new();
    out.extend(duty.reading.iter().map(|reading| format!("口径：{reading}")));
    out.extend(doubt(&duty.confidence));
    for parameter in &duty.parameters {
        let doubt = doubt(&parameter.confidence).map(|doubt| format!("（{doubt}）")).unwrap_or_default();
        out.push(format!("参数 {} = {}{doubt}", parameter.name, parameter.value));
    }
    out.extend(duty.exemptions.iter().map(|e| format!("免除：{}（{}）", e.when.words, citation(library, &e.citation))));
    out.extend(duty.extension.iter().map(|e| format!("经{}批准可延期，至多 {}", e.approver, e.at_most)));
    out.extend(duty.usual.iter().map(|u| format!("通常在 {} 月至 {} 月", u.first_month, u.last_month)));
    if !duty.together.is_empty() {
        out.push(format!("可以与{}合开：开一次会，记一次，写明两种类型", duty.together.join("、")));
    }
    if !duty.same.is_empty() {
        out.push(format!("{}相同的，才是同一件", duty.same.join("、")));
    }
    out.extend(duty.ladder.iter().map(|rung| {
        format!("{} {} 告知{}", if rung.before { "期满前" } else { "逾期满" }, rung.length, owner(&rung.tell))
    }));
    out
}

/// What is said of a number that is not the text's; `None` where it is.
fn doubt(confidence: &Confidence) -> Option<String> {
    let usual = match confidence {
        Confidence::Verified => return None,
        Confidence::OurOwn(_) => "条文没有数字，单位可改",
        Confidence::Unverified(_) => "数字或条号尚未核对原文",
    };
    let note = if confidence.note().is_empty() { usual } else { confidence.note() };
    Some(format!("{}：{note}", confidence.word()))
}

/// 主体 in words.
#[must_use]
pub fn who(who: &Who) -> String {
    let titled = |titles: &[String], all: &str| if titles.is_empty() { all.to_owned() } else { titles.join("、") };
    match who {
        Who::Bodies(kinds) => kinds.join("、"),
        Who::Members => "党员".to_owned(),
        Who::Holders { kinds, titles } => format!("{}的{}", kinds.join("、"), titled(titles, "任职者")),
        Who::Posts { kinds, titles } => format!("{}的{}职务", kinds.join("、"), titled(titles, "各项")),
    }
}

/// 负责 in words.
#[must_use]
pub fn owner(owner: &Owner) -> String {
    match owner {
        Owner::Themself => "本人".to_owned(),
        Owner::OwnBody(title) => format!("本组织{title}"),
        Owner::Parent(title) => format!("上级组织{title}"),
        Owner::Branch(title) => format!("所在党支部{title}"),
        Owner::AboveInUnit { kind, title } => format!("本单位{kind}的上级{title}"),
        Owner::InUnit { kind, title } => format!("本单位{kind}{title}"),
    }
}

/// The form in words, to follow the force: 每季度至少有 1 次支部党员大会.
#[must_use]
pub fn form(form: &Form) -> String {
    match form {
        Form::Periodic { cadence, at_least, after, evidence } => {
            let after = after.map(|after| format!("，在期满后 {after} 内")).unwrap_or_default();
            format!("每{}至少有 {at_least} 次{}{after}", cadence.word(), of(evidence))
        }
        Form::Quota { cadence, measure, at_least, unit, evidence } => {
            format!("每{}{}的{measure}合计至少 {at_least} {unit}", cadence.word(), of(evidence))
        }
        Form::Coverage { cadence, set, evidence } => format!("每{}以{}到达每一个{}", cadence.word(), of(evidence), set_words(set)),
        Form::Triggered { trigger, deadline, lead, repeat, evidence, .. } => {
            let again = repeat.as_ref().map(repeated).unwrap_or_default();
            let lead = lead.map(|lead| format!("（此前 {lead} 之内的也算）")).unwrap_or_default();
            format!("在{}{again}{}有{}{lead}", occurrence(trigger), deadline_words(*deadline), of(evidence))
        }
        Form::State { condition, grace } => match grace {
            Some(grace) => format!("保持“{}”，不成立之日起 {grace} 内恢复", condition.words),
            None => format!("随时保持“{}”", condition.words),
        },
        Form::Each { of: selector, must, then } => {
            let mut out = format!("每次{}都", selector_words(selector));
            if let Some(must) = must {
                let _ = write!(out, "应“{}”", must.words);
            }
            if let Some((evidence, deadline)) = then {
                let _ = write!(out, "在其{}有{}", deadline_words(*deadline), of(evidence));
            }
            out
        }
        Form::Cap(Bound::AtMost { cadence, count, evidence }) => format!("每{}{}至多 {count} 次", cadence.word(), of(evidence)),
        Form::Cap(Bound::NotMoreThanLast { cadence, measure, evidence }) => {
            let measure = measure.as_ref().map(|measure| format!("的{measure}合计")).unwrap_or_default();
            format!("每{}{}{measure}不多于上一{}", cadence.word(), of(evidence), cadence.word())
        }
        Form::Cap(Bound::Share { each, share }) => format!("每次{}的{}", selector_words(each), share_words(share)),
        Form::Followup { items, verify } => {
            let verify = verify.map(|verify| format!("；办结后 {verify} 内由另一人核实")).unwrap_or_default();
            format!("把每一件{items}按期办结{verify}")
        }
        Form::Sequence { first, then, at_least, at_most } => {
            let mut out = format!("先有{}，后有{}", occurrence(first), occurrence(then));
            if let Some(least) = at_least {
                let _ = write!(out, "，相隔至少 {least}");
            }
            if let Some(most) = at_most {
                let _ = write!(out, "，相隔至多 {most}");
            }
            out
        }
        Form::Gap { at_most, evidence } => format!("两次{}之间不超过 {at_most}", of(evidence)),
    }
}

fn of(evidence: &Evidence) -> String {
    let parts: Vec<String> = evidence.any.iter().map(occurrence).collect();
    match &evidence.by {
        Counting::Object => parts.join("或"),
        Counting::Attendance => format!("参加{}", parts.join("或")),
        Counting::Roles(roles) => format!("作为{}的{}", roles.join("或"), parts.join("或")),
    }
}

/// The repetition in words: （每年周年）, （每半年，到出国归来为止）.
fn repeated(repeat: &Repeat) -> String {
    let until = repeat.until.as_ref().map(|until| format!("，到{}为止", occurrence(until))).unwrap_or_default();
    let every = if repeat.cadence == Cadence::Year { "每年周年".to_owned() } else { format!("每满一个{}", repeat.cadence.word()) };
    format!("（{every}{until}）")
}

fn occurrence(occurrence: &Occurrence) -> String {
    match occurrence {
        Occurrence::Records(selector) => selector_words(selector),
        Occurrence::Register(event) => event_word(*event).to_owned(),
    }
}

fn selector_words(selector: &Selector) -> String {
    let kinds = selector.kinds.join("、");
    selector.when.as_ref().map_or_else(|| kinds.clone(), |when| format!("{kinds}（{}）", when.words))
}

fn deadline_words(deadline: Deadline) -> String {
    match (deadline.length.count, deadline.before) {
        (0, _) => "当日".to_owned(),
        (_, true) => format!("之前 {}", deadline.length),
        (_, false) => format!("之后 {} 内", deadline.length),
    }
}

fn set_words(set: &Set) -> String {
    match set {
        Set::Below(kinds) => format!("下级{}", kinds.join("、")),
        Set::InUnit(kinds) => format!("本单位{}", kinds.join("、")),
        Set::Related { relation, kinds } => format!("受其{relation}的{}", kinds.join("、")),
        Set::Members => "本组织党员".to_owned(),
    }
}

fn share_words(share: &Share) -> String {
    use crate::Op;
    let op = match share.op {
        Op::Ge => "不少于",
        Op::Gt => "超过",
        Op::Le => "不超过",
        _ => "少于",
    };
    format!("{}占{}{op} {}", share.part, share.whole, share.bound())
}

fn record(library: &Library, kind: &RecordKind) -> String {
    let cited: Vec<String> = kind.citations.iter().map(|c| citation(library, c)).collect();
    let cited = if cited.is_empty() { "无出处".to_owned() } else { format!("依据{}", cited.join("；")) };
    let fields: Vec<String> = kind
        .fields
        .iter()
        .map(|field| {
            let kind = match &field.kind {
                FieldType::Code(list) | FieldType::Codes(list) => format!("（{list}）"),
                _ => String::new(),
            };
            let source = field.citation.as_ref().map(|c| format!("〔{}〕", citation(library, c))).unwrap_or_default();
            let label = if field.label.is_closed() { format!("〔{}{}〕", field.label.word(), readers(field)) } else { String::new() };
            format!("{}{kind}{}{label}{source}", field.name, if field.required { "*" } else { "" })
        })
        .collect();
    let quorum = kind.quorum.as_ref().map(|share| format!("；{}方计入", share_words(share))).unwrap_or_default();
    format!("{cited}{quorum}。字段：{}。", fields.join("、"))
}

/// Who may open a closed field, where they are not all to whom its label leaves it.
fn readers(field: &Field) -> String {
    if field.readers == Readers::of(field.label) { String::new() } else { format!("，只给{}", field.readers.word()) }
}
