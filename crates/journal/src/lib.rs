//! An append-only Merkle log over opaque bytes, in the shape of RFC 6962 (layer 0)
