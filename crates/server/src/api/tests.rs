//! Paging, and that the document for users knows every code.

use super::paging::{Key, Page, page};
use super::problem::ApiError;
use crate::error::PageError;

fn keys(numbers: &[i64]) -> Vec<(Key, i64)> {
    numbers.iter().map(|number| ((*number, format!("甲 {number}")), *number)).collect()
}

fn read(numbers: &[i64], limit: &str, cursor: Option<&str>) -> Page<i64> {
    page(keys(numbers), Some(limit), cursor, |number| number).expect("a page")
}

#[test]
fn pages_follow_each_other_whatever_comes_or_goes_meanwhile() {
    let first = read(&[3, -1, 2, 1], "2", None);
    assert_eq!((first.items, first.total), (vec![-1, 1], 4));
    let next = first.next.expect("more");
    for (now, rest) in [(&[3, -1, 2, 1][..], &[2, 3][..]), (&[3, 2], &[2, 3]), (&[0, 2, 3, -5, 1], &[2, 3]), (&[1], &[])] {
        let second = read(now, "2", Some(&next));
        assert_eq!((second.items.as_slice(), second.total, second.next), (rest, now.len(), None), "{now:?}");
    }
    assert_eq!(read(&[], "1", None).total, 0);
}

#[test]
fn limits_and_cursors_that_cannot_be_read_are_refused() {
    for (limit, cursor) in [(Some("0"), None), (Some("201"), None), (Some("x"), None), (None, Some("")), (None, Some("ff")), (None, Some("30")), (None, Some("甲"))] {
        let refused = page(keys(&[1]), limit, cursor, |number| number);
        assert!(matches!(refused, Err(ApiError::Query(..))), "{limit:?} {cursor:?}");
    }
}

#[test]
fn every_code_stands_in_the_document_for_users() {
    let document = std::fs::read_to_string("../../docs/api.md").expect("docs/api.md");
    let text = String::new;
    let pages = [
        PageError::NotFound, PageError::BadQuery, PageError::MethodNotAllowed, PageError::LogIn(text()), PageError::Foreign, PageError::Forbidden(text(), None),
        PageError::Refused(text(), text()), PageError::TooLarge, PageError::TooLong, PageError::Malformed, PageError::Busy("", 1), PageError::WrongHost,
        PageError::NotEntered(text()), PageError::DiskFull, PageError::WritingStopped(text()), PageError::Unavailable(text()), PageError::Render(text()),
    ];
    let others = [ApiError::Query("q", ""), ApiError::NoToken, ApiError::Json(text()), ApiError::MediaType(""), ApiError::Invalid(Vec::new()), ApiError::Header("If-Match", ""), ApiError::Header("x", "")];
    for error in pages.into_iter().map(ApiError::Page).chain(others) {
        let problem = error.problem();
        assert!(document.contains(&format!("| `{}` | {} |", problem.code, problem.status)), "{problem:?}");
    }
    assert!(document.contains("| `stale` | 412 |"));
}

/// Two shapes of one name would be one in the document: the second takes the first one's place.
#[test]
fn no_two_shapes_of_the_document_share_a_name() {
    let mut names: Vec<String> = Vec::new();
    for file in std::fs::read_dir("src/api").expect("the folder").flatten() {
        let text = std::fs::read_to_string(file.path()).unwrap_or_default();
        let shapes = text.split("ToSchema)]").skip(1).filter_map(|rest| rest.split_once("struct ").or_else(|| rest.split_once("enum ")));
        names.extend(shapes.map(|(_, name)| name.chars().take_while(|sign| sign.is_alphanumeric()).collect::<String>()));
    }
    assert!(names.len() > 60, "{}", names.len());
    names.sort_unstable();
    let twice: Vec<&String> = names.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| &pair[0]).collect();
    assert!(twice.is_empty(), "{twice:?}");
}
