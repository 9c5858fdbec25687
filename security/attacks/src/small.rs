//! A small site for tampering and erasing: some two dozen entries, and a row in every table that people can fill. Made
//! once for each program that is built, as the template is: by the command line and through the pages.

use crate::browser::Browser;
use crate::cast::{PASSWORD, SYSTEM, TODAY};
use crate::server::{Server, jishi};
use crate::offices::{account, invited, set_up};
use crate::program::Program;
use rust_xlsxwriter::Workbook;
use serde_json::json;
use std::path::Path;

/// The secretary, who has an account, a session and a token.
pub const SECRETARY: &str = "张砚秋";
/// A member: talked to, excused, owing an item; with an account that nobody has opened yet.
pub const MEMBER: &str = "李墨白";
/// What is registered about the member alone.
pub const REMARK: &str = "备注里的金丝雀";

const BODIES: &[&[&str]] = &[
    &["组织名称", "组织类别", "上级组织", "所在单位", "成立日期", "本届起始", "届期（年）"],
    &["中共小局机关委员会", "机关党委", "省直机关工委", "小局", "2018-11-01", "2022-05-06", "5"],
    &["中共小局办公室支部委员会", "党支部", "中共小局机关委员会", "小局", "2018-11-15", "2023-09-10", "3"],
];
const PEOPLE: &[&[&str]] = &[
    &["姓名", "性别", "身份号码", "入党日期", "所在党支部", "联系电话", "备注"],
    &[SECRETARY, "男", "990101198005155810", "2005-07-01", "中共小局办公室支部委员会", "13900000001", ""],
    &[MEMBER, "女", "990101197003031226", "2000-07-01", "中共小局办公室支部委员会", "13900000002", REMARK],
];
const POSTS: &[&[&str]] = &[&["组织名称", "职务", "姓名", "任职日期"], &["中共小局办公室支部委员会", "书记", SECRETARY, "2023-09-10"]];
const MEETINGS: &[&[&str]] = &[
    &["日期", "类型", "主题", "主持人", "应到", "实到", "缺席人员及原因"],
    &["2026-01-26", "主题党日", "参观", SECRETARY, "2", "1", "李墨白（病假）"],
    &["2026-03-05", "主题党日、党课", "集中学习", SECRETARY, "2", "2", "无"],
];

fn workbook(path: &Path, name: &str, rows: &[&[&str]]) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(name).expect("a name");
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(*cells).filter(|(_, cell)| !cell.is_empty()) {
            // Few digits are a number, many are a telephone's or a person's.
            match cell.parse::<f64>().ok().filter(|_| cell.len() < 4) {
                Some(number) => sheet.write_number(row, column, number),
                None => sheet.write_string(row, column, *cell),
            }
            .expect("a cell");
        }
    }
    book.save(path).expect("a workbook");
}

/// An identity number with the check digit that it must have.
fn checked(number: &str) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = number.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{}{}", &number[..17], ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'][(sum % 11) as usize])
}

/// Makes it in a folder that is not there yet.
pub(crate) fn make(data: &Path, scratch: &Path) {
    let shown = data.display().to_string();
    let run = |words: &[&str]| {
        let done = jishi(words);
        assert!(done.status.success(), "{words:?}: {}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    };
    run(&["init", "--data", &shown]);
    let numbers: Vec<String> = PEOPLE[1..].iter().map(|row| checked(row[2])).collect();
    let people: Vec<Vec<&str>> = PEOPLE
        .iter()
        .enumerate()
        .map(|(at, row)| {
            row.iter().enumerate().map(|(column, cell)| if at > 0 && column == 2 { numbers[at - 1].as_str() } else { *cell }).collect()
        })
        .collect();
    let people: Vec<&[&str]> = people.iter().map(Vec::as_slice).collect();
    let files: Vec<String> = [("组织", BODIES), ("花名册", people.as_slice()), ("任职", POSTS), ("组织生活", MEETINGS)]
        .into_iter()
        .map(|(name, rows)| {
            let path = scratch.join(format!("{name}.xlsx"));
            workbook(&path, name, rows);
            path.display().to_string()
        })
        .collect();
    let words: Vec<&str> = ["import", "--data", &shown, "--today", TODAY, "--from", "2026-01-01"]
        .into_iter()
        .chain(files.iter().map(String::as_str))
        .collect();
    run(&words);
    let server = Server::start(&["serve", "--data", &shown, "--port", "0", "--today", TODAY], &[]);
    let mut offices = set_up(&server);
    account(&mut offices, &[("name", SECRETARY), ("login", SECRETARY)]);
    invited(&mut offices, &[("name", MEMBER), ("login", MEMBER)]);
    live(&server);
    assert_eq!(server.stop().code(), Some(0));
    for file in files {
        std::fs::remove_file(file).expect("gone");
    }
}

/// A meeting with an item, and a decision of each sort about some duty of the branch.
fn live(server: &Server) {
    let mut secretary = Browser::new(server.address());
    assert_eq!(secretary.log_in(SECRETARY, PASSWORD).status, 303);
    Browser::new(server.address()).log_in(SYSTEM, "不是这个密码也不是那个");
    let program = Program::of(&mut secretary, "record");
    let me = program.get("/me").json();
    let body = me["acting"]["body"].as_str().unwrap_or_else(|| panic!("a post: {me}")).to_owned();
    let member = program
        .all("/people")
        .iter()
        .find(|person| person["name"] == MEMBER)
        .and_then(|person| person["id"].as_str())
        .expect("the member")
        .to_owned();
    let meeting = json!({ "body": body, "kinds": ["支部党员大会"], "date": "2026-11-20", "fields": { "主题": "年末安排" },
        "items": [{ "text": "整理书柜", "owner": member, "due": "2026-12-01" }] });
    let made = program.post("/records", &meeting, &[("Idempotency-Key", "a-small-0001")]);
    assert_eq!(made.status, 201, "{}", made.text());
    let duties = program.all("/duties");
    for decision in [
        json!({ "kind": "理由", "text": "防汛" }),
        json!({ "kind": "免除", "text": "刚成立" }),
        json!({ "kind": "延期", "until": "2026-12-31" }),
    ] {
        // Which duty takes which decision, the packs say.
        let path = |duty: &serde_json::Value| duty["path"].as_str().unwrap_or_default().trim_start_matches("/api/v1").to_owned();
        let _ = duties.iter().map(path).any(|path| program.post(&format!("{path}/decision"), &decision, &[]).status == 204);
    }
}
