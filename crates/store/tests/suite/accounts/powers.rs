//! What one person alone would do, and does not get done: the attacks on accounts by those who keep them.

use super::{Bearer, DAY, HOUR, Keepers, NOW, Named, PASSWORD, What, accounts, appoint, asked, by, enter, keepers, made, opened, pass, places, when, with_password};
use crate::support::error;
use jishi_authorize::powers::Act;
use jishi_store::{Administrator, By, LogIn, Store};
use sea_orm::ConnectionTrait;

fn says<T: std::fmt::Debug>(answer: Result<T, jishi_store::Refusal>) -> String {
    answer.expect_err("should be refused").message
}

/// The system administrator alone makes the account of a party group's secretary and uses its link himself.
#[tokio::test]
async fn who_asks_for_an_account_does_not_open_it() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let Keepers { system, security, audit } = keepers(&accounts).await;
        let what = What::New { login: "zhang".into(), bearer: Bearer::Person(small.zhang) };
        let shown = accounts.ask(what, &system, &when(NOW)).await.expect("asked");
        assert!(shown.own && shown.code.is_some() && !shown.may_pass);
        let id = shown.wish.id;
        assert_eq!(says(pass(&accounts, id, &system, NOW).await), "自己提出的要由另一人放行");
        assert_eq!(says(pass(&accounts, id, &audit, NOW).await), "这件事不由您放行");
        assert!(says(pass(&accounts, 999, &security, NOW).await).contains("已经放行、撤回"));
        let secret = pass(&accounts, id, &security, NOW).await.expect("passed").secret.expect("a link");
        // What was let pass is not let pass again: nobody gets a second link of it.
        assert!(says(pass(&accounts, id, &security, NOW).await).contains("已经放行"));
        let code = accounts.wishes(&system, &when(NOW)).await.expect("wishes")[0].code.clone().expect("still to be handed over");
        assert!(accounts.wishes(&security, &when(NOW)).await.expect("wishes")[0].code.is_none());
        accounts.set_password(secret.expose(), &code, PASSWORD, &when(NOW)).await.expect("the holder has both");
        assert_eq!(accounts.wishes(&system, &when(NOW)).await.expect("wishes"), []);
        store.close().await.expect("close");
    }
}

/// Either administrator takes over the account of a serving secretary by a new link.
#[tokio::test]
async fn a_new_link_for_an_account_in_use_is_told_first_and_declined() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let zhang = with_password(&accounts, "zhang", small.zhang).await;
        let Keepers { system, security, audit } = keepers(&accounts).await;
        let holder = By { account: zhang.id, acting: None };
        let ask = async |at| accounts.ask(What::Link(zhang.id), &security, &when(at)).await.expect("asked").wish;
        // Not before the holder has been told, or a day has gone by.
        let wish = ask(NOW).await;
        assert_eq!((wish.act, wish.is_ready(NOW + DAY - 1), wish.is_ready(NOW + DAY)), (Act::Renew, false, true));
        assert!(says(pass(&accounts, wish.id, &system, NOW + DAY - 1).await).contains("先让本人知道"));
        assert_eq!(accounts.about(zhang.id, NOW).len(), 1);
        let told = accounts.tell(zhang.id, &when(NOW + HOUR)).await.expect("told");
        assert_eq!(told.iter().map(|wish| wish.told).collect::<Vec<_>>(), [Some(NOW + HOUR)]);
        accounts.tell(zhang.id, &when(NOW + 2 * HOUR)).await.expect("told once");
        assert_eq!(accounts.about(zhang.id, NOW)[0].told, Some(NOW + HOUR));
        // Those it does not concern stop nothing; the holder does.
        made(&accounts, "li", small.li).await;
        let li = by(&accounts, "li").await;
        assert!(error(accounts.object(wish.id, &li, &when(NOW)).await).contains("不由您叫停"));
        accounts.object(wish.id, &holder, &when(NOW + HOUR)).await.expect("declined");
        assert!(says(pass(&accounts, wish.id, &system, NOW + DAY).await).contains("叫停"));
        // Said again by the same hand it is so already; by another it comes too late.
        let size = store.head().0;
        accounts.object(wish.id, &holder, &when(NOW + HOUR)).await.expect("declined already");
        assert_eq!(store.head().0, size);
        assert!(error(accounts.object(wish.id, &audit, &when(NOW)).await).contains("已经办结"));
        // Let pass after a day, unseen; the holder comes back and declines what is still unused.
        let wish = ask(NOW).await;
        let secret = pass(&accounts, wish.id, &system, NOW + DAY).await.expect("passed").secret.expect("a link");
        assert_eq!(accounts.about(zhang.id, NOW + DAY).len(), 1);
        accounts.object(wish.id, &holder, &when(NOW + DAY)).await.expect("declined");
        assert_eq!(accounts.invitation(secret.expose(), NOW + DAY).await.expect("none"), None);
        enter(&accounts, "zhang", NOW + DAY).await;
        // The auditor objects to any; who asked takes it back.
        for who in [&audit, &security, &system] {
            let wish = ask(NOW).await;
            accounts.object(wish.id, who, &when(NOW)).await.expect("stopped");
            assert_eq!(accounts.about(zhang.id, NOW), []);
        }
        store.verify().await.expect("sound");
        store.close().await.expect("close");
    }
}

