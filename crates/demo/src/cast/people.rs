//! The people of a unit, branch by branch; and how one of them is made.

use crate::days::plus;
use crate::dice::Dice;
use crate::words::people as words;
use crate::world::{Person, Span, World};
use jishi_base::PersonId;
use jishi_calendar::{Date, PartialDate, years_after};
use jishi_facts::PersonDetails;

/// Members of a department, about.
const MEMBERS: i64 = 124;

/// Fills the branches of a unit.
pub(crate) fn of_unit(world: &mut World, unit: usize) {
    let branches = world.of_kind(unit, "党支部");
    let mut dice = world.dice(&format!("people of {}", world.units[unit].name));
    if branches.len() == 1 {
        let count = dice.between(12, 15);
        fill(world, &mut dice, branches[0], count, (30, 57));
        return;
    }
    let (small, retired) = (dice.between(5, 6), dice.between(20, 25));
    let mut left = MEMBERS + dice.between(-5, 5) - small - retired;
    for (place, branch) in branches.iter().enumerate() {
        let (count, ages) = match branches.len() - place {
            1 => (retired, (60, 88)),
            2 => (small, (33, 58)),
            rest => {
                let even = left / (i64::try_from(rest).unwrap_or(3) - 2).max(1);
                let count = if rest == 3 { left.clamp(8, 30) } else { (even + dice.between(-4, 4)).max(9) };
                left -= count;
                (count, (27, 59))
            }
        };
        fill(world, &mut dice, *branch, count, ages);
    }
}

fn fill(world: &mut World, dice: &mut Dice, branch: usize, count: i64, ages: (i64, i64)) {
    for _ in 0..count {
        let age = dice.between(ages.0, ages.1);
        let person = member(world, dice, branch, age);
        let details = &mut world.people[person].details;
        if age >= 78 && dice.chance(600) {
            details.conditions.push("年老体弱".to_owned());
        } else if age > 40 && dice.chance(6) {
            details.conditions.push("重病".to_owned());
        }
    }
}

/// A full member of long standing, of about that age.
fn member(world: &mut World, dice: &mut Dice, branch: usize, age: i64) -> usize {
    let start = world.days.start;
    let birth = born(dice, start, age, age);
    let latest = years_after(start, -3);
    let joined = plus(years_after(birth, 20 + i32::try_from(dice.below(9)).unwrap_or(0)), dice.between(0, 300)).min(plus(latest, dice.between(0, 500)));
    let known = world.days.opening();
    let person = new(world, dice, birth, joined, known);
    world.enter(person, branch, None);
    person
}

/// A new person; confirmed a year after joining, where that day has come.
pub(crate) fn new(world: &mut World, dice: &mut Dice, birth: Date, joined: Date, known: Date) -> usize {
    let woman = dice.chance(430);
    let at = world.people.len();
    let age = PartialDate::from(birth).age_on(world.days.today).unwrap_or(40);
    let confirmed = plus(years_after(joined, 1), dice.between(0, 9));
    let number = (at..).map(|serial| words::id_number(birth, serial, woman)).find(|number| !world.numbers.contains(number)).unwrap_or_default();
    world.numbers.insert(number.clone());
    let details = PersonDetails {
        name: words::name(dice, woman),
        sex: Some(if woman { "女" } else { "男" }.to_owned()),
        ethnicity: Some(words::ethnicity(dice).to_owned()),
        birth: Some(birth.into()),
        id_number: Some(number),
        education: Some(words::education(dice, age).to_owned()),
        joined: Some(joined),
        confirmed: (confirmed <= world.days.today).then_some(confirmed),
        office: Some(words::office(dice, age).to_owned()),
        phone: Some(format!("13800000{:03}", at % 1000)),
        conditions: Vec::new(),
        remark: None,
        ..PersonDetails::default()
    };
    world.people.push(Person { id: PersonId::fresh(&mut world.ids), unit: 0, details, spans: Vec::new(), known, away: None, retired: None });
    at
}

/// A birthday of somebody who is between two ages when the story begins.
pub(crate) fn born(dice: &mut Dice, start: Date, youngest: i64, oldest: i64) -> Date {
    let age = dice.between(youngest, oldest);
    plus(years_after(start, -i32::try_from(age).unwrap_or(40)), -dice.between(1, 364))
}

impl World<'_> {
    /// Somebody comes into a branch on a day; `None` since joining the party.
    pub fn enter(&mut self, person: usize, branch: usize, from: Option<Date>) {
        self.people[person].unit = self.bodies[branch].unit.unwrap_or(0);
        self.people[person].spans.push(Span { body: branch, from, until: None });
        if !self.bodies[branch].roster.contains(&person) {
            self.bodies[branch].roster.push(person);
        }
    }

    /// Somebody leaves the branch, for another or for good.
    pub fn move_to(&mut self, person: usize, branch: Option<usize>, day: Date) {
        if let Some(span) = self.people[person].spans.last_mut().filter(|span| span.until.is_none()) {
            span.until = Some(day);
        }
        if let Some(branch) = branch {
            self.enter(person, branch, Some(day));
        }
    }
}
