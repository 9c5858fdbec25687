//! What stands after which changes.

use super::{Access, LONGEST_SESSION, Way};
use jishi_base::AccountId;
use jishi_facts::{AccountChange, Event, Stamp};

const ONE: AccountId = AccountId(1);

/// A change, with the entry that it takes back and the seconds since the beginning.
type Change = (AccountChange, Option<u64>, i64);

/// The entry that last changed the row, and the ways in that stand; none where the account is gone.
type Left = Option<(u64, Vec<u64>)>;

/// Changes in a row, each an entry.
fn after(changes: &[Change]) -> Access {
    let mut access = Access::default();
    for (seq, (change, of, at)) in (0..).zip(changes) {
        let stamp = Stamp { seq, at: *at, day: "2026-11-30".parse().expect("a day"), actor: "本机".into() };
        access.apply(&stamp, &Event::AccountChanged { account: ONE, change: *change, of: *of });
    }
    access
}

#[test]
fn an_account_counts_by_its_last_change_and_ways_in_end_with_it() {
    use AccountChange::{Disabled, Enabled, Invited, LoggedIn, LoggedOut, LoggedOutEverywhere, Made, PasswordSet, Removed, TokenMade, TokenRevoked};
    let all = |access: &Access| access.accounts.get(&ONE).map(|standing| (standing.row, standing.ways.keys().copied().collect::<Vec<_>>()));
    let rows: [(&[Change], Left); 9] = [
        (&[(Made, None, 0), (Invited, None, 0), (Invited, None, 0)], Some((0, vec![2]))),
        (&[(Made, None, 0), (Invited, None, 0), (PasswordSet, None, 0)], Some((2, vec![]))),
        (&[(Made, None, 0), (LoggedIn, None, 0), (LoggedIn, None, 5), (LoggedOut, Some(1), 6)], Some((0, vec![2]))),
        (&[(Made, None, 0), (LoggedIn, None, 0), (TokenMade, None, 5), (LoggedOutEverywhere, None, 6)], Some((0, vec![2]))),
        (&[(Made, None, 0), (TokenMade, None, 0), (TokenMade, None, 5), (TokenRevoked, Some(1), 6)], Some((0, vec![2]))),
        (&[(Made, None, 0), (LoggedIn, None, 0), (TokenMade, None, 0), (Disabled, None, 1), (Enabled, None, 2)], Some((4, vec![]))),
        (&[(Made, None, 0), (LoggedIn, None, 0), (LoggedIn, None, LONGEST_SESSION)], Some((0, vec![2]))),
        (&[(Made, None, 0), (LoggedIn, None, 1), (LoggedIn, None, LONGEST_SESSION)], Some((0, vec![1, 2]))),
        (&[(Made, None, 0), (LoggedIn, None, 0), (Removed, None, 1)], None),
    ];
    for (changes, expected) in rows {
        let access = after(changes);
        assert_eq!(all(&access), expected, "{changes:?}");
        assert!(access.ever);
    }
    let access = after(&[(Made, None, 0), (TokenMade, None, 0)]);
    assert!(access.stands(ONE, 1, Way::Token) && !access.stands(ONE, 1, Way::Session) && !access.stands(AccountId(2), 1, Way::Token));
    assert!(access.is_row(ONE, 0) && !access.is_row(ONE, 1) && !Access::default().ever);
}

/// A change: in which account it was asked, of which account, and the entry that it answers.
type Deed = (AccountId, AccountId, AccountChange, Option<u64>);

/// What waits: the entry that asked, with that of its link.
type Waits = (u64, Option<u64>);

/// Changes in a row, each an entry, and what waits after them.
fn waiting(changes: &[Deed]) -> (Access, Vec<Waits>) {
    let mut access = Access::default();
    for (seq, (actor, account, change, of)) in (0..).zip(changes) {
        let stamp = Stamp { seq, at: 0, day: "2026-11-30".parse().expect("a day"), actor: actor.to_string().into() };
        access.apply(&stamp, &Event::AccountChanged { account: *account, change: *change, of: *of });
    }
    let left = access.waiting.iter().map(|(asked, one)| (*asked, one.link)).collect();
    (access, left)
}

