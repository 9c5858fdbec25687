//! The words of the story: names of people, units and branches; topics and items.

pub(crate) mod items;
pub(crate) mod people;
pub(crate) mod places;
pub(crate) mod topics;
