//! The small site of an example: bodies, members, holdings, terms, items.

use super::leading_date;
use crate::check::example as check;
use crate::facts::RELATIONS;
use crate::model::{Given, GivenBody, GivenHolding, GivenItem, GivenMember};
use crate::compiler::Compiler;
use crate::read::keys::{Keys, number_of, text_of, texts_of};
use crate::read::phrase::{squeeze, whole};
use crate::node::{Node, Shape, Text};
use jishi_base::Number;
use jishi_calendar::Date;

/// A body of `kind`: a name, or a mapping.
pub(super) fn body(c: &mut Compiler, kind: &str, node: &Node) -> Option<GivenBody> {
    if !matches!(node.shape, Shape::Map(_)) {
        let name = text_of(node, &mut c.findings)?.value.clone();
        return Some(GivenBody { kind: kind.to_owned(), name, ..GivenBody::default() });
    }
    let mut keys = Keys::of(node, &mut c.findings)?;
    let name = keys.text("名称", &mut c.findings).map_or_else(|| format!("某{kind}"), |text| text.value.clone());
    let mut body = GivenBody { kind: kind.to_owned(), name, ..GivenBody::default() };
    body.founded = keys.date("成立", &mut c.findings);
    body.closed = keys.date("撤销", &mut c.findings);
    body.parent = keys.text("上级", &mut c.findings).map(|text| text.value.clone());
    details(c, &mut keys, &mut body);
    keys.close(&mut c.findings);
    Some(body)
}

/// What is written under 设 itself belongs to the first body.
pub(super) fn of_first_body(c: &mut Compiler, keys: &mut Keys<'_>, given: &mut Given) {
    let mut body = GivenBody::default();
    details(c, keys, &mut body);
    let Some(first) = given.bodies.first_mut() else {
        if body != GivenBody::default() {
            c.findings.push(check::bad_given(keys.at, "设", "写了党员、任职或届，却没有写组织", "党支部: 一支部"));
        }
        return;
    };
    first.terms.append(&mut body.terms);
    first.full_members += body.full_members;
    first.probationary += body.probationary;
    first.members.append(&mut body.members);
    first.holdings.append(&mut body.holdings);
    first.entries.append(&mut body.entries);
}

fn details(c: &mut Compiler, keys: &mut Keys<'_>, body: &mut GivenBody) {
    body.full_members = count(c, keys, "正式党员");
    body.probationary = count(c, keys, "预备党员");
    if let Some(node) = keys.get("党员", &mut c.findings) {
        match &node.shape {
            Shape::Text(text) if whole(&text.value).is_some() => body.full_members += count(c, keys, "党员"),
            _ => body.members = texts_of(node, &mut c.findings).into_iter().filter_map(|text| member(c, text)).collect(),
        }
    }
    body.holdings = keys.texts("任职", &mut c.findings).into_iter().filter_map(|text| holding(c, text, "任职", "书记 张三 2024-03-13 起")).collect();
    body.terms = keys.texts("届", &mut c.findings).into_iter().filter_map(|text| term(c, text)).collect();
    if let Some(node) = keys.get("登记", &mut c.findings) {
        body.entries = entries(c, node);
    }
    if let Some(relations) = keys.get("关系", &mut c.findings).and_then(|node| Keys::of(node, &mut c.findings)) {
        for (relation, name) in relations.pairs() {
            if !RELATIONS.contains(&relation.value.as_str()) {
                c.findings.push(check::bad_given(relation.at, "关系", &relation.value, "{ 指导督促: 某机关工委 }"));
            } else if let Some(name) = text_of(name, &mut c.findings) {
                body.relations.push((relation.value.clone(), name.value.clone()));
            }
        }
    }
}

fn count(c: &mut Compiler, keys: &mut Keys<'_>, key: &'static str) -> u32 {
    let Some(text) = keys.text(key, &mut c.findings) else { return 0 };
    let count = whole(&text.value);
    if count.is_none() {
        c.findings.push(crate::check::shape::not_number(text));
    }
    count.unwrap_or_default()
}

/// `60000`, or `60000 2024-01-10 起`.
fn entries(c: &mut Compiler, node: &Node) -> Vec<(String, Number, Option<Date>)> {
    let Some(keys) = Keys::of(node, &mut c.findings) else { return Vec::new() };
    let pairs = keys.pairs().iter();
    let read = pairs.filter_map(|(key, value)| {
        let text = text_of(value, &mut c.findings)?;
        let dated = text.value.strip_suffix('起').and_then(|rest| rest.trim_end().split_once(char::is_whitespace));
        let (number, from) = match dated {
            Some((number, day)) => (Text { value: number.to_owned(), ..text.clone() }, Some(whole_date(day.trim())?)),
            None => (text.clone(), None),
        };
        number_of(&number, &mut c.findings).map(|number| (key.value.clone(), number, from))
    });
    read.collect()
}

