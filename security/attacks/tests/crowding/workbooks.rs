//! Large workbooks: they are read one after the other, whoever looks is told their place, and what they took of memory is
//! given back, although their previews still wait for a decision.

use crate::demo::{Demo, Session};
use jishi_attacks::rounds;
use std::time::{Duration, Instant};

/// Workbooks: as many as an account may leave undecided.
const WORKBOOKS: usize = 8;
/// What the program may hold more than before, in kilobytes.
const MORE: u64 = 64 << 10;
/// Longer than the allocator keeps what is not needed; reached only where it is not given back.
const NEVER: Duration = Duration::from_secs(120);

/// A roster of so many people of a branch that there is not: every row is refused, the worst case for what is told.
fn roster(rows: usize) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let heading = ["序号", "姓名", "性别", "民族", "公民身份号码", "入党日期", "转正日期", "党员类别", "所在党支部", "备注"];
    for (column, text) in (0..).zip(heading) {
        sheet.write_string(0, column, text).unwrap();
    }
    for row in 1..=u32::try_from(rows).unwrap() {
        let branch = format!("没有登记的第{row}支部");
        for (column, text) in (0..).zip([&*row.to_string(), "张三", "男", "汉", "", "2005-07-01", "2006-07-01", "正式党员", &branch, "备注"]) {
            sheet.write_string(row, column, text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

/// Kilobytes that the process holds.
#[cfg(target_os = "linux")]
fn held(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// Processes that it has begun and that still are.
#[cfg(target_os = "linux")]
fn children(pid: u32) -> usize {
    let threads = std::fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let of = |thread: std::io::Result<std::fs::DirEntry>| std::fs::read_to_string(thread.ok()?.path().join("children")).ok();
    threads.filter_map(of).map(|list| list.split_whitespace().count()).sum()
}

fn waits(page: &str) -> bool {
    page.contains("排队等着读取")
}

#[test]
#[cfg(target_os = "linux")]
fn large_workbooks_wait_their_turn_and_give_their_memory_back() {
    let demo = Demo::with_files(20_000);
    let session: Session<'_> = demo.enter();
    let rows = rounds(400, 99_000);
    let book = roster(rows);
    // Everything has been judged and shown once.
    session.get("/imports");
    let before = held(demo.pid());
    let paths: Vec<String> = (0..WORKBOOKS).map(|at| session.upload(&format!("{at}.xlsx"), &book)).collect();
    let (mut most, mut told, mut reading) = (0, false, 0);
    loop {
        most = most.max(children(demo.pid()));
        reading = reading.max(held(demo.pid()));
        let pages: Vec<String> = paths.iter().map(|path| session.get(path)).collect();
        told |= pages.iter().filter(|page| waits(page)).all(|page| page.contains("前面还有")) && pages.iter().any(|page| waits(page));
        if pages.iter().all(|page| page.contains("这是预览")) {
            assert!(pages.iter().all(|page| page.contains(&format!("不收 {rows} 行"))), "{}", pages[0]);
            break;
        }
        assert!(pages.iter().all(|page| page.starts_with("HTTP/1.1 200 ")), "{}", pages[0]);
    }
    assert!(most <= 1, "one account had {most} workbooks read at once");
    assert!(told, "nobody was told a place");
    let largest = paths.iter().map(|path| session.get(path).len()).max().unwrap();
    assert!(largest < 256 << 10, "a page of {largest} bytes");
    let began = Instant::now();
    let mut after = held(demo.pid());
    while after > before + MORE {
        assert!(began.elapsed() < NEVER, "{before} KB before, {after} KB afterwards");
        assert!(demo.answers());
        after = held(demo.pid());
    }
    let size = book.len() / 1024;
    println!("{WORKBOOKS} workbooks of {size} KB: {before} KB before, at most {reading} KB, {after} KB after {:?}", began.elapsed());
}
