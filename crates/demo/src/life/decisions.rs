//! What was decided about single duties: waivers, an extension, a reason.

use crate::days::{on, plus};
use crate::world::World;
use jishi_calendar::{Date, Period, months_after, years_after};
use jishi_facts::{Event, Extension, KeyOwner, Sealed, Subject, Waiver, Words};
use jishi_pack::{Form, Occurrence, RegisterEvent, Who};

/// All of them.
pub(super) fn all(world: &mut World) {
    waivers(world);
    extension(world);
    reason(world);
}

/// What some branches missed was waived by the unit's party committee.
fn waivers(world: &mut World) {
    let library = world.library;
    let duty = |kind: &str| {
        library.duties.iter().find(|duty| {
            matches!(&duty.form, Form::Periodic { evidence, .. } if evidence.selectors().any(|s| s.when.is_none() && s.kinds == [kind]))
        })
    };
    let chosen: Vec<usize> = (0..world.missed.len()).filter(|at| at % 17 == 4).take(6).collect();
    for at in chosen {
        let missed = &world.missed[at];
        let (Some(duty), Some(last)) = (duty(missed.kind), missed.period.last()) else { continue };
        let (Some(unit), day) = (world.bodies[missed.body].unit, world.days.forward(plus(last, -4))) else { continue };
        let by = world.one_of_kind(unit, "机关党委").and_then(|committee| world.head(committee, day));
        let (Some(by), true) = (by, day <= world.days.today) else { continue };
        let waiver = Waiver {
            duty: duty.name.clone(),
            subject: Subject::Body(world.bodies[missed.body].id),
            period: missed.period.to_string(),
            owner: Some(KeyOwner::Body(world.bodies[missed.body].id)),
            ground: Words::Sealed(Sealed::Open("支部党员集中外出执行任务，经机关党委同意".to_owned())),
            by: world.people[by].id,
        };
        world.decisions.push((day, Event::Waived { waiver }));
    }
}

/// One branch whose term has ended, or soon will, was given half a year more.
fn extension(world: &mut World) {
    let library = world.library;
    let duty = library.duties.iter().find(|duty| {
        let ends = matches!(&duty.form, Form::Triggered { trigger: Occurrence::Register(RegisterEvent::TermEnds), .. });
        ends && duty.extension.is_some() && matches!(&duty.who, Who::Bodies(kinds) if kinds.iter().any(|kind| kind == "党支部"))
    });
    let today = world.days.today;
    let ends = |at: usize| -> Option<Date> {
        let term = world.bodies[at].terms.last().filter(|_| world.bodies[at].kind == "党支部" && world.bodies[at].closed.is_none())?;
        let end = years_after(term.from, i32::from(term.years));
        (plus(today, -140) < end && end < plus(today, 60)).then_some(end)
    };
    let Some((body, end)) = (0..world.bodies.len()).find_map(|at| Some((at, ends(at)?))) else { return };
    let approver = world.bodies[body].unit.and_then(|unit| world.one_of_kind(unit, "机关党委"));
    let approved = world.days.back(plus(end, -70)).max(world.days.opening());
    if let (Some(duty), Some(approver)) = (duty, approver) {
        let extension = Extension {
            duty: duty.name.clone(),
            subject: Subject::Body(world.bodies[body].id),
            period: Period::Day(end).to_string(),
            until: months_after(end, 6),
            approved_by: world.bodies[approver].id,
            approved,
        };
        world.decisions.push((approved, Event::Extended { extension }));
    }
}

/// Where a post has been vacant too long, the reason is on record.
fn reason(world: &mut World) {
    let library = world.library;
    let vacancy = |duty: &&jishi_pack::Duty| matches!((&duty.form, &duty.who), (Form::State { grace: Some(_), .. }, Who::Posts { .. }));
    let Some(duty) = library.duties.iter().find(vacancy) else { return };
    let today = world.days.today;
    let open = world.bodies.iter().filter(|body| body.kind == "机关党委").find_map(|body| {
        let post = body.posts.iter().find(|post| post.holdings.iter().all(|held| held.until.is_some()))?;
        let since = post.holdings.iter().filter_map(|held| held.until).max()?;
        (months_after(since, 6) < today).then_some((body.id, post.id, since))
    });
    let Some((body, post, since)) = open else { return };
    let event = Event::ReasonGiven {
        duty: duty.name.clone(),
        subject: Subject::Post(post),
        period: Period::Clock(since, months_after(since, 6)).to_string(),
        owner: KeyOwner::Body(body),
        text: Sealed::Open("人选正在与机关工委沟通".to_owned()),
    };
    let day = world.days.back(today).max(on(today.year(), 1, 1)).min(today);
    world.decisions.push((day, event));
}
