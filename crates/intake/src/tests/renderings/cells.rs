//! One value as a clerk writes it, by the style that was drawn.

use super::draw::{ABSENCES, Absence, DAYS, Days, Draw, Style};
use super::model::{BODIES, PEOPLE, Value, number};
use super::super::support::library;
use jishi_calendar::Date;

/// What stands in a cell.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Cell {
    Nothing,
    Text(String),
    Number(f64),
    /// A day with the format of one.
    Day(Date),
    /// A day as it is counted, without a format.
    Counted(Date),
    /// A formula, with the text or number that it gave.
    Formula(String, String),
}

/// A pen: what writes cells.
pub(super) struct Pen<'d> {
    pub(super) style: Style,
    pub(super) draw: &'d mut Draw,
}

fn text(written: impl Into<String>) -> Cell {
    Cell::Text(written.into())
}

impl Pen<'_> {
    /// A value in the column that goes to `to` of a table.
    pub(super) fn cell(&mut self, table: &str, to: &str, value: &Value) -> Cell {
        let cell = match value {
            Value::Nothing => self.nothing(to),
            Value::Day(date) => self.day(table, to, *date),
            Value::Words(words) => text(words.as_str()),
            Value::Person(person) => text(self.name(*person, table != "党员花名册")),
            Value::Away(away, expected) => text(if self.style.attendees && table == "组织生活台账" { self.came(away, expected) } else { self.away(away) }),
            Value::Number(number, unit) => self.number(to, *number, unit),
            Value::Id(person) => text(self.id(*person)),
            Value::Sex(sex) => self.sex(sex),
            Value::Ethnic(ethnic) => text(if self.style.ethnic_bare { ethnic.trim_end_matches('族') } else { ethnic }),
            Value::Phone(phone) => self.phone(phone),
            Value::Years(years) => self.years(*years),
            Value::Body(body) => text(self.body(*body)),
            Value::Bodies(bodies) => {
                let names: Vec<String> = bodies.iter().map(|body| self.body(*body)).collect();
                text(names.join(self.style.joint))
            }
            Value::Post(body, title) => text(self.post(*body, title)),
            Value::Kind(kind) => text(self.kind(kind)),
            Value::Category(category) => text(self.category(category)),
        };
        match cell {
            Cell::Text(written) if self.style.trailing && !written.is_empty() && self.draw.once_in(4) => text(format!("{written}{}", self.draw.of(&[" ", "　", "  ", "\u{a0}"]))),
            cell => cell,
        }
    }

    fn nothing(&mut self, to: &str) -> Cell {
        let own: &[&str] = match to {
            "免职日期" => &["至今", "现任", "在任"],
            "转正日期" => &["未转正", "预备期", "待转正"],
            _ => &[],
        };
        let written = if !own.is_empty() && self.draw.once_in(3) { self.draw.of(own) } else { self.style.empty };
        if written.is_empty() { Cell::Nothing } else { text(written) }
    }

    fn day(&mut self, table: &str, to: &str, date: Date) -> Cell {
        let days = self.style.days.unwrap_or_else(|| *self.draw.of(&DAYS));
        let (year, month, day) = (date.year(), date.month(), date.day());
        if self.style.without_year && table == "组织生活台账" && to == "日期" {
            return text(if self.draw.once_in(2) { format!("{month}月{day}日") } else { format!("{month}.{day}") });
        }
        match days {
            Days::Iso => text(date.to_string()),
            Days::Slashes => text(format!("{year}/{month}/{day}")),
            Days::Dots => text(format!("{year}.{month}.{day}")),
            Days::Padded => text(format!("{year}.{month:02}.{day:02}")),
            Days::Chinese => text(format!("{year}年{month}月{day}日")),
            Days::ChinesePadded => text(format!("{year} 年 {month:02} 月 {day:02} 日")),
            Days::Numerals => text(numerals(date)),
            Days::EightDigits => text(format!("{year}{month:02}{day:02}")),
            Days::EightFigures => Cell::Number(f64::from(i32::from(year) * 10_000 + i32::from(month) * 100 + i32::from(day))),
            Days::DateCell => Cell::Day(date),
            Days::Serial => Cell::Counted(date),
            Days::FullWidth => text(wide(&format!("{year}-{month:02}-{day:02}"))),
            Days::Weekday => text(format!("{year}年{month}月{day}日（星期{}）", weekday(date))),
            Days::Clock => text(format!("{year}-{month:02}-{day:02} 14:30")),
        }
    }

    /// A name; of people who are registered already, also without its dot.
    pub(super) fn name(&mut self, person: usize, known: bool) -> String {
        let name = PEOPLE[person].name;
        if name.contains('·') {
            let dot = if self.style.dots.is_empty() && !known { "·" } else { self.style.dots };
            return name.replace('·', dot);
        }
        match (self.style.names, name.chars().count()) {
            (1, 2) => spaced(name, "　"),
            (2, 2) => spaced(name, " "),
            (3, 2) => spaced(name, "  "),
            _ => name.to_owned(),
        }
    }

    fn id(&mut self, person: usize) -> String {
        let number = number(person);
        match self.style.ids {
            1 => number.to_lowercase(),
            2 => format!("'{number}"),
            3 => format!("{} {} {}", &number[..6], &number[6..14], &number[14..]),
            4 => wide(&number),
            _ => number,
        }
    }

    fn sex(&mut self, sex: &str) -> Cell {
        if self.style.sex_formula {
            return Cell::Formula("IF(MOD(MID(F5,17,1),2)=1,\"男\",\"女\")".to_owned(), sex.to_owned());
        }
        text(match self.style.sexes {
            1 => format!("{sex}性"),
            2 => format!(" {sex}"),
            _ => sex.to_owned(),
        })
    }

    fn phone(&mut self, phone: &str) -> Cell {
        let parts = (&phone[..3], &phone[3..7], &phone[7..]);
        match self.style.phones {
            1 => text(format!("{} {} {}", parts.0, parts.1, parts.2)),
            2 => text(format!("{}-{}-{}", parts.0, parts.1, parts.2)),
            3 => Cell::Number(phone.parse().unwrap()),
            4 => text(format!("+86 {phone}")),
            _ => text(phone),
        }
    }

    fn years(&mut self, years: u8) -> Cell {
        let numeral = if years == 3 { "三" } else { "五" };
        match self.style.years {
            0 => Cell::Number(f64::from(years)),
            1 => text(years.to_string()),
            2 => text(format!("{years}年")),
            3 => text(format!("{numeral}年")),
            _ => text(wide(&years.to_string())),
        }
    }

    pub(super) fn body(&mut self, body: usize) -> String {
        match self.style.bodies {
            0 => BODIES[body].name.to_owned(),
            1 => (*self.draw.of(BODIES[body].short)).to_owned(),
            _ if self.draw.once_in(2) => BODIES[body].name.to_owned(),
            _ => BODIES[body].short[0].to_owned(),
        }
    }

    fn post(&mut self, body: usize, title: &str) -> String {
        let full = match (body, title) {
            (0, "书记") => "党组书记",
            (0, "副书记") => "党组副书记",
            (0, _) => "党组成员",
            (1, "书记") => "机关党委书记",
            (1, _) => "机关党委专职副书记",
            (_, "书记") => *self.draw.of(&["支部书记", "党支部书记"]),
            _ => title,
        };
        let long = self.style.posts == 1 || (self.style.posts == 2 && self.draw.once_in(2));
        (if long { full } else { title }).to_owned()
    }

    fn kind(&mut self, kind: &str) -> String {
        let known = &library().record_kinds[kind];
        let all: Vec<&str> = std::iter::once(&known.name).chain(&known.aliases).map(String::as_str).collect();
        match self.style.kinds {
            0 => kind.to_owned(),
            1 => (*self.draw.of(&all)).to_owned(),
            _ => format!("{kind}{}", self.draw.of(&["", "（扩大）", "(专题)", " "])),
        }
    }

    fn category(&mut self, category: &str) -> String {
        match self.style.categories {
            0 => category.to_owned(),
            1 => category.trim_end_matches("党员").to_owned(),
            2 => format!("中共{category}"),
            _ => format!("{category}（在职）"),
        }
    }

    fn number(&mut self, to: &str, number: u32, unit: &str) -> Cell {
        if self.style.counted_by_formula && to == "实到" {
            return Cell::Formula("G5-1".to_owned(), number.to_string());
        }
        match self.style.numbers {
            1 => text(number.to_string()),
            2 => text(format!("{number}{unit}")),
            3 => text(wide(&number.to_string())),
            4 if number <= 10 => text(format!("{}{unit}", small(number))),
            5 if number <= 10 => text(small(number)),
            _ => Cell::Number(f64::from(number)),
        }
    }

    fn came(&mut self, away: &[(usize, &str)], expected: &[usize]) -> String {
        let mut came: Vec<usize> = expected.iter().copied().filter(|person| away.iter().all(|(missing, _)| missing != person)).collect();
        self.draw.shuffle(&mut came);
        let names: Vec<String> = came.into_iter().map(|person| self.name(person, true)).collect();
        names.join(*self.draw.of(&["、", "，", "\n", "、"]))
    }

    fn away(&mut self, away: &[(usize, &str)]) -> String {
        if away.is_empty() {
            return self.style.nobody.to_owned();
        }
        let absence = self.style.absence.unwrap_or_else(|| *self.draw.of(&ABSENCES));
        let list: Vec<(String, &str)> = away.iter().map(|(person, reason)| (self.name(*person, true), *reason)).collect();
        let count = list.len();
        let names = |by: &str| list.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>().join(by);
        let each = |how: &dyn Fn(&str, &str) -> String, by: &str| list.iter().map(|(name, reason)| how(name, reason)).collect::<Vec<_>>().join(by);
        let round = |name: &str, reason: &str| format!("{name}（{reason}）");
        match absence {
            Absence::Brackets => each(&round, "、"),
            Absence::HalfBrackets => each(&|name, reason| format!("{name}({reason})"), ","),
            Absence::Names => names("、"),
            Absence::And => match list.split_last() {
                Some(((last, _), first)) if !first.is_empty() => {
                    let first: Vec<&str> = first.iter().map(|(name, _)| name.as_str()).collect();
                    format!("{}{}{last}", first.join("、"), self.draw.of(&["和", "及", "与", " 和 ", "以及"]))
                }
                _ => names(""),
            },
            Absence::Spaces => names(" "),
            Absence::ByReason => by_reason(&list, |reason, names| format!("{reason}：{}", names.join("、")), "；"),
            Absence::Counted => by_reason(&list, |reason, names| format!("{reason}{}人（{}）", names.len(), names.join("、")), "，"),
            Absence::RunTogether => each(&|name, reason| format!("{name}({reason})"), ""),
            Absence::EtAl => format!("{}等{count}人", names("、")),
            Absence::Lines => each(&round, "\n"),
            Absence::Colon => each(&|name, reason| format!("{name}：{reason}"), "；"),
            Absence::CountFirst => format!("缺席{count}人：{}", each(&round, "、")),
            Absence::Numbered => list.iter().zip(1..).map(|((name, reason), nth)| format!("{nth}.{name}（{reason}）")).collect::<Vec<_>>().join("\n"),
            Absence::Mixed => each(&|name, reason| format!("{name}{reason}"), "、"),
        }
    }
}

