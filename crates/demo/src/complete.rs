//! What is told of a record is completed by the fields of its kinds, so that text, codes and numbers agree.

use crate::dice::Dice;
use crate::draft::{Draft, count};
use crate::fit;
use crate::words::topics;
use crate::world::World;
use jishi_base::Number;
use jishi_calendar::Date;
use jishi_facts::Value;
use jishi_pack::{Bound, CodeList, Field, FieldType, Form, Library, Who};
use std::collections::BTreeSet;

/// Text fields that say what a record is about, the first that a kind has.
const TOPIC_FIELDS: [&str; 10] = ["主题", "题目", "内容", "事由", "名称", "事项", "目标", "岗位", "书目", "班次"];
/// How many of a thousand leave a meeting, and of those who are old or ill.
const ABSENT: [u32; 2] = [55, 550];

impl World<'_> {
    /// Completes a record and keeps it, if its day is told and its bodies stand then. Gives its place.
    pub fn record(&mut self, dice: &mut Dice, mut draft: Draft) -> Option<usize> {
        if !self.days.told(draft.date) || !draft.bodies.iter().all(|body| self.stands(*body, draft.date)) {
            return None;
        }
        let library = self.library;
        let fields: Vec<&Field> = draft.kinds.iter().filter_map(|kind| library.record_kinds.get(kind)).flat_map(|kind| &kind.fields).collect();
        topic(library, dice, &mut draft, &fields);
        read_codes(library, &mut draft, &fields);
        self.attendance(dice, &mut draft, &fields);
        self.rules(dice, &mut draft);
        self.matters(&mut draft, &fields);
        for field in fields {
            if (field.required || draft.wanted.contains(&field.name)) && !draft.empty.contains(&field.name) {
                self.fill(dice, &mut draft, field);
            }
        }
        self.roles(dice, &mut draft);
        self.drafts.push(draft);
        Some(self.drafts.len() - 1)
    }

    /// Who should be there, who is not, and the numbers that follow.
    fn attendance(&self, dice: &mut Dice, draft: &mut Draft, fields: &[&Field]) {
        let has = |name: &str| fields.iter().any(|field| field.name == name);
        let Some(body) = draft.bodies.first().copied().filter(|body| has("应到") && self.bodies[*body].kind != "党小组") else { return };
        if draft.fields.contains_key("应到") {
            return;
        }
        let roster = match self.bodies[body].kind.as_str() {
            "党支部" if draft.kinds.contains("支部委员会会议") => self.holders(body, draft.date),
            "党支部" => self.members(body, draft.date),
            "机关党委" => self.of_kind(self.bodies[body].unit.unwrap_or(0), "党支部").into_iter().flat_map(|b| self.members(b, draft.date)).collect(),
            _ => self.holders(body, draft.date),
        };
        if roster.is_empty() {
            return;
        }
        let head = self.head(body, draft.date);
        let away = |person: usize| self.people[person].away.is_some_and(|day| day <= draft.date);
        let (mut absent, mut present) = (Vec::new(), Vec::new());
        for person in roster {
            let often = ABSENT[usize::from(self.excused(person))];
            let stays_away = away(person) || (dice.chance(often) && Some(person) != head);
            if stays_away { absent.push(person) } else { present.push(person) }
        }
        let all = absent.len() + present.len();
        while present.len() * 3 < all * 2 {
            let Some(person) = absent.pop() else { break };
            present.push(person);
        }
        draft.fields.insert("应到".to_owned(), count(all));
        draft.fields.insert("实到".to_owned(), count(present.len()));
        if has("缺席原因") && !absent.is_empty() && dice.chance(300) {
            draft.text.insert("缺席原因".to_owned(), dice.word(&["公务出差", "参加上级会议", "值班"]).to_string());
        }
        if has("出席") {
            draft.people.insert("出席".to_owned(), present);
        }
        if has("缺席") && !absent.is_empty() {
            draft.people.insert("缺席".to_owned(), absent);
        }
    }

    /// What the duties ask of every such record; now and then something is amiss.
    fn rules(&self, dice: &mut Dice, draft: &mut Draft) {
        let library = self.library;
        let Some(body) = draft.bodies.first().copied() else { return };
        let of_records = |duty: &&jishi_pack::Duty| matches!(&duty.form, Form::Each { must: Some(_), .. } | Form::Cap(Bound::Share { .. }));
        for duty in library.duties.iter().filter(of_records) {
            if !matches!(&duty.who, Who::Bodies(kinds) if kinds.contains(&self.bodies[body].kind)) {
                continue;
            }
            let care = self.care(body);
            match &duty.form {
                Form::Each { of, must: Some(must), .. } if fit::selected(draft, of) => {
                    let forgotten = dice.chance(20);
                    let wrong = dice.chance(care / 2);
                    if !forgotten {
                        fit::satisfy(library, dice, draft, must, !wrong);
                    }
                }
                Form::Cap(Bound::Share { each, share }) if fit::selected(draft, each) && !draft.fields.contains_key(&share.part) => {
                    let thousands = dice.between(3, 40);
                    let part = if dice.chance(care) { dice.between(1010, 1100) } else { dice.between(500, 960) };
                    let bound = i64::from(share.numerator) * part / i64::from(share.denominator.max(1));
                    draft.fields.insert(share.whole.clone(), Value::Number(Number::whole(thousands * 1000)));
                    draft.fields.insert(share.part.clone(), Value::Number(Number::whole(thousands * bound)));
                }
                _ => {}
            }
        }
    }

    /// What tells that two records are about one matter, and figures that are summed: the same in every record of a body and year.
    fn matters(&self, draft: &mut Draft, fields: &[&Field]) {
        let sums = |form: &Form, name: &str| matches!(form, Form::Cap(Bound::NotMoreThanLast { measure: Some(measure), .. }) if measure == name);
        let summed = |name: &str| self.library.duties.iter().any(|duty| sums(&duty.form, name));
        for field in fields {
            let matter = self.library.duties.iter().any(|duty| duty.same.contains(&field.name));
            let value = match &field.kind {
                FieldType::Matter if matter => Value::Code(format!("{}-1", draft.date.year()).into()),
                FieldType::Period if matter => Value::Code(draft.date.year().to_string().into()),
                FieldType::Number if summed(&field.name) => count(2),
                _ => continue,
            };
            draft.fields.entry(field.name.clone()).or_insert(value);
        }
    }

    /// A field that must not be empty.
    fn fill(&self, dice: &mut Dice, draft: &mut Draft, field: &Field) {
        let name = field.name.as_str();
        if draft.fields.contains_key(name) || draft.text.contains_key(name) || draft.people.contains_key(name) {
            return;
        }
        let body = draft.bodies.first().copied();
        let value = match &field.kind {
            FieldType::Number => match name {
                "学时" => count(8),
                "金额" => count(600),
                _ => count(usize::try_from(dice.between(1, 4)).unwrap_or(1)),
            },
            FieldType::Flag => Value::Flag(true),
            FieldType::Date => Value::Date(draft.date),
            FieldType::Code(list) | FieldType::Codes(list) => {
                let Some(codes) = self.library.codes.get(list).filter(|codes| !codes.values.is_empty()) else { return };
                let code = dice.pick(&codes.values).value.clone();
                if matches!(field.kind, FieldType::Codes(_)) { Value::codes([code]) } else { Value::code(code) }
            }
            FieldType::Bodies => Value::codes(self.some_branches(dice, body, draft.date)),
            FieldType::People => {
                let head = body.and_then(|body| self.head(body, draft.date));
                return drop(draft.people.insert(name.to_owned(), head.into_iter().collect()));
            }
            FieldType::Text => {
                let kind = draft.kinds.first().cloned().unwrap_or_default();
                return drop(draft.text.insert(name.to_owned(), kind));
            }
            FieldType::Period | FieldType::Matter => return,
        };
        draft.fields.insert(name.to_owned(), value);
    }

    /// Names of one or two bodies that a body would look at: branches of its unit, or party committees of others.
    pub fn some_branches(&self, dice: &mut Dice, body: Option<usize>, date: Date) -> Vec<String> {
        let unit = body.and_then(|body| self.bodies[body].unit);
        let own = |kind: &str| unit.map(|unit| self.of_kind(unit, kind)).unwrap_or_default();
        let committee = body.is_some_and(|body| matches!(self.bodies[body].kind.as_str(), "机关工委" | "纪检监察工委"));
        let mut from: Vec<usize> = if committee {
            (0..self.bodies.len()).filter(|b| self.bodies[*b].kind == "机关党委").collect()
        } else {
            own("党支部")
        };
        from.retain(|body| self.stands(*body, date));
        let mut out: Vec<String> = Vec::new();
        for _ in 0..1 + dice.below(2) {
            out.extend(dice.take(&mut from).map(|body| self.bodies[body].name.clone()));
        }
        out
    }

    /// The people who usually stand in the roles that the record has.
    fn roles(&self, dice: &mut Dice, draft: &mut Draft) {
        let library = self.library;
        let Some(body) = draft.bodies.first().copied() else { return };
        let names: BTreeSet<&str> = draft.kinds.iter().filter_map(|k| library.record_kinds.get(k)).flat_map(|k| &k.fields).map(|f| f.name.as_str()).collect();
        let absent = draft.people.get("缺席").cloned().unwrap_or_default();
        let head = self.head(body, draft.date).filter(|head| !absent.contains(head));
        for role in ["主持人", "主讲人", "述职人"] {
            if names.contains(role) && !draft.people.contains_key(role) {
                draft.people.extend(head.map(|head| (role.to_owned(), vec![head])));
            }
        }
        if names.contains("记录人") && dice.chance(600) {
            let scribe = self.holders(body, draft.date).into_iter().find(|person| Some(*person) != head && !absent.contains(person));
            draft.people.extend(scribe.map(|scribe| ("记录人".to_owned(), vec![scribe])));
        }
        let people = dice.between(12, 60);
        if names.contains("人数") {
            draft.fields.entry("人数".to_owned()).or_insert(Value::Number(Number::whole(people)));
        }
        if names.contains("文号") {
            let number = dice.between(1, 60);
            let text = format!("示文〔{}〕{number}号", draft.date.year());
            draft.text.entry("文号".to_owned()).or_insert(text);
        }
        if names.contains("议定事项") && dice.chance(250) {
            draft.text.insert("议定事项".to_owned(), "明确责任人和完成时限".to_owned());
        }
    }
}