#[test]
fn what_waits_follows_from_what_was_asked_let_pass_and_dropped() {
    use AccountChange::{CodeWrong, Disabled, Dropped, Invited, Made, OpeningAsked, PasswordSet, RenewalAsked, Removed, SeatAsked, Seated, StopAsked, SystemMade, Told};
    let (two, by) = (AccountId(2), AccountId(9));
    let of = |change, of| (by, ONE, change, of);
    let made = of(Made, None);
    let rows: [(&[Deed], &[Waits], usize); 12] = [
        // Asked again, the first is over; another's is not.
        (&[made, of(OpeningAsked, None), of(OpeningAsked, None), (by, two, OpeningAsked, None)], &[(2, None), (3, None)], 0),
        // Let pass: its link stands, and one let pass later takes its place.
        (&[made, of(OpeningAsked, None), of(Invited, Some(1))], &[(1, Some(2))], 1),
        (&[made, of(OpeningAsked, None), of(Invited, Some(1)), of(OpeningAsked, None)], &[(1, Some(2)), (3, None)], 1),
        (&[made, of(OpeningAsked, None), of(Invited, Some(1)), of(OpeningAsked, None), of(Invited, Some(3))], &[(3, Some(4))], 1),
        // Used: the link and a first one still asked for are over, a new one asked for is not.
        (&[made, of(OpeningAsked, None), of(Invited, Some(1)), of(PasswordSet, None)], &[], 0),
        (&[made, of(OpeningAsked, None), of(RenewalAsked, None), of(PasswordSet, None)], &[(2, None)], 0),
        // Dropped: what it was, link and all; without saying what, everything.
        (&[made, of(RenewalAsked, None), of(Invited, Some(1)), of(Dropped, Some(1))], &[], 0),
        (&[made, of(RenewalAsked, None), of(Invited, Some(1)), of(StopAsked, None), of(Dropped, None)], &[], 0),
        // Stopped: what waits for the account is over, and what it asked for and was not let pass.
        (&[made, of(RenewalAsked, None), (ONE, two, OpeningAsked, None), of(Disabled, None)], &[], 0),
        (&[made, (ONE, two, OpeningAsked, None), (by, two, Invited, Some(1)), of(Removed, None)], &[(1, Some(2))], 0),
        // A seat with a password from before; what nobody of the site asked.
        (&[of(SystemMade, None), of(SeatAsked, None), of(Seated, Some(1))], &[], 0),
        (&[made, of(Told, Some(0)), of(CodeWrong, Some(0)), of(Invited, Some(7))], &[], 1),
    ];
    for (changes, expected, links) in rows {
        let (access, left) = waiting(changes);
        assert_eq!(left, expected, "{changes:?}");
        assert_eq!(access.accounts.get(&ONE).map_or(0, |standing| standing.ways.len()), links, "{changes:?}");
    }
    // Five wrong codes, and both are gone.
    let mut changes = vec![made, of(OpeningAsked, None), of(Invited, Some(1))];
    changes.extend([of(CodeWrong, Some(2)); 4]);
    assert_eq!(waiting(&changes).1, [(1, Some(2))]);
    changes.push(of(CodeWrong, Some(2)));
    let (access, left) = waiting(&changes);
    assert!(left.is_empty() && !access.stands(ONE, 2, Way::Link));
    // Without an account that asked there is nobody to be told from who lets pass.
    let stamp = Stamp { seq: 0, at: 0, day: "2026-11-30".parse().expect("a day"), actor: "本机".into() };
    let mut access = Access::default();
    access.apply(&stamp, &Event::AccountChanged { account: ONE, change: OpeningAsked, of: None });
    assert!(access.waiting.is_empty());
}

#[test]
fn seats_are_taken_left_and_taken_again() {
    use AccountChange::{AuditMade, Disabled, SecurityMade, Seated, SystemMade};
    use jishi_authorize::Administrator::{Audit, Security, System};
    let [one, two, three, four] = [1, 2, 3, 4].map(AccountId);
    let sat = |account, made| [(account, account, made, None), (account, account, Seated, None)];
    let mut changes = [sat(one, SystemMade), sat(two, SecurityMade)].concat();
    assert_eq!(waiting(&changes).0.to_set_up(), [Audit]);
    changes.extend(sat(three, AuditMade));
    let (access, _) = waiting(&changes);
    assert_eq!(access.seats, [(System, one), (Security, two), (Audit, three)].into());
    changes.push((one, three, Disabled, None));
    let (access, _) = waiting(&changes);
    assert_eq!((access.seats.get(&Audit), access.to_set_up()), (None, Vec::new()), "set up once is set up for good");
    changes.extend(sat(four, AuditMade));
    assert_eq!(waiting(&changes).0.seats.get(&Audit), Some(&four));
}

/// An account that was made while somebody had a seat is a person's, and that it was made stays, whatever becomes of it.
#[test]
fn a_site_comes_into_use_with_the_first_account_of_a_person() {
    use AccountChange::{Made, Removed, Seated, SystemMade};
    let [one, two] = [1, 2].map(AccountId);
    let sat = [(one, one, SystemMade, None), (one, one, Seated, None)];
    let opened = |changes: &[(AccountId, AccountId, AccountChange, Option<u64>)]| (waiting(changes).0.opened, waiting(changes).0.seated);
    assert_eq!(opened(&sat), (None, Some(1)));
    assert_eq!(opened(&[(one, two, Made, None)]), (None, None), "of a site from before it is not known whose it is");
    let made = [&sat[..], &[(one, two, Made, None)]].concat();
    assert_eq!(opened(&made), (Some(2), Some(1)));
    assert_eq!(opened(&[&made[..], &[(one, two, Removed, None)]].concat()), (Some(2), Some(1)), "for good");
}
