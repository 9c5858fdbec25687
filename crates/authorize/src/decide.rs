//! One question, one answer: may this actor do this to that, and why, or whom to ask.

use crate::Site;
use crate::actor::{Actor, Resource};
use jishi_pack::{Action, Expanse};
use crate::register::Register;
use crate::reach::{Reach, extents_of_post, in_office, reach};
use jishi_base::BodyId;
use jishi_calendar::Date;
use jishi_defence::Defence;
use jishi_facts::site::holds;
use jishi_facts::{Post, Subject};

/// The answer, with its reason in a sentence for the person who asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    /// Yes or no.
    pub allowed: bool,
    /// As whom and by which basis; or why not, and whom to ask.
    pub reason: String,
}

/// May `actor` do `action` to `resource` on `date`? Exactly where the resource lies in the reach.
#[must_use]
pub fn decide(register: Register, actor: &Actor, action: Action, resource: Resource, date: Date) -> Decision {
    let reach = reach(register, actor, action, date);
    let allowed = reach.extent.covers(register.site, resource) || !Defence::RightsAreAsked.holds();
    let reason = if allowed { granted(register.site, &reach, action, resource) } else { refused(register, actor, action, resource, date) };
    Decision { allowed, reason }
}

/// `以中共示范厅机关委员会 专职副书记身份可以登记。依据：……`
fn granted(site: &Site, reach: &Reach, action: Action, resource: Resource) -> String {
    // What several grounds allow only together is told by the first of them.
    let ground = reach.grounds.iter().find(|ground| ground.extent.covers(site, resource)).or_else(|| reach.grounds.first());
    ground.map(|ground| format!("以{}身份可以{action}。依据：{}", ground.office, ground.basis)).unwrap_or_default()
}

fn refused(register: Register, actor: &Actor, action: Action, resource: Resource, date: Date) -> String {
    let seen = action == Action::See || !reach(register, actor, Action::See, date).extent.covers(register.site, resource);
    let what = if seen && resource != Resource::Site {
        format!("没有{}，或者它不在您可以查看的范围内", resource.words())
    } else {
        format!("{}不能对{}做“{action}”", capacity(register.site, actor, date), resource.words())
    };
    format!("{what}。{}", whom_to_ask(register, actor, action, resource, date))
}

/// As whom somebody acts at the moment, in words.
pub(crate) fn capacity(site: &Site, actor: &Actor, date: Date) -> String {
    match (actor.person, actor.acting) {
        _ if actor.administrator.is_some() => "管理员".to_owned(),
        (Some(person), Some(holding)) => match in_office(site, person, holding, date) {
            Some((post, _)) => format!("您现在以{}身份办理，", site.name_of(Subject::Post(post.id))),
            None => "您选用的任职已经结束或尚未开始，权限随任职起止，".to_owned(),
        },
        (Some(_), None) => "您现在以党员身份办理，".to_owned(),
        (None, _) => "您还没有登录，".to_owned(),
    }
}

/// The nearest post that may do it, in the actor's own unit: looked for from the resource's body upwards, then among those that
/// reach over the whole unit.
pub(crate) fn whom_to_ask(register: Register, actor: &Actor, action: Action, resource: Resource, date: Date) -> String {
    if actor.administrator.is_some() && actor.commissioned {
        return "三员不看、不改记录，请由担任相应职务的人登录办理".to_owned();
    }
    let site = register.site;
    let unit = actor.person.and_then(|person| site.unit_of(Subject::Person(person)));
    let near = |body: &BodyId| unit.is_some() && site.unit_of(Subject::Body(*body)) == unit;
    let mut body = body_of(site, resource, date).filter(near);
    let mut steps = site.bodies.len();
    while let Some(at) = body.filter(|_| steps > 0) {
        if let Some(post) = site.posts_of(at, date).into_iter().find(|post| may(register, post, action, resource, date)) {
            return format!("如确有需要，请联系{}", site.name_of(Subject::Post(post.id)));
        }
        steps -= 1;
        body = site.parent(at, date).filter(near);
    }
    let mut of_unit = site.posts.values().filter(|post| near(&post.body) && holds(post.opened, post.abolished, date) && reaches_unit(register, post, action));
    match of_unit.find(|post| may(register, post, action, resource, date)) {
        Some(post) => format!("如确有需要，请联系{}", site.name_of(Subject::Post(post.id))),
        None => "如确有需要，请联系安全管理员".to_owned(),
    }
}

/// Does a row of the table let the post do it in its whole unit?
fn reaches_unit(register: Register, post: &Post, action: Action) -> bool {
    let kind = register.site.bodies.get(&post.body).map_or("", |body| body.kind.as_str());
    register.personal.rights().iter().any(|row| row.expanse == Expanse::Unit && row.actions.contains(&action) && register.personal.is_for_post(row, kind, &post.title))
}

/// Is there a holder of the post, and may they do it by the post?
fn may(register: Register, post: &Post, action: Action, resource: Resource, date: Date) -> bool {
    register.site.holders_on(post.id, date).next().is_some()
        && extents_of_post(register, post, action, date).any(|extent| extent.covers(register.site, resource))
}

/// The body from which to look for somebody.
pub(crate) fn body_of(site: &Site, resource: Resource, date: Date) -> Option<BodyId> {
    match resource {
        Resource::Site | Resource::Unit(_) => None,
        Resource::Body(id) => Some(id),
        Resource::Post(id) => Some(site.posts.get(&id)?.body),
        Resource::Person(id) => site.branch_of(id, date),
        Resource::Item(id) => Some(site.items.get(&id)?.body),
        Resource::Record(id) => {
            let record = site.records.get(&id)?;
            let of_people = || record.people.values().flatten().find_map(|person| site.branch_of(*person, date));
            record.bodies.first().copied().or_else(of_people)
        }
    }
}
