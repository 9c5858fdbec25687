//! Ed25519 against the vectors of RFC 8032, 7.1; and that nothing else passes.

use crate::{Key, Signer, is_signed};

fn bytes<const N: usize>(hex: &str) -> [u8; N] {
    let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex")).collect();
    bytes.try_into().expect("length")
}

#[test]
fn rfc_8032_vectors() {
    let rows = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            &b""[..],
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            &b"\x72"[..],
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ];
    for (seed, public, text, signature) in rows {
        let signer = Signer::new(&Key::new(&bytes(seed)));
        assert_eq!((signer.public(), signer.sign(text)), (bytes(public), bytes(signature)));
        assert!(is_signed(&bytes(public), text, &bytes(signature)));
        assert!(!is_signed(&bytes(public), b"another", &bytes(signature)));
        let mut bent: [u8; 64] = bytes(signature);
        bent[40] ^= 1;
        assert!(!is_signed(&bytes(public), text, &bent) && !is_signed(&[0; 32], text, &bytes(signature)));
        assert_eq!(format!("{signer:?}"), "Signer(…)");
    }
}
