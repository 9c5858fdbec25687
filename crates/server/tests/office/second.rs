//! The rules of log-ins and the second factor, as pages and programs meet them.

use crate::support::{NOW, Office, PASSWORD, form, value_of};
use axum::http::{Method, StatusCode};
use jishi_seal::totp_code;

/// The code for a secret as the page writes it: base 32, in groups.
fn code(text: &str, at: u64) -> String {
    let (mut bits, mut held, mut secret) = (0_u32, 0, Vec::new());
    for sign in text.bytes().filter(u8::is_ascii_alphanumeric) {
        let value = if sign.is_ascii_uppercase() { sign - b'A' } else { sign - b'2' + 26 };
        (bits, held) = (bits << 5 | u32::from(value), held + 5);
        if held >= 8 {
            held -= 8;
            secret.push(u8::try_from(bits >> held & 0xff).expect("a byte"));
        }
    }
    totp_code(&secret, at)
}

async fn set_rules(office: &Office, who: &str, passwords: &str, second: &str) -> crate::support::Answer {
    let session = office.enter(who).await;
    let csrf = value_of(&office.get(&session, "/me").await.text, "csrf");
    office.post(&session, "/accounts", &form(&[("csrf", &csrf), ("action", "rules"), ("passwords", passwords), ("second", second)])).await
}

#[tokio::test]
async fn the_security_administrator_sets_the_rules_and_nobody_else() {
    let office = Office::open().await;
    for who in ["书记", "系统管理员", "审计员"] {
        let refused = set_rules(&office, who, "mlps3", "").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{who}: {}", refused.text);
    }
    assert_eq!(set_rules(&office, "安全管理员", "any", "yes").await.status, StatusCode::BAD_REQUEST);
    let done = set_rules(&office, "安全管理员", "asvs", "yes").await;
    assert!(done.status == StatusCode::OK && done.text.contains("登录规则改好了"), "{}", done.text);
    assert!(office.live().store().accounts().rules().second);
}

/// The password alone opens nothing any more: the first log-in sets the second factor up, the next ones ask for a code.
#[tokio::test]
async fn the_way_in_with_a_second_factor() {
    let office = Office::open().await;
    set_rules(&office, "安全管理员", "asvs", "yes").await;
    let enter = async || office.post("", "/login", &form(&[("login", "书记"), ("password", PASSWORD), ("next", "/mine")])).await;
    let first = enter().await;
    assert!(first.status == StatusCode::OK && first.cookie.is_empty() && first.text.contains("设置第二道验证"), "{}", first.text);
    let secret = first.text.split("<code class=\"secret\">").nth(1).and_then(|rest| rest.split('<').next()).expect("a secret").to_owned();
    let at = NOW.unsigned_abs();
    let show = async |page: &str, set: &str, code: &str| {
        office.post("", "/login/second", &form(&[("ticket", &value_of(page, "ticket")), ("set", set), ("next", "/mine"), ("code", code)])).await
    };
    let wrong = show(&first.text, "no", "000000").await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.text.contains("验证码不对") && wrong.text.contains(&secret), "{}", wrong.text);
    let set = show(&first.text, "no", &code(&secret, at)).await;
    assert!(set.status == StatusCode::OK && set.cookie.contains("HttpOnly") && set.text.contains("恢复码"), "{}", set.text);
    let recovery = set.text.split("<li><code class=\"secret\">").nth(1).and_then(|rest| rest.split('<').next()).expect("a code").to_owned();
    assert_eq!(office.get(&set.session(), "/mine").await.status, StatusCode::OK);
    let next = enter().await;
    assert!(next.cookie.is_empty() && next.text.contains("再输一次验证码") && !next.text.contains(&secret), "{}", next.text);
    let again = show(&next.text, "yes", &code(&secret, at)).await;
    assert!(again.status == StatusCode::UNPROCESSABLE_ENTITY && again.text.contains("已经用过"), "{}", again.text);
    let inside = show(&next.text, "yes", &recovery).await;
    assert_eq!((inside.status, inside.location.as_str()), (StatusCode::SEE_OTHER, "/mine"));
    let used = show(&next.text, "yes", &recovery).await;
    assert!(used.status == StatusCode::UNPROCESSABLE_ENTITY && used.cookie.is_empty());
    // It cannot be taken away as long as the site asks for it.
    let csrf = value_of(&office.get(&inside.session(), "/me").await.text, "csrf");
    let kept = office.post(&inside.session(), "/me/second", &form(&[("csrf", &csrf), ("password", PASSWORD)])).await;
    assert!(kept.status == StatusCode::CONFLICT && kept.text.contains("不能取消"), "{}", kept.text);
    let ticket = office.post("", "/login/second", &form(&[("ticket", "00"), ("set", "yes"), ("code", &recovery)])).await;
    assert!(ticket.status == StatusCode::CONFLICT && ticket.text.contains("重新登录"), "{}", ticket.text);
}

/// Under `mlps3` a password of ninety days opens the page that sets another, and nothing else.
#[tokio::test]
async fn an_old_password_has_to_be_changed_first() {
    let office = Office::open().await;
    let security = office.enter("安全管理员").await;
    let csrf = value_of(&office.get(&security, "/me").await.text, "csrf");
    let member = office.enter("党员").await;
    let rules = [("csrf", csrf.as_str()), ("action", "rules"), ("passwords", "mlps3"), ("second", "")];
    assert_eq!(office.post(&security, "/accounts", &form(&rules)).await.status, StatusCode::OK);
    assert_eq!(office.get(&member, "/mine").await.status, StatusCode::OK, "set yesterday");
    office.pass(90 * 86_400);
    let late = office.post("", "/login", &form(&[("login", "党员"), ("password", PASSWORD)])).await.session();
    for path in ["/mine", "/", "/me/tokens"] {
        let led = office.get(&late, path).await;
        assert_eq!((led.status, led.location.as_str()), (StatusCode::SEE_OTHER, "/me"), "{path}");
    }
    let page = office.get(&late, "/me").await;
    assert!(page.text.contains("请先换一个密码"), "{}", page.text);
    let csrf = value_of(&page.text, "csrf");
    let token = office.send(&late, Method::POST, "/api/v1/tokens", b"{}".to_vec(), "application/json", &[("x-csrf", &csrf)]).await;
    assert!(token.text.contains("stale_password"), "{}", token.text);
    let new = "Xiatian-de feng1";
    let changed = office.post(&late, "/me/password", &form(&[("csrf", &csrf), ("old", PASSWORD), ("password", new), ("again", new)])).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text);
    assert_eq!(office.get(&changed.session(), "/mine").await.status, StatusCode::OK);
}
