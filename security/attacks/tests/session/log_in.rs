//! The log-in: what it tells, and how many guesses it takes.

use jishi_attacks::cast::{MEMBER, PASSWORD, SECRETARY, SYSTEM};
use jishi_attacks::{Browser, Defence, Site, held_by};

/// The page without what was typed into it.
fn told(browser: &mut Browser, login: &str) -> (u16, String) {
    let answer = browser.log_in(login, "不是这个密码也不是那个密码");
    (answer.status, answer.text().replace(login, "…"))
}

#[test]
fn a_name_that_is_known_answers_like_one_that_is_not() {
    let site = Site::open();
    let mut nobody = site.nobody();
    let unknown = told(&mut nobody, "查无此人");
    for login in [SECRETARY, SYSTEM] {
        assert_eq!(told(&mut nobody, login), unknown, "{login}");
    }
}

#[test]
fn guesses_are_few() {
    held_by(&[Defence::GuessesAreFew], |site: &Site| {
        let mut nobody = site.nobody();
        let answers: Vec<u16> = (0..20).map(|at| nobody.log_in(MEMBER, &format!("猜的密码第{at}个，还差得远")).status).collect();
        assert!(answers.iter().all(|status| [422, 429].contains(status)), "{answers:?}");
        let weighed = answers.iter().filter(|status| **status == 422).count();
        (weighed > 10).then(|| format!("{weighed} guesses were weighed"))
    });
}

#[test]
fn a_guess_by_every_spelling_is_a_guess_at_one_name() {
    let site = Site::open();
    let mut nobody = site.nobody();
    let spellings = [MEMBER.to_owned(), format!(" {MEMBER}"), format!("{MEMBER} "), format!("\u{3000}{MEMBER}")];
    let answers: Vec<u16> = (0..20).map(|at| nobody.log_in(&spellings[at % 4], "还是不对的密码，再来").status).collect();
    assert!(answers.iter().filter(|status| **status == 422).count() <= 10, "{answers:?}");
}

#[test]
fn what_is_typed_is_the_whole_password() {
    let site = Site::open();
    for typed in [PASSWORD.chars().take(8).collect(), format!("{PASSWORD}。"), format!(" {PASSWORD}"), String::new()] {
        assert_ne!(site.nobody().log_in(SECRETARY, &typed).status, 303, "{typed:?}");
    }
    assert_eq!(site.nobody().log_in(SECRETARY, PASSWORD).status, 303);
}

#[test]
fn a_password_is_typed_unseen_and_may_be_pasted() {
    let site = Site::open();
    let pages = [site.nobody().get("/login").text(), site.enter(SECRETARY).get("/me").text()];
    for page in pages {
        let fields: Vec<&str> = page
            .split("<input")
            .filter(|field| ["name=\"password\"", "name=\"old\"", "name=\"again\""].iter().any(|name| field.contains(name)))
            .collect();
        assert!(!fields.is_empty(), "a field for it");
        for field in fields {
            let field = field.split('>').next().unwrap_or(field);
            assert!(field.contains("type=\"password\"") && field.contains("autocomplete=\""), "{field}");
            assert!(!field.contains("autocomplete=\"off\"") && !field.contains("value="), "{field}");
        }
    }
}

#[test]
fn a_password_that_anybody_would_try_is_not_taken() {
    let site = Site::open();
    let mut browser = site.enter(SECRETARY);
    for weak in ["1234567", "12345678", "88888888", "password", "qwertyui", SECRETARY, "admin123456"] {
        let csrf = browser.csrf();
        let answer = browser.post("/me/password", &[("csrf", &csrf), ("old", PASSWORD), ("password", weak), ("again", weak)]);
        assert_eq!(answer.status, 422, "{weak}");
        // The page says what is wrong, and does not say the password again.
        assert!(!answer.text().contains(&format!("value=\"{weak}\"")), "{weak}");
    }
    assert_eq!(site.nobody().log_in(SECRETARY, PASSWORD).status, 303);
}
