//! Who owes, and whose move it is.

use super::build::*;
use jishi_calendar::Cadence;
use jishi_pack::{Duty, Form, Given, GivenBody, GivenMember, Owner, Who};

#[test]
fn holders_of_posts() {
    let who = Who::Holders { kinds: vec!["党组".to_owned()], titles: Vec::new() };
    let duty = duty(who, Form::Periodic { cadence: Cadence::Year, at_least: 1, after: None, evidence: of("调研报告") });
    let mut body = body("党组", "某厅党组");
    body.holdings = vec![
        holding("书记", "甲", Some("2024-03-01"), None),
        holding("成员", "乙", Some("2026-06-01"), None),
        holding("成员", "丙", Some("2024-03-01"), Some("2026-05-01")),
        holding("成员", "丁", Some("2020-03-01"), Some("2024-03-01")),
    ];
    check(&duty, given(body, "调研报告", &["2026-03-04 甲"]), "2026-11-24", &["丙 2026 不适用", "乙 2026 待办", "甲 2026 已完成"]);
}

#[test]
fn a_move_between_branches_is_no_leaving() {
    let duty = duty(Who::Members, Form::Periodic { cadence: Cadence::Year, at_least: 1, after: None, evidence: of("谈心谈话") });
    let with = |name: &str, from: Option<&str>, until: Option<&str>| {
        let mut body = body("党支部", name);
        body.members.push(GivenMember { from: from.map(day), until: until.map(day), ..member("张三") });
        body
    };
    let site = Given {
        bodies: vec![with("甲支部", None, Some("2026-05-01")), with("乙支部", Some("2026-05-01"), None)],
        ..given(branch(), "谈心谈话", &[])
    };
    check(&duty, site, "2026-11-24", &["2026 待办"]);
}

#[test]
fn owners_in_words() {
    let who = |owner: Owner, holdings: Vec<jishi_pack::GivenHolding>| {
        let duty = Duty { owner, ..meetings(Cadence::Year, 1) };
        let below = GivenBody { holdings, parent: Some("机关委员会".to_owned()), ..branch() };
        let above = GivenBody { holdings: vec![holding("书记", "王五", None, None)], ..body("机关党委", "机关委员会") };
        judged(&duty, Given { bodies: vec![below, above], ..given(branch(), "支部党员大会", &[]) }, "2026-08-01")[0].owner.clone()
    };
    let secretary = || vec![holding("书记", "魏静", Some("2023-09-10"), None)];
    let own = || Owner::OwnBody("书记".to_owned());
    assert_eq!(who(own(), secretary()), "甲支部书记 魏静");
    assert_eq!(who(own(), vec![holding("书记", "魏静", None, Some("2026-01-01"))]), "甲支部书记（空缺）");
    assert_eq!(who(own(), vec![]), "甲支部书记（未登记）");
    // Who does the work of a post that is vacant.
    let deputy = || holding("副书记（主持工作）", "金子涵", Some("2026-06-01"), None);
    assert_eq!(who(own(), vec![holding("书记", "魏静", None, Some("2026-05-31")), deputy()]), "甲支部 副书记（主持工作） 金子涵");
    assert_eq!(who(own(), vec![deputy()]), "甲支部 副书记（主持工作） 金子涵");
    assert_eq!(who(own(), vec![holding("书记", "魏静", None, None), deputy()]), "甲支部书记 魏静");
    assert_eq!(who(own(), vec![holding("副书记", "金子涵", None, None)]), "甲支部书记（未登记）");
    assert_eq!(who(Owner::Parent("书记".to_owned()), secretary()), "机关委员会书记 王五");
    assert_eq!(who(Owner::InUnit { kind: "机关党委".to_owned(), title: "书记".to_owned() }, secretary()), "机关委员会书记 王五");
    assert_eq!(
        who(Owner::InUnit { kind: "机关纪委".to_owned(), title: "书记".to_owned() }, secretary()),
        "本单位机关纪委书记（没有登记该组织）"
    );
}