/// The text that says what a record is about, chosen so that the codes read from it are those it must have.
fn topic(library: &Library, dice: &mut Dice, draft: &mut Draft, fields: &[&Field]) {
    let texts: Vec<&str> = fields.iter().filter(|f| f.kind == FieldType::Text && !draft.empty.contains(&f.name)).map(|f| f.name.as_str()).collect();
    let Some(place) = TOPIC_FIELDS.iter().find(|name| texts.contains(name)) else { return };
    if draft.text.contains_key(*place) {
        return;
    }
    let needed: Vec<(&CodeList, Vec<String>)> =
        fields.iter().filter(|f| f.read_from.iter().any(|from| from == place)).filter_map(|f| Some((list_of(library, f)?, codes_of(draft, &f.name)))).collect();
    let fits = |text: &str| needed.iter().all(|(list, codes)| codes.iter().all(|code| list.read(text).contains(code)));
    let mut topics: Vec<&str> = draft.kinds.iter().flat_map(|kind| topics::of(kind)).copied().filter(|text| fits(text)).collect();
    let coded = |text: &&str| draft.fields.values().any(|value| matches!(value, Value::Code(code) if text.contains(code.as_str())));
    if topics.iter().any(coded) {
        topics.retain(coded);
    }
    let text = if topics.is_empty() {
        let said: Vec<String> = needed.iter().flat_map(|(_, codes)| codes.clone()).collect();
        let kind = draft.kinds.first().map_or("", String::as_str);
        if said.is_empty() { kind.to_owned() } else { format!("{}：{kind}", said.join("、")) }
    } else {
        (*dice.pick(&topics)).to_owned()
    };
    draft.text.insert((*place).to_owned(), text);
}

