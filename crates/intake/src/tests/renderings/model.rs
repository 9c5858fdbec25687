//! The department that is drawn in many ways: what its ledgers say, apart from how they are written.

use super::super::department::id;
use jishi_calendar::Date;

/// The unit's name.
pub(super) const UNIT: &str = "云岭市粮食局";

/// Full name, names for short, kind, full name of the parent, day of founding, day of election, years of the term.
pub(super) struct BodyOf {
    pub(super) name: &'static str,
    pub(super) short: &'static [&'static str],
    pub(super) kind: &'static str,
    /// The index of the parent; the first body has one that is outside the unit.
    pub(super) parent: Option<usize>,
    pub(super) founded: &'static str,
    pub(super) term: Option<(&'static str, u8)>,
}

/// The bodies; branches from the third on.
pub(super) const BODIES: [BodyOf; 6] = [
    BodyOf { name: "中共云岭市粮食局党组", short: &["云岭市粮食局党组", "局党组", "党组"], kind: "党组", parent: None, founded: "2018-10-01", term: None },
    BodyOf { name: "中共云岭市粮食局机关委员会", short: &["云岭市粮食局机关党委", "机关党委"], kind: "机关党委", parent: Some(0), founded: "2018-11-01", term: Some(("2022-05-06", 5)) },
    BodyOf { name: "中共云岭市粮食局办公室支部委员会", short: &["办公室党支部", "办公室支部", "云岭市粮食局办公室党支部"], kind: "党支部", parent: Some(1), founded: "2018-11-15", term: Some(("2024-03-13", 3)) },
    BodyOf { name: "中共云岭市粮食局仓储处支部委员会", short: &["仓储处党支部", "仓储处支部"], kind: "党支部", parent: Some(1), founded: "2018-11-15", term: Some(("2023-09-10", 3)) },
    BodyOf { name: "中共云岭市粮食局信息中心支部委员会", short: &["信息中心党支部", "信息中心支部"], kind: "党支部", parent: Some(1), founded: "2020-02-29", term: Some(("2024-04-12", 3)) },
    BodyOf { name: "中共云岭市粮食局离退休干部支部委员会", short: &["离退休干部党支部", "离退休干部支部"], kind: "党支部", parent: Some(1), founded: "2019-06-30", term: Some(("2024-06-30", 3)) },
];

/// The parent of the first body.
pub(super) const ABOVE: &str = "中共云岭市委";

/// Somebody of the roster.
pub(super) struct PersonOf {
    pub(super) name: &'static str,
    pub(super) sex: &'static str,
    pub(super) ethnic: &'static str,
    pub(super) birth: &'static str,
    pub(super) education: &'static str,
    pub(super) joined: &'static str,
    pub(super) confirmed: Option<&'static str>,
    pub(super) branch: usize,
    pub(super) office: &'static str,
    pub(super) phone: Option<&'static str>,
    pub(super) remark: &'static str,
}

#[allow(clippy::too_many_arguments)] // A row of the table below.
const fn p(
    name: &'static str, sex: &'static str, ethnic: &'static str, birth: &'static str, joined: &'static str, confirmed: &'static str,
    branch: usize, phone: &'static str,
) -> PersonOf {
    PersonOf {
        name,
        sex,
        ethnic,
        birth,
        education: "大学本科",
        joined,
        confirmed: if confirmed.is_empty() { None } else { Some(confirmed) },
        branch,
        office: if phone.is_empty() { "" } else { "四级调研员" },
        phone: if phone.is_empty() { None } else { Some(phone) },
        remark: if branch == 5 { "年老体弱" } else { "" },
    }
}

