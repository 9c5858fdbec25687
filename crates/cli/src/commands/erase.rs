//! `jishi erase`: what erasing a person would do, and proposing it. It is done when another person confirms it on a page: the
//! owner of the machine is only one of two.

use crate::args::{Erase, Format, Ground, Measure};
use crate::failure::Failure;
use crate::{clock, output, site};
use jishi_base::{IdSource, PersonId, ProposalId};
use jishi_facts::{self as facts, Hand, Proposal, Site};
use jishi_server::view::erasure::Told;
use jishi_store::{Command, Refusal, Store};
use jishi_workflow as workflow;
use std::process::ExitCode;

/// Everybody else has an account; the command line has none.
const OWNER: Hand = Hand { account: None, person: None };

pub fn run(options: &Erase) -> Result<ExitCode, Failure> {
    let (data, now) = (&options.data.data, clock::now(options.today));
    let told = site::block_on(async {
        let store = site::open_to_show(data, "erase", now).await?;
        let view = store.view(&store.owner_on_this_machine());
        let person = person(&view, &options.person, now.day)?;
        let told = foresee(&store, &view, person, now.at).await?;
        if !options.dry_run {
            let proposal = ProposalId(site::SystemIds.next_id());
            let (measure, ground) = (measure(options.measure), ground(options.ground));
            let asked = workflow::Command::ProposeErasure { proposal, person, measure, ground, note: String::new(), by: OWNER, today: now.day };
            let decide = move |site: &Site| workflow::decide(site, asked.clone()).map_err(|refusal| Refusal::new(refusal.reason, refusal.help));
            site::execute(&store, Command::decided(site::fresh_id(), site::asked(now), Vec::new(), Box::new(decide))).await?;
        }
        site::close(store).await?;
        Ok(told)
    })?;
    if options.format == Format::Json {
        let Told { goes, ends, stays, remains } = told;
        output::json(&serde_json::json!({ "proposed": !options.dry_run, "goes": goes, "ends": ends, "stays": stays, "remains": remains }))?;
    } else {
        output::say(&in_words(&told, options))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// By name, or by the number that pages have in their addresses.
fn person(site: &Site, text: &str, day: jishi_calendar::Date) -> Result<PersonId, Failure> {
    if let Ok(id) = text.parse::<PersonId>() {
        return site.people.contains_key(&id).then_some(id).ok_or_else(|| Failure::new("没有这个编号的人员", "请从人员页面的网址里抄编号"));
    }
    jishi_intake::person_named(site, site.people.values(), text, day).map_err(|fault| Failure::new(fault.message, fault.help))
}

async fn foresee(store: &Store, site: &Site, person: PersonId, now: i64) -> Result<Told, Failure> {
    let gone = || Failure::new("这名人员的信息已经删除", "不用再办理");
    let unread = |error: facts::Unopened| Failure::new(error.to_string(), "请用 jishi doctor 查看数据是否正常，再试一次");
    let contents = store.contents(&store.owner_on_this_machine());
    let outlook = workflow::erasure::outlook(site, person, &*contents).map_err(unread)?.ok_or_else(gone)?;
    let accounts = store.accounts();
    let all = accounts.list().await.map_err(|error| site::of_store(&error, ""))?;
    let tokens = match all.iter().find(|account| account.person() == Some(person)) {
        Some(account) => Some(accounts.tokens(account.id, now).await.map_err(|error| site::of_store(&error, ""))?.len()),
        None => None,
    };
    Ok(Told::of(&outlook, tokens))
}

fn measure(measure: Measure) -> facts::Measure {
    match measure {
        Measure::Erase => facts::Measure::Erase,
        Measure::Restrict => facts::Measure::Restrict,
        Measure::Lift => facts::Measure::Lift,
    }
}

fn ground(ground: Ground) -> facts::Ground {
    match ground {
        Ground::RetentionOver => facts::Ground::RetentionOver,
        Ground::Requested => facts::Ground::Requested,
        Ground::Mistaken => facts::Ground::Mistaken,
        Ground::MustBeKept => facts::Ground::MustBeKept,
        Ground::HoldOver => facts::Ground::HoldOver,
    }
}

fn in_words(told: &Told, options: &Erase) -> String {
    let mut out = String::new();
    if options.measure == Measure::Erase {
        let parts = [("删除会去掉", &told.goes), ("到删除那天为止", &told.ends), ("会留下，只显示“已删除”", &told.stays), ("去不掉的", &told.remains)];
        for (title, lines) in parts.iter().filter(|(_, lines)| !lines.is_empty()) {
            out += &format!("{title}：\n");
            out.extend(lines.iter().map(|line| format!("  {line}\n")));
        }
    }
    out += &match options.dry_run {
        true => "这是预览，没有提出。\n".to_owned(),
        false => format!("已提出。{} 天内由另一名有权的人在网页“删除与限制”里放行才办。\n", Proposal::DAYS),
    };
    out
}