/// The one who makes all three administrators and stops the auditor.
#[tokio::test]
async fn nobody_makes_or_stops_an_administrator_alone() {
    for place in places().await {
        let (store, _) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let Keepers { system, security, audit } = keepers(&accounts).await;
        let new = |role, name: &str| What::New { login: format!("login-{name}"), bearer: Bearer::Administrator(role, Some(Named::Name(name.into()))) };
        for role in Administrator::ALL {
            assert!(error(accounts.ask(new(role, "假人"), &system, &when(NOW)).await).contains("已有在任的"), "{role:?}");
        }
        assert!(error(accounts.disable(audit.account, &when(NOW)).await).contains("要两个人"));
        let stop = async |who: &By, whose: &By| accounts.ask(What::Stop(whose.account), who, &when(NOW)).await;
        for (who, whose, says) in [(&audit, &audit, "不由您提出"), (&system, &security, "不由您提出"), (&security, &system, "不由您提出"), (&system, &system, "不由您提出")] {
            assert!(error(stop(who, whose).await).contains(says));
        }
        // Stopping the auditor takes the other two, and the auditor does not stop that.
        let wish = stop(&system, &audit).await.expect("asked").wish.id;
        assert_eq!(says(pass(&accounts, wish, &system, NOW).await), "自己提出的要由另一人放行");
        assert_eq!(says(pass(&accounts, wish, &audit, NOW).await), "这件事不由您放行");
        assert!(error(accounts.object(wish, &audit, &when(NOW)).await).contains("不由您叫停"));
        let session = enter(&accounts, "shenji", NOW).await;
        pass(&accounts, wish, &security, NOW).await.expect("stopped");
        assert!(accounts.session(&session, NOW).await.expect("session").is_none());
        assert!(!matches!(accounts.log_in("shenji", PASSWORD, super::from("x"), &when(NOW)).await.expect("log in"), LogIn::Opened { .. }));
        // So does filling the seat again; who is to have it opens it with both halves.
        let wish = accounts.ask(new(Administrator::Audit, "新审计"), &security, &when(NOW)).await.expect("asked");
        assert_eq!(says(pass(&accounts, wish.wish.id, &security, NOW).await), "自己提出的要由另一人放行");
        let passed = pass(&accounts, wish.wish.id, &system, NOW).await.expect("passed");
        let code = wish.code.expect("a code");
        let made = accounts.set_password(passed.secret.expect("a link").expose(), &code, PASSWORD, &when(NOW)).await.expect("set");
        assert_eq!(made.administrator(), Some(Administrator::Audit));
        enter(&accounts, "login-新审计", NOW).await;
        // Stopping one of the other two is asked for by the auditor and let pass by the third.
        let auditor = By { account: made.id, acting: None };
        let wish = stop(&auditor, &system).await.expect("asked").wish.id;
        assert_eq!(says(pass(&accounts, wish, &auditor, NOW).await), "自己提出的要由另一人放行");
        pass(&accounts, wish, &security, NOW).await.expect("stopped");
        assert!(error(accounts.ask(What::Link(made.id), &system, &when(NOW)).await).contains("已停用"), "who is stopped asks for nothing");
        store.verify().await.expect("sound");
        store.close().await.expect("close");
    }
}