/// The members: names of two to four characters, with a link word in them, with a dot, twice the same in two branches.
pub(super) const PEOPLE: [PersonOf; 22] = [
    p("江和平", "男", "汉族", "1970-05-30", "1995-01-07", "1996-01-07", 2, "13800000001"),
    p("高远", "男", "汉族", "1971-01-02", "1998-03-04", "1999-03-04", 2, "13800000002"),
    p("欧阳明月", "女", "汉族", "1980-07-08", "2005-06-01", "2006-06-01", 2, "13800000003"),
    p("闻一", "男", "回族", "1985-09-11", "2010-07-01", "2011-07-01", 2, ""),
    p("买买提·吐尔逊", "男", "维吾尔族", "1983-02-28", "2008-10-10", "2009-10-10", 2, "13800000005"),
    p("沈静", "女", "汉族", "1990-10-10", "2015-07-01", "2016-07-01", 2, "13800000006"),
    p("周杰伦", "男", "满族", "1975-06-06", "1999-12-01", "2000-12-01", 3, "13800000007"),
    p("吴丽", "女", "汉族", "1977-03-03", "2003-07-01", "2004-07-01", 3, "13800000008"),
    p("任重", "男", "汉族", "1988-12-12", "2012-05-04", "2013-05-04", 3, "13800000009"),
    p("沈静", "女", "汉族", "1992-02-29", "2016-02-29", "2017-02-28", 3, "13800000010"),
    p("白玛央金", "女", "藏族", "1986-08-08", "2011-11-11", "2012-11-11", 3, "13800000011"),
    p("秦及时", "男", "汉族", "1979-04-05", "2004-12-31", "2005-12-31", 3, ""),
    p("孟浩", "男", "汉族", "1981-01-31", "2006-01-01", "2007-01-01", 4, "13800000013"),
    p("卢等闲", "男", "汉族", "1984-05-04", "2007-07-01", "2008-07-01", 4, "13800000014"),
    p("韩超志", "男", "汉族", "1989-09-09", "2013-03-15", "2014-03-15", 4, "13800000015"),
    p("向红", "女", "土家族", "1991-11-20", "2018-06-20", "2019-06-20", 4, "13800000016"),
    p("文一鸣", "男", "汉族", "1999-03-17", "2026-05-18", "", 4, "13800000017"),
    p("郑国庆", "男", "汉族", "1949-10-01", "1972-07-01", "1973-07-01", 5, ""),
    p("贺兰山", "男", "汉族", "1951-02-14", "1975-05-05", "1976-05-05", 5, ""),
    p("柳如烟", "女", "汉族", "1955-08-15", "1984-09-03", "1985-09-03", 5, "13800000020"),
    p("丁一", "男", "汉族", "1956-12-26", "1985-07-01", "1986-07-01", 5, ""),
    p("司马青", "女", "汉族", "1958-03-08", "1986-07-01", "1987-07-01", 5, ""),
];

/// The identity number of somebody.
pub(super) fn number(person: usize) -> String {
    let of = &PEOPLE[person];
    id(&of.birth.replace('-', ""), 100 + u32::try_from(person).unwrap() * 2 + u32::from(of.sex == "男"))
}

/// Body, title, holder, from, until.
pub(super) const POSTS: [(usize, &str, usize, &str, Option<&str>); 17] = [
    (0, "书记", 0, "2024-03-01", None),
    (0, "副书记", 6, "2024-03-01", Some("2026-09-01")),
    (0, "成员", 12, "2024-03-01", None),
    (1, "书记", 6, "2022-05-06", None),
    (1, "专职副书记", 7, "2022-05-06", None),
    (2, "书记", 1, "2024-03-13", None),
    (2, "组织委员", 2, "2024-03-13", None),
    (2, "纪检委员", 3, "2024-03-13", None),
    (3, "书记", 8, "2023-09-10", None),
    (3, "组织委员", 10, "2023-09-10", None),
    (3, "纪检委员", 11, "2023-09-10", None),
    (4, "书记", 12, "2024-04-12", None),
    (4, "组织委员", 13, "2024-04-12", None),
    (4, "纪检委员", 14, "2024-04-12", None),
    (5, "书记", 17, "2024-06-30", None),
    (5, "组织委员", 18, "2024-06-30", None),
    (5, "纪检委员", 19, "2024-06-30", None),
];

