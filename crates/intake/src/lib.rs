//! xlsx bytes to rows to proposed facts (layer 3)
