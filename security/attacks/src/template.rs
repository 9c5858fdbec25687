//! The site that every attack begins with: two departments, set up through the pages as people would, once for each
//! program that is built, and copied from then on.

use crate::browser::Browser;
use crate::cast::{
    self, DEPUTY, EVERYBODY, FAR_DEPUTY, MEMBER, NEIGHBOUR, PASSWORD, Player, SECRETARY, STRANGER, TODAY,
};
use crate::server::{Server, jishi, program};
use crate::offices::{account, set_up};
use crate::program::Program;
use crate::small;
use serde_json::Value;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

/// The site's data in the template.
pub(crate) const DATA: &str = "data";
/// The small site's data in the template.
pub(crate) const SMALL: &str = "small";
/// Who is there.
pub(crate) const CAST: &str = "cast.json";
/// Their tokens.
pub(crate) const TOKENS: &str = "tokens.json";
/// How far tokens go.
pub(crate) const SCOPES: [&str; 2] = ["look", "record"];
/// A template that is older is made anew: tokens are good for ninety days.
const FRESH: Duration = Duration::from_secs(60 * 24 * 60 * 60);

/// The template's folder; made where the program is a new one.
///
/// # Panics
/// Where the site cannot be set up: then the pages have changed, and this file has to follow.
#[must_use]
pub fn folder() -> PathBuf {
    let program = program();
    let built = fs::metadata(&program).expect("the program");
    let age = built.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).map_or(0, |age| age.as_nanos());
    let home = program.with_file_name("attacks");
    fs::create_dir_all(&home).expect("a folder");
    // One test makes it, the others wait.
    let lock = File::create(home.join("lock")).expect("a lock");
    lock.lock().expect("the lock");
    let folder = home.join(format!("{age}-{}", built.len()));
    let made = fs::metadata(&folder).and_then(|made| made.modified());
    if !made.is_ok_and(|at| at.elapsed().is_ok_and(|age| age < FRESH)) {
        for old in fs::read_dir(&home).expect("a folder").flatten().filter(|old| old.path().is_dir()) {
            fs::remove_dir_all(old.path()).expect("an old template goes");
        }
        let begun = home.join("begun");
        fs::create_dir(&begun).expect("a folder");
        make(&begun);
        small::make(&begun.join(SMALL), &begun);
        fs::rename(&begun, &folder).expect("done");
    }
    folder
}

fn make(folder: &Path) {
    let data = folder.join(DATA).display().to_string();
    let made = jishi(&["demo", "--units", "2", "--seed", "5", "--today", TODAY, "--data", &data, "--no-serve"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let server = Server::start(&["serve", "--data", &data, "--port", "0", "--today", TODAY], &[]);
    let mut offices = set_up(&server);
    let register = Program::of(&mut offices.system, "look");
    let players = players(&register);
    for player in &players {
        let branch = register.get(&format!("/people/{}", player.person)).json()["branch"]["name"].as_str().unwrap_or_default().to_owned();
        let name = format!("{}（{branch}）", player.name);
        account(&mut offices, &[("name", &name), ("login", &player.login)]);
    }
    cast::write(&folder.join(CAST), &players);
    cast::write_tokens(&folder.join(TOKENS), EVERYBODY.map(|login| (login, SCOPES.map(|scope| token(&server, login, scope)))));
    assert_eq!(server.stop().code(), Some(0));
}

/// A token of somebody: every attack begins with it, and none has to log in for it.
fn token(server: &Server, login: &str, scope: &str) -> String {
    let mut browser = Browser::new(server.address());
    assert_eq!(browser.log_in(login, PASSWORD).status, 303, "{login}");
    Program::of(&mut browser, scope).token
}

/// One person for each part, from the register.
fn players(register: &Program) -> Vec<Player> {
    let bodies: Vec<Value> = register.all("/bodies");
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let of = |kind: &str, unit: &str| -> Vec<Value> {
        let ids = bodies.iter().filter(|body| body["kind"] == kind && body["unit"] == unit).map(|body| text(body, "id"));
        ids.map(|id| register.get(&format!("/bodies/{id}")).json()).collect()
    };
    let departments: Vec<String> = bodies.iter().filter(|body| body["kind"] == "机关党委").map(|body| text(body, "unit")).collect();
    let [first, second, ..] = departments.as_slice() else { panic!("two departments: {departments:?}") };
    let mut players: Vec<Player> = Vec::new();
    let holder = |body: &Value, titles: &[&str], taken: &[Player]| {
        let posts = body["posts"].as_array().expect("posts");
        let of_title = |title: &&str| posts.iter().find(|post| post["title"] == **title && post["holders"][0].is_object()).cloned();
        let held = titles.iter().find_map(of_title)?;
        let person = held["holders"][0]["person"].clone();
        (!taken.iter().any(|player| player.person == person["id"])).then_some(person)
    };
    let player = |login: &str, person: &Value, body: &Value, unit: &str| Player {
        login: login.to_owned(),
        name: text(person, "name"),
        person: text(person, "id"),
        body: text(body, "id"),
        body_name: text(body, "name"),
        unit: unit.to_owned(),
    };
    for (login, unit) in [(DEPUTY, first), (FAR_DEPUTY, second)] {
        let committee = of("机关党委", unit).remove(0);
        let person = holder(&committee, &["专职副书记", "副书记", "书记"], &players).expect("a deputy");
        players.push(player(login, &person, &committee, unit));
    }
    for (logins, unit) in [([SECRETARY, NEIGHBOUR].as_slice(), first), (&[STRANGER], second)] {
        let mut branches = of("党支部", unit).into_iter();
        for login in logins {
            let found = branches.find_map(|branch| holder(&branch, &["书记"], &players).map(|person| (person, branch)));
            let (person, branch) = found.expect("a secretary");
            players.push(player(login, &person, &branch, unit));
        }
    }
    let own = players.iter().find(|player| player.login == SECRETARY).expect("a secretary").clone();
    let members = register.all(&format!("/people?body={}", own.body));
    let plain = |member: &&Value| {
        let holdings = register.get(&format!("/people/{}", text(member, "id"))).json()["holdings"].clone();
        holdings.as_array().is_some_and(Vec::is_empty)
    };
    let member = members.iter().find(plain).expect("a member without a post");
    players.push(Player { login: MEMBER.to_owned(), name: text(member, "name"), person: text(member, "id"), ..own });
    players
}
