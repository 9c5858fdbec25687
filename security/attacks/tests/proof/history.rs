//! A site with a past: what lay in its databases at earlier times, for who puts some of it back.

use crate::rows::{Intruder, Tables};
use jishi_attacks::Folder;
use jishi_attacks::cast::{PASSWORD, SYSTEM};
use jishi_attacks::small::SECRETARY;
use jishi_base::{PersonId, UnitId};
use jishi_facts::{Event, Ground, PersonDetails, Sealed};
use jishi_seal::totp_code;
use jishi_store::{Accounts, Asked, Command, Keys, Location, LogIn, Origin, Secret, SignedCheckpoint, Store, SystemEntropy, TokenScope, TokenUse};
use std::collections::BTreeSet;
use std::path::Path;

/// The databases of a site.
pub const FILES: [&str; 2] = ["facts.db", "keys.db"];
/// What is noted of the journal beside them.
const NOTE: &str = "last-checkpoint";
/// Somebody who is registered and erased again.
const ERASED: PersonId = PersonId(77);

/// The databases as they were once.
pub struct State {
    pub files: [Vec<u8>; 2],
    pub tables: [Tables; 2],
    note: Vec<u8>,
}

/// The site as it is, and as it was.
pub struct History {
    folder: Folder,
    pub now: State,
    pub earlier: Vec<State>,
    /// Kept where nobody who can write to the databases can write.
    pub kept: SignedCheckpoint,
}

/// What becomes of the note beside the databases.
#[derive(Clone, Copy, Debug)]
pub enum Note {
    Stays,
    Goes,
    Emptied,
    PutBack,
}

impl History {
    /// Lives through it.
    pub async fn lived() -> Self {
        let folder = Folder::small();
        let data = folder.data();
        let mut past = vec![State::of(&data).await];
        let mut held = Held::default();
        for step in 0..STEPS {
            let store = Store::open(&Location::Dir(data.clone()), &Keys::beside(&data), Box::new(SystemEntropy)).await.expect("the site");
            live(&store, step, &past[0], &mut held).await;
            store.close().await.expect("closed");
            past.push(State::of(&data).await);
        }
        let store = Store::open_read_only(&Location::Dir(data.clone()), &Keys::beside(&data)).await.expect("the site");
        let kept = store.sign_checkpoint("2026-11-24T08:00:00Z");
        store.close().await.expect("closed");
        let now = past.pop().expect("a state");
        let earlier: BTreeSet<_> = past.iter().map(|state| state.tables[0]["journal"].rows.len()).collect();
        assert!(earlier.iter().all(|size| *size < now.tables[0]["journal"].rows.len()), "the journal has grown since");
        Self { folder, now, earlier: past, kept }
    }

    /// Lays the site down in a folder, with these files in the place of its own.
    pub fn lay(&self, data: &Path, files: [&[u8]; 2]) {
        let _ = std::fs::remove_dir_all(data);
        std::fs::create_dir_all(data).expect("a folder");
        for beside in ["root.key", "erasures", NOTE] {
            std::fs::copy(self.folder.data().join(beside), data.join(beside)).expect("copied");
        }
        for (name, bytes) in FILES.into_iter().zip(files) {
            std::fs::write(data.join(name), bytes).expect("written");
        }
    }

    /// Changes the note, to what it was in an earlier state where that is wanted.
    pub fn note(&self, data: &Path, note: Note, earlier: usize) {
        let file = data.join(NOTE);
        match note {
            Note::Stays => Ok(()),
            Note::Goes => std::fs::remove_file(file),
            Note::Emptied => std::fs::write(file, []),
            Note::PutBack => std::fs::write(file, &self.earlier[earlier].note),
        }
        .expect("the note");
    }
}

impl State {
    async fn of(data: &Path) -> Self {
        let (mut files, mut tables) = (Vec::new(), Vec::new());
        for name in FILES {
            let intruder = Intruder::of(&data.join(name)).await.expect("the file");
            let known = intruder.tables().await.expect("the tables");
            tables.push(intruder.known(&known).await);
            intruder.leave().await;
            files.push(std::fs::read(data.join(name)).expect("a file"));
        }
        let two = "two databases";
        Self { files: files.try_into().expect(two), tables: tables.try_into().expect(two), note: std::fs::read(data.join(NOTE)).expect("a note") }
    }
}

