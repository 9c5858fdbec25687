//! The table of what takes two people, and what no sequence of acts leads to.

mod model;
mod table;
