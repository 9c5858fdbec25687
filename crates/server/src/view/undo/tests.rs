//! What taking an import back would do, in sentences.

use super::{does, tally};
use jishi_base::{BodyId, HoldingId, PersonId, PostId, UnitId};
use jishi_facts::{Ledger, Entity};
use jishi_workflow::imports::Outlook;

#[test]
fn parts_are_counted_in_the_order_of_the_register() {
    let parts = [
        Entity::Ledger(Ledger { unit: UnitId(1), body: None, kind: "党课".into() }),
        Entity::Holding(HoldingId(1)),
        Entity::Memberships(PersonId(1)),
        Entity::Person(PersonId(1)),
        Entity::Memberships(PersonId(2)),
        Entity::Body(BodyId(1)),
        Entity::Body(BodyId(2)),
        Entity::Post(PostId(1)),
    ];
    assert_eq!(tally(&parts), "2 个党组织、1 名人员、1 人的组织关系、1 个职务、1 项任职、1 本台账的启用");
    assert_eq!(tally(&[]), "");
}

#[test]
fn what_happens_is_said_as_far_as_it_happens() {
    let outlook = Outlook { withdrawn: 3, kept: vec![Entity::Body(BodyId(1))], gone: vec![Entity::Person(PersonId(1))], ..Outlook::default() };
    assert_eq!(does(&outlook, true).len(), 3);
    assert!(does(&outlook, true)[1].contains("从登记簿去掉：1 名人员。人员信息一并删除"));
    assert_eq!(does(&outlook, false).len(), 2);
    assert!(does(&Outlook::default(), true).is_empty());
}
