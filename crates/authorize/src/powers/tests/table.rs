//! The table as it is written, and its questions one by one.

use crate::powers::{Act, Asked, Hand, Human, Not, Party, Rule, Target, ask, may_have, object, release, rules};
use jishi_base::PersonId;

#[test]
fn the_table_is_read() {
    let read: Vec<Rule> = serde_json::from_str(include_str!("../../../powers.json")).expect("powers.json");
    assert_eq!(read, rules());
}

/// Nobody is on both sides of an act but a unit's committee, whose two officers are told apart as people; nobody has a
/// part in what is done to their own seat; the auditor lets nothing pass.
#[test]
fn no_row_lets_one_side_do_both() {
    for rule in rules() {
        assert!(rule.asks != rule.releases || [Hand::Unit, Hand::Committee].contains(&rule.asks), "{rule:?}");
        assert!(rule.releases != Hand::Audit && rule.asks != Hand::Other && rule.releases != Hand::Other, "{rule:?}");
        let seat = [(Target::System, Hand::System), (Target::Security, Hand::Security), (Target::Audit, Hand::Audit)];
        assert!(seat.iter().all(|(target, hand)| rule.target != *target || (rule.asks != *hand && rule.releases != *hand)), "{rule:?}");
        assert!(rule.basis.contains('：'), "{rule:?}");
    }
    let asked = |act: Act| rules().iter().any(|rule| rule.acts.contains(&act));
    assert!(Act::ALL.into_iter().all(asked));
}

#[test]
fn names_are_one_however_they_are_written() {
    let named = Human::named;
    assert!(named("张 三").is(&named("张　三")) && named("Ａlim·Osman").is(&named("alim•osman")) && !named("张三").is(&named("张三（信息中心）")));
    let (one, two) = (Human::registered(PersonId(1), "张三"), Human::registered(PersonId(2), "张三"));
    assert!(one.is(&one) && !one.is(&two), "the register tells people of one name apart");
    assert!(one.is(&named("张三")) && two.is(&named("张三")), "a name alone does not");
    assert_eq!(may_have(&named("张三"), [&one]), Err(Not::HasAccount));
    assert_eq!(may_have(&two, [&one]), Ok(()));
}

/// An act, who asked for it, whose account it is, and which of everybody may ask, let pass and stop: `+` may.
type Row<'a> = (Act, Target, Party<'a>, Option<&'a Human>, [&'a str; 3]);

#[test]
fn who_asks_who_lets_pass_and_who_stops() {
    let humans: Vec<Human> = ["系统", "安全", "审计", "书记", "副书记", "党员"].into_iter().map(Human::named).collect();
    let [system, security, audit, secretary, deputy, member] = [
        (0, Hand::System), (1, Hand::Security), (2, Hand::Audit), (3, Hand::Unit), (4, Hand::Unit), (5, Hand::Other),
    ].map(|(place, hand)| Party { human: &humans[place], hand });
    let everybody = [system, security, audit, secretary, deputy, member];
    let words = |found: Vec<bool>| found.into_iter().map(|may| if may { '+' } else { '-' }).collect::<String>();
    // What, by whom asked, whose account it is; who may ask, let it pass, and stop it.
    let rows: [Row; 11] = [
        (Act::Open, Target::Person, security, Some(member.human), ["++-++-", "+-----", "+++---"]),
        (Act::Open, Target::Person, system, Some(member.human), ["++-++-", "-+----", "+++---"]),
        (Act::Open, Target::Person, secretary, Some(member.human), ["++-++-", "----+-", "--+++-"]),
        (Act::Renew, Target::Person, secretary, Some(deputy.human), ["++-+--", "------", "--+++-"]),
        (Act::Renew, Target::Person, security, Some(member.human), ["++-++-", "+-----", "+++--+"]),
        (Act::Unseat, Target::Audit, system, Some(audit.human), ["++----", "-+----", "++----"]),
        (Act::Renew, Target::Audit, system, Some(audit.human), ["++----", "-+----", "+++---"]),
        (Act::Unseat, Target::System, audit, Some(system.human), ["--+---", "-+----", "-++---"]),
        (Act::Seat, Target::Security, audit, Some(member.human), ["--+---", "+-----", "+-+---"]),
        (Act::Seat, Target::Audit, security, Some(system.human), ["-+----", "------", "-++---"]),
        (Act::Entrust, Target::Unit, security, None, ["-+----", "+-----", "+++---"]),
    ];
    for (act, target, by, holder, may) in rows {
        let asked = Asked { act, target, by, holder, told: true };
        let [asks, releases, objects] = may;
        assert_eq!(words(everybody.map(|party| ask(act, target, party, holder).is_ok()).to_vec()), asks, "{act:?} {target:?} asked");
        assert_eq!(words(everybody.map(|party| release(&asked, party).is_ok()).to_vec()), releases, "{act:?} {target:?} let pass");
        assert_eq!(words(everybody.map(|party| object(&asked, party).is_ok()).to_vec()), objects, "{act:?} {target:?} stopped");
    }
    let renewed = Asked { act: Act::Renew, target: Target::Person, by: security, holder: Some(member.human), told: false };
    assert_eq!(release(&renewed, system), Err(Not::NotTold));
    assert_eq!(object(&renewed, system), Ok(()), "it can be refused before that");
    // The same person in another seat since.
    assert_eq!(release(&renewed, Party { human: security.human, hand: Hand::System }), Err(Not::OwnAct));
    assert_eq!(Not::OthersAsk(Act::Unseat, Target::System).help(), "请找审计员提出");
    assert_eq!(Not::OthersRelease(Act::Open, Target::Person).help(), "请找系统管理员或安全管理员或自办单位的机关党委书记、专职副书记放行");
}

/// Of erasing: the committee, the security administrator and the owner propose; the owner confirms nothing, nobody what
/// they proposed themselves in whatever account, and nobody what is about them.
#[test]
fn erasing_takes_two_and_neither_is_concerned() {
    let humans: Vec<Human> = ["书记", "副书记", "安全", "本机所有者", "系统", "本人"].into_iter().map(Human::named).collect();
    let hands = [Hand::Committee, Hand::Committee, Hand::Security, Hand::Owner, Hand::System, Hand::Committee];
    let parties: Vec<Party> = humans.iter().zip(hands).map(|(human, hand)| Party { human, hand }).collect();
    let concerned = Some(&humans[5]);
    let signs = |may: &dyn Fn(&Party) -> bool| parties.iter().map(|by| if may(by) { '+' } else { '-' }).collect::<String>();
    assert_eq!(signs(&|by| ask(Act::Erase, Target::Information, *by, concerned).is_ok()), "++++--");
    let confirms = |proposer: usize| {
        let asked = Asked { act: Act::Erase, target: Target::Information, by: parties[proposer], holder: concerned, told: true };
        signs(&|by| release(&asked, *by).is_ok())
    };
    assert_eq!([0, 1, 2, 3].map(confirms), ["-++---", "+-+---", "++----", "+++---"]);
    // The security administrator whom the seat names by name only is the secretary: one person.
    let (registered, named) = (Human::registered(PersonId(1), "书记"), Human::named("书 记"));
    let by = Party { human: &registered, hand: Hand::Committee };
    let asked = Asked { act: Act::Erase, target: Target::Information, by, holder: concerned, told: true };
    assert_eq!(release(&asked, Party { human: &named, hand: Hand::Security }), Err(Not::OwnAct));
}
