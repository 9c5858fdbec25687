//! The vectors of RFC 6238, appendix B, as six digits.

use crate::{totp_code, totp_step, totp_text};

#[test]
fn rfc_6238_vectors() {
    let secret = b"12345678901234567890";
    for (at, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"), (2_000_000_000, "279037")] {
        assert_eq!(totp_code(secret, at), code);
        assert_eq!(totp_step(secret, code, at), Some(at / 30));
        // A step early or late is the same step; two are none.
        assert_eq!(totp_step(secret, code, at + 30), Some(at / 30));
        assert_eq!(totp_step(secret, code, at + 60), None);
    }
    for wrong in ["", "28708", "2870822", "28708a", "２８７０８２", " 287082 x"] {
        assert_eq!(totp_step(secret, wrong, 59), None, "{wrong}");
    }
    assert_eq!(totp_text(secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}
