//! Which body a text means: full names and the short forms that clerks write (办公室, 办公室支部, 机关第一党支部).
//! One or none; never a guess between two.

use crate::text;
use jishi_base::{BodyId, UnitId};
use jishi_facts::Site;
use jishi_pack::Library;
use std::collections::{BTreeMap, BTreeSet};

/// What a text means.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Meant {
    One(BodyId),
    Several(Vec<BodyId>),
    None,
}

/// The names of the bodies of a site.
#[derive(Default)]
pub(crate) struct BodyNames {
    /// Endings by which a kind is told from a name, longest first.
    endings: Vec<(String, String)>,
    /// Full names.
    full: BTreeMap<(Option<UnitId>, String), BodyId>,
    /// What is left of a name without 中共, the unit's name and the ending, with the kind.
    cores: BTreeMap<(UnitId, String), BTreeSet<(String, BodyId)>>,
}

impl BodyNames {
    pub(crate) fn new(library: &Library, site: &Site) -> Self {
        let mut endings: Vec<(String, String)> = library
            .body_kinds
            .values()
            .flat_map(|kind| kind.endings.iter().chain(&kind.aliases).chain([&kind.name]).map(|ending| (plain(ending), kind.name.clone())))
            .collect();
        endings.sort_by(|a, b| b.0.chars().count().cmp(&a.0.chars().count()).then_with(|| a.cmp(b)));
        endings.dedup();
        let mut names = Self { endings, ..Self::default() };
        for body in site.bodies.values() {
            names.add(site, body.id);
        }
        names
    }

    /// Takes up a body that has been registered. A closed body is found only while no other has its name.
    pub(crate) fn add(&mut self, site: &Site, id: BodyId) {
        let Some(body) = site.bodies.get(&id) else { return };
        let key = (body.unit, plain(&body.name));
        if body.closed.is_none() || !self.full.contains_key(&key) {
            self.full.insert(key, id);
        }
        if let Some(unit) = body.unit {
            let (core, _) = self.core(&body.name, unit_name(site, unit));
            let named = self.cores.entry((unit, core)).or_default();
            named.retain(|(_, known)| *known != id);
            named.insert((body.kind.clone(), id));
        }
    }

    /// The kind that a full name ends with.
    pub(crate) fn kind_of(&self, name: &str) -> Option<&str> {
        let name = plain(name);
        self.endings.iter().find(|(ending, _)| name.ends_with(ending.as_str())).map(|(_, kind)| kind.as_str())
    }

    /// A name without the ending of its kind.
    pub(crate) fn without_ending(&self, name: &str) -> String {
        let name = plain(name);
        self.endings.iter().find_map(|(ending, _)| name.strip_suffix(ending.as_str())).unwrap_or(&name).to_owned()
    }

    /// The body of a unit that a whole text means; `kind` narrows a text that does not name a kind.
    pub(crate) fn meant(&self, site: &Site, unit: UnitId, text: &str, kind: Option<&str>) -> Meant {
        let wanted = |id: &BodyId| kind.is_none_or(|kind| site.bodies.get(id).is_some_and(|body| body.kind == kind));
        if let Some(id) = self.full.get(&(Some(unit), plain(text))).filter(|id| wanted(id)) {
            return Meant::One(*id);
        }
        let (core, told) = self.core(text, unit_name(site, unit));
        let found = self.with_core(unit, &core, told.or(kind)).filter(wanted).collect::<Vec<_>>();
        if !found.is_empty() {
            return one(found);
        }
        // 机关第一党支部 and 第一党支部.
        let bare = core.strip_prefix("机关").unwrap_or(&core);
        let also = if bare == core { format!("机关{core}") } else { bare.to_owned() };
        if also.is_empty() || also == "机关" { Meant::None } else { one(self.with_core(unit, &also, told.or(kind)).filter(wanted).collect()) }
    }

