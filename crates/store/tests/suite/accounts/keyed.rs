//! Changes of accounts under a key: done once, answered the same, and kept where the full check misses them.

use super::{Bearer, DAY, Keepers, NOW, PASSWORD, What, accounts, keepers, opened, places, wanted, when, with_password};
use crate::support::error;
use jishi_store::{Accounts, Keyed, Store};
use sea_orm::ConnectionTrait;

/// The accounts of a store, for a change under a key.
fn under<'s>(store: &'s Store, seed: u64, key: u128, request: &str) -> Accounts<'s> {
    accounts(store, seed).keyed(Some(Keyed::new(key, request)))
}

#[tokio::test]
async fn what_is_asked_twice_under_one_key_is_done_once() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let zhang = with_password(&accounts(&store, 1), "zhang", small.zhang).await;
        let Keepers { system, security, .. } = keepers(&accounts(&store, 2)).await;
        let what = || What::New { login: "li".into(), bearer: Bearer::Person(small.li) };
        let asked = under(&store, 3, 1, "建账户 li").ask(what(), &system, &when(NOW)).await.expect("asked");
        let size = store.head().0;
        let again = under(&store, 4, 1, "建账户 li").ask(what(), &system, &when(NOW)).await.expect("asked already");
        assert_eq!((&again, store.head().0), (&asked, size));
        assert!(again.code.is_some(), "the code is told again to who asked");
        assert!(error(under(&store, 5, 1, "建账户 wang").ask(what(), &system, &when(NOW)).await).contains("提交编号"));
        assert!(error(under(&store, 6, 2, "建账户 li").ask(what(), &system, &when(NOW)).await).contains("已有账户"));

        // The link is the same however often its sender asks, and nobody's under another key.
        let release = async |seed, key| under(&store, seed, key, "放行").release(&[asked.wish.id], &security, &when(NOW)).await.expect("let pass").remove(0);
        let link = release(7, 3).await.expect("passed").secret.expect("a link").expose().to_owned();
        let size = store.head().0;
        let second = release(8, 3).await.expect("passed already");
        assert_eq!((second.secret.expect("a link").expose(), second.account.map(|account| account.login)), (link.as_str(), Some("li".to_owned())));
        assert_eq!(release(9, 4).await.expect_err("shown once").message, "这件事已经放行、撤回、叫停，或过了七天");
        assert_eq!(store.head().0, size);
        accounts(&store, 10).set_password(&link, &asked.code.expect("a code"), PASSWORD, &when(NOW)).await.expect("it opens");

        // So is a token, and what was revoked is revoked.
        let token = async |seed, key| under(&store, seed, key, "建令牌").make_token(zhang.id, wanted("统计", None, DAY), &when(NOW)).await;
        let (secret, made) = token(11, 5).await.expect("made");
        let (same, known) = token(12, 5).await.expect("made already");
        assert_eq!((same.expose(), known.id), (secret.expose(), made.id));
        assert_ne!(token(13, 6).await.expect("another").0.expose(), secret.expose());
        assert_eq!(accounts(&store, 14).tokens(zhang.id, NOW).await.expect("tokens").len(), 2);
        for seed in [15, 16] {
            under(&store, seed, 7, "撤销").revoke(zhang.id, made.id, &when(NOW)).await.expect("revoked");
        }
        assert!(error(token(17, 5).await).contains("已经撤销"));

        // Stopped and let in again: what is so already is entered no second time, whatever the key.
        for (seed, key) in [(18, Some(8)), (19, Some(8)), (20, Some(9)), (21, None)] {
            let accounts = accounts(&store, seed).keyed(key.map(|key| Keyed::new(key, "停用")));
            let size = store.head().0;
            assert!(accounts.disable(zhang.id, &when(NOW)).await.expect("stopped").disabled);
            assert_eq!(store.head().0 > size, seed == 18, "{seed}");
        }
        store.check().await.expect("sound");
        let raw = place.intruder().await;
        raw.execute_unprepared("DELETE FROM command WHERE id LIKE '账户办理-%'").await.expect("deleted");
        raw.close().await.expect("close");
        assert!(error(store.verify().await).contains("被删除"));
        store.close().await.expect("close");
    }
}
