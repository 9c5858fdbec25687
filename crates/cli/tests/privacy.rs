//! What others on the machine come to see of a site: nothing, neither of its files nor of its pages.
#![cfg(unix)]
#![allow(clippy::unwrap_used)] // What cannot be had here fails the test.

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use support::{BODIES, TODAY, workbook};

/// The program, started from a shell that lets others read what it makes.
fn openly(words: &[&str]) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", "umask 000; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_jishi")]).args(words);
    command
}

fn run(words: &[&str]) -> Output {
    openly(words).output().unwrap()
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// The names and modes of what lies in a folder.
fn modes(dir: &Path) -> Vec<(String, u32)> {
    let files = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap());
    let mut modes: Vec<_> = files.map(|file| (file.file_name().to_string_lossy().into_owned(), mode(&file.path()))).collect();
    modes.sort();
    modes
}

/// A site with a unit and its bodies, in a folder.
fn site(dir: &Path) -> String {
    let data = dir.join("data").display().to_string();
    assert!(run(&["init", "--data", &data]).status.success());
    let bodies = dir.join("组织.xlsx");
    workbook(&bodies, &[("组织", BODIES)]);
    assert!(run(&["import", &bodies.display().to_string(), "--data", &data, "--today", TODAY]).status.success());
    data
}

/// A server under test, stopped at the end of it.
struct Server {
    child: Child,
    lines: Vec<String>,
    address: String,
}

impl Server {
    /// Starts it, and reads what it says until it is ready.
    fn start(words: &[&str], lines: usize) -> Self {
        let mut child = openly(words).stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut said = Vec::new();
        while said.len() < lines {
            let mut line = String::new();
            assert!(out.read_line(&mut line).unwrap() > 0, "{words:?} ended: {said:?}");
            said.push(line.trim().to_owned());
        }
        let address = said[0].split("http://").nth(1).unwrap().trim_end_matches('/').to_owned();
        Self { child, lines: said, address }
    }

    /// The path of the link in the window.
    fn link(&self) -> String {
        let line = self.lines.last().unwrap();
        line.split(&self.address).nth(1).unwrap().to_owned()
    }

    fn ask(&self, method: &str, path: &str, cookie: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or_default()
}

#[test]
fn what_the_program_makes_only_its_owner_reads() {
    let dir = tempfile::tempdir().unwrap();
    let data = site(dir.path());
    let folder = Path::new(&data);
    assert_eq!(mode(folder), 0o700);
    // While it is served the write-ahead logs are there too.
    let server = Server::start(&["serve", "--data", &data, "--port", "0"], 6);
    let found = modes(folder);
    assert!(["facts.db", "facts.db-wal", "keys.db", "root.key", "writer.lock", "last-time"].iter().all(|file| found.iter().any(|(name, _)| name == file)), "{found:?}");
    assert!(found.iter().all(|(_, mode)| *mode == 0o600), "{found:?}");
    drop(server);
    // A lock that was taken away comes back no wider.
    std::fs::remove_file(folder.join("writer.lock")).unwrap();
    assert!(run(&["evaluate", "--data", &data, "--as-of", TODAY]).status.success());
    assert_eq!(mode(&folder.join("writer.lock")), 0o600);
    let exported = dir.path().join("日志.txt");
    assert!(run(&["journal", "export", "--data", &data, "--out", &exported.display().to_string()]).status.success());
    assert_eq!(mode(&exported), 0o600);
}

#[test]
fn a_folder_that_others_may_enter_is_said_and_left() {
    let dir = tempfile::tempdir().unwrap();
    for format in ["table", "json"] {
        let folder = dir.path().join(format);
        std::fs::create_dir(&folder).unwrap();
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
        let data = folder.display().to_string();
        let said = String::from_utf8(run(&["init", "--data", &data, "--format", format]).stdout).unwrap();
        assert!(said.contains("权限 755") && said.contains("chmod 700") && said.contains(&data), "{said}");
        assert_eq!(mode(&folder), 0o755);
        let doctor = run(&["doctor", "--data", &data]);
        let said = String::from_utf8(doctor.stdout).unwrap();
        assert!(!doctor.status.success() && said.contains("数据的文件权限") && said.contains("chmod 700"), "{said}");
        // Then it is mended, and doctor is content.
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o700)).unwrap();
        std::fs::set_permissions(folder.join("facts.db"), std::fs::Permissions::from_mode(0o640)).unwrap();
        assert!(!run(&["doctor", "--data", &data]).status.success(), "a file that others may read");
        std::fs::set_permissions(folder.join("facts.db"), std::fs::Permissions::from_mode(0o600)).unwrap();
        let doctor = run(&["doctor", "--data", &data]);
        assert!(doctor.status.success(), "{}", String::from_utf8_lossy(&doctor.stdout));
    }
}

