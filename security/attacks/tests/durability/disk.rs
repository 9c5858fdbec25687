//! The disk fills up to the brim while the program takes writes: what was acknowledged stands, the rest is told in words for
//! the clerk and for the operator, pages go on, and after room is made writing goes on without a restart.

use crate::support::client::Client;
use crate::support::cluster::is_root;
use crate::support::load::{Step, Writer, assert_stands, words, write_until, writers};
use crate::support::place::Place;
use crate::support::program::{Program, assert_verifies};
use crate::support::{Dice, block_on, skip};
use jishi_attacks::rounds;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

const CLIENTS: usize = 4;

/// A small file system of its own, with what makes it full.
struct Small {
    dir: tempfile::TempDir,
    name: &'static str,
    /// Bytes in all.
    size: u64,
}

impl Small {
    /// 8 MB in memory.
    fn tmpfs() -> Option<Self> {
        Self::mounted("tmpfs", 8 << 20, |_| vec!["-t".into(), "tmpfs".into(), "-o".into(), "size=8m".into(), "jishi".into()])
    }

    /// An image of 24 MB.
    fn ext4() -> Option<Self> {
        Self::mounted("ext4", 24 << 20, |dir| {
            let image = dir.join("image");
            let made = std::fs::File::create(&image).and_then(|file| file.set_len(24 << 20)).is_ok();
            let laid = Command::new("mkfs.ext4").args(["-q", "-F", "-m", "0"]).arg(&image).status().is_ok_and(|status| status.success());
            if made && laid { vec!["-o".into(), "loop".into(), image.display().to_string()] } else { Vec::new() }
        })
    }

    fn mounted(name: &'static str, size: u64, words: impl FnOnce(&Path) -> Vec<String>) -> Option<Self> {
        let what = format!("磁盘写满（{name}）");
        if !is_root() {
            skip(&what, "挂载小文件系统要用 root 运行");
            return None;
        }
        let dir = tempfile::tempdir().unwrap();
        let (at, words) = (dir.path().join("small"), words(dir.path()));
        std::fs::create_dir(&at).unwrap();
        let mounted = !words.is_empty() && Command::new("mount").args(words).arg(&at).output().is_ok_and(|output| output.status.success());
        if !mounted {
            skip(&what, "这台机器上挂载不了");
            return None;
        }
        Some(Self { dir, name, size })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join("small").join(name)
    }

    /// Fills it to the brim, but for so many bytes.
    fn fill(&self, but: u64) {
        let mut filler = std::fs::OpenOptions::new().create(true).append(true).open(self.path("filler")).unwrap();
        for piece in [64 << 10, 4 << 10, 512, 1] {
            let zeros = vec![0; piece];
            while filler.write_all(&zeros).is_ok() && filler.sync_data().is_ok() {}
        }
        let length = filler.metadata().unwrap().len();
        filler.set_len(length.saturating_sub(but)).unwrap();
        let _ = filler.sync_all();
    }

    /// Takes the filler away; gives how many bytes that were.
    fn make_room(&self) -> u64 {
        let room = std::fs::metadata(self.path("filler")).unwrap().len();
        std::fs::remove_file(self.path("filler")).unwrap();
        room
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path("")).status();
    }
}

#[test]
fn a_full_disk_loses_nothing_on_tmpfs() {
    if let Some(small) = Small::tmpfs() {
        check(&small);
    }
}

#[test]
fn a_full_disk_loses_nothing_on_ext4() {
    if let Some(small) = Small::ext4() {
        check(&small);
    }
}

fn check(small: &Small) {
    let place = block_on(Place::at(&small.path("data")).init());
    let token = block_on(place.token());
    let mut program = Program::serve(&place);
    let client = Client { address: program.address, token };
    let (mut dice, mut writers) = (Dice::new(30), writers(CLIENTS));
    for round in 0..rounds(3, 30) {
        writers.iter_mut().for_each(|writer| writer.pad([40, 700, 4_000][dice.below(3)]));
        write_until(&mut writers, &client, &place, 2 * CLIENTS, || ());
        // The brim lies somewhere in a write that comes.
        small.fill([0, 6 << 10, 30 << 10, 90 << 10][dice.below(4)]);
        let last = until_refused(&mut writers, &client, &place);
        for answer in &last {
            assert_eq!(answer.0, 507, "{}: {}", small.name, answer.1);
            assert!(["磁盘", "管理员"].iter().all(|word| answer.1.contains(word)), "words for the clerk: {}", answer.1);
        }
        assert!(program.said().contains("磁盘"), "words for the operator: {}", program.said());
        // Lists of records are kept in count for a program, as taking out is: where nothing can be written they may stay closed.
        for page in ["/api/v1/duties?limit=5", "/login"] {
            let answer = client.get(page).expect("an answer");
            assert_eq!(answer.status, 200, "reading goes on: {page}: {}", answer.text);
        }
        if round == 0 {
            assert_verifies(&place);
        }
        let room = small.make_room();
        // A reader that comes while nothing at all fits cannot even lay down SQLite's shared index: it is asked now.
        assert_stands(&writers, &block_on(place.fresh()));
        if room < small.size / 3 {
            // What is written takes the place by and by: soon there would be no room to be made.
            assert!(round >= 3, "{}: only {room} bytes to give back in round {round}", small.name);
            break;
        }
        let last = write_until(&mut writers, &client, &place, 3 * CLIENTS, || ());
        assert!(last.iter().all(|step| matches!(step, Step::Acknowledged)), "{}: after room is made it goes on, with {room} bytes: {last:?}", small.name);
    }
    if dice.below(2) == 0 { program.kill() } else { assert!(program.stop().success()) }
    assert_stands(&writers, &block_on(place.fresh()));
    assert_verifies(&place);
    // And a program that is started anew goes on from there.
    let program = Program::serve(&place);
    let client = Client { address: program.address, ..client };
    write_until(&mut writers, &client, &place, CLIENTS, || ());
    assert!(program.stop().success());
    assert_stands(&writers, &block_on(place.fresh()));
}

/// All write until each is refused: what each was told.
fn until_refused(writers: &mut [Writer], client: &Client, place: &Place) -> Vec<(u16, String)> {
    let mut told = Vec::new();
    for step in write_until(writers, client, place, usize::MAX, || ()) {
        match step {
            Step::Refused(answer) => told.push((answer.status, words(&answer))),
            other => panic!("an answer in words: {other:?}"),
        }
    }
    told
}
