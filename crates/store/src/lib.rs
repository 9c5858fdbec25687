//! The only crate that touches disk and database (layer 3)
