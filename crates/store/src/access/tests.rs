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
