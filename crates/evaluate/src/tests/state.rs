//! 状态.

use super::build::*;
use crate::status::Status;
use jishi_pack::{Duty, Fact, Form, GivenBody, GivenHolding, Op, Operand, Who};

fn vacancy() -> Duty {
    let who = Who::Posts { kinds: vec!["机关党委".to_owned()], titles: vec!["书记".to_owned(), "专职副书记".to_owned()] };
    duty(who, Form::State { condition: held(), grace: Some("6 个月".parse().expect("a length")) })
}

fn committee(holdings: Vec<GivenHolding>) -> jishi_pack::Given {
    given(GivenBody { holdings, ..body("机关党委", "机关委员会") }, "支部党员大会", &[])
}

#[test]
fn a_vacancy_starts_a_clock() {
    let left = |from: &str| holding("专职副书记", "张三", Some("2022-05-06"), Some(from));
    let cases: &[(&str, Vec<GivenHolding>, &[&str])] = &[
        ("2026-11-24", vec![holding("专职副书记", "张三", Some("2022-05-06"), None)], &["now 已完成"]),
        ("2026-10-01", vec![left("2026-04-01")], &["2026-04-01/2026-10-01 待办"]),
        ("2026-10-02", vec![left("2026-04-01")], &["2026-04-01/2026-10-01 逾期"]),
        ("2026-03-31", vec![left("2026-04-01")], &["now 已完成"]),
        // month ends
        ("2026-11-24", vec![left("2025-08-31")], &["2025-08-31/2026-02-28 逾期"]),
        // the holder goes, another comes
        (
            "2026-11-24",
            vec![left("2026-04-01"), holding("专职副书记", "李四", Some("2026-10-01"), None)],
            &["2026-04-01/2026-10-01 已完成", "now 已完成"],
        ),
        (
            "2026-11-24",
            vec![left("2026-04-01"), holding("专职副书记", "李四", Some("2026-10-02"), None)],
            &["2026-04-01/2026-10-01 补办", "now 已完成"],
        ),
        ("2026-11-24", vec![left("2026-04-01"), holding("专职副书记", "李四", Some("2026-04-01"), None)], &["now 已完成"]),
        // filled last year: past
        ("2026-11-24", vec![left("2025-02-01"), holding("专职副书记", "李四", Some("2025-12-31"), None)], &["now 已完成"]),
        // two clocks
        (
            "2026-11-24",
            vec![left("2026-01-10"), holding("专职副书记", "李四", Some("2026-02-01"), Some("2026-09-01"))],
            &["2026-01-10/2026-07-10 已完成", "2026-09-01/2027-03-01 待办"],
        ),
    ];
    for (at, holdings, expected) in cases {
        check(&vacancy(), committee(holdings.clone()), at, expected);
    }
}

#[test]
fn it_says_how_late_and_whose_move_it_is() {
    let instances =
        judged(&vacancy(), committee(vec![holding("专职副书记", "张三", Some("2022-05-06"), Some("2026-04-01"))]), "2026-11-24");
    assert_eq!(instances[0].subject_name, "机关委员会 专职副书记");
    assert_eq!(
        instances[0].because,
        [
            "依据意见（十九），机关党委的书记、专职副书记出现空缺，应当在 6 个月内补齐。",
            "该职务自 2026-04-01 起空缺，6 个月到 2026-10-01 为止。",
            "到 2026-11-24 仍无人任职，已逾期 54 天。",
        ]
    );
    assert_eq!(instances[0].owner, "机关委员会书记（未登记）");
    assert_eq!(instances[0].due, Some(day("2026-10-01")));
}

#[test]
fn a_post_nobody_is_known_to_have_held() {
    let duty = vacancy();
    let mut site = site(&duty, committee(vec![holding("专职副书记", "张三", None, None)]), "2026-11-24");
    let body = site.posts.values().next().map(|post| post.body).expect("a post");
    let post = jishi_base::PostId(7);
    site.posts.insert(
        post,
        jishi_facts::Post { id: post, body, title: "书记".to_owned(), opened: Some(day("2020-01-01")), abolished: None, version: 0 },
    );
    let evaluate = |site: &jishi_facts::Site| labels(&said(&duty, site, "2026-11-24"));
    assert_eq!(evaluate(&site), ["机关委员会 专职副书记 now 已完成", "机关委员会 书记 now 缺事实"]);
    site.posts.get_mut(&post).expect("the post").abolished = Some(day("2026-11-24"));
    assert_eq!(evaluate(&site), ["now 已完成"]);
}

