//! Attacks on who is at the page: sessions, forms from elsewhere, the log-in.

mod forms;
mod halves;
mod log_in;
mod sessions;
mod work;
