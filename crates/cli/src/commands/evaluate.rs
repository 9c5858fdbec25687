//! `jishi evaluate`: the status of every duty instance on a date.

use crate::args::{Evaluate, Format};
use crate::failure::Failure;
use crate::{clock, output, packs, site};
use jishi_calendar::Date;
use jishi_evaluate::{Instance, Speaker, Status, Titled};
use jishi_facts::{Site, Subject};
use jishi_pack::Library;
use jishi_store::Store;
use std::process::ExitCode;

pub fn run(options: &Evaluate) -> Result<ExitCode, Failure> {
    let data = &options.data.data;
    let library = packs::of_site(data)?;
    if let Some(duty) = &options.duty {
        known_duty(&library, duty)?;
    }
    show(data, "evaluate", options.known_at, |shown| print(options, &library, &shown))
}

fn print(options: &Evaluate, library: &Library, shown: &Titled<'_>) -> Result<ExitCode, Failure> {
    let mut instances = jishi_evaluate::evaluate(library, shown.site, &site::workdays(), options.as_of);
    if let Some(org) = &options.org {
        let subjects = within(shown.site, org)?;
        instances.retain(|instance| subjects(instance));
    }
    if let Some(duty) = &options.duty {
        instances.retain(|instance| library.duties[instance.duty].name == *duty);
    }
    let instances = Speaker::new(library, shown).by_name(instances);
    let rows: Vec<_> = instances.iter().map(|instance| jishi_evaluate::row(library, shown, instance)).collect();
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let due = row.due.map(|day| day.to_string()).unwrap_or_default();
            let unit = row.unit.clone().unwrap_or_default();
            vec![row.duty.clone(), row.articles.join(" "), row.subject.clone(), unit, row.period.to_string(), row.status.to_owned(),
                row.force.to_owned(), due, row.owner.clone(), row.missing.join("；"), row.confidence.to_owned()]
        })
        .collect();
    output::rows(options.format, &rows, &["责任", "条文", "主体", "单位", "期", "状态", "力度", "期限", "负责", "还差", "可信度"], &cells)?;
    if options.format == Format::Table {
        let counts: Vec<String> = Status::ALL
            .iter()
            .map(|status| (status.word(), instances.iter().filter(|i| i.status == *status).count()))
            .filter(|(_, count)| *count > 0)
            .map(|(word, count)| format!("{word} {count}"))
            .collect();
        output::say(&format!("共 {} 项：{}。\n", instances.len(), counts.join("，")))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Shows the site as the owner sees it, at the latest or as known at a day; the use is journaled.
pub fn show<T>(data: &str, command: &str, known_at: Option<Date>, show: impl FnOnce(Titled<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
    site::block_on(async {
        let store: Store = site::open_to_show(data, command, clock::now(None)).await?;
        let scope = store.owner_on_this_machine();
        let known = match known_at {
            Some(day) => store.known_at(&scope, day).await.map_err(|error| site::of_store(&error, data)),
            None => Ok(store.view(&scope)),
        };
        let contents = store.contents(&scope);
        let shown = known.and_then(|view| show(Titled { site: &view, contents: &*contents }));
        site::close(store).await?;
        if contents.failures() > 0 {
            return Err(Failure::new("有的记录名称读不出来，上面显示的不完整", "请用 jishi doctor 查看数据是否正常，再试一次"));
        }
        shown
    })
}

/// A duty by its exact name; otherwise the nearest names are offered.
pub fn known_duty(library: &Library, name: &str) -> Result<(), Failure> {
    if library.duties.iter().any(|duty| duty.name == name) {
        return Ok(());
    }
    let near: Vec<&str> = library.duties.iter().map(|duty| duty.name.as_str()).filter(|known| known.contains(name) || name.contains(known)).collect();
    let help = if near.is_empty() { "用 jishi pack print 看全部责任名".to_owned() } else { format!("是不是：{}", near.join("、")) };
    Err(Failure::new(format!("没有叫“{name}”的责任"), help))
}

/// Whether an instance belongs to a unit or body whose name contains `org`.
fn within<'a>(site: &'a Site, org: &str) -> Result<impl Fn(&Instance) -> bool + 'a, Failure> {
    let units: Vec<_> = site.units.values().filter(|unit| unit.name.contains(org)).map(|unit| unit.id).collect();
    let exact_unit = site.units.values().any(|unit| unit.name == org);
    let bodies: Vec<_> = site.bodies.values().filter(|body| body.name.contains(org)).map(|body| body.id).collect();
    if units.is_empty() && bodies.is_empty() {
        return Err(Failure::new(format!("没有名称里含“{org}”的单位或组织"), "请核对名称，可只写其中一部分"));
    }
    Ok(move |instance: &Instance| {
        let in_unit = instance.unit.is_some_and(|unit| units.contains(&unit));
        let in_body = !exact_unit
            && match instance.subject {
                Subject::Body(body) => bodies.contains(&body),
                Subject::Post(post) => site.posts.get(&post).is_some_and(|post| bodies.contains(&post.body)),
                Subject::Person(person) => site.memberships.iter().any(|m| m.person == person && bodies.contains(&m.body)),
            };
        in_unit || in_body
    })
}
