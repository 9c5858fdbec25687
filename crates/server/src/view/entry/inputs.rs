//! The fields of the form: how each is filled in, and which article asks for it.

use crate::entry::{Fault, Typed, of_field};
use crate::view::Link;
use crate::snapshot::Snapshot;
use crate::view::duties::cite;
use jishi_facts::Body;
use jishi_pack::{Field, FieldType};
use std::collections::BTreeSet;

/// Something to choose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) text: String,
    pub(crate) chosen: bool,
}

/// How a field is filled in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Widget {
    Line,
    Words,
    Number,
    Day,
    People,
    OneOf,
    SomeOf,
    /// Not at all: it is closed, and stays as it stands unless it is opened.
    Kept,
}

/// What the button of a closed field sends, before the field's name.
pub(crate) const OPEN: &str = "open:";

/// A field of the form.
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) widget: Widget,
    pub(crate) value: String,
    pub(crate) choices: Vec<Choice>,
    pub(crate) hint: String,
    /// The article that asks for it; `None` is 无出处.
    pub(crate) article: Option<Link>,
    /// Nobody has to fill it in: where no article asks for it either, that is said.
    pub(crate) folded: bool,
    /// What is to be written first.
    pub(crate) first: bool,
    pub(crate) fault: Option<Fault>,
}

/// The fields that decide whether a record counts for the duty of this name.
pub(super) fn wanted_by<'a>(snapshot: &'a Snapshot, duty: &str) -> BTreeSet<&'a str> {
    let duty = snapshot.library().duties.iter().find(|known| known.name == duty);
    let selectors = duty.map(|duty| duty.form.selectors()).unwrap_or_default();
    selectors.into_iter().filter_map(|selector| selector.when.as_ref()).flat_map(jishi_pack::Expr::fields).collect()
}

pub(super) fn input(snapshot: &Snapshot, typed: &Typed, field: &Field, body: &Body, fault: Option<Fault>) -> Input {
    let name = of_field(&field.name);
    let value = typed.one(&name).to_owned();
    let codes = |list: &str| -> Vec<Choice> {
        let chosen: BTreeSet<&str> = typed.all(&name).collect();
        let list = snapshot.library().codes.get(list);
        let values = list.into_iter().flat_map(|list| list.values.iter().map(|value| &value.value).chain(&list.otherwise));
        let mut seen = BTreeSet::new();
        values.filter(|value| seen.insert(*value)).map(|value| Choice { value: value.clone(), text: value.clone(), chosen: chosen.contains(value.as_str()) }).collect()
    };
    let (widget, choices) = match &field.kind {
        _ if typed.keeps(&field.name) => (Widget::Kept, Vec::new()),
        FieldType::Text => (Widget::Words, Vec::new()),
        FieldType::Number => (Widget::Number, Vec::new()),
        FieldType::Date => (Widget::Day, Vec::new()),
        FieldType::People => (Widget::People, Vec::new()),
        FieldType::Period | FieldType::Matter | FieldType::Bodies => (Widget::Line, Vec::new()),
        FieldType::Flag => {
            let flag = |word: &str| Choice { value: word.to_owned(), text: word.to_owned(), chosen: value == word };
            (Widget::OneOf, vec![flag("是"), flag("否")])
        }
        FieldType::Code(list) => (Widget::OneOf, codes(list)),
        FieldType::Codes(list) => (Widget::SomeOf, codes(list)),
    };
    let hint = match &field.kind {
        _ if widget == Widget::Kept => field.label.word().to_owned(),
        FieldType::People => "几个人用顿号隔开".to_owned(),
        FieldType::Period => "如 2026-10、2026年第三季度".to_owned(),
        FieldType::Matter => "同一件事写同样的编号，如 2026-03、某字〔2026〕3号".to_owned(),
        FieldType::Number => field.unit.clone().unwrap_or_default(),
        _ if !field.read_from.is_empty() => "不选就按主题里的字认".to_owned(),
        _ => String::new(),
    };
    let article = field.citation.as_ref().map(|citation| cite(snapshot.library(), citation, body.unit));
    Input { name, label: field.name.clone(), widget, value, choices, hint, article, folded: false, first: false, fault }
}

/// Bodies that held it together.
pub(super) fn with(typed: &Typed, fault: Option<Fault>) -> Input {
    Input {
        name: "with".to_owned(),
        label: "一起开的党组织".to_owned(),
        widget: Widget::Line,
        value: typed.all("with").collect::<Vec<_>>().join("、"),
        choices: Vec::new(),
        hint: "联合开展的写在这里，一条记录大家都算".to_owned(),
        article: None,
        folded: false,
        first: false,
        fault,
    }
}