const STEPS: usize = 6;

/// What the secretary holds from one step to the next.
#[derive(Default)]
struct Held {
    session: String,
    token: String,
    authenticator: Vec<u8>,
}

/// Some of what happens on a site: log-ins, tokens, a password, a second factor that is set up and shown, somebody who is
/// registered and erased.
async fn live(store: &Store, step: usize, first: &State, held: &mut Held) {
    let journal = &first.tables[0]["journal"];
    let last: i64 = journal.rows.last().and_then(|row| row[journal.at("at")].parse().ok()).expect("an entry");
    // Later than all before, and far enough apart that a session's last request is written again.
    let asked = Asked { at: last + 100 * i64::try_from(step + 1).expect("a step"), day: "2026-11-24".parse().expect("a day"), actor: "本机".to_owned() };
    let accounts = store.accounts();
    let enter = async |login: &str| match accounts.log_in(login, PASSWORD, from("here"), &asked).await.expect("an answer") {
        LogIn::Opened { token, account, .. } => (token, account),
        other => panic!("{login}: {other:?}"),
    };
    let write = async |name: &str, events| store.execute(Command::events(format!("{name}-{step}"), asked.clone(), events)).await.expect("written");
    match step {
        0 => {
            let unit: UnitId = *store.view(&store.owner_on_this_machine()).units.keys().next().expect("a unit");
            let details = Sealed::Open(PersonDetails { name: "王五".to_owned(), ..PersonDetails::default() });
            write("register", vec![Event::PersonRegistered { person: ERASED, unit, blind: None, details, source: None }]).await;
            enter(SYSTEM).await;
        }
        1 => {
            let (session, account) = enter(SECRETARY).await;
            let wanted = TokenUse { label: "试验".to_owned(), acting: None, scope: TokenScope::Look, valid_for: 24 * 3_600 };
            let (secret, _) = accounts.make_token(account.id, wanted, &asked).await.expect("a token");
            (held.session, held.token) = (session.expose().to_owned(), secret.expose().to_owned());
        }
        2 => {
            assert!(accounts.token(&held.token, asked.at).await.expect("an answer").is_some());
            assert!(accounts.session(&held.session, asked.at).await.expect("an answer").is_some());
            for at in 0..3 {
                accounts.log_in(SYSTEM, "不是这个密码也不是那个", from(&format!("there {at}")), &asked).await.expect("an answer");
            }
        }
        3 => {
            let (session, account) = enter(SECRETARY).await;
            let first = accounts.tokens(account.id, asked.at).await.expect("tokens").pop().expect("a token");
            accounts.revoke(account.id, first.id, &asked).await.expect("revoked");
            accounts.log_out(session.expose(), &asked).await.expect("out");
            let ticket = ticket(&accounts, &asked).await;
            held.authenticator = accounts.begin_second(ticket.expose(), asked.at).await.expect("a secret").secret.to_vec();
            accounts.set_second(ticket.expose(), &totp_code(&held.authenticator, asked.at.unsigned_abs()), &asked).await.expect("set");
            write("nothing", Vec::new()).await;
        }
        4 => {
            let (ticket, code) = (ticket(&accounts, &asked).await, totp_code(&held.authenticator, asked.at.unsigned_abs()));
            let shown = accounts.show_second(ticket.expose(), &code, from("here"), &asked).await.expect("an answer");
            assert!(matches!(shown, LogIn::Opened { .. }), "{shown:?}");
            write("erase", vec![Event::PersonErased { person: ERASED, ground: Ground::Requested, imports: BTreeSet::new() }]).await;
        }
        _ => {
            // From where it failed before: that counts no more.
            accounts.change_password(SYSTEM, PASSWORD, "换了一个长长的密码好用", from("there 0"), &asked).await.expect("changed");
        }
    }
}

/// What the secretary's password opens: the page of the second factor.
async fn ticket(accounts: &Accounts<'_>, asked: &Asked) -> Secret {
    match accounts.prove(SECRETARY, PASSWORD, from("here"), asked).await.expect("an answer") {
        LogIn::Second { ticket, .. } => ticket,
        other => panic!("{other:?}"),
    }
}

/// From a place, with a browser that nobody knows.
fn from(source: &str) -> Origin<'_> {
    Origin { source, browser: None }
}
