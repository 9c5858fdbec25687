//! Accounts, over the pages: set up by three people, asked for by one and let pass by another, told to their holders.

use crate::support::{Answer, Office, PASSWORD, form, value_of};
use axum::http::StatusCode;
use jishi_store::Administrator;

/// Somebody at the accounts' page.
struct Desk<'o> {
    office: &'o Office,
    session: String,
    csrf: String,
}

impl<'o> Desk<'o> {
    async fn of(office: &'o Office, login: &str) -> Self {
        let session = office.enter(login).await;
        let csrf = value_of(&office.get(&session, "/me/links").await.text, "csrf");
        let csrf = if csrf.is_empty() { value_of(&office.get(&session, "/me").await.text, "csrf") } else { csrf };
        Self { office, session, csrf }
    }

    async fn page(&self) -> String {
        self.office.get(&self.session, "/accounts").await.text
    }

    async fn post(&self, action: &str, pairs: &[(&str, &str)]) -> Answer {
        let all = [&[("csrf", self.csrf.as_str()), ("action", action)], pairs].concat();
        self.office.post(&self.session, "/accounts", &form(&all)).await
    }
}

/// The secrets that a page shows: links and codes.
fn secrets(page: &str) -> Vec<String> {
    page.split("<code class=\"secret").skip(1).filter_map(|rest| Some(rest.split_once('>')?.1.split('<').next()?.to_owned())).collect()
}

/// The row of a table that has a text in it.
fn row<'p>(page: &'p str, text: &str) -> &'p str {
    page.split("<tr>").skip(1).find(|row| row.contains(text)).unwrap_or_default()
}

fn path(link: &str) -> String {
    link.split_once("localhost").map_or("", |(_, path)| path).to_owned()
}

#[tokio::test]
async fn an_account_takes_two_people_and_both_halves() {
    let office = Office::open().await;
    let (one, two) = (Desk::of(&office, "系统管理员").await, Desk::of(&office, "安全管理员").await);
    let name = office.names_outside_branch().await.pop().expect("a name");
    let asked = one.post("create", &[("name", &name), ("login", "新来的")]).await;
    assert!(asked.status == StatusCode::OK && !asked.text.contains("/invitations/"), "{}", asked.text);
    let code = secrets(&asked.text).remove(0);
    assert_eq!(code.len(), 9, "{code}");
    // Who asked may take it back and not let it pass; the other is shown no code.
    let (own, other) = (one.page().await, two.page().await);
    assert!(row(&own, "的首次链接").contains("撤回") && !row(&own, "的首次链接").contains(">放行"));
    assert!(row(&other, "的首次链接").contains(">放行") && !other.contains(&code));
    let wish = value_of(row(&own, "的首次链接"), "asked");
    let refused = one.post("pass", &[("asked", &wish)]).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains("自己提出的要由另一人放行"), "{}", refused.text);
    let passed = two.post("pass", &[("asked", &wish)]).await;
    let links = secrets(&passed.text);
    assert_eq!((passed.status, links.len(), passed.location.as_str()), (StatusCode::OK, 1, ""), "{}", passed.text);
    assert!(!passed.text.contains(&code) && passed.text.contains("sheet slip"));
    let again = two.post("pass", &[("asked", &wish)]).await;
    assert!(again.status == StatusCode::UNPROCESSABLE_ENTITY && secrets(&again.text).is_empty());
    // The code is still there to be handed over; the link is not.
    let codes = office.get(&one.session, "/accounts/codes").await.text;
    assert!(codes.contains(&code) && !codes.contains("/invitations/") && !two.page().await.contains("/invitations/"));
    let path = path(&links[0]);
    let set = |code: &str, password: &str, again: &str| form(&[("code", code), ("password", password), ("again", again)]);
    assert!(office.get("", &path).await.text.contains("提取码"));
    let good = "长长的一句话做密码";
    for (typed, password, again, says) in [
        (code.as_str(), good, "不一样的另一句话", "两遍写得不一样"),
        (&code, "短", "短", "至少 12 个"),
        ("", good, good, "提取码不对"),
        ("1234 5678", good, good, "提取码不对"),
    ] {
        let answer = office.post("", &path, &set(typed, password, again)).await;
        assert!(answer.status == StatusCode::UNPROCESSABLE_ENTITY && answer.text.contains(says), "{says}: {}", answer.text);
    }
    let made = office.post("", &path, &set(&code, good, good)).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    assert!(office.get("", &made.location).await.text.contains("密码设好了"), "{}", made.location);
    assert_eq!(office.get("", &path).await.status, StatusCode::CONFLICT, "used up");
    let missing = one.post("create", &[("name", "查无此人")]).await;
    assert!(missing.status == StatusCode::UNPROCESSABLE_ENTITY && missing.text.contains("名册里没有"));
}