/// `李四（年老体弱，1950-01-01 生）`
fn member(c: &mut Compiler, text: &Text) -> Option<GivenMember> {
    const EXAMPLE: &str = "李四（年老体弱，2026-04-20 入党）";
    let (name, inside) = match text.value.split_once(['（', '(']) {
        Some((name, rest)) => (name.trim(), rest.trim_end().strip_suffix(['）', ')'])),
        None => (text.value.trim(), Some("")),
    };
    let Some(inside) = inside.filter(|_| !name.is_empty()) else {
        c.findings.push(check::bad_given(text.at, "党员", &text.value, EXAMPLE));
        return None;
    };
    let mut member = GivenMember { name: name.to_owned(), ..GivenMember::default() };
    for part in inside.split(['，', ',', '、']).map(str::trim).filter(|part| !part.is_empty()) {
        let Some((date, word)) = leading_date(part) else {
            member.conditions.push(part.to_owned());
            continue;
        };
        let place = match word.trim() {
            "入党" => &mut member.joined,
            "转正" => &mut member.confirmed,
            "转入" => &mut member.from,
            "转出" => &mut member.until,
            "生" => &mut member.birth,
            _ => {
                c.findings.push(check::bad_given(text.at, "党员", part, EXAMPLE));
                return None;
            }
        };
        *place = Some(date);
    }
    Some(member)
}

/// `书记 张三 2024-03-13 起`, `副书记 李四 2022-05-06 至 2026-04-01`, `书记 张三`.
pub(super) fn holding(c: &mut Compiler, text: &Text, key: &str, example: &str) -> Option<GivenHolding> {
    let mut words = text.value.split_whitespace();
    let (title, name) = (words.next(), words.next());
    let when: String = words.collect();
    let days = match leading_date(&when) {
        None if when.is_empty() => Some((None, None)),
        None => when.strip_prefix('至').and_then(whole_date).map(|until| (None, Some(until))),
        Some((from, "起" | "")) => Some((Some(from), None)),
        Some((from, rest)) => rest.trim_start_matches('起').strip_prefix('至').and_then(whole_date).map(|until| (Some(from), Some(until))),
    };
    let (Some(title), Some(name), Some((from, until))) = (title, name, days) else {
        c.findings.push(check::bad_given(text.at, key, &text.value, example));
        return None;
    };
    Some(GivenHolding { title: title.to_owned(), name: name.to_owned(), from, until })
}

fn whole_date(text: &str) -> Option<Date> {
    leading_date(text).filter(|(_, rest)| rest.is_empty()).map(|(date, _)| date)
}

/// `2023-09-10 起 3 年`
fn term(c: &mut Compiler, text: &Text) -> Option<(Date, u8)> {
    let squeezed = squeeze(&text.value);
    let read = leading_date(&squeezed).and_then(|(from, rest)| {
        let years = rest.strip_prefix('起')?.strip_suffix('年').and_then(whole)?;
        u8::try_from(years).ok().filter(|years| *years > 0).map(|years| (from, years))
    });
    if read.is_none() {
        c.findings.push(check::bad_given(text.at, "届", &text.value, "2023-09-10 起 3 年"));
    }
    read
}

/// `2026-03-01 起 2026-06-30 止 张三 办，2026-06-10 办结，李四 2026-06-12 核`
pub(super) fn item(c: &mut Compiler, text: &Text) -> Option<GivenItem> {
    let squeezed = squeeze(&text.value);
    let mut parts = squeezed.split(['，', ',']);
    let read = parts.next().and_then(opened).and_then(|item| parts.try_fold(item, follow));
    if read.is_none() {
        let example = "2026-03-01 起 2026-06-30 止 张三 办，2026-06-10 办结，李四 2026-06-12 核";
        c.findings.push(check::bad_given(text.at, "事项", &text.value, example));
    }
    read
}

fn opened(part: &str) -> Option<GivenItem> {
    let (opened, rest) = leading_date(part)?;
    let mut rest = rest.strip_prefix('起')?;
    let mut due = None;
    if let Some((date, after)) = leading_date(rest) {
        due = Some(date);
        rest = after.strip_prefix('止')?;
    }
    let owner = if rest.is_empty() { None } else { Some(rest.strip_suffix('办').filter(|name| !name.is_empty())?.to_owned()) };
    Some(GivenItem { opened, due, owner, closed: None, verified: None })
}

fn follow(mut item: GivenItem, part: &str) -> Option<GivenItem> {
    if let Some((date, "办结")) = leading_date(part) {
        item.closed = Some(date);
        return Some(item);
    }
    let head = part.strip_suffix('核')?;
    let (name, date) = head.split_at_checked(head.len().checked_sub(10)?)?;
    item.verified = Some((name.to_owned(), whole_date(date)?)).filter(|_| !name.is_empty());
    item.verified.is_some().then_some(item)
}
