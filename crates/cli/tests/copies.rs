//! Backups through the program: made beside the running server, tried, restored, and the pages compared; archives that
//! cannot be written.

#![allow(clippy::unwrap_used)] // What cannot be had here fails the test.

mod support;

use serde_json::Value;
use std::collections::{BTreeSet, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use support::{BODIES, Site, TODAY, borrowed, members, workbook};

/// A site with a unit, bodies and members.
fn filled() -> Site {
    let site = Site::new();
    let (bodies, people) = (site.path("组织.xlsx"), site.path("名册.xlsx"));
    let rows = members();
    let rows = borrowed(&rows);
    workbook(&bodies, &[("组织", BODIES)]);
    workbook(&people, &[("党员", &rows.iter().map(Vec::as_slice).collect::<Vec<_>>())]);
    assert_eq!(site.import(&[&bodies, &people], &[]).0, 0);
    site
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

/// Runs a command that must succeed, and gives its JSON.
fn json(site: &Site, words: &[&str]) -> Value {
    let output = site.run(&[words, &["--format", "json"]].concat());
    assert!(output.status.success(), "{words:?}: {}", said(&output));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// Pages being served; stopped when dropped.
struct Served {
    program: Child,
    address: String,
    /// What opens pages that are only shown; empty for others.
    cookie: String,
}

impl Served {
    fn start(site: &Site, data: &str, more: &[&str]) -> Self {
        let mut program = Command::new(env!("CARGO_BIN_EXE_jishi"));
        program.args(["serve", "--data", data, "--port", "0", "--today", TODAY]).args(more);
        let mut program =
            program.env("JISHI_ROOT_KEY", site.path("root.key")).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(program.stdout.as_mut().unwrap()).lines().map(Result::unwrap);
        let line = lines.next().unwrap();
        let address = line.split("http://").nth(1).unwrap_or_else(|| panic!("{line}")).trim_end_matches('/').to_owned();
        let link = more.contains(&"--read-only").then(|| lines.find_map(|line| Some(line.split_once(&address)?.1.to_owned())).unwrap());
        let mut served = Self { program, address, cookie: String::new() };
        if let Some(link) = link {
            let (head, _) = served.ask(&link);
            let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap_or_else(|| panic!("{head}"));
            served.cookie = cookie.split(';').next().unwrap().to_owned();
        }
        served
    }

    fn get(&self, path: &str) -> String {
        let (head, body) = self.ask(path);
        assert!(head.starts_with("HTTP/1.1 200") || head.starts_with("HTTP/1.1 303"), "{path}: {head}");
        body
    }

    fn ask(&self, path: &str) -> (String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let Self { address, cookie, .. } = self;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.to_owned())
    }

    /// Ends it as a service is ended.
    fn stop(mut self) {
        Command::new("kill").arg(self.program.id().to_string()).status().unwrap();
        assert!(self.program.wait().unwrap().success());
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// A folder can be copied as it lies once its server was stopped: nothing is left in a log beside the files.
#[test]
fn a_server_that_was_stopped_leaves_nothing_in_a_log() {
    let site = filled();
    let data = site.data();
    if data.contains("://") {
        return;
    }
    let served = Served::start(&site, &data, &[]);
    assert!(served.ask("/").0.starts_with("HTTP/1.1 503"), "a page is asked for, and the check beside the start has its time");
    served.stop();
    let left: Vec<String> = std::fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert!(!left.iter().any(|name| name.ends_with("-wal")), "{left:?}");
}

#[test]
fn a_backup_beside_the_running_server_is_restored_to_the_same_pages() {
    let site = filled();
    let (data, series) = (site.data(), text(&site.path("备份")));
    let served = Served::start(&site, &data, &[]);
    let made = json(&site, &["backup", &series, "--data", &data]);
    served.stop();
    let checked = json(&site, &["backup", "verify", &series, "--data", &data]);
    assert_eq!((&checked["size"], &checked["root"], &checked["keys"]), (&made["size"], &made["root"], &Value::Bool(true)));

    let (restored, root) = (text(&site.path("恢复")), root_key(&site));
    let refused = site.run(&["restore", &series, "--data", &restored, "--root-key", &root]);
    assert!(refused.status.code() == Some(1) && said(&refused).contains("--without-erasures"), "{}", said(&refused));
    let list = text(&site.path("名单.json"));
    assert!(site.run(&["erasures", "--data", &data, "--out", &list]).status.success());
    let answer = json(&site, &["restore", &series, "--data", &restored, "--root-key", &root, "--erasures", &list]);
    assert_eq!((&answer["size"], &answer["erased"]), (&made["size"], &Value::from(0)));
    let verdict = json(&site, &["journal", "verify", "--data", &restored]);
    assert_eq!(verdict["size"].as_u64(), made["size"].as_u64().map(|size| size + 1));
    assert_eq!(json(&site, &["rebuild", "--check", "--data", &restored])["ok"], Value::Bool(true));

    let (old, new) = (Served::start(&site, &data, &["--read-only"]), Served::start(&site, &restored, &["--read-only"]));
    let pages = crawl(&old);
    assert!(pages.len() > 30, "{}", pages.len());
    for (path, page) in pages {
        assert!(new.get(&path) == page, "{path} differs");
    }
    for words in ["evaluate --as-of 2026-11-24", "evaluate --as-of 2026-06-30"] {
        let words: Vec<&str> = words.split(' ').collect();
        assert_eq!(json(&site, &[&words[..], &["--data", &data]].concat()), json(&site, &[&words[..], &["--data", &restored]].concat()));
    }
}

fn root_key(site: &Site) -> String {
    let data = site.data();
    if data.contains("://") { text(&site.path("root.key")) } else { format!("{data}/root.key") }
}

/// Pages that are reached from the menu, but for the one that tells the root of the journal.
fn crawl(served: &Served) -> Vec<(String, String)> {
    let (mut known, mut next, mut pages) =
        (BTreeSet::new(), VecDeque::from(["/units", "/organisations", "/calendar", "/articles", "/search"].map(str::to_owned)), Vec::new());
    while let Some(path) = next.pop_front() {
        if pages.len() == 60
            || path.contains("xlsx")
            || path.starts_with("/about")
            || path.starts_with("/assets")
            || !known.insert(path.clone())
        {
            continue;
        }
        let page = served.get(&path);
        next.extend(
            page.split("href=\"/").skip(1).filter_map(|rest| Some(format!("/{}", rest.split(['"', '#']).next()?.replace("&amp;", "&")))),
        );
        pages.push((path, page));
    }
    pages
}

#[test]
fn a_timer_can_tell_how_it_went_and_doctor_says_when() {
    let site = filled();
    let (data, series) = (site.data(), text(&site.path("备份")));
    let doctor = |words: &str| {
        let found = json(&site, &["doctor", "--data", &data]);
        let line = found.as_array().unwrap().iter().find(|check| check["check"] == "备份").unwrap().clone();
        assert!(line["detail"].as_str().unwrap().contains(words), "{line}");
    };
    doctor("还没有做过备份；还没有核对或恢复过");
    assert_eq!(site.run(&["backup", &series, "--data", &data]).status.code(), Some(0));
    doctor("条）；还没有核对或恢复过");
    assert_eq!(site.run(&["backup", "verify", &series, "--data", &data]).status.code(), Some(0));
    doctor("最近一次核对或恢复");
    let one = std::fs::read_dir(site.path("备份")).unwrap().next().unwrap().unwrap().path();
    let manifest = one.join("manifest.json");
    let bytes = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, bytes.replace("\"format\": 1", "\"format\":  1")).unwrap();
    let refused = site.run(&["backup", "verify", &series, "--data", &data]);
    assert!(refused.status.code() == Some(1) && said(&refused).contains("这份备份不能用"), "{}", said(&refused));
    // Nor is a backup made without a word where another's keys cannot be removed in time.
    let next = site.run(&["backup", &series, "--data", &data]);
    assert!(next.status.code() == Some(1) && said(&next).contains("备份已做好，但"), "{}", said(&next));
    for words in [vec!["backup"], vec!["backup", &series], vec!["backup", "verify"], vec!["restore", &series]] {
        assert_eq!(site.run(&words).status.code(), Some(64), "{words:?}");
    }
    if !data.contains("://") {
        let inside = site.run(&["backup", &format!("{data}/备份"), "--data", &data]);
        assert!(inside.status.code() == Some(1) && said(&inside).contains("不要放在数据目录里"), "{}", said(&inside));
    }
}

#[test]
fn keys_of_older_backups_are_removed_after_their_days() {
    let site = filled();
    let (data, series) = (site.data(), text(&site.path("备份")));
    let first = json(&site, &["backup", &series, "--data", &data]);
    let first = first["backup"].as_str().unwrap().to_owned();
    let older = site.path("备份").join("20200101-000000");
    std::fs::rename(&first, &older).unwrap();
    // Thirty days by default: it is as young as the next one.
    let second = json(&site, &["backup", &series, "--data", &data]);
    assert_eq!(second["keys_removed"], Value::from(Vec::<String>::new()));
    std::fs::rename(second["backup"].as_str().unwrap(), site.path("备份").join("20200102-000000")).unwrap();
    let third = json(&site, &["backup", &series, "--data", &data, "--keep-keys", "0"]);
    let removed: Vec<_> = third["keys_removed"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    // Those of an earlier second; of this one none.
    assert!(removed.iter().all(|name| name.starts_with("2020")), "{removed:?}");
    assert!(json(&site, &["backup", "verify", third["backup"].as_str().unwrap(), "--data", &data])["keys"].as_bool().unwrap());
}

#[test]
fn a_passphrase_is_read_from_a_file_of_its_owner_alone() {
    let site = filled();
    let (data, series, words) = (site.data(), text(&site.path("备份")), site.path("口令"));
    std::fs::write(&words, "七月 河边 一辆旧自行车\n").unwrap();
    std::fs::set_permissions(&words, std::fs::Permissions::from_mode(0o644)).unwrap();
    let words = text(&words);
    let back_up = ["backup", &series, "--data", &data, "--passphrase-file", &words, "--with-root-key"];
    let refused = site.run(&back_up);
    assert!(said(&refused).contains("chmod 600"), "{}", said(&refused));
    std::fs::set_permissions(&words, std::fs::Permissions::from_mode(0o600)).unwrap();
    let told = site.run(&back_up);
    assert!(told.status.success() && said(&told).contains("根密钥在备份里"), "{}", said(&told));
    let without = site.run(&["backup", "verify", &series]);
    assert!(said(&without).contains("--passphrase-file"), "{}", said(&without));
    assert!(site.run(&["backup", "verify", &series, "--passphrase-file", &words]).status.success());
    let restored = text(&site.path("恢复"));
    let answer = site.run(&["restore", &series, "--data", &restored, "--passphrase-file", &words, "--without-erasures"]);
    assert!(answer.status.success() && said(&answer).contains("没有用删除名单"), "{}", said(&answer));
    assert!(site.run(&["journal", "verify", "--data", &restored]).status.success());
}

#[test]
fn what_is_left_of_a_site_is_never_told_to_begin_anew() {
    let site = filled();
    let data = site.data();
    if data.contains("://") {
        return; // Of folders; databases: `half_of_a_database_is_named`.
    }
    std::fs::remove_file(site.path("data/keys.db")).unwrap();
    let elsewhere = text(&site.path("备份"));
    for words in [
        &["evaluate", "--as-of", TODAY][..],
        &["journal", "verify"],
        &["serve"],
        &["serve", "--read-only"],
        &["init"],
        &["backup", &elsewhere],
    ] {
        let output = site.run(&[words, &["--data", &data]].concat());
        assert!(
            output.status.code() == Some(1) && said(&output).contains("没有密钥库 keys.db") && !said(&output).contains("jishi init"),
            "{words:?}: {}",
            said(&output)
        );
    }
}

/// Runs the program as somebody who cannot write: another user where this is root, whom no permission stops.
fn as_another(words: &[&str], dir: &Path) -> Output {
    use std::os::unix::process::CommandExt;
    const NOBODY: u32 = 65_534;
    let mut program = Command::new(env!("CARGO_BIN_EXE_jishi"));
    if std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0) {
        // Where this program lies that user may not come.
        let copy = dir.join("jishi");
        if !copy.exists() {
            std::fs::copy(env!("CARGO_BIN_EXE_jishi"), &copy).unwrap();
        }
        program = Command::new(copy);
        program.uid(NOBODY).gid(NOBODY);
        for path in [dir.to_path_buf(), dir.join("archive")].into_iter().chain(files(&dir.join("archive"))) {
            std::os::unix::fs::chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }
    program.args(words).output().unwrap()
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn an_archive_that_cannot_be_written_opens_read_only() {
    let site = filled();
    if site.data().contains("://") {
        return; // Of files alone.
    }
    let dir = tempfile::tempdir().unwrap();
    let archive = dir.path().join("archive");
    std::fs::create_dir(&archive).unwrap();
    for name in ["facts.db", "keys.db", "root.key", "last-checkpoint"] {
        std::fs::copy(site.path("data").join(name), archive.join(name)).unwrap();
    }
    let mode = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    files(&archive).iter().for_each(|file| mode(file, 0o400));
    mode(&archive, 0o500);
    let data = text(&archive);
    let verified = as_another(&["journal", "verify", "--data", &data], dir.path());
    assert!(verified.status.success(), "{}", said(&verified));
    let doctor = as_another(&["doctor", "--data", &data], dir.path());
    assert!(doctor.status.success(), "{}", said(&doctor));
    assert_eq!(files(&archive).len(), 4, "nothing was written");
    let backup = as_another(&["backup", &text(&dir.path().join("备份")), "--data", &data], dir.path());
    assert!(backup.status.success() && said(&backup).contains("数据旁写不进去"), "{}", said(&backup));
    let write = as_another(&["evaluate", "--data", &data, "--as-of", TODAY], dir.path());
    assert!(write.status.code() == Some(1) && !said(&write).contains("init"), "{}", said(&write));
    // With a log that has not been taken in, it is not read as if it were whole.
    mode(&archive, 0o700);
    std::fs::write(archive.join("facts.db-wal"), "not taken in").unwrap();
    mode(&archive.join("facts.db-wal"), 0o400);
    mode(&archive, 0o500);
    let refused = as_another(&["journal", "verify", "--data", &data], dir.path());
    assert!(refused.status.code() == Some(1) && said(&refused).contains("-wal"), "{}", said(&refused));
    mode(&archive, 0o700);
}
