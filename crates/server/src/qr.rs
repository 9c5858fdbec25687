//! A square code as a picture that stands in the page itself, with nothing fetched from anywhere.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;

/// White around the code, in modules.
const MARGIN: i32 = 4;

/// The picture of a text, as the address of an `img`; empty where the text is too long for a code.
pub(crate) fn picture(text: &str) -> String {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return String::new() };
    let mut path = String::new();
    for (x, y) in (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y)) {
        let _ = write!(path, "M{} {}h1v1h-1z", x + MARGIN, y + MARGIN);
    }
    let side = code.size() + 2 * MARGIN;
    // As an address: signs that end one or begin another part are written as numbers.
    format!(
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {side} {side}'%3E%3Cpath fill='%23fff' d='M0 0h{side}v{side}H0z'/%3E%3Cpath d='{path}'/%3E%3C/svg%3E"
    )
}

#[cfg(test)]
mod tests {
    use super::picture;

    #[test]
    fn a_picture_is_an_address_without_anything_that_could_end_it() {
        let picture = picture("otpauth://totp/Jishi?secret=GEZDGNBVGY3TQOJQ&issuer=Jishi");
        assert!(picture.starts_with("data:image/svg+xml,%3Csvg ") && picture.ends_with("%3C/svg%3E"));
        assert!(!picture.contains(['"', '<', '>', '#']));
    }
}
