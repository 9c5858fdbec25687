//! What is said to the one who asked; and in which posts one may act.

use super::support::{Build, day, on, small, today};
use crate::*;
use jishi_base::RecordId;
use jishi_facts::Event;

#[test]
fn every_answer_says_as_whom_and_why_or_whom_to_ask() {
    let small = small();
    let post = |body, title: &str| {
        let (person, holding) = small.posts[&(body, title.to_owned())];
        Actor::person(person, Some(holding))
    };
    let member = Actor::person(small.members["甲"], None);
    let mut branch = post("支部", "书记");
    for (actor, action, resource, words) in [
        (branch, Action::Record, Resource::Body(small.bodies["支部"]), "以支部 书记身份可以登记。依据：意见（十八）："),
        (branch, Action::See, Resource::Record(small.records["总支下支部"]), "没有这份记录，或者它不在您可以查看的范围内。如确有需要，请联系总支下支部 书记"),
        (branch, Action::See, Resource::Record(RecordId(77_777)), "没有这份记录，或者它不在您可以查看的范围内。如确有需要，请联系安全管理员"),
        (branch, Action::See, Resource::Body(small.bodies["乙支部"]), "没有这个党组织，或者它不在您可以查看的范围内。如确有需要，请联系安全管理员"),
        (branch, Action::Appoint, Resource::Body(small.bodies["支部"]), "您现在以支部 书记身份办理，不能对这个党组织做“登记任职”。如确有需要，请联系机关党委 书记"),
        (branch, Action::ReadJournal, Resource::Site, "不能对整个系统做“查日志”。如确有需要，请联系安全管理员"),
        (member, Action::Correct, Resource::Record(small.records["支部"]), "您现在以党员身份办理，不能对这份记录做“更正”。如确有需要，请联系支部 书记"),
        (member, Action::SeePeople, Resource::Person(small.members["甲"]), "以本人身份可以看人员。依据：个人信息保护法"),
        (member, Action::See, Resource::Record(small.records["小组"]), "以党员身份可以看组织。依据：意见（十一）"),
        (Actor::administrator(Administrator::Audit, true), Action::See, Resource::Body(small.bodies["支部"]), "三员不看、不改记录"),
        (Actor::default(), Action::Export, Resource::Site, "您还没有登录"),
    ] {
        let decision = decide(small.register(), &actor, action, resource, today());
        assert!(decision.reason.contains(words), "{}", decision.reason);
    }
    branch.acting = Some(jishi_base::HoldingId(88_888));
    let decision = decide(small.register(), &branch, Action::Export, Resource::Site, today());
    assert!(decision.reason.contains("任职已经结束或尚未开始"), "{}", decision.reason);
}

#[test]
fn one_acts_in_the_most_far_reaching_post_first() {
    let mut b = Build::default();
    let unit = b.unit("甲厅");
    let organ = b.body(Some(unit), "机关党委", "机关党委", &[]);
    let branch = b.body(Some(unit), "党支部", "支部", &[(jishi_facts::RelationKind::Subordinate, organ)]);
    let person = b.member(unit, branch, "甲");
    let _elsewhere = b.appoint(branch, "没有包声明的职务", person);
    let (near, far) = (b.appoint(branch, "书记", person), b.appoint(organ, "专职副书记", person));
    let ended = b.appoint(organ, "书记", person);
    b.enter(Event::HolderLeft { holding: ended, on: today() });
    let choices = acting_choices(on(&b.site), person, today());
    assert_eq!(choices.iter().map(|choice| choice.holding).collect::<Vec<_>>(), [far, near]);
    assert_eq!((choices[0].title.as_str(), choices[0].body_name.as_str(), choices[0].bodies), ("专职副书记", "机关党委", 2));
    // The last day in post still counts; the day of leaving does not.
    assert_eq!(acting_choices(on(&b.site), person, day("2026-11-23"))[0].body, organ);
    assert_eq!(acting_choices(on(&b.site), person, day("2026-11-23")).len(), 3);
    assert_eq!(acting_choices(on(&b.site), person, day("2023-12-31")), []);
}

#[test]
fn a_right_ends_with_the_post_the_body_and_the_relation() {
    for what in ["post", "body", "relation"] {
        let mut b = Build::default();
        let (unit, other) = (b.unit("甲厅"), b.unit("乙厅"));
        let organ = b.body(Some(unit), "机关党委", "机关党委", &[]);
        let branch = b.body(Some(other), "党支部", "支部", &[(jishi_facts::RelationKind::Subordinate, organ)]);
        let person = b.person(unit, "甲");
        let holding = b.appoint(organ, "书记", person);
        let post = b.site.holdings[&holding].post;
        b.enter(match what {
            "post" => Event::PostAbolished { post, on: today() },
            "body" => Event::BodyClosed { body: organ, on: today() },
            _ => Event::Unrelated { body: branch, kind: jishi_facts::RelationKind::Subordinate, to: organ, on: today() },
        });
        let may = |date| decide(on(&b.site), &Actor::person(person, Some(holding)), Action::Record, Resource::Body(branch), date).allowed;
        assert!(may(day("2026-11-23")) && !may(today()), "{what}");
    }
}
