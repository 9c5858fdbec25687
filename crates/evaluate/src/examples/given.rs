//! The site that an example describes. The same example always gives the same site.

use super::builder::Builder;
use super::records;
use jishi_calendar::Workdays;
use jishi_facts::{InMemory, Site};
use jishi_pack::{Duty, Example, Library};

/// The site of an example of a duty.
#[must_use]
pub fn site_of(library: &Library, workdays: &Workdays, duty: &Duty, example: &Example) -> Site {
    told(library, workdays, duty, example).0
}

/// The same with what it holds sealed: its titles and other texts.
#[must_use]
pub fn told(library: &Library, workdays: &Workdays, duty: &Duty, example: &Example) -> (Site, InMemory) {
    let (mut builder, given) = (Builder::new(library, duty, example.at), &example.given);
    builder.registers(given);
    for record in &given.records {
        records::add(&mut builder, record);
    }
    for item in &given.items {
        builder.item(item);
    }
    builder.decisions(given, workdays);
    (builder.site, builder.contents)
}
