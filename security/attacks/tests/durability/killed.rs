//! The program is killed (SIGKILL) again and again while several clients record, correct and read.

use crate::support::load::{assert_stands, write_until, writers};
use crate::support::place::Place;
use crate::support::program::{Program, assert_verifies};
use crate::support::{Dice, block_on, client::Client};
use jishi_attacks::rounds;

const CLIENTS: usize = 6;

#[test]
fn nothing_acknowledged_is_lost_when_the_program_is_killed_on_sqlite() {
    check(&block_on(Place::sqlite().init()));
}

#[test]
fn nothing_acknowledged_is_lost_when_the_program_is_killed_on_postgres() {
    if let Some(place) = block_on(Place::on_postgres()) {
        check(&block_on(place.init()));
    }
}

fn check(place: &Place) {
    let (token, mut dice, mut writers) = (block_on(place.token()), Dice::new(10), writers(CLIENTS));
    for _ in 0..rounds(10, 120) {
        let program = Program::serve(place);
        let client = Client { address: program.address, token: token.clone() };
        let some = 1 + dice.below(2 * CLIENTS);
        write_until(&mut writers, &client, place, some, || program.kill());
    }
    // What had no answer is sent once more; then all is settled.
    let program = Program::serve(place);
    let client = Client { address: program.address, token };
    write_until(&mut writers, &client, place, 2 * CLIENTS, || ());
    assert!(program.stop().success());
    let total: usize = writers.iter().map(crate::support::load::Writer::acknowledged).sum();
    assert!(total > CLIENTS * 3, "{total}");
    assert_stands(&writers, &block_on(place.fresh()));
    assert_verifies(place);
}
