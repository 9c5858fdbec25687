//! A site in a temporary folder, driven through the program itself, and a small department's workbooks.

#![allow(dead_code)] // Each test file uses its own part.

use rust_xlsxwriter::{Formula, Workbook};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The day all of these tests live on.
pub const TODAY: &str = "2026-11-24";

/// A site of its own: on SQLite in a temporary folder, or, where `JISHI_TEST_PG` names a server, in a database there.
pub struct Site {
    dir: tempfile::TempDir,
    database: Option<String>,
}

impl Site {
    pub fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let database = std::env::var("JISHI_TEST_PG").ok().map(|server| new_database(&server, dir.path()));
        let site = Self { dir, database };
        let made = site.run(&["init", "--data", &site.data()]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        site
    }

    pub fn data(&self) -> String {
        self.database.clone().unwrap_or_else(|| self.dir.path().join("data").display().to_string())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn run(&self, words: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_jishi")).args(words).env("JISHI_ROOT_KEY", self.path("root.key")).output().unwrap()
    }

    /// A command on this site, with its exit code and JSON.
    pub fn json(&self, command: &[&str]) -> (i32, Value) {
        let data = self.data();
        let mut words = command.to_vec();
        words.extend(["--data", &data, "--format", "json"]);
        let output = self.run(&words);
        let text = String::from_utf8(output.stdout).unwrap();
        let value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{words:?}: {text}{}", String::from_utf8_lossy(&output.stderr)));
        (output.status.code().unwrap(), value)
    }

    pub fn import(&self, files: &[&Path], more: &[&str]) -> (i32, Value) {
        let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        let mut words = vec!["import", "--today", TODAY];
        words.extend(files.iter().map(String::as_str));
        words.extend(more);
        self.json(&words)
    }

    /// Every duty instance on the day.
    pub fn evaluate(&self) -> Vec<Value> {
        let (code, rows) = self.json(&["evaluate", "--as-of", TODAY]);
        assert_eq!(code, 0);
        rows.as_array().unwrap().clone()
    }
}

/// An empty database on the server, named after the temporary folder; the cluster is thrown away as a whole.
pub fn new_database(server: &str, dir: &Path) -> String {
    let tail = dir.file_name().unwrap().to_string_lossy().to_lowercase().replace(['.', '-'], "_");
    let name = format!("jishi{tail}");
    let made = Command::new("psql").args(["--quiet", "--dbname", server, "--command", &format!("CREATE DATABASE \"{name}\"")]).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let (address, _) = server.rsplit_once('/').unwrap();
    format!("{address}/{name}")
}

pub fn jishi(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_jishi")).args(words).output().unwrap()
}

/// The statuses of one duty of one subject, by period.
pub fn statuses(rows: &[Value], duty: &str, subject: &str) -> Vec<(String, String)> {
    let text = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let mine = rows.iter().filter(|row| row["duty"] == duty && row["subject"] == subject);
    mine.map(|row| (text(row, "period"), text(row, "status"))).collect()
}

/// A workbook of sheets of rows; a cell that begins with `=` is a formula, one that begins with `#` a number.
pub fn workbook(path: &Path, sheets: &[(&str, &[&[&str]])]) {
    let mut book = Workbook::new();
    for (name, rows) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let (row, column) = (u32::try_from(row).unwrap(), u16::try_from(column).unwrap());
                if let Some(number) = cell.strip_prefix('#') {
                    sheet.write_number(row, column, number.parse::<f64>().unwrap()).unwrap();
                } else if cell.starts_with('=') {
                    sheet.write_formula(row, column, Formula::new(*cell)).unwrap();
                } else {
                    sheet.write_string(row, column, *cell).unwrap();
                }
            }
        }
    }
    book.save(path).unwrap();
}

pub const BODIES: &[&[&str]] = &[
    &["某局党组织一览表"],
    &["组织名称", "组织类别", "上级组织", "所在单位", "成立日期", "本届起始", "届期（年）"],
    &["中共某局机关委员会", "机关党委", "省直机关工委", "某局", "2018-11-01", "2022-05-06", "#5"],
    &["中共某局办公室支部委员会", "党支部", "中共某局机关委员会", "某局", "2018年11月15日", "2023.9.10", "#3"],
];
pub const MEMBERS: &[&[&str]] = &[
    &["某局党员花名册"],
    &["序号", "姓名", "性别", "民族", "公民身份号码", "入党日期", "转正日期", "党员类别", "所在党支部", "备注"],
    &["#1", "张　三", "男", "汉", "990101198005155812", "2005.7.1", "20060701", "正式党员", "中共某局办公室支部委员会", ""],
    &["#2", "李四", "女", "回族", "990101197003031223", "2000-07-01", "2001-07-01", "正式党员", "中共某局办公室支部委员会", "年老体弱"],
];

/// An identity number with its check digit: 17 digits in, 18 characters out.
pub fn identity(seventeen: &str) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = seventeen.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{seventeen}{}", ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'][(sum % 11) as usize])
}

/// The members with numbers that check.
pub fn members() -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = MEMBERS.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
    for row in rows.iter_mut().skip(2) {
        row[4] = identity(&row[4][..17]);
    }
    rows
}

/// Rows of owned text as [`workbook`] wants them.
pub fn borrowed(rows: &[Vec<String>]) -> Vec<Vec<&str>> {
    rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect()
}