fn list_of<'l>(library: &'l Library, field: &Field) -> Option<&'l CodeList> {
    match &field.kind {
        FieldType::Code(list) | FieldType::Codes(list) => library.codes.get(list),
        _ => None,
    }
}

fn codes_of(draft: &Draft, field: &str) -> Vec<String> {
    match draft.fields.get(field) {
        Some(Value::Code(code)) => vec![code.into()],
        Some(Value::Codes(codes)) => codes.iter().map(String::from).collect(),
        _ => Vec::new(),
    }
}

/// The codes that the texts of a record give (读自), where they are not entered already.
fn read_codes(library: &Library, draft: &mut Draft, fields: &[&Field]) {
    for field in fields.iter().filter(|field| !field.read_from.is_empty() && !draft.empty.contains(&field.name)) {
        let said: Vec<&str> = field.read_from.iter().filter_map(|from| draft.text.get(from)).map(String::as_str).collect();
        let Some(list) = list_of(library, field).filter(|_| !said.is_empty()) else { continue };
        let found = list.read(&said.join("；"));
        let (single, entered) = (matches!(field.kind, FieldType::Code(_)), draft.fields.contains_key(&field.name));
        let value = match found.first() {
            Some(first) if single && !entered => Value::code(first),
            Some(_) if !single => {
                let mut codes = codes_of(draft, &field.name);
                codes.extend(found.into_iter().filter(|code| !codes.contains(code)).collect::<Vec<_>>());
                Value::codes(codes)
            }
            _ => continue,
        };
        draft.fields.insert(field.name.clone(), value);
    }
}
