//! Whose move it is: the post that acts for a subject, with its holder, in words.

use crate::context::Context;
use crate::facts::{body_of, holders_on};
use jishi_base::BodyId;
use jishi_facts::{Subject, site::holds};
use jishi_pack::Owner;

/// Who acts for a subject on the day judged: `中共示范厅人事处支部委员会书记 魏静`, `…书记（空缺）`.
#[must_use]
pub fn owner(cx: &Context, subject: Subject, owner: &Owner) -> String {
    let date = cx.as_of;
    let own = || body_of(cx, subject, date).ok();
    let (body, title) = match owner {
        Owner::Themself => return themself(cx, subject),
        Owner::OwnBody(title) => (own().map(|b| b.id), title),
        Owner::Branch(title) => (own().map(|b| b.id), title),
        Owner::Parent(title) => (own().and_then(|b| cx.site.parent(b.id, date)), title),
        Owner::InUnit { kind, title } => {
            let bodies = cx.site.unit_of(subject).map_or(&[][..], |unit| cx.bodies_of_unit(unit));
            (bodies.iter().find(|b| b.kind == *kind && holds(b.founded, b.closed, date)).map(|b| b.id), title)
        }
    };
    match (body, owner) {
        (Some(body), _) => post_in_words(cx, body, title),
        (None, Owner::InUnit { kind, title }) => format!("本单位{kind}{title}（没有登记该组织）"),
        (None, Owner::Parent(title)) => format!("上级组织{title}（没有登记上级组织）"),
        (None, _) => format!("所在组织{title}（没有登记所在组织）"),
    }
}

fn themself(cx: &Context, subject: Subject) -> String {
    match subject {
        Subject::Post(post) => {
            let holders: Vec<&str> = holders_on(cx, post, cx.as_of).filter_map(|h| Some(cx.site.people.get(&h.person)?.name())).collect();
            if holders.is_empty() { format!("{}（空缺）", cx.site.name_of(subject)) } else { holders.join("、") }
        }
        _ => cx.site.name_of(subject),
    }
}

fn post_in_words(cx: &Context, body: BodyId, title: &str) -> String {
    let body_name = cx.site.name_of(Subject::Body(body));
    let posts: Vec<_> = cx.posts_of(body).iter().filter(|p| p.title == title && holds(p.opened, p.abolished, cx.as_of)).collect();
    let holders: Vec<&str> = posts
        .iter()
        .flat_map(|post| holders_on(cx, post.id, cx.as_of))
        .filter_map(|h| Some(cx.site.people.get(&h.person)?.name()))
        .collect();
    match (posts.is_empty(), holders.is_empty()) {
        (_, false) => format!("{body_name}{title} {}", holders.join("、")),
        (false, true) => format!("{body_name}{title}（空缺）"),
        (true, true) => format!("{body_name}{title}（未登记）"),
    }
}