#[test]
fn a_standing_condition_without_a_clock() {
    let condition = fact(Fact::HoldersOf, "纪检委员", Op::Ge, number(1));
    let duty = Duty {
        applies: Some(fact(Fact::HasCommittee, "", Op::Eq, Operand::Flag(true))),
        ..duty(bodies("党支部"), Form::State { condition, grace: None })
    };
    let site = |name: &str, titles: &[&str]| {
        let holdings = titles.iter().map(|title| holding(title, "张三", None, None)).collect();
        given(GivenBody { holdings, ..body("党支部", name) }, "支部党员大会", &[])
    };
    check(&duty, site("甲支部委员会", &["书记", "组织委员", "纪检委员"]), "2026-11-24", &["now 已完成"]);
    check(&duty, site("甲支部委员会", &["书记", "组织委员"]), "2026-11-24", &["now 逾期"]);
    check(&duty, site("甲支部", &["书记"]), "2026-11-24", &["now 不适用"]);
    check(&duty, site("甲支部委员会", &["书记"]), "2026-11-24", &["now 逾期"]);
    let instances = judged(&duty, site("甲支部委员会", &["书记"]), "2026-11-24");
    assert_eq!((instances[0].status, instances[0].due), (Status::Overdue, None));
}

#[test]
fn nothing_is_said_of_registers_that_are_not_kept() {
    let condition = fact(Fact::HasLink, "支部联系点", Op::Eq, Operand::Flag(true));
    let duty = duty(bodies("党支部"), Form::State { condition, grace: None });
    let site = jishi_pack::Given { not_taken_up: vec!["联系".to_owned()], ..given(branch(), "支部党员大会", &[]) };
    check(&duty, site, "2026-11-24", &["now 不适用"]);
    check(&duty, given(branch(), "支部党员大会", &[]), "2026-11-24", &["now 逾期"]);
}

#[test]
fn a_clock_over_other_facts() {
    let condition = fact(Fact::MemberCount, "", Op::Ge, number(3));
    let duty = duty(bodies("党支部"), Form::State { condition, grace: Some("6 个月".parse().expect("a length")) });
    let mut body = GivenBody { full_members: 2, founded: Some(day("2020-01-01")), ..branch() };
    body.members.push(jishi_pack::GivenMember { until: Some(day("2026-05-05")), ..member("张三") });
    check(&duty, given(body, "支部党员大会", &[]), "2026-08-01", &["2026-05-05/2026-11-05 待办"]);
}

/// When the probation of the third member is over and nobody has said that he was confirmed, the branch may have three full members
/// or two: the clock that ran is neither mended nor overdue.
#[test]
fn what_is_not_known_has_not_mended_it() {
    let condition = fact(Fact::FullMemberCount, "", Op::Ge, number(3));
    let duty = duty(bodies("党支部"), Form::State { condition, grace: Some("6 个月".parse().expect("a length")) });
    let site = |confirmed: Option<&str>| {
        let mut body = GivenBody { full_members: 2, founded: Some(day("2025-06-01")), ..branch() };
        body.members.push(jishi_pack::GivenMember { joined: Some(day("2025-07-20")), confirmed: confirmed.map(day), ..member("张三") });
        given(body, "支部党员大会", &[])
    };
    check(&duty, site(None), "2026-07-19", &["2025-06-01/2025-12-01 逾期"]);
    check(&duty, site(None), "2026-07-20", &["2025-06-01/2025-12-01 缺事实"]);
    check(&duty, site(Some("2026-07-20")), "2026-07-20", &["2025-06-01/2025-12-01 补办", "now 已完成"]);
}
