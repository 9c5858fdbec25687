//! The jishi binary.
fn main() {}
