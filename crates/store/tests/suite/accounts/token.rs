//! Tokens of programs.

use super::{when, NOW, accounts, appoint, made, opened, places, wanted};
use crate::support::error;
use jishi_base::{AccountId, HoldingId, TokenId};
use jishi_store::{Token, TokenScope, TokenUse};
use sea_orm::ConnectionTrait;

const DAY: i64 = 86_400;

#[tokio::test]
async fn a_token_is_good_until_it_expires_is_revoked_or_its_account_is_disabled() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let zhang = made(&accounts, "zhang", small.zhang).await;
        let li = made(&accounts, "li", small.li).await;
        let own = appoint(&store, &small, small.zhang, 1).await;
        let (secret, made) = accounts.make_token(zhang.id, wanted(" 汇总程序 ", Some(own), DAY), &when(NOW)).await.expect("make");
        assert!(secret.expose().starts_with("jishi_") && !format!("{secret:?}").contains(secret.expose()));
        assert_eq!((made.label.as_str(), made.acting, made.made, made.expires), ("汇总程序", Some(own), NOW, NOW + DAY));
        assert_eq!((made.scope, made.used), (TokenScope::Record, None));
        let raw = place.intruder().await;
        let query = sea_orm::Statement::from_string(raw.get_database_backend(), "SELECT label FROM api_token");
        let label: String = raw.query_one_raw(query).await.expect("query").expect("a row").try_get_by_index(0).expect("text");
        assert!(label.len() > 40 && !label.contains("汇总"), "sealed: {label}");
        raw.close().await.expect("close");
        let shown = async |secret: &str, now| accounts.token(secret, now).await.expect("token");
        assert_eq!(shown(secret.expose(), NOW + DAY - 1).await, Some((zhang.clone(), made.clone())));
        assert_eq!(shown(secret.expose(), NOW + DAY).await, None);
        assert_eq!(shown(&secret.expose()[6..], NOW).await, None);
        assert!(accounts.session(secret.expose(), NOW).await.expect("session").is_none());

        let made = Token { used: Some(NOW + DAY - 1), ..made };
        let (second, newer) = accounts.make_token(zhang.id, TokenUse { scope: TokenScope::Look, ..wanted("备份", None, DAY) }, &when(NOW + 1)).await.expect("make");
        assert_eq!(accounts.tokens(zhang.id, NOW + 1).await.expect("list"), [newer.clone(), made.clone()]);
        assert_eq!(accounts.tokens(zhang.id, NOW + DAY).await.expect("list"), std::slice::from_ref(&newer));
        assert_eq!(accounts.tokens(li.id, NOW).await.expect("list"), []);
        assert!(error(accounts.revoke(li.id, made.id, &when(NOW)).await).contains("没有这个令牌"));
        accounts.revoke(zhang.id, made.id, &when(NOW)).await.expect("revoke");
        assert!(error(accounts.revoke(zhang.id, made.id, &when(NOW)).await).contains("没有这个令牌"));
        assert_eq!(shown(secret.expose(), NOW).await, None);
        // When it was last shown is kept to the minute.
        for (after, used) in [(1, None), (2, Some(NOW + 1)), (60, Some(NOW + 1)), (61, Some(NOW + 1)), (62, Some(NOW + 61))] {
            assert_eq!(shown(second.expose(), NOW + after).await.map(|(_, token)| (token.scope, token.used)), Some((TokenScope::Look, used)), "{after}");
        }
        accounts.disable(zhang.id, &when(NOW)).await.expect("disable");
        assert_eq!(shown(second.expose(), NOW + 1).await, None);
        accounts.enable(zhang.id, &when(NOW)).await.expect("enable");
        assert_eq!(shown(second.expose(), NOW + 1).await, None, "enabled again, but the token is gone");
        assert!(error(accounts.revoke(zhang.id, TokenId(3), &when(NOW)).await).contains("没有这个令牌"));
        store.close().await.expect("close");
    }
}

#[tokio::test]
async fn what_is_not_made() {
    for place in places().await {
        let (store, small) = opened(&place).await;
        let accounts = accounts(&store, 1);
        let zhang = made(&accounts, "zhang", small.zhang).await;
        let off = made(&accounts, "off", small.li).await;
        accounts.disable(off.id, &when(NOW)).await.expect("disable");
        let others = appoint(&store, &small, small.li, 2).await;
        let long = "长".repeat(61);
        for (account, label, acting, valid_for, says) in [
            (zhang.id, " ", None, DAY, "用途说明"),
            (zhang.id, long.as_str(), None, DAY, "用途说明"),
            (zhang.id, "汇总", None, 0, "一年以内"),
            (zhang.id, "汇总", None, 400 * DAY, "一年以内"),
            (zhang.id, "汇总", Some(others), DAY, "不是您的任职"),
            (zhang.id, "汇总", Some(HoldingId(5)), DAY, "不是您的任职"),
            (off.id, "汇总", None, DAY, "已停用"),
            (AccountId(9), "汇总", None, DAY, "没有这个账户"),
        ] {
            assert!(error(accounts.make_token(account, wanted(label, acting, valid_for), &when(NOW)).await).contains(says), "{says}");
        }
        assert_eq!(accounts.tokens(zhang.id, NOW).await.expect("list"), []);
        store.close().await.expect("close");
    }
}
