//! What taking an import back would do, in sentences.

use super::{does, tally};
use jishi_base::{BodyId, HoldingId, PersonId, PostId, UnitId};
use jishi_facts::{Ledger, Part};
use jishi_workflow::imports::Outlook;

#[test]
fn parts_are_counted_in_the_order_of_the_register() {
    let parts = [
        Part::Uptake(Ledger { unit: UnitId(1), body: None, kind: "党课".into() }),
        Part::Holding(HoldingId(1)),
        Part::Memberships(PersonId(1)),
        Part::Person(PersonId(1)),
        Part::Memberships(PersonId(2)),
        Part::Body(BodyId(1)),
        Part::Body(BodyId(2)),
        Part::Post(PostId(1)),
    ];
    assert_eq!(tally(&parts), "2 个党组织、1 名人员、1 人的组织关系、1 个职务、1 项任职、1 本台账的启用");
    assert_eq!(tally(&[]), "");
}

#[test]
fn what_happens_is_said_as_far_as_it_happens() {
    let outlook = Outlook { withdrawn: 3, kept: vec![Part::Body(BodyId(1))], gone: vec![Part::Person(PersonId(1))], ..Outlook::default() };
    assert_eq!(does(&outlook, true).len(), 3);
    assert!(does(&outlook, true)[1].contains("从登记簿去掉：1 名人员。人员信息一并删除"));
    assert_eq!(does(&outlook, false).len(), 2);
    assert!(does(&Outlook::default(), true).is_empty());
}
