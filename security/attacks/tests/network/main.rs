//! Attacks over the wire: names of hosts, methods, heads that no browser sends, headers of the answers.

mod headers;
mod heads;
mod host;
mod methods;