    /// A body of a unit by its full name, of whatever kind.
    pub(crate) fn registered(&self, unit: UnitId, name: &str) -> Option<BodyId> {
        self.full.get(&(Some(unit), plain(name))).copied()
    }

    /// An external body by its full name.
    pub(crate) fn external(&self, name: &str) -> Option<BodyId> {
        self.full.get(&(None, plain(name))).copied()
    }

    /// The one body of a kind that a title or file name speaks of: `办公室支部组织生活台账`.
    pub(crate) fn spoken_of(&self, site: &Site, unit: UnitId, title: &str, kind: Option<&str>) -> Meant {
        let title = stripped(title, unit_name(site, unit));
        let range = self.cores.range((unit, String::new())..).take_while(|((of, _), _)| *of == unit);
        let named: Vec<(&str, BodyId)> = range
            .flat_map(|((_, core), bodies)| bodies.iter().map(move |(of_kind, id)| (core.as_str(), of_kind.as_str(), *id)))
            .filter(|(_, of_kind, _)| kind.is_none_or(|kind| kind == *of_kind))
            .filter(|(core, of_kind, _)| {
                if core.is_empty() {
                    self.endings.iter().any(|(ending, kind)| kind == of_kind && title.contains(ending.as_str()))
                } else {
                    // 第一 of 第一支部 is not spoken of in 第一季度.
                    let named = || self.endings.iter().any(|(ending, kind)| kind == of_kind && title.contains(&format!("{core}{ending}")));
                    core.chars().count() > 1 && title.contains(core) && (!core.contains('第') || named())
                }
            })
            .map(|(core, _, id)| (core, id))
            .collect();
        // 机关服务中心 wins over 服务中心 where both are in the title.
        let longest = named.iter().filter(|(core, _)| !named.iter().any(|(other, _)| other.len() > core.len() && other.contains(core)));
        one(longest.map(|(_, id)| *id).collect())
    }

    fn with_core<'s>(&'s self, unit: UnitId, core: &str, kind: Option<&'s str>) -> impl Iterator<Item = BodyId> + 's {
        let found = self.cores.get(&(unit, core.to_owned()));
        found.into_iter().flatten().filter(move |(of_kind, _)| kind.is_none_or(|kind| kind == of_kind)).map(|(_, id)| *id)
    }

    /// The text without 中共, the unit's name and the ending; and the kind of the ending.
    fn core(&self, text: &str, unit: &str) -> (String, Option<&str>) {
        let text = stripped(text, unit);
        match self.endings.iter().find_map(|(ending, kind)| text.strip_suffix(ending.as_str()).map(|core| (core, kind))) {
            // 局党组 is the party group of the bureau itself.
            Some((core, kind)) if core.chars().count() == 1 && unit.ends_with(core) => (String::new(), Some(kind)),
            Some((core, kind)) => (core.to_owned(), Some(kind)),
            None => (text, None),
        }
    }
}

fn one(found: Vec<BodyId>) -> Meant {
    match found.as_slice() {
        [] => Meant::None,
        [id] => Meant::One(*id),
        _ => Meant::Several(found),
    }
}

fn unit_name(site: &Site, unit: UnitId) -> &str {
    site.units.get(&unit).map_or("", |unit| unit.name.as_str())
}

/// Half width, without spaces.
fn plain(text: &str) -> String {
    text::squeezed(&text::half_width(text))
}

/// Without 中共 and the unit's name, or the end of it: 河南省示范厅 may be written 示范厅.
fn stripped(text: &str, unit: &str) -> String {
    let text = plain(text);
    let text = text.strip_prefix("中国共产党").or_else(|| text.strip_prefix("中共")).unwrap_or(&text);
    let unit = plain(unit);
    let mut ends = unit.char_indices().map(|(at, _)| unit.get(at..).unwrap_or_default()).filter(|end| end.chars().count() > 1);
    ends.find_map(|end| text.strip_prefix(end)).unwrap_or(text).to_owned()
}
