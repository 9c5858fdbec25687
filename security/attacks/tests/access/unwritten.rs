//! What has to be entered in the journal first is not opened where nothing can be written: by whoever fills the disk, or
//! meddles with the tables, so as to read unseen.

use jishi_attacks::cast::{DEPUTY, MEMBER, SECRETARY};
use jishi_attacks::{Defence, Site, held_by};
use sea_orm::{ConnectionTrait, Database};

/// From now on no entry can be written.
fn spoil(site: &Site) {
    let file = site.data().join("facts.db");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let connection = Database::connect(format!("sqlite://{}", file.display())).await.expect("the database");
        let statement = "CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'full'); END";
        connection.execute_unprepared(statement).await.expect("a trigger");
        connection.close().await.expect("closed");
    });
}

#[test]
fn what_cannot_be_entered_is_not_opened() {
    held_by(&[Defence::DeedsAreEntered], |site: &Site| {
        let path = format!("/people/{}?open=true", site.player(MEMBER).person);
        // Who asks for it has not opened it before: no entry covers it that was made ahead.
        let phone = site.program(DEPUTY, "look").get(&path).json()["phone"].as_str().expect("a telephone").to_owned();
        let program = site.program(SECRETARY, "look");
        assert_eq!(program.get("/me").status, 200);
        spoil(site);
        let opened = program.get(&path);
        let taken = program.get("/ledgers/members/xlsx");
        let got = [opened.text().contains(&phone).then_some("a telephone"), taken.went_well().then_some("a ledger")];
        let got: Vec<&str> = got.into_iter().flatten().collect();
        (!got.is_empty()).then(|| got.join(", "))
    });
}