/// A value of a table, apart from how it is written.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Value {
    Nothing,
    Day(Date),
    Words(String),
    Person(usize),
    /// Who did not come, each with a reason, of those who should have.
    Away(Vec<(usize, &'static str)>, Vec<usize>),
    Number(u32, &'static str),
    Id(usize),
    Sex(&'static str),
    Ethnic(&'static str),
    Phone(&'static str),
    Years(u8),
    Body(usize),
    Bodies(Vec<usize>),
    Post(usize, &'static str),
    Kind(&'static str),
    Category(&'static str),
}

/// A table: its name in the mapping, its destinations, its rows.
#[derive(Clone, Debug)]
pub(super) struct Ledger {
    pub(super) name: &'static str,
    pub(super) to: Vec<&'static str>,
    pub(super) rows: Vec<Vec<Value>>,
}

pub(super) fn day(text: &str) -> Value {
    Value::Day(text.parse().unwrap())
}

fn maybe(text: Option<&str>) -> Value {
    text.map_or(Value::Nothing, day)
}

fn words(text: &str) -> Value {
    if text.is_empty() { Value::Nothing } else { Value::Words(text.to_owned()) }
}

/// Everything that the department keeps. Every branch is in every ledger: in one workbook it would keep all of them anyway.
pub(super) fn ledgers() -> Vec<Ledger> {
    vec![bodies(), roster(), posts(), meetings(), group(), hours(), moves(), reports(), talks()]
}

fn bodies() -> Ledger {
    let row = |(at, body): (usize, &BodyOf)| {
        let parent = body.parent.map_or_else(|| words(ABOVE), Value::Body);
        let (from, years) = body.term.map_or((Value::Nothing, Value::Nothing), |(from, years)| (day(from), Value::Years(years)));
        vec![Value::Words(BODIES[at].name.to_owned()), words(body.kind), parent, day(body.founded), from, years]
    };
    Ledger { name: "组织", to: vec!["组织名称", "组织类别", "上级组织", "成立日期", "本届起始", "届期"], rows: BODIES.iter().enumerate().map(row).collect() }
}

fn roster() -> Ledger {
    let row = |(at, of): (usize, &PersonOf)| {
        let category = if of.confirmed.is_some() { "正式党员" } else { "预备党员" };
        vec![
            Value::Person(at), Value::Sex(of.sex), Value::Ethnic(of.ethnic), day(of.birth), words(of.education), Value::Id(at), day(of.joined),
            maybe(of.confirmed), Value::Category(category), Value::Body(of.branch), words(of.office),
            of.phone.map_or(Value::Nothing, Value::Phone), words(of.remark),
        ]
    };
    let to = vec!["姓名", "性别", "民族", "出生日期", "学历", "身份号码", "入党日期", "转正日期", "党员类别", "所在党支部", "行政职务", "联系电话", "备注"];
    Ledger { name: "党员花名册", to, rows: PEOPLE.iter().enumerate().map(row).collect() }
}

fn posts() -> Ledger {
    let row = |(body, title, person, from, until): &(usize, &'static str, usize, &str, Option<&str>)| vec![Value::Body(*body), Value::Post(*body, title), Value::Person(*person), day(from), maybe(*until)];
    Ledger { name: "任职", to: vec!["组织名称", "职务", "姓名", "任职日期", "免职日期"], rows: POSTS.iter().map(row).collect() }
}

/// The members of a branch on a day.
pub(super) fn members(branch: usize, on: Date) -> Vec<usize> {
    (0..PEOPLE.len()).filter(|at| PEOPLE[*at].branch == branch && PEOPLE[*at].joined.parse::<Date>().unwrap() <= on).collect()
}

/// Those who hold a post of a body on a day.
pub(super) fn holders(body: usize, on: Date) -> Vec<usize> {
    let in_post = |until: Option<&str>| until.is_none_or(|until| until.parse::<Date>().unwrap() > on);
    POSTS.iter().filter(|(of, _, _, _, until)| *of == body && in_post(*until)).map(|(_, _, person, ..)| *person).collect()
}

const REASONS: [&str; 4] = ["病假", "出差", "事假", "驻村"];

/// Of those who should come, who did not: nobody, one, two or three of them.
fn away(expected: &[usize], turn: usize) -> Vec<(usize, &'static str)> {
    let count = [0, 1, 0, 2, 3, 0, 1][turn % 7].min(expected.len().saturating_sub(2));
    (0..count).map(|nth| (expected[(turn + nth) % expected.len()], REASONS[(turn + nth * nth) % 4])).collect()
}

fn meeting(date: Date, kind: &'static str, bodies: Vec<usize>, topic: &str, turn: usize) -> Vec<Value> {
    let expected: Vec<usize> = if kind == "支部委员会会议" {
        bodies.iter().flat_map(|body| holders(*body, date)).collect()
    } else {
        bodies.iter().flat_map(|body| members(*body, date)).collect()
    };
    let host = holders(bodies[0], date)[0];
    let missing: Vec<_> = away(&expected, turn).into_iter().filter(|(person, _)| *person != host).collect();
    let (due, came) = (expected.len(), expected.len() - missing.len());
    let speaker = if kind == "党课" { Value::Person(host) } else { Value::Nothing };
    let count = |number: usize| Value::Number(u32::try_from(number).unwrap(), "人");
    vec![day(&date.to_string()), Value::Kind(kind), Value::Bodies(bodies), words(topic), Value::Person(host), speaker, count(due), count(came), Value::Away(missing, expected)]
}

fn meetings() -> Ledger {
    let (mut rows, mut turn) = (Vec::new(), 0);
    for branch in 2..6 {
        for month in 1..=6i8 {
            let on = |day: i8| jiff::civil::date(2026, month, day + i8::try_from(branch).unwrap());
            let mut hold = |day: i8, kind, topic: &str| {
                turn += 1;
                rows.push(meeting(on(day), kind, vec![branch], &format!("{month}月{topic}"), turn));
            };
            hold(3, "支部委员会会议", "研究支部工作");
            hold(12, "主题党日", "集中学习重要讲话");
            if month % 3 == 2 {
                hold(8, "支部党员大会", "总结一季度工作、部署下一步工作");
                hold(20, "党课", "讲专题党课");
            }
        }
    }
    rows.push(meeting(jiff::civil::date(2026, 7, 1), "主题党日", vec![2, 4], "参观革命纪念馆", 3));
    rows.push(meeting(jiff::civil::date(2026, 7, 9), "主题党日", vec![3, 5], "志愿服务进社区", 0));
    Ledger { name: "组织生活台账", to: vec!["日期", "类型", "所在党支部", "主题", "主持人", "主讲人", "应到", "实到", "缺席"], rows }
}

fn group() -> Ledger {
    let row = |month: i8, first: &str, topics: &str, missing: Vec<(usize, &'static str)>| {
        let came = 3 - u32::try_from(missing.len()).unwrap();
        vec![
            Value::Day(jiff::civil::date(2026, month, 6)), words(&format!("第{month}次")), words(first), words(topics), Value::Person(0),
            Value::Number(3, "人"), Value::Number(came, "人"), Value::Away(missing, vec![0, 6, 12]),
        ]
    };
    let rows = vec![
        row(1, "传达学习重要讲话精神", "研究机关党建工作", vec![]),
        row(2, "学习理论", "研究干部任免；审议预算", vec![(6, "出差")]),
        row(3, "", "研究意识形态工作", vec![(6, "出差"), (12, "病假")]),
        row(4, "传达上级会议精神", "研究党风廉政建设", vec![]),
    ];
    Ledger { name: "党组会议", to: vec!["日期", "名称", "第一议题内容", "其他议题", "主持人", "应到", "实到", "缺席"], rows }
}

fn hours() -> Ledger {
    let mut rows = Vec::new();
    for (person, of) in PEOPLE.iter().enumerate() {
        for nth in 0..2i8 {
            let date = jiff::civil::date(2026, 6 + nth, 1 + i8::try_from(person).unwrap());
            let amount = u32::try_from(person % 5 + 3).unwrap();
            rows.push(vec![
                Value::Person(person), Value::Body(of.branch), Value::Day(date), words(&format!("第{}期网络培训班", nth + 1)), words("市委党校"),
                Value::Number(amount, "学时"),
            ]);
        }
    }
    Ledger { name: "学时", to: vec!["学员", "所在党支部", "日期", "内容", "组织单位", "学时"], rows }
}

fn moves() -> Ledger {
    let row = |person: usize, on: &str, what: &str| vec![Value::Person(person), Value::Body(PEOPLE[person].branch), day(on), words(what)];
    Ledger { name: "岗位变动", to: vec!["对象", "所在党支部", "日期", "情形"], rows: vec![row(3, "2026-03-05", "提拔"), row(9, "2026-04-30", "轮岗"), row(15, "2026-05-06", "调入"), row(19, "2026-05-06", "退休")] }
}

fn reports() -> Ledger {
    let row = |person: usize, title: &str, on: &str, how: &str| vec![Value::Person(person), words(title), day(on), words(how)];
    let rows = vec![row(0, "粮食安全责任制落实情况调研", "2026-05-20", "已报送"), row(6, "基层粮库管理调研", "2026-06-11", "进行中"), row(12, "数据共享调研", "2026-06-30", "完成"), row(17, "老干部工作调研", "2026-07-31", "上报")];
    Ledger { name: "调研报告", to: vec!["作者", "题目", "日期", "进展"], rows }
}

fn talks() -> Ledger {
    let row = |with: usize, person: usize, on: &str, why: &str| vec![Value::Person(with), Value::Person(person), Value::Body(PEOPLE[person].branch), day(on), words(why)];
    let rows = vec![row(1, 3, "2026-03-02", "岗位变动"), row(8, 9, "2026-05-04", "岗位变动"), row(12, 13, "2026-04-08", "支委之间"), row(1, 4, "2026-06-09", "日常"), row(17, 19, "2026-05-11", "岗位变动")];
    Ledger { name: "谈心谈话", to: vec!["谈话人", "对象", "所在党支部", "日期", "事由"], rows }
}
