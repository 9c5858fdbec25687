//! Attacks by what is sent: forms, JSON, files, workbooks, and what goes out again.

mod books;
mod forms;
mod json;
mod outward;
mod signs;
mod uploads;
mod workbooks;
