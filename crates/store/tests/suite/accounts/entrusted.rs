//! A unit that opens its own people's accounts: the secretary and the full-time deputy of its committee, one asking and the
//! other letting pass.

use super::{Bearer, By, DAY, Keepers, NOW, What, accounts, keepers, made, opened, pass, places, when, with_password};
use crate::support::{Small, command, day, error};
use jishi_base::{HoldingId, PersonId, PostId};
use jishi_facts::Event;
use jishi_store::Store;

/// Appoints somebody to a post of the committee.
async fn appoint(store: &Store, small: &Small, title: &str, person: PersonId, number: u128) -> HoldingId {
    let (post, holding) = (PostId(number), HoldingId(number));
    let events = vec![
        Event::PostOpened { post, body: small.committee, title: title.into(), opened: None },
        Event::HolderAppointed { holding, post, person, from: day("2024-05-06"), source: None },
    ];
    store.execute(command(&format!("appoint {number}"), events)).await.expect("appoint");
    holding
}

#[tokio::test]
async fn a_unit_opens_its_own_once_two_administrators_let_it() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let (wang, zhao, other) = (PersonId(501), PersonId(502), Small::new(9));
        store.execute(command("more", vec![small.person(wang, "王五"), small.person(zhao, "赵六")])).await.expect("people");
        store.execute(command("another unit", other.events())).await.expect("people");
        let secretary = appoint(&store, &small, "书记", small.zhang, 11).await;
        let deputy = appoint(&store, &small, "专职副书记", small.li, 12).await;
        let second = appoint(&store, &small, "专职副书记", small.zhang, 13).await;
        let accounts = accounts(&store, 1);
        let Keepers { system, security, audit } = keepers(&accounts).await;
        let by = |account, acting| By { account, acting: Some(acting) };
        let zhang = by(with_password(&accounts, "zhang", small.zhang).await.id, secretary);
        let li = by(with_password(&accounts, "li", small.li).await.id, deputy);
        let new = |person| What::New { login: format!("of-{person}"), bearer: Bearer::Person(person) };
        let refused = async |who: &By, person| error(accounts.ask(new(person), who, &when(NOW)).await);
        assert!(refused(&zhang, wang).await.contains("不由您提出"), "not before it is entrusted");

        // Two administrators let it: asked for by the security administrator alone.
        for who in [&system, &audit, &zhang] {
            assert!(error(accounts.ask(What::Own(small.unit, true), who, &when(NOW)).await).contains("不由您提出"));
        }
        let wish = accounts.ask(What::Own(small.unit, true), &security, &when(NOW)).await.expect("asked").wish.id;
        for who in [&security, &audit, &zhang] {
            assert!(pass(&accounts, wish, who, NOW).await.is_err());
        }
        assert_eq!(accounts.own_units(), []);
        pass(&accounts, wish, &system, NOW).await.expect("entrusted");
        assert_eq!((accounts.own_units(), accounts.opens_own(Some(secretary))), (vec![small.unit], true));

        // One asks, the other lets pass; the same person in another post does not, nor an administrator.
        let wish = accounts.ask(new(wang), &zhang, &when(NOW)).await.expect("asked");
        let id = wish.wish.id;
        assert_eq!(pass(&accounts, id, &by(zhang.account, second), NOW).await.expect_err("own").message, "自己提出的要由另一人放行");
        assert!(pass(&accounts, id, &By { acting: None, ..li }, NOW).await.is_err(), "only in the post");
        assert!(pass(&accounts, id, &system, NOW).await.is_err());
        let secret = pass(&accounts, id, &li, NOW).await.expect("passed").secret.expect("a link");
        accounts.set_password(secret.expose(), &wish.code.expect("a code"), super::PASSWORD, &when(NOW)).await.expect("set");

        // Only the unit's own people; not each other's or one's own account; no administrator's.
        assert!(refused(&zhang, other.zhang).await.contains("不由您提出"));
        assert!(error(accounts.ask(What::Link(zhang.account), &zhang, &when(NOW)).await).contains("自己的账户"));
        let wish = accounts.ask(What::Link(li.account), &zhang, &when(NOW)).await.expect("asked").wish.id;
        assert!(pass(&accounts, wish, &li, NOW + DAY).await.expect_err("own account").message.contains("自己的账户"));
        assert!(error(accounts.ask(What::Stop(audit.account), &zhang, &when(NOW)).await).contains("不由您提出"));
        let stranger = made(&accounts, "other", other.zhang).await;
        assert!(error(accounts.ask(What::Link(stranger.id), &li, &when(NOW)).await).contains("不由您提出"));

        // Taken back by two, whatever waits is not let pass any more; a holding that ended gives nothing.
        let wish = accounts.ask(new(zhao), &li, &when(NOW)).await.expect("asked").wish.id;
        let left = Event::HolderLeft { holding: deputy, on: day("2026-01-01") };
        let back = accounts.ask(What::Own(small.unit, false), &security, &when(NOW)).await.expect("asked").wish.id;
        pass(&accounts, back, &system, NOW).await.expect("taken back");
        assert!(pass(&accounts, wish, &zhang, NOW).await.is_err());
        let again = accounts.ask(What::Own(small.unit, true), &security, &when(NOW)).await.expect("asked").wish.id;
        pass(&accounts, again, &system, NOW).await.expect("entrusted");
        store.execute(command("left", vec![left])).await.expect("left");
        assert!(error(accounts.ask(What::Link(li.account), &li, &when(NOW)).await).contains("不由您提出") , "the post is the permission");
        store.close().await.expect("close");
        let store = place.open().await;
        assert_eq!(store.accounts().own_units(), [small.unit], "as the journal says after a start");
        store.verify().await.expect("sound");
        store.close().await.expect("close");
    }
}
