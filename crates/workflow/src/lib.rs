//! A command against the fold gives events, or a refusal that says why (layer 2)
