//! Posts and who holds them.

use crate::command::PostAt;
use crate::{Refusal, bodies, people};
use jishi_base::{HoldingId, PersonId};
use jishi_calendar::Date;
use jishi_facts::{Event, Holding, Site, Source};

type Decision = Result<Vec<Event>, Refusal>;

fn known(site: &Site, holding: HoldingId) -> Result<&Holding, Refusal> {
    site.holdings.get(&holding).ok_or_else(|| Refusal::new("没有这条任职", "请先登记任职"))
}

pub(crate) fn appoint(
    site: &Site, holding: HoldingId, at: PostAt, person: PersonId, from: Date, until: Option<Date>, source: Option<Source>,
) -> Decision {
    people::known(site, person)?;
    if let Some(until) = until {
        bodies::after(Some(from), until, "免职日期早于任职日期")?;
    }
    let mut events = Vec::new();
    let post = match at {
        PostAt::Known(post) => {
            let known = site.posts.get(&post).ok_or_else(|| Refusal::new("没有这个职务", "请先设置职务"))?;
            if known.abolished.is_some_and(|day| day <= from) {
                return Err(Refusal::new(format!("职务“{}”已经撤销", known.title), "请核对职务"));
            }
            post
        }
        PostAt::New { post, body, title } => {
            bodies::known(site, body)?;
            if title.is_empty() {
                return Err(Refusal::new("没有写职务", "请填写职务"));
            }
            events.push(Event::PostOpened { post, body, title, opened: None });
            post
        }
    };
    if site.holdings.values().any(|old| old.post == post && old.person == person && old.from == from) {
        return Err(Refusal::new("这条任职已经登记", "不用重复登记"));
    }
    events.push(Event::HolderAppointed { holding, post, person, from, source });
    events.extend(until.map(|on| Event::HolderLeft { holding, on }));
    Ok(events)
}

pub(crate) fn leave(site: &Site, holding: HoldingId, on: Date) -> Decision {
    let old = known(site, holding)?;
    bodies::after(Some(old.from), on, "免职日期早于任职日期")?;
    match old.until {
        None => Ok(vec![Event::HolderLeft { holding, on }]),
        Some(day) if day == on => Ok(Vec::new()),
        Some(_) => Ok(vec![Event::HoldingCorrected { holding, from: old.from, until: Some(on) }]),
    }
}

pub(crate) fn correct(site: &Site, holding: HoldingId, from: Date, until: Option<Date>) -> Decision {
    let old = known(site, holding)?;
    if let Some(until) = until {
        bodies::after(Some(from), until, "免职日期早于任职日期")?;
    }
    Ok(if (old.from, old.until) == (from, until) { Vec::new() } else { vec![Event::HoldingCorrected { holding, from, until }] })
}