/// Whatever lies in the folder, and wherever a site is made: a restored one too.
#[test]
fn all_that_lies_in_the_folder_counts_and_a_restored_site_says_it_too() {
    let dir = tempfile::tempdir().unwrap();
    let data = site(dir.path());
    let open = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    open(&Path::new(&data).join("last-checkpoint"), 0o644);
    // A unit's own packs are no secret, and people write them.
    std::fs::create_dir(Path::new(&data).join("packs")).unwrap();
    open(&Path::new(&data).join("packs"), 0o755);
    let said = String::from_utf8(run(&["doctor", "--data", &data]).stdout).unwrap();
    assert!(said.contains("last-checkpoint”") && !said.contains("packs”"), "{said}");
    let (backups, restored) = (dir.path().join("备份").display().to_string(), dir.path().join("恢复"));
    assert!(run(&["backup", &backups, "--data", &data]).status.success());
    assert!(modes(Path::new(&backups)).iter().all(|(_, mode)| *mode == 0o700), "{:?}", modes(Path::new(&backups)));
    std::fs::create_dir(&restored).unwrap();
    open(&restored, 0o750);
    let (into, key) = (restored.display().to_string(), format!("{data}/root.key"));
    let made = run(&["restore", &backups, "--data", &into, "--root-key", &key, "--without-erasures"]);
    let said = String::from_utf8_lossy(&made.stdout).into_owned();
    assert!(made.status.success() && said.contains("权限 750") && said.contains("chmod 700"), "{said} {}", String::from_utf8_lossy(&made.stderr));
    assert!(modes(&restored).iter().all(|(_, mode)| *mode == 0o600), "{:?}", modes(&restored));
}

#[test]
fn before_set_up_only_the_link_in_the_window_opens_anything() {
    let dir = tempfile::tempdir().unwrap();
    let data = site(dir.path());
    let server = Server::start(&["serve", "--data", &data, "--port", "0"], 6);
    for path in ["/", "/units", "/organisations", "/login", "/api/v1/me", "/api/v1/bodies", "/ledgers/members/xlsx"] {
        let answer = server.ask("GET", path, "");
        assert!(status(&answer) == "503" && !answer.contains("某局") && answer.contains("窗口"), "{path}: {answer}");
    }
    let page = server.ask("GET", &server.link(), "");
    assert!(status(&page) == "200" && page.contains("首次设置"), "{page}");
}

#[test]
fn pages_that_are_only_shown_open_once_by_the_link_in_the_window() {
    let dir = tempfile::tempdir().unwrap();
    let data = site(dir.path());
    let words = ["serve", "--data", &data, "--port", "0", "--read-only"];
    let server = Server::start(&words, 4);
    assert!(server.lines[2].contains("只读查看"), "{:?}", server.lines);
    let closed = |cookie: &str| {
        for path in ["/", "/units", "/organisations", "/ledgers/members/xlsx", "/login", "/invitations/00000000000000000000000000"] {
            let answer = server.ask("GET", path, cookie);
            assert!(matches!(status(&answer), "403" | "409") && !answer.contains("某局"), "{path}: {answer}");
        }
    };
    closed("");
    closed("jishi=00000000000000000000000000");
    let link = server.link();
    // Whoever only looks whether the link is good has not used it.
    assert_eq!(status(&server.ask("HEAD", &link, "")), "409");
    let opened = server.ask("GET", &link, "");
    let cookie = opened.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap_or_default().to_owned();
    assert!(status(&opened) == "303" && cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && !cookie.contains("Max-Age"), "{opened}");
    let session = cookie.split(';').next().unwrap();
    assert!(server.ask("GET", "/units", session).contains("某局"));
    assert_eq!(status(&server.ask("GET", &link, "")), "409", "once");
    closed("");
    // It ends with the program.
    let again = Server::start(&words, 4);
    assert!(status(&again.ask("GET", "/units", session)) == "403" && status(&again.ask("GET", &link, "")) == "409");
}

/// Without a link only where nobody else has an account on the machine.
#[test]
fn the_owner_alone_on_the_machine_needs_no_link() {
    let dir = tempfile::tempdir().unwrap();
    let data = site(dir.path());
    let own = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(dir.path()).unwrap());
    let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let others = passwd.lines().filter(|line| {
        let uid: u32 = line.split(':').nth(2).and_then(|uid| uid.parse().ok()).unwrap_or(0);
        let shell = line.rsplit(':').next().unwrap_or_default();
        (1000..65534).contains(&uid) && uid != own && !shell.ends_with("nologin") && !shell.ends_with("false")
    });
    let words = ["serve", "--data", &data, "--port", "0", "--read-only", "--owner"];
    if others.count() > 0 {
        let refused = run(&words);
        assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("还有别的用户"));
        return;
    }
    let server = Server::start(&words, 2);
    assert!(server.ask("GET", "/units", "").contains("某局"));
    // Only of pages that are shown; to write, one logs in.
    let wrong = run(&["serve", "--data", &data, "--owner"]);
    assert!(wrong.status.code() == Some(64) && String::from_utf8_lossy(&wrong.stderr).contains("--read-only"));
}
