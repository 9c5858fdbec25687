//! A check reads the whole journal and holds no second site while it does.

use super::in_full;
use crate::command::{Asked, Command};
use crate::connect::{Location, reading};
use crate::entropy::SeededEntropy;
use crate::load::Folding;
use crate::rootkey::Keys;
use crate::Store;
use jishi_authorize::Administrator;
use jishi_base::UnitId;
use jishi_facts::{Event, Site};

#[tokio::test]
async fn a_check_folds_what_lies_beside_the_site_and_not_the_site() {
    let dir = tempfile::tempdir().expect("folder");
    let (location, keys) = (Location::Dir(dir.path().join("data")), Keys::beside(&dir.path().join("data")));
    Store::init(&location, &keys, &mut SeededEntropy::new(1)).await.expect("init");
    let store = Store::open(&location, &keys, Box::new(SeededEntropy::new(2))).await.expect("open");
    let asked = Asked { at: 1_790_000_000, day: "2026-09-20".parse().expect("a day"), actor: "本机".into() };
    let unit = Event::UnitRegistered { unit: UnitId(1), name: "甲局".into() };
    store.execute(Command::events("a".to_owned(), asked.clone(), vec![unit])).await.expect("a unit");
    store.accounts().invite(Administrator::System, &asked).await.expect("a link");

    let checked = in_full(&reading(store.facts()).await.expect("reading"), store.vault(), Folding::Beside).await.expect("sound");
    let fold = store.published.fold();
    assert_eq!((checked.tree.size(), checked.tree.root()), store.head());
    assert!(checked.fold.site == Site::default() && fold.site.units.len() == 1);
    assert!(checked.fold.access == fold.access && checked.fold.gone == fold.gone);
    store.close().await.expect("close");
}