/// Nobody gets a second account to let pass in what was asked for in the first; and what a stopped account asked for is over.
#[tokio::test]
async fn nobody_is_both_by_a_second_account() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let Keepers { system, security, audit } = keepers(&accounts).await;
        let what = What::New { login: "zhang".into(), bearer: Bearer::Person(small.zhang) };
        let wish = accounts.ask(what, &system, &when(NOW)).await.expect("asked").wish.id;
        let stop = accounts.ask(What::Stop(system.account), &audit, &when(NOW)).await.expect("asked").wish.id;
        pass(&accounts, stop, &security, NOW).await.expect("stopped");
        assert!(says(pass(&accounts, wish, &security, NOW).await).contains("已经放行、撤回"));
        let seat = async |name: &str| {
            let bearer = Bearer::Administrator(Administrator::System, Some(Named::Name(name.into())));
            accounts.ask(What::New { login: "xitong2".into(), bearer }, &audit, &when(NOW)).await
        };
        assert!(error(seat("孙二").await).contains("已是另一名管理员"));
        assert!(error(seat("周三").await).contains("自己的账户"));
        // Whoever had the seat may have it again, in the account from before.
        let back = accounts.ask(What::Link(system.account), &audit, &when(NOW)).await.expect("asked").wish.id;
        pass(&accounts, back, &security, NOW).await.expect("seated");
        enter(&accounts, "xitong", NOW).await;
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn of_two_who_let_pass_at_once_one_gets_the_link() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let Keepers { system, .. } = keepers(&accounts).await;
        let wish = asked(&accounts, "zhang", small.zhang).await.wish.id;
        let both = tokio::join!(pass(&accounts, wish, &system, NOW), pass(&accounts, wish, &system, NOW));
        assert!(both.0.is_ok() != both.1.is_ok(), "{both:?}");
        // The same twice in one act.
        let wish = asked(&accounts, "li", small.li).await.wish.id;
        let answers = accounts.release(&[wish, wish], &system, &when(NOW)).await.expect("release");
        assert_eq!(answers.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false]);
        store.verify().await.expect("sound");
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn what_waits_is_over_after_seven_days_and_asking_again_begins_anew() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let Keepers { system, security, .. } = keepers(&accounts).await;
        let zhang = with_password(&accounts, "zhang", small.zhang).await;
        let old = asked(&accounts, "li", small.li).await;
        assert_eq!(accounts.wishes(&system, &when(NOW + 7 * DAY - 1)).await.expect("wishes").len(), 1);
        assert_eq!(accounts.wishes(&system, &when(NOW + 7 * DAY)).await.expect("wishes"), []);
        assert!(says(pass(&accounts, old.wish.id, &system, NOW + 7 * DAY).await).contains("过了七天"));
        let li = old.account.expect("an account");
        let again = accounts.ask(What::Link(li.id), &security, &when(NOW + 8 * DAY)).await.expect("asked");
        assert_ne!(again.code, old.code);
        pass(&accounts, again.wish.id, &system, NOW + 8 * DAY).await.expect("passed");
        // A new asking is told anew: what was told of the old one does not count.
        let first = accounts.ask(What::Link(zhang.id), &security, &when(NOW)).await.expect("asked").wish.id;
        accounts.tell(zhang.id, &when(NOW)).await.expect("told");
        let second = accounts.ask(What::Link(zhang.id), &security, &when(NOW + HOUR)).await.expect("asked").wish.id;
        assert!(says(pass(&accounts, first, &system, NOW + HOUR).await).contains("已经放行、撤回"));
        assert!(says(pass(&accounts, second, &system, NOW + HOUR).await).contains("先让本人知道"));
        store.close().await.expect("close");
    }
}

/// Many in one act: what is refused is said, and the rest is done; nothing of it is lost by a start.
#[tokio::test]
async fn many_are_asked_for_and_let_pass_in_one_act() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let Keepers { system, security, .. } = keepers(&accounts).await;
        let new = |login: &str, person| What::New { login: login.into(), bearer: Bearer::Person(person) };
        let before = store.head().0;
        let whats = vec![new("zhang", small.zhang), new("zhang", small.li), new("li", small.li), new("li2", small.li)];
        let answers = accounts.ask_all(whats, &security, &when(NOW)).await.expect("asked");
        assert_eq!(answers.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, true, false]);
        assert_eq!(store.head().0 - before, 4, "two made, two asked for");
        let ids: Vec<u64> = answers.into_iter().flatten().map(|shown| shown.wish.id).collect();
        store.close().await.expect("close");
        let store: Store = place.open().await;
        let accounts = super::accounts(&store, 2);
        let passed = accounts.release(&[ids[0], 77, ids[1]], &system, &when(NOW)).await.expect("release");
        let secrets: Vec<String> = passed.into_iter().flatten().filter_map(|passed| passed.secret).map(|secret| secret.expose().to_owned()).collect();
        assert!(secrets.len() == 2 && secrets[0] != secrets[1]);
        store.verify().await.expect("sound");
        store.close().await.expect("close");
    }
}

/// Somebody who writes to the journal's table makes himself the one who was told, or who asked.
#[tokio::test]
async fn what_waits_is_what_the_journal_says_and_the_journal_is_authenticated() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let zhang = with_password(&accounts(&store, 1), "zhang", small.zhang).await;
        let keepers = keepers(&accounts(&store, 2)).await;
        let wish = accounts(&store, 3).ask(What::Link(zhang.id), &keepers.security, &when(NOW)).await.expect("asked").wish.id;
        appoint(&store, &small, small.li, 1).await;
        store.close().await.expect("close");
        let intruder = place.intruder().await;
        let set = format!("UPDATE journal SET actor = '{}' WHERE seq = {wish}", keepers.system.account);
        intruder.execute_unprepared(&set).await.expect("another asked");
        intruder.close().await.expect("close");
        match place.try_open().await {
            Ok(store) => {
                assert!(error(store.verify().await).contains("保留现场"));
                store.close().await.expect("close");
            }
            Err(found) => assert!(found.to_string().contains("保留现场"), "{found}"),
        }
    }
}
