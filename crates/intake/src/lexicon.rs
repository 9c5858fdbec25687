//! What clerks write where there is nothing to say, for who is a member, and around the names of an attendance: tables
//! of words (`words/`), read once. The engine compares; it knows none of them.

use crate::text;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// All tables of words.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lexicon {
    pub(crate) nothing: Nothing,
    pub(crate) belongings: Vec<Belongings>,
    pub(crate) roll: RollWords,
    pub(crate) others: Vec<Other>,
}

/// A table that is known, and not read row by row.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Other {
    #[serde(rename = "表")]
    pub(crate) name: String,
    /// Words in the sheet's name, the file's name or the title.
    #[serde(rename = "题", default)]
    pub(crate) titles: Vec<String>,
    /// Headings, of which one stands beside 姓名.
    #[serde(rename = "栏", default)]
    pub(crate) headings: Vec<String>,
    #[serde(rename = "按月", default)]
    pub(crate) by_month: bool,
    /// Known before it is taken for a list of members.
    #[serde(rename = "先", default)]
    pub(crate) first: bool,
    /// Read all the same where days stand under its months.
    #[serde(rename = "逐日", default)]
    pub(crate) by_days: bool,
    #[serde(rename = "办法")]
    pub(crate) help: String,
}

/// What means that a cell says nothing.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {
    #[serde(rename = "各栏")]
    anywhere: Vec<String>,
    #[serde(rename = "栏目")]
    columns: BTreeMap<String, Vec<String>>,
    #[serde(rename = "未发生")]
    not_yet: Vec<String>,
}

/// What a word says about whether somebody is a member.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
pub(crate) enum Belonging {
    #[serde(rename = "正式党员")]
    Full,
    #[serde(rename = "预备党员")]
    Probationary,
    #[serde(rename = "党员")]
    Member,
    #[serde(rename = "已离开")]
    Left,
    #[serde(rename = "不是党员")]
    Never,
    #[serde(rename = "其他党派")]
    Elsewhere,
    #[serde(rename = "未入党")]
    Applicant,
    #[serde(rename = "无关")]
    Neutral,
}

impl Belonging {
    /// Is such a person a member now? `None` where the word is about something else.
    pub(crate) fn is_in(self) -> Option<bool> {
        match self {
            Self::Full | Self::Probationary | Self::Member => Some(true),
            Self::Left | Self::Never | Self::Elsewhere | Self::Applicant => Some(false),
            Self::Neutral => None,
        }
    }

    /// Why such a person is not registered.
    pub(crate) fn why(self) -> &'static str {
        match self {
            Self::Left => "已不在册",
            Self::Elsewhere => "是其他党派的成员",
            Self::Applicant => "还没有入党",
            Self::Never => "不是中共党员",
            Self::Full | Self::Probationary | Self::Member | Self::Neutral => "是党员",
        }
    }
}

/// Words of one meaning.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Belongings {
    #[serde(rename = "意思")]
    meaning: Belonging,
    /// The whole of the text.
    #[serde(rename = "等", default)]
    whole: Vec<String>,
    /// Looked for in all of the text, brackets included.
    #[serde(rename = "全文", default)]
    anywhere: Vec<String>,
    /// Looked for outside brackets.
    #[serde(rename = "含", default)]
    outside: Vec<String>,
}

/// What stands around the names of those who came or did not.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RollWords {
    #[serde(rename = "原因")]
    pub(crate) reasons: Vec<String>,
    #[serde(rename = "起头")]
    pub(crate) beginnings: Vec<String>,
    #[serde(rename = "标签")]
    pub(crate) labels: Vec<String>,
    #[serde(rename = "到会")]
    pub(crate) came: Vec<String>,
    #[serde(rename = "全体")]
    pub(crate) everybody: Vec<String>,
    #[serde(rename = "未到")]
    pub(crate) missing: Vec<String>,
    #[serde(rename = "连接")]
    pub(crate) links: Vec<String>,
}

impl Lexicon {
    /// The words that come with the program.
    ///
    /// # Errors
    /// Never for a built program: a test reads them.
    pub(crate) fn built_in() -> Result<Self, String> {
        Ok(Self {
            nothing: table(include_str!("../words/空白.yaml"))?,
            belongings: table(include_str!("../words/党籍.yaml"))?,
            roll: table(include_str!("../words/到会.yaml"))?,
            others: table(include_str!("../words/别的表.yaml"))?,
        })
    }

    /// Does a remark begin with saying that somebody has left: 2026年6月已转出?
    pub(crate) fn begins_as_left(&self, remark: &str) -> bool {
        let plain = text::squeezed(&text::half_width(remark));
        let plain = plain.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | '年' | '月' | '日' | '于' | '因'));
        let plain = plain.strip_prefix('已').unwrap_or(plain);
        let left = self.belongings.iter().filter(|words| words.meaning == Belonging::Left);
        !plain.contains("转入") && left.flat_map(|words| &words.anywhere).any(|word| plain.starts_with(word.trim_start_matches('已')))
    }

    /// What a cell of 政治面貌, 党籍状态 or 人员类别 says; `None` where no table knows it.
    pub(crate) fn belonging(&self, written: &str) -> Option<Belonging> {
        let all = text::squeezed(&text::half_width(written));
        let bare = text::without_brackets(&all);
        let says = |words: &Belongings| words.whole.contains(&all) || words.anywhere.iter().any(|word| all.contains(word.as_str())) || words.outside.iter().any(|word| bare.contains(word.as_str()));
        self.belongings.iter().find(|words| says(words)).map(|words| words.meaning)
    }
}

impl Nothing {
    /// Does a text in a column say nothing: 无, —, and what says so in this column alone?
    pub(crate) fn says(&self, column: &str, written: &str) -> bool {
        let plain = text::squeezed(&text::half_width(written));
        let drawn = plain.chars().all(|c| matches!(c, '-' | '—' | '–' | '―' | '─' | '━' | '_' | '/' | '\\' | '|' | '.' | '…' | '·' | '~' | '。' | '、'));
        let bare = text::without_brackets(&plain);
        let listed = |words: &[String]| words.iter().any(|word| *word == plain || *word == bare || word.eq_ignore_ascii_case(&plain));
        drawn || listed(&self.anywhere) || self.columns.get(column).is_some_and(|words| listed(words))
    }

    /// Does a text in place of a day say that it has not happened?
    pub(crate) fn is_not_yet(&self, written: &str) -> bool {
        let plain = text::squeezed(&text::without_brackets(&text::half_width(written)));
        self.not_yet.contains(&plain)
    }
}

fn table<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let options = serde_saphyr::options! { budget: serde_saphyr::budget! { max_aliases: 0, max_depth: 12, max_nodes: 20_000 } };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| format!("词表写法不对：{error}"))
}
