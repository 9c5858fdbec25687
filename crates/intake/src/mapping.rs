//! The layout of workbooks as data: which tables there are, the headings they go by, and where each column goes.
//!
//! One mapping is built in (`mappings/通用.yaml`); a department's own is laid over it. The engine knows no heading.

use crate::lexicon::Lexicon;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

const BUILT_IN: &str = include_str!("../mappings/通用.yaml");

/// A set of tables and the words that mark rows without data.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mapping {
    /// Tables, in the order of preference where two fit equally well.
    pub tables: Vec<Table>,
    /// Words that mark rows and cells without data.
    pub words: Words,
}

/// One kind of table.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Its name, as the report shows it.
    #[serde(rename = "表")]
    pub name: String,
    /// What its rows become.
    #[serde(rename = "写入")]
    pub target: Target,
    /// For records: the one kind. Without it the kind is told by the column 类型.
    #[serde(rename = "记录", default)]
    pub record: Option<String>,
    /// For people and records of bodies: the kind of body they belong to.
    #[serde(rename = "归属", default)]
    pub belongs: Option<String>,
    /// For records told by names alone: holders in bodies of this kind come first where a name is ambiguous.
    #[serde(rename = "人员优先", default)]
    pub prefer: Option<String>,
    /// For records of bodies: the kinds whose 应到 is the number of office holders, not of members.
    #[serde(rename = "应到按任职", default)]
    pub by_holders: Vec<String>,
    /// For records of bodies: the kinds whose 应到 is of a part of the body, and is compared with nothing.
    #[serde(rename = "应到不核对", default)]
    pub in_part: Vec<String>,
    /// For records of people: number fields with the most that is plausible for one person on one day.
    #[serde(rename = "每日至多", default)]
    pub most_a_day: BTreeMap<String, u32>,
    /// Words in the sheet's name or title that speak for this table.
    #[serde(rename = "识别", default)]
    pub hints: Vec<String>,
    /// Columns without which it is not this table; `甲|乙` means either.
    #[serde(rename = "必有", default)]
    pub required: Vec<String>,
    /// Columns.
    #[serde(rename = "栏目", default)]
    pub columns: Vec<Column>,
}

/// What the rows of a table become.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Deserialize)]
pub enum Target {
    /// People and their memberships.
    #[serde(rename = "党员")]
    People,
    /// Bodies, their parents and terms.
    #[serde(rename = "组织")]
    Bodies,
    /// Posts and who holds them.
    #[serde(rename = "任职")]
    Holdings,
    /// Members who have left, each with the day.
    #[serde(rename = "离开")]
    Departures,
    /// Records of a kind that a pack defines.
    #[serde(rename = "记录")]
    Records,
}

impl Target {
    /// The column that says what a row is about.
    pub(crate) fn subject(self) -> &'static str {
        match self {
            Self::People | Self::Departures => "姓名",
            Self::Bodies => "组织名称",
            Self::Holdings => "职务",
            Self::Records => "日期",
        }
    }

    /// The columns this target knows; for records these and every field of the record kind.
    #[must_use]
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::People => &[
                "姓名", "性别", "民族", "出生日期", "学历", "身份号码", "入党日期", "转正日期", "党员类别", "所在党支部", "所在单位",
                "党内职务", "行政职务", "联系电话", "转入日期", "转出日期", "离开原因", "去向", "政治面貌", "党籍状态", "备注",
            ],
            Self::Departures => &["姓名", "身份号码", "所在党支部", "所在单位", "类型", "转出日期", "离开原因", "去向", "备注"],
            Self::Bodies => &["组织名称", "组织类别", "上级组织", "所在单位", "成立日期", "撤销日期", "本届起始", "届期", "备注"],
            Self::Holdings => &["组织名称", "职务", "姓名", "身份号码", "任职日期", "免职日期", "所在党支部", "所在单位", "备注"],
            Self::Records => &["日期", "类型", "所在党支部", "所在单位", "身份号码"],
        }
    }
}

/// One column of a table.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Where it goes: a name of [`Target::columns`], a field of the record kind, or 略过.
    #[serde(rename = "栏")]
    pub to: String,
    /// Headings it goes by, besides its own name.
    #[serde(rename = "别名", default)]
    pub synonyms: Vec<String>,
    /// Words of which one in a heading is enough, where nothing else goes by it: what says who was not there, or is no
    /// member, is never passed over for its lexicon. Headings of numbers are none of these.
    #[serde(rename = "含", default)]
    pub parts: Vec<String>,
    /// How its cells are read, where the field's type does not say it.
    #[serde(rename = "读法", default)]
    pub reading: Option<Reading>,
    /// The code list of the packs by whose words it is read.
    #[serde(rename = "代码", default)]
    pub code: Option<String>,
    /// A merged cell or a blank below a value means the value above.
    #[serde(rename = "沿用", default)]
    pub carried: bool,
}

/// How a cell is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
pub enum Reading {
    /// Names with reasons in brackets; 无, 全勤 and the like mean nobody.
    #[serde(rename = "缺席")]
    Absent,
    /// Names of those who came; who is not among them was absent.
    #[serde(rename = "到会")]
    Present,
}

/// Words that mark rows and cells without data.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// 合计, 总计: a row of sums.
    #[serde(rename = "合计", default)]
    pub totals: Vec<String>,
    /// 填表人, 审核人: a row of signatures.
    #[serde(rename = "签字", default)]
    pub signatures: Vec<String>,
    /// 填报单位: the text after it names the unit.
    #[serde(rename = "单位", default)]
    pub unit: Vec<String>,
    /// 无, 全勤: a cell that names nobody.
    #[serde(rename = "无人", default)]
    pub nobody: Vec<String>,
    /// Headings of columns that are never read.
    #[serde(rename = "略过", default)]
    pub ignored: Vec<String>,
    /// What clerks write for nothing, for who is a member, and around names.
    #[serde(skip)]
    pub lexicon: Lexicon,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "词", default)]
    words: Words,
    #[serde(rename = "表格", default)]
    tables: Vec<Table>,
}

