//! A site of its own for one attack: a copy of the template, served.

use crate::browser::Browser;
use crate::cast::{self, PASSWORD, Player, TODAY};
use crate::program::Program;
use crate::server::Server;
use crate::template;
use jishi_defence::Defence;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A folder of data that is served. Both go when it is dropped.
#[derive(Debug)]
pub struct Site {
    // Dropped before the folder.
    server: Server,
    folder: Folder,
    without: Vec<Defence>,
}

/// A site's data that nobody serves.
#[derive(Debug)]
pub struct Folder {
    dir: tempfile::TempDir,
    players: Vec<Player>,
    /// Of each login, for each scope.
    tokens: Value,
}

impl Folder {
    /// A copy of the template.
    ///
    /// # Panics
    /// Where it cannot be copied.
    #[must_use]
    pub fn copied() -> Self {
        let template = template::folder();
        Self {
            dir: copied(&template.join(template::DATA)),
            players: cast::read(&template.join(template::CAST)),
            tokens: read(&template.join(template::TOKENS)),
        }
    }

    /// A copy of the small site, without the cast.
    ///
    /// # Panics
    /// Where it cannot be copied.
    #[must_use]
    pub fn small() -> Self {
        Self { dir: copied(&template::folder().join(template::SMALL)), players: Vec::new(), tokens: Value::Null }
    }

    /// The data.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// A path beside the data.
    #[must_use]
    pub fn beside(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Serves it, without these defences.
    #[must_use]
    pub fn serve(self, without: &[Defence]) -> Site {
        Site { server: serve(&self.data(), without), folder: self, without: without.to_vec() }
    }
}

fn serve(data: &Path, without: &[Defence]) -> Server {
    let data = data.display().to_string();
    Server::start(&["serve", "--data", &data, "--port", "0", "--today", TODAY], without)
}

fn read(file: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(file).expect("a file")).expect("JSON")
}

/// A temporary folder with a copy of these data.
fn copied(data: &Path) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    copy(data, &dir.path().join("data"));
    dir
}

/// Copies a folder with its modes.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).expect("a folder");
    std::fs::set_permissions(to, std::fs::metadata(from).expect("a folder").permissions()).expect("its mode");
    for entry in std::fs::read_dir(from).expect("a folder").map(|entry| entry.expect("an entry")) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copied");
        }
    }
}

impl Site {
    /// With all its defences.
    #[must_use]
    pub fn open() -> Self {
        Self::without(&[])
    }

    /// Without some of them.
    #[must_use]
    pub fn without(defences: &[Defence]) -> Self {
        Folder::copied().serve(defences)
    }

    /// The program.
    #[must_use]
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// The folder of its data.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.data()
    }

    /// Stops the program, and hands its data over.
    pub fn stop(self) -> Folder {
        let Self { server, folder, .. } = self;
        server.stop();
        folder
    }

    /// Kills the program (SIGKILL) and starts it again on the same data.
    #[must_use]
    pub fn restarted(self) -> Self {
        let Self { server, folder, without } = self;
        server.kill();
        folder.serve(&without)
    }

    /// Somebody who is not logged in.
    #[must_use]
    pub fn nobody(&self) -> Browser {
        Browser::new(self.server.address())
    }

    /// Somebody of the cast, logged in.
    ///
    /// # Panics
    /// Where the log-in is refused.
    #[must_use]
    pub fn enter(&self, login: &str) -> Browser {
        let mut browser = self.nobody();
        let answer = browser.log_in(login, PASSWORD);
        assert_eq!(answer.status, 303, "{login}: {}", answer.text());
        browser
    }

    /// Somebody of the cast.
    ///
    /// # Panics
    /// Where there is nobody of that login.
    #[must_use]
    pub fn player(&self, login: &str) -> &Player {
        self.folder.players.iter().find(|player| player.login == login).unwrap_or_else(|| panic!("{login} is not of the cast"))
    }

    /// A program that acts for somebody, in the post that this person acts in, as far as the scope goes (`look`, `record`).
    ///
    /// # Panics
    /// Where there is nobody of that login, or no such scope.
    #[must_use]
    pub fn program(&self, login: &str, scope: &str) -> Program {
        let place = template::SCOPES.iter().position(|known| *known == scope).expect("a scope");
        let token = self.folder.tokens[login][place].as_str().unwrap_or_else(|| panic!("{login} has no token"));
        Program::with(self.nobody(), token)
    }
}
