//! PostgreSQL is killed (SIGKILL) and started again under load, while the program goes on; now and then another writer
//! comes in between, since the lock went with the server.

use crate::support::client::Client;
use crate::support::cluster::Cluster;
use crate::support::deed::Deed;
use crate::support::load::{Step, Writer, assert_stands, words, write_until, writers};
use crate::support::place::Place;
use crate::support::program::{Program, assert_verifies};
use crate::support::{Dice, block_on};
use jishi_attacks::rounds;
use std::time::{Duration, Instant};

const CLIENTS: usize = 4;
/// How long the program may take to find its way back.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn nothing_acknowledged_is_lost_when_the_server_is_killed_on_postgres() {
    if std::env::var_os("JISHI_TEST_PG").is_none() {
        return crate::support::skip("PostgreSQL 被杀", "请用 scripts/with-postgres.sh 运行");
    }
    let Some(cluster) = Cluster::start() else { return };
    let place = block_on(async { Place::postgres(&cluster.server()).await.init().await });
    let token = block_on(place.token());
    let (mut dice, mut writers, mut others) = (Dice::new(20), writers(CLIENTS), Vec::new());
    let mut program = Program::serve(&place);
    for round in 0..rounds(3, 20) {
        let client = Client { address: program.address, token: token.clone() };
        let some = 1 + dice.below(3 * CLIENTS);
        write_until(&mut writers, &client, &place, some, || {
            cluster.kill();
            cluster.restart();
        });
        if round % 3 == 1 {
            others.extend(in_between(&place, Deed(round as u128 + 1)));
        }
        if !takes_up_again(&mut writers, &client, &place, &mut program) {
            assert_eq!(client.get("/api/v1/duties?limit=1").map(|answer| answer.status), Some(200), "it goes on reading");
            program.stop();
            program = Program::serve(&place);
        }
    }
    let client = Client { address: program.address, token };
    write_until(&mut writers, &client, &place, 2 * CLIENTS, || ());
    program.stop();
    let fresh = block_on(place.fresh());
    assert_stands(&writers, &fresh);
    assert!(others.iter().all(|deed| deed.stands(&fresh.site)), "what the other was told is written stands: {others:?}");
    assert_verifies(&place);
}

/// Another writer, if it is let in: what it was told is written.
fn in_between(place: &Place, deed: Deed) -> Option<Deed> {
    block_on(async {
        let store = place.try_open().await.ok()?;
        let written = store.execute(deed.command(place)).await.is_ok();
        let _ = store.close().await;
        written.then_some(deed)
    })
}

fn says_so(said: &str) -> bool {
    said.contains("写入已停止") && said.contains("重新启动")
}

/// Sends what is open until it is acknowledged. `false` where the program has stopped writing instead, and says so.
fn takes_up_again(writers: &mut [Writer], client: &Client, place: &Place, program: &mut Program) -> bool {
    let began = Instant::now();
    for writer in writers {
        loop {
            match writer.step(client, place) {
                Step::Acknowledged => break,
                Step::Refused(answer) if says_so(&words(&answer)) || says_so(&program.said()) => return false,
                other => assert!(began.elapsed() < PATIENCE, "it neither takes up writing again nor says that it has stopped: {other:?}"),
            }
        }
    }
    true
}
