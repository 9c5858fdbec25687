//! Whose move it is: the post that acts for a subject, with its holders.

use crate::context::Context;
use crate::facts::{body_of, holders_on};
use jishi_base::{BodyId, PersonId, PostId};
use jishi_facts::{Subject, site::holds};
use jishi_pack::Owner;

/// Who acts for a subject on the day judged; the title of the post stands in the duty.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum OnDuty {
    /// The subject, or those who hold it where it is a post.
    Themself(Vec<PersonId>),
    /// The duty's post in this body.
    Post {
        /// The body.
        body: BodyId,
        /// Is there such a post?
        registered: bool,
        /// Who holds it.
        holders: Vec<PersonId>,
    },
    /// The duty's post in this body is vacant, and who holds another one does its work.
    Acting {
        /// The other post.
        post: PostId,
        /// Who holds it.
        holders: Vec<PersonId>,
    },
    /// There is no such body in the registers.
    #[default]
    NoBody,
}

/// Who acts for a subject on the day judged.
#[must_use]
pub fn owner(cx: &Context, subject: Subject, owner: &Owner) -> OnDuty {
    let date = cx.as_of;
    let own = || body_of(cx, subject, date).ok();
    let (body, title) = match owner {
        Owner::Themself => return OnDuty::Themself(if let Subject::Post(post) = subject { holders(cx, [post]) } else { Vec::new() }),
        Owner::OwnBody(title) | Owner::Branch(title) => (own().map(|b| b.id), title),
        Owner::Parent(title) => (own().and_then(|b| cx.site.parent(b.id, date)), title),
        Owner::AboveInUnit { kind, title } => (in_unit(cx, subject, kind).and_then(|body| cx.site.parent(body, date)), title),
        Owner::InUnit { kind, title } => (in_unit(cx, subject, kind), title),
    };
    body.map_or(OnDuty::NoBody, |body| {
        let posts = cx.posts_of(body).iter().filter(|p| p.title == *title && holds(p.opened, p.abolished, date)).map(|p| p.id);
        let posts: Vec<PostId> = posts.collect();
        let (registered, holders) = (!posts.is_empty(), holders(cx, posts));
        let acting = if holders.is_empty() { acting(cx, body, title) } else { None };
        acting.unwrap_or(OnDuty::Post { body, registered, holders })
    })
}

/// The body of a kind in the subject's unit.
fn in_unit(cx: &Context, subject: Subject, kind: &str) -> Option<BodyId> {
    let bodies = cx.site.unit_of(subject).map_or(&[][..], |unit| cx.bodies_of_unit(unit));
    bodies.iter().find(|body| body.kind == kind && holds(body.founded, body.closed, cx.as_of)).map(|body| body.id)
}

/// Who does the work of a post by another one, where somebody does.
fn acting(cx: &Context, body: BodyId, title: &str) -> Option<OnDuty> {
    let kind = cx.library.body_kinds.get(&cx.site.bodies.get(&body)?.kind)?;
    let posts = cx.posts_of(body).iter().filter(|post| holds(post.opened, post.abolished, cx.as_of) && post.title != title);
    posts.filter(|post| kind.office(&post.title) == title).find_map(|post| {
        let holders = holders(cx, [post.id]);
        (!holders.is_empty()).then_some(OnDuty::Acting { post: post.id, holders })
    })
}

fn holders(cx: &Context, posts: impl IntoIterator<Item = PostId>) -> Vec<PersonId> {
    let held = posts.into_iter().flat_map(|post| holders_on(cx, post, cx.as_of));
    held.map(|held| held.person).filter(|person| cx.site.people.contains_key(person)).collect()
}
