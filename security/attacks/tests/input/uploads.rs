//! Uploads that no browser would send.

use jishi_attacks::cast::{DEPUTY, SECRETARY};
use jishi_attacks::{Browser, Defence, Request, Site, held_by};

fn send(browser: &mut Browser, kind: &str, body: &[u8]) -> u16 {
    let request = browser.from_here(Request::new("POST", "/imports")).sends(kind, body);
    browser.try_send(&request).map_or(0, |answer| answer.status)
}

#[test]
fn no_malformed_upload_breaks_the_program_or_begins_an_import() {
    let site = Site::open();
    let mut browser = site.enter(DEPUTY);
    let csrf = browser.csrf();
    let mark = format!("--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf}\r\n");
    let file = |head: &str| format!("{mark}--b\r\n{head}\r\n\r\nx\r\n--b--\r\n").into_bytes();
    let disposition = |rest: &str| file(&format!("Content-Disposition: form-data; {rest}"));
    let long = format!("multipart/form-data; boundary={}", "b".repeat(1_000));
    let cases: Vec<(&str, &str, Vec<u8>)> = vec![
        ("no boundary", "multipart/form-data", file("")),
        ("an empty boundary", "multipart/form-data; boundary=", file("")),
        ("another boundary", "multipart/form-data; boundary=c", file("")),
        ("a boundary of a thousand signs", &long, file("")),
        ("nothing", "multipart/form-data; boundary=b", Vec::new()),
        ("only an end", "multipart/form-data; boundary=b", b"--b--\r\n".to_vec()),
        ("no end", "multipart/form-data; boundary=b", mark.clone().into_bytes()),
        ("no name", "multipart/form-data; boundary=b", file("Content-Type: text/plain")),
        ("a head without an end", "multipart/form-data; boundary=b", format!("--b\r\n{}", "X: y\r\n".repeat(5_000)).into_bytes()),
        (
            "a mark that is no text",
            "multipart/form-data; boundary=b",
            b"--b\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n\xff\xfe\r\n--b--\r\n".to_vec(),
        ),
        ("a form by another name", "application/x-www-form-urlencoded", format!("csrf={csrf}").into_bytes()),
        ("a file without a name", "multipart/form-data; boundary=b", disposition("name=\"files\"")),
        ("a file with an empty name", "multipart/form-data; boundary=b", disposition("name=\"files\"; filename=\"\"")),
    ];
    for (what, kind, body) in cases {
        let status = send(&mut browser, kind, &body);
        assert!((400..500).contains(&status), "{what}: {status}");
    }
    assert!(!browser.get("/imports").text().contains("还没有办完的"), "nothing waits");
    assert_eq!(browser.get("/mine").status, 200);
}

#[test]
fn a_file_s_name_is_a_name_and_no_path() {
    let site = Site::open();
    let mut browser = site.enter(DEPUTY);
    for (sent, shown) in [
        ("../../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\名册.xlsx", "名册.xlsx"),
        ("<img src=x>.xlsx", "&#60;img src=x&#62;.xlsx"),
        ("/a/b/c.xlsx", "c.xlsx"),
    ] {
        let csrf = browser.csrf();
        let answer = browser.upload("/imports", &csrf, &[(sent, b"no workbook")]);
        assert_eq!(answer.status, 303, "{sent}");
        let page = browser.get(answer.header("location")).text();
        assert!(page.contains(shown) && !page.contains("<img src=x>") && !page.contains("../"), "{sent}: {page}");
    }
    // Whatever it was called, it is nowhere on the disk.
    let names: Vec<String> =
        std::fs::read_dir(site.data()).expect("the data").flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    assert!(names.iter().all(|name| !name.contains("passwd") && !name.contains("名册")), "{names:?}");
}

#[test]
fn an_upload_without_bounds_is_not_read_to_its_end() {
    held_by(&[Defence::UploadsAreBounded], |site: &Site| {
        let mut browser = site.enter(DEPUTY);
        let csrf = browser.csrf();
        let large = vec![b'x'; 65 << 20];
        let status = match browser.try_upload("/imports", &csrf, &[("大.xlsx", &large)]) {
            Some(answer) => answer.status,
            // Closed while it was still being sent: not taken.
            None => 413,
        };
        (status != 413).then(|| status.to_string())
    });
}

#[test]
fn who_may_not_import_uploads_nothing() {
    held_by(&[Defence::RightsAreAsked], |site: &Site| {
        let mut browser = site.enter(SECRETARY);
        let csrf = browser.csrf();
        let status = browser.upload("/imports", &csrf, &[("名册.xlsx", b"no workbook")]).status;
        (status != 403).then(|| status.to_string())
    });
}