/// The secretary's next page says that somebody wants a new link, whatever page was asked for; and it is declined there.
#[tokio::test]
async fn a_serving_secretary_is_told_and_declines() {
    let office = Office::open().await;
    let (one, two) = (Desk::of(&office, "安全管理员").await, Desk::of(&office, "系统管理员").await);
    let secretary = office.enter("书记").await;
    assert_eq!(office.get(&secretary, "/mine").await.status, StatusCode::OK);
    let page = one.page().await;
    let account = value_of(row(&page, "row\">书记<"), "id");
    let ask = async || value_of(row(&one.post("link", &[("id", &account)]).await.text, "的新链接"), "asked");
    let wish = ask().await;
    assert!(row(&two.page().await, "的新链接").contains("等本人知道"));
    let early = two.post("pass", &[("asked", &wish)]).await;
    assert!(early.status == StatusCode::UNPROCESSABLE_ENTITY && early.text.contains("先让本人知道"), "{}", early.text);
    let next = office.get(&secretary, "/calendar?month=2026-11").await;
    assert_eq!((next.status, next.location.as_str()), (StatusCode::SEE_OTHER, "/me/links?next=%2Fcalendar%3Fmonth%3D2026-11"));
    assert!(row(&two.page().await, "的新链接").contains("等本人知道"), "being sent there is not being told");
    let notice = office.get(&secretary, &next.location).await;
    assert!(notice.text.contains("安全管理员 孙二二") && notice.text.contains("这不是我要的") && notice.text.contains("href=\"/calendar?month=2026-11\""), "{}", notice.text);
    assert_eq!(office.get(&secretary, "/mine").await.status, StatusCode::OK, "told once");
    assert!(row(&two.page().await, "的新链接").contains("本人已知道"));
    let csrf = value_of(&notice.text, "csrf");
    let declined = office.post(&secretary, "/me/links", &form(&[("csrf", &csrf), ("asked", &wish), ("next", "/mine")])).await;
    assert!(declined.status == StatusCode::OK && declined.text.contains("已叫停") && declined.text.contains("href=\"/mine\""), "{}", declined.text);
    assert_eq!(two.post("pass", &[("asked", &wish)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // What is somebody else's is not declined.
    let wish = ask().await;
    let member = office.enter("党员").await;
    let csrf = value_of(&office.get(&member, "/me").await.text, "csrf");
    assert_eq!(office.post(&member, "/me/links", &form(&[("csrf", &csrf), ("asked", &wish)])).await.status, StatusCode::CONFLICT);
    // Wanted by the holder, seen, and let pass.
    office.get(&secretary, "/me/links").await;
    assert_eq!(two.post("pass", &[("asked", &wish)]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn all_of_a_body_are_asked_for_and_let_pass_in_one_act() {
    let office = Office::open().await;
    let (one, two) = (Desk::of(&office, "系统管理员").await, Desk::of(&office, "安全管理员").await);
    let none = one.post("body", &[("body", "没有这个组织")]).await;
    assert!(none.text.contains("没有找到组织") && none.text.contains("value=\"没有这个组织\""));
    let asked = one.post("body", &[("body", &office.body_name().await)]).await;
    assert!(asked.status == StatusCode::OK && asked.text.contains("打印提取码"), "{}", asked.text);
    let codes = secrets(&office.get(&one.session, "/accounts/codes").await.text);
    assert!(codes.len() > 1, "{codes:?}");
    let page = two.page().await;
    assert!(page.contains(&format!("全部放行（{} 件）", codes.len())), "{page}");
    let waiting: Vec<String> = page.split("<tr>").map(|row| value_of(row, "asked")).filter(|wish| !wish.is_empty()).take(codes.len()).collect();
    let all: Vec<(&str, &str)> = waiting.iter().map(|wish| ("asked", wish.as_str())).collect();
    let passed = two.post("pass", &all).await;
    let links = secrets(&passed.text);
    assert_eq!((links.len(), passed.text.matches("sheet slip").count()), (codes.len(), codes.len()), "one account a slip");
    assert!(codes.iter().all(|code| !passed.text.contains(code.as_str())));
    // Nobody is asked for twice.
    assert!(one.post("body", &[("body", &office.body_name().await)]).await.text.contains("都有账户"));
}

#[tokio::test]
async fn the_auditor_sees_all_that_waits_stops_it_and_lets_nothing_pass() {
    let office = Office::open().await;
    let (one, two, auditor) = (Desk::of(&office, "系统管理员").await, Desk::of(&office, "安全管理员").await, Desk::of(&office, "审计员").await);
    let name = office.names_outside_branch().await.pop().expect("a name");
    let wish = value_of(row(&one.post("create", &[("name", &name)]).await.text, "的首次链接"), "asked");
    let page = auditor.page().await;
    assert!(row(&page, "的首次链接").contains("叫停") && !page.contains(">放行") && !page.contains("给一个人建账户"));
    assert_eq!(auditor.post("create", &[("name", &name)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(auditor.post("pass", &[("asked", &wish)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let id = value_of(row(&two.page().await, "row\">书记<"), "id");
    assert_eq!(auditor.post("disable", &[("id", &id)]).await.status, StatusCode::FORBIDDEN);
    assert_eq!(auditor.post("stop", &[("asked", &wish)]).await.status, StatusCode::OK);
    assert_eq!(two.post("pass", &[("asked", &wish)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Of the three, the other two: the auditor asks to stop one of them, and has no button for the auditor.
    let page = auditor.page().await;
    let seats = page.split("三名管理员").nth(1).expect("the seats");
    assert!(row(seats, "系统管理员").contains("提出停用") && row(seats, "安全管理员").contains("提出停用") && !row(seats, "审计员").contains("提出停用"));
    let id = value_of(row(seats, "系统管理员"), "id");
    let asked = auditor.post("disable", &[("id", &id)]).await;
    let wish = value_of(row(&asked.text, "停用系统管理员"), "asked");
    assert_eq!(two.post("pass", &[("asked", &wish)]).await.status, StatusCode::OK);
    assert_eq!(office.get(&one.session, "/accounts").await.status, StatusCode::SEE_OTHER, "logged out");
    assert!(auditor.page().await.contains("提出新的系统管理员"));
}

/// A unit that opens its own sees its own people, and nothing of the administrators.
#[tokio::test]
async fn a_unit_s_officer_sees_its_people_s_accounts_once_it_is_entrusted() {
    let office = Office::open().await;
    let (one, two) = (Desk::of(&office, "安全管理员").await, Desk::of(&office, "系统管理员").await);
    let officer = office.enter("专职副书记").await;
    assert_eq!(office.get(&officer, "/accounts").await.status, StatusCode::FORBIDDEN);
    let unit = office.unit.to_string();
    assert_eq!(two.post("own", &[("unit", &unit), ("own", "yes")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let asked = one.post("own", &[("unit", &unit), ("own", "yes")]).await;
    let wish = value_of(row(&asked.text, "交机关党委自办"), "asked");
    assert_eq!(two.post("pass", &[("asked", &wish)]).await.status, StatusCode::OK);
    let page = office.get(&officer, "/accounts").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("row\">书记<") && page.text.contains("给一个人建账户"));
    assert!(!page.text.contains("三名管理员") && !page.text.contains("钱一一") && !page.text.contains("单位自办账户"));
    let member = office.enter("书记").await;
    assert_eq!(office.get(&member, "/accounts").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_new_site_is_set_up_by_three_people() {
    let office = Office::unset().await;
    let accounts = office.live().store().accounts();
    let sat = form(&[("name", "钱一一"), ("login", "guan"), ("password", PASSWORD), ("again", PASSWORD)]);
    let mut links = Vec::new();
    for seat in Administrator::ALL {
        let secret = accounts.invite(seat, &office.live().asked("本机")).await.expect("a link");
        links.push(format!("/invitations/{}", secret.expose()));
    }
    let page = office.get("", &links[0]).await.text;
    assert!(page.contains("首次设置：系统管理员") && page.contains("您的姓名") && page.contains("名册里有您吗") && !page.contains("提取码"));
    let nobody = office.post("", &links[0], &form(&[("login", "guan"), ("password", PASSWORD), ("again", PASSWORD)])).await;
    assert!(nobody.status == StatusCode::UNPROCESSABLE_ENTITY && nobody.text.contains("写明是谁"), "{}", nobody.text);
    let made = office.post("", &links[0], &sat).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    assert!(office.get("", &made.location).await.text.contains("账户建好了"), "{}", made.location);
    assert!(office.get("", &links[0]).await.text.contains("重新运行 jishi serve"), "who could ask for another is not there yet");
    // The same person takes no second seat, however the login is called; what was typed stays.
    let twice = form(&[("name", "钱 一一"), ("login", "guan2"), ("password", PASSWORD), ("again", PASSWORD)]);
    let refused = office.post("", &links[1], &twice).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.text.contains("已是另一名管理员") && refused.text.contains("value=\"guan2\""), "{}", refused.text);
    let said = office.get("", "/login").await.text;
    assert!(said.contains("还缺安全管理员、审计员") && said.contains("打开首次设置的链接"), "{said}");
    let system = office.enter("guan").await;
    let page = office.get(&system, "/accounts").await.text;
    assert!(page.contains("还缺安全管理员、审计员"));
    assert_eq!(office.get(&system, "/imports").await.status, StatusCode::OK, "before anybody has an account the registers are brought in");
    for (link, name, login) in [(&links[1], "孙二二", "an"), (&links[2], "周三三", "shen")] {
        let sent = form(&[("name", name), ("login", login), ("password", PASSWORD), ("again", PASSWORD)]);
        assert_eq!(office.post("", link, &sent).await.status, StatusCode::SEE_OTHER, "{name}");
    }
    assert!(!office.get("", "/login").await.text.contains("还缺"));
    assert!(office.get(&system, "/accounts").await.text.contains("孙二二"));
}

/// What is done at once is said on the page that follows.
#[tokio::test]
async fn what_was_done_is_said() {
    let office = Office::open().await;
    let desk = Desk::of(&office, "安全管理员").await;
    let id = value_of(row(&desk.page().await, "row\">党员<"), "id");
    for (action, says) in [("disable", "账户 党员 已停用"), ("enable", "账户 党员 已恢复")] {
        let answer = desk.post(action, &[("id", &id)]).await;
        assert!(answer.status == StatusCode::OK && answer.text.contains(says), "{action}: {}", answer.text);
    }
    let wish = value_of(row(&desk.post("link", &[("id", &id)]).await.text, "的新链接"), "asked");
    assert!(desk.post("stop", &[("asked", &wish)]).await.text.contains("已作废"));
    let new = "长长的一句话做密码";
    let sent = form(&[("csrf", &desk.csrf), ("old", PASSWORD), ("password", new), ("again", new)]);
    let changed = office.post(&desk.session, "/me/password", &sent).await;
    assert_eq!(changed.status, StatusCode::SEE_OTHER, "{}", changed.text);
    assert!(office.get(&changed.session(), &changed.location).await.text.contains("密码改好了"));
}