/// What is wrong with a mapping file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MappingError(pub String);

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for MappingError {}

impl Mapping {
    /// The mapping that comes with the program.
    ///
    /// # Errors
    /// Never for a built program: a test reads it.
    pub fn built_in() -> Result<Self, MappingError> {
        let file = parse(BUILT_IN)?;
        Ok(Self { tables: file.tables, words: Words { lexicon: Lexicon::built_in().map_err(MappingError)?, ..file.words } })
    }

    /// Lays a department's own mapping over this one. A table of the same name gains the new headings and hints, and
    /// takes over the other settings; a new table comes before the built-in ones.
    ///
    /// # Errors
    /// What is wrong, in Chinese, with the place.
    pub fn overlaid(mut self, text: &str) -> Result<Self, MappingError> {
        let file = parse(text)?;
        for table in file.tables.into_iter().rev() {
            match self.tables.iter().position(|old| old.name == table.name) {
                Some(at) => {
                    let old = self.tables.remove(at);
                    self.tables.insert(0, old.merged(table)?);
                }
                None => self.tables.insert(0, table),
            }
        }
        let pairs = [
            (&mut self.words.totals, file.words.totals),
            (&mut self.words.signatures, file.words.signatures),
            (&mut self.words.unit, file.words.unit),
            (&mut self.words.nobody, file.words.nobody),
            (&mut self.words.ignored, file.words.ignored),
        ];
        for (mine, theirs) in pairs {
            mine.extend(theirs);
        }
        self.tables.iter().try_for_each(check)?;
        Ok(self)
    }
}

impl Table {
    /// The column that goes to `to`.
    #[must_use]
    pub fn column(&self, to: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.to == to)
    }

    fn merged(mut self, over: Self) -> Result<Self, MappingError> {
        if over.target != self.target {
            return Err(MappingError(format!("表“{}”已经有了，“写入”要和原来的一样；另一种表请换一个名字", self.name)));
        }
        self.record = over.record.or(self.record);
        self.belongs = over.belongs.or(self.belongs);
        self.prefer = over.prefer.or(self.prefer);
        self.by_holders.extend(over.by_holders);
        self.in_part.extend(over.in_part);
        self.most_a_day.extend(over.most_a_day);
        self.hints.extend(over.hints);
        if !over.required.is_empty() {
            self.required = over.required;
        }
        for column in over.columns {
            // A heading means one column: where the new file says otherwise, the old meaning goes.
            for old in &mut self.columns {
                old.synonyms.retain(|heading| *heading != column.to && !column.synonyms.contains(heading));
            }
            match self.columns.iter_mut().find(|old| old.to == column.to) {
                Some(old) => {
                    old.synonyms.extend(column.synonyms);
                    old.parts.extend(column.parts);
                    old.reading = column.reading.or(old.reading);
                    old.code = column.code.or(old.code.take());
                    old.carried |= column.carried;
                }
                None => self.columns.push(column),
            }
        }
        Ok(self)
    }
}

fn parse(text: &str) -> Result<File, MappingError> {
    const MOST: usize = 256 << 10;
    if text.len() > MOST {
        return Err(MappingError("映射文件超过 256 KB".to_owned()));
    }
    let options = serde_saphyr::options! { budget: serde_saphyr::budget! { max_aliases: 0, max_depth: 12, max_nodes: 20_000 } };
    let file: File = serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let at = error.location().map(|at| format!("第 {} 行第 {} 列", at.line(), at.column())).unwrap_or_default();
        MappingError(format!(
            "映射文件{at}写法不对。文件有“词”和“表格”两部分；每个表的键是：表、写入（党员、组织、任职、离开、记录）、记录、归属、人员优先、应到按任职、应到不核对、每日至多、识别、必有、栏目；每个栏目的键是：栏、别名、含、读法（缺席、到会）、代码、沿用（true）。冒号要用半角，后面空一格"
        ))
    })?;
    let mut names = BTreeSet::new();
    for table in &file.tables {
        if !names.insert(&table.name) {
            return Err(MappingError(format!("映射文件里表“{}”写了两次", table.name)));
        }
        check(table)?;
    }
    Ok(file)
}

fn check(table: &Table) -> Result<(), MappingError> {
    let bad = |text: String| Err(MappingError(format!("映射文件的表“{}”：{text}", table.name)));
    if table.name.trim().is_empty() {
        return bad("表要有名字".to_owned());
    }
    if table.target != Target::Records && table.record.is_some() {
        return bad("只有写入“记录”的表才能写“记录”".to_owned());
    }
    let mut seen = BTreeSet::new();
    for column in &table.columns {
        if table.target != Target::Records && !table.target.columns().contains(&column.to.as_str()) {
            return bad(format!("没有“{}”这一栏，可以写：{}", column.to, table.target.columns().join("、")));
        }
        for heading in std::iter::once(&column.to).chain(&column.synonyms) {
            if heading.trim().is_empty() {
                return bad(format!("栏“{}”有一个空的别名", column.to));
            }
            if !seen.insert(crate::text::heading(heading)) {
                return bad(format!("标题“{heading}”写了两次，说不清归哪一栏"));
            }
        }
    }
    match table.required.iter().flat_map(|required| required.split('|')).find(|to| table.column(to).is_none()) {
        Some(to) => bad(format!("“必有”里的“{to}”不是它的栏目")),
        None => Ok(()),
    }
}