fn by_reason(list: &[(String, &str)], say: impl Fn(&str, &[&str]) -> String, by: &str) -> String {
    let mut reasons: Vec<&str> = Vec::new();
    for (_, reason) in list {
        if !reasons.contains(reason) {
            reasons.push(reason);
        }
    }
    let of = |reason: &str| list.iter().filter(|(_, other)| *other == reason).map(|(name, _)| name.as_str()).collect::<Vec<_>>();
    reasons.iter().map(|reason| say(reason, &of(reason))).collect::<Vec<_>>().join(by)
}

/// `张三` as `张 三`.
pub(super) fn spaced(name: &str, space: &str) -> String {
    name.chars().map(String::from).collect::<Vec<_>>().join(space)
}

/// Full width.
fn wide(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_graphic() { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c }).collect()
}

fn small(number: u32) -> String {
    ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"][number as usize].to_owned()
}

fn weekday(date: Date) -> &'static str {
    ["一", "二", "三", "四", "五", "六", "日"][usize::try_from(date.weekday().to_monday_zero_offset()).unwrap()]
}

/// 二〇二六年三月五日.
fn numerals(date: Date) -> String {
    let year: String = date.year().to_string().bytes().map(|digit| "〇一二三四五六七八九".chars().nth(usize::from(digit - b'0')).unwrap()).collect();
    let part = |number: i8| match number {
        1..=10 => small(number.try_into().unwrap()),
        11..=19 => format!("十{}", small((number - 10).try_into().unwrap())),
        20 | 30 => format!("{}十", small((number / 10).try_into().unwrap())),
        _ => format!("{}十{}", small((number / 10).try_into().unwrap()), small((number % 10).try_into().unwrap())),
    };
    format!("{year}年{}月{}日", part(date.month()), part(date.day()))
}
