//! What the parts of a condition were found to be, in words.

use super::lack::read_in_words;
use super::{Speaker, UNSEEN};
use crate::facts::{FULL_MEMBER, PROBATIONARY};
use crate::lack::NamedTerm;
use crate::reason::{Clause, ReadValue, Trace};
use jishi_pack::Duty;

/// A condition as it may be told.
pub(super) fn asked(duty: &Duty, asked: Clause) -> &str {
    match asked {
        Clause::Words(condition) => condition.text(duty),
        Clause::Circumstances => "本人登记的情形",
    }
}

impl Speaker<'_> {
    /// `党员数为 12，“党员数 ≥ 7”成立`.
    pub(crate) fn trace(&self, duty: &Duty, trace: Trace) -> String {
        match trace {
            Trace::Unknown { asked, lacks } => {
                format!("{}：不知道，因为{}", asked.text(duty), self.lacks(duty, lacks.into_iter().flatten()).join("，"))
            }
            Trace::Told { asked: condition, read, holds } => {
                let values: Vec<String> = read.into_iter().flatten().map(|(read, found)| self.value(duty, read, found)).collect();
                let values = if values.is_empty() { String::new() } else { format!("{}，", values.join("、")) };
                format!("{values}“{}”{}", asked(duty, condition), if holds { "成立" } else { "不成立" })
            }
        }
    }

    fn value(&self, duty: &Duty, read: NamedTerm, found: ReadValue) -> String {
        let text = |text: Option<&str>| text.map(|text| format!("“{text}”"));
        let list = |list: Option<Vec<String>>| {
            list.map(|list| if list.is_empty() { "“无”".to_owned() } else { format!("“{}”", list.join("、")) })
        };
        let name = match read {
            NamedTerm::Field(name) | NamedTerm::Fact(_, Some(name)) => name.text(duty),
            NamedTerm::Fact(_, None) => "",
        };
        let value = match found {
            ReadValue::Number(number) => Some(format!(" {number}")),
            ReadValue::Date(date) => Some(format!(" {date}")),
            ReadValue::Flag(flag) => text(Some(if flag { "是" } else { "否" })),
            ReadValue::FullMember(full) => text(Some(if full { FULL_MEMBER } else { PROBATIONARY })),
            ReadValue::Field(record) => list(self.names.field(record, name)),
            ReadValue::Kind(body) => text(self.names.kind(body)),
            ReadValue::Title(post) => text(self.names.post(post).map(|(_, title)| title)),
            ReadValue::Entry(body, day) => list(self.names.entry(body, name, day)),
        };
        format!("{}为{}", read_in_words(duty, read), value.unwrap_or_else(|| format!("登记的内容{UNSEEN}")))
    }
}
