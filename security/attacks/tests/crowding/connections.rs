//! Crowds of connections: honest requests are answered, every one of them, while the crowd is there and after it has gone.
//! The large round holds 5,000 idle ones and asks more often.

use crate::demo::Demo;
use jishi_attacks::{Defence, rounds};
use std::io::Write;
use std::net::TcpStream;

/// A crowd.
struct Crowd {
    name: &'static str,
    /// How many come, in the quick round and in the large one.
    many: (usize, usize),
    /// What each sends when it comes.
    first: &'static [u8],
    /// What each sends now and then, so as not to be idle.
    again: &'static [u8],
}

const SLOW_HEAD: &[u8] = b"GET /login HTTP/1.1\r\nhost: localhost\r\nx: ";
const SLOW_BODY: &[u8] = b"POST /login HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 100000\r\n\r\nlogin=";
const WHOLE: &[u8] = b"GET /assets/none HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// How many files the program may open, and who comes to it.
const CROWDS: [(u64, &[Crowd]); 2] = [
    (
        20_000,
        &[
            Crowd { name: "slow heads", many: (200, 200), first: SLOW_HEAD, again: b"a" },
            Crowd { name: "slow bodies", many: (200, 200), first: SLOW_BODY, again: b"a" },
            Crowd { name: "silent", many: (500, 5_000), first: b"", again: b"" },
            Crowd { name: "idle", many: (500, 5_000), first: WHOLE, again: b"" },
        ],
    ),
    (
        1_024,
        &[
            Crowd { name: "silent, more than files", many: (1_100, 1_100), first: b"", again: b"" },
            Crowd { name: "idle, more than files", many: (1_100, 1_100), first: WHOLE, again: b"" },
            Crowd { name: "slow bodies, more than files", many: (1_100, 1_100), first: SLOW_BODY, again: b"a" },
        ],
    ),
];

#[test]
fn honest_requests_are_answered_whatever_the_crowd_does() {
    for (files, crowds) in CROWDS {
        let demo = Demo::with_files(files);
        assert!(demo.answers());
        crowds.iter().for_each(|crowd| comes(&demo, crowd));
    }
}

fn comes(demo: &Demo, crowd: &Crowd) {
    let many = rounds(crowd.many.0, crowd.many.1);
    room_for(many);
    let mut there: Vec<TcpStream> = (0..many).filter_map(|_| demo.dial()).collect();
    assert_eq!(there.len(), many, "{}: everybody is met", crowd.name);
    // Who has been sent away already takes nothing more.
    there.iter_mut().for_each(|stream| drop(stream.write_all(crowd.first)));
    for at in 0..rounds(20, 500) {
        assert!(demo.answers(), "{}: request {at} beside {many}", crowd.name);
        let slowly = there.iter_mut().skip(at % 20).step_by(20);
        slowly.for_each(|stream| drop(stream.write_all(crowd.again)));
    }
    drop(there);
    assert!(demo.answers(), "{}: afterwards", crowd.name);
}

fn room_for(many: usize) {
    let room = rlimit::increase_nofile_limit(20_000).unwrap();
    assert!(room > many as u64 + 100, "the test itself opens {many} files, and may open {room}");
}

/// Those who go on coming take the places of their own that came before, and nobody's who is being served.
#[test]
fn a_crowd_that_goes_on_coming_keeps_nobody_out() {
    let (waves, each) = (rounds(20, 60), 60);
    room_for(waves * each);
    let demo = Demo::with_files(512);
    let mut there = Vec::new();
    for wave in 0..waves {
        there.extend((0..each).filter_map(|_| demo.dial()).map(|mut stream| {
            let _ = stream.write_all(SLOW_HEAD);
            stream
        }));
        assert!(demo.answers(), "after {wave} waves");
    }
}

/// Without bounds to its patience the server is kept by whoever came first.
#[test]
fn a_crowd_that_says_nothing_keeps_nobody_out() {
    const MANY: usize = 600;
    room_for(MANY);
    let is_kept_out = |without: &[Defence]| {
        let demo = Demo::without(512, without);
        let there: Vec<TcpStream> = (0..MANY).filter_map(|_| demo.dial()).collect();
        assert_eq!(there.len(), MANY);
        !demo.answers()
    };
    assert!(!is_kept_out(&[]));
    assert!(is_kept_out(&[Defence::PatienceIsBounded]), "control");
}
