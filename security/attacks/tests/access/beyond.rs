//! An import that reaches beyond the units of whoever uploaded it: a deputy registers a unit of their own, with a committee.

use jishi_attacks::cast::DEPUTY;
use jishi_attacks::{Answer, Browser, Defence, Site, held_by};
use rust_xlsxwriter::Workbook;

/// A unit that nobody knows.
const UNIT: &str = "越界金丝雀局";

/// The bodies of that unit: one.
fn bodies(above: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("组织").expect("a name");
    let name = format!("中共{UNIT}机关委员会");
    let columns =
        [("组织名称", name.as_str()), ("组织类别", "机关党委"), ("上级组织", above), ("所在单位", UNIT), ("成立日期", "2018-11-01")];
    for (column, (title, cell)) in (0..).zip(columns) {
        sheet.write_string(0, column, title).and_then(|sheet| sheet.write_string(1, column, cell)).expect("cells");
    }
    book.save_to_buffer().expect("a workbook")
}

/// The page of an import when nothing is being worked at any more.
fn settled(browser: &mut Browser, path: &str) -> Answer {
    loop {
        let page = browser.get(path);
        if !page.text().contains("http-equiv=\"refresh\"") {
            return page;
        }
    }
}

#[test]
fn no_import_registers_a_unit_of_its_own() {
    held_by(&[Defence::ImportsStayWithin], |site: &Site| {
        let mut browser = site.enter(DEPUTY);
        let csrf = browser.csrf();
        let sent = browser.upload("/imports", &csrf, &[("组织.xlsx", &bodies(&site.player(DEPUTY).body_name))]);
        assert_eq!(sent.status, 303, "{}", sent.text());
        let path = sent.header("location").to_owned();
        settled(&mut browser, &path);
        for action in ["all", "good"] {
            browser.post(&path, &[("csrf", &csrf), ("action", action)]);
        }
        settled(&mut browser, &path).text().contains("已写入").then(|| format!("{UNIT} is registered"))
    });
}
