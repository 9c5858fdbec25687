//! Layouts of other departments, and mapping files.

use super::department::*;
use super::support::*;
use crate::*;
use jishi_base::SeededIds;
use jishi_facts::{Site, Value};

#[test]
fn a_roster_in_parts_under_the_names_of_branches() {
    let (first, second, third) = (number_of(0), number_of(5), number_of(3));
    let rows: &[&[&str]] = &[
        &["某某局党员信息表"],
        &["填表单位（盖章）：某某局", "", "填表时间：2026.11"],
        &["序号", "党员姓名", "民族", "公民身份证号码", "身份证号码", "加入党组织时间", "人员类别"],
        &["办公室党支部"],
        &["#1", "张三", "汉", "", &first, "2001年1月7日", "正式党员"],
        &["机关第一党支部（3人）"],
        &["=A5+1", "周杰", "回族", "", &second, "1999-12-01", "预备"],
        &["信息中心党支部"],
        &["#3", "赵六", "汉", "", &third, "1999-12-01", "正式"],
        &["", "", "", "", "", "", ""],
        &["合计", "2人"],
        &["单位负责人：李四", "", "", "填表人：张三"],
    ];
    let plan = preview(&Site::default(), 1, &[bodies(), file("名册.xlsx", &[("Sheet1", rows)])]);
    let report = plan.sheets.last().unwrap();
    assert_eq!((report.created, report.refused.len()), (2, 1), "{report:?}");
    assert!(report.refused[0].reasons[0].contains("信息中心"), "{report:?}");
    let mut site = Site::default();
    apply(&mut site, &plan);
    let branch = |name: &str| {
        let person = site.people.values().find(|person| person.name() == name).unwrap();
        site.bodies[&site.branch_of(person.id, TODAY).unwrap()].name.clone()
    };
    assert!(branch("张三").contains("办公室") && branch("周杰").contains("第一"));
}

#[test]
fn a_sheet_of_one_kind_of_record() {
    let rows: &[&[&str]] = &[
        &["办公室党支部主题党日登记表"],
        &["活动时间", "活动主题", "主持人", "应到人数", "实到人数"],
        &["2026-03-01", "集中学习", "李四", "#5", "#5"],
    ];
    let report = report_of("登记.xlsx", "Sheet1", rows);
    assert_eq!((report.table.as_deref(), report.created), (Some("主题党日"), 1), "{report:?}");
}

#[test]
fn records_that_only_a_pack_knows() {
    let group: &[&[&str]] = &[
        &["某某局民主生活会登记"],
        &["时间", "主题", "主持人", "应到", "实到", "群众反映"],
        &["2026-01-20", "对照检查", "张三", "#2", "#2", "已说明"],
    ];
    let report = report_of("登记.xlsx", "民主生活会", group);
    assert_eq!((report.table.as_deref(), report.created, report.refused.len()), (Some("民主生活会"), 1, 0), "{report:?}");
    let people: &[&[&str]] = &[&["政治生日登记表"], &["姓名", "所在党支部", "日期", "形式"], &["王五", "办公室", "2026-06-01", "谈心"], &["", "办公室", "2026-06-01", ""]];
    let report = report_of("登记.xlsx", "Sheet1", people);
    assert_eq!((report.table.as_deref(), report.created, report.refused.len()), (Some("政治生日"), 1, 1), "{report:?}");
    let visits: &[&[&str]] = &[&["支部观摩登记"], &["日期", "所在党支部", "被观摩支部"], &["2026-06-01", "办公室", "机关第一党支部"], &["2026-06-02", "办公室", "信息中心支部"]];
    let mut files = registers();
    files.push(file("登记.xlsx", &[("Sheet1", visits)]));
    let plan = preview(&Site::default(), 1, &files);
    let report = plan.sheets.last().unwrap();
    assert_eq!((report.table.as_deref(), report.created, report.refused.len()), (Some("支部观摩"), 1, 1), "{report:?}");
    let named = plan.events.iter().find_map(|event| match event {
        jishi_facts::Event::Recorded { fields, .. } => fields.get("被观摩支部").cloned(),
        _ => None,
    });
    assert_eq!(named, Some(Value::codes(["中共某某局机关第一支部委员会"])));
}

#[test]
fn days_without_a_year_take_that_of_the_sheet() {
    let rows: &[&[&str]] = &[&["日期", "类型", "主题"], &["1月20日", "党课", "讲党课"], &["3.5", "党课", "讲党课"], &["2月30日", "党课", "讲党课"]];
    let report = report_of("2026年台账.xlsx", "办公室", rows);
    assert_eq!((report.created, report.refused.len(), report.warnings.len()), (2, 1, 2), "{report:?}");
    assert!(report.warnings[0].message.contains("2026"));
    let report = report_of("台账.xlsx", "办公室", rows);
    assert_eq!((report.created, report.refused.len()), (0, 3), "{report:?}");
}

#[test]
fn two_of_one_name_in_one_branch_are_told_apart_by_a_note() {
    let mut files = registers();
    files[0] = roster_with(|rows| rows[3][0] = "王五".to_owned());
    files.push(file("台账.xlsx", &[("办公室", &[
        &["日期", "类型", "主题", "缺席"],
        &["2026-01-20", "党课", "讲党课", "王五（女）出差、王五（男）病假"],
        &["2026-01-21", "党课", "讲党课", "王五"],
    ])]));
    files.remove(1);
    let plan = preview(&Site::default(), 1, &files);
    let report = plan.sheets.last().unwrap();
    assert_eq!((report.created, report.refused.len()), (1, 1), "{report:?}");
    let absent = plan.events.iter().find_map(|event| match event {
        jishi_facts::Event::Recorded { people, .. } => people.get("缺席").map(|people| people.len()),
        _ => None,
    });
    assert_eq!(absent, Some(2));
}

/// The example of the guide is a mapping that can be used.
#[test]
fn the_guide_shows_a_sound_mapping() {
    let guide = std::fs::read_to_string("../../docs/import.md").unwrap();
    let example = guide.split("```yaml").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    overlaid(example).unwrap();
}

#[test]
fn kinds_as_clerks_write_them() {
    let rows: &[&[&str]] = &[
        &["日期", "类型", "主题"],
        &["2026-03-01", "主题党日（志愿服务）", "进社区"],
        &["2026-03-02", "支委会（扩大）", "研究工作"],
        &["2026-03-03", "2026年第一季度党员大会", "总结"],
        &["2026-03-04", "专题组织生活会暨民主评议党员", "评议"],
        &["2026-03-05", "党 课", "书记讲党课"],
    ];
    let mut files = registers();
    files.push(file("台账.xlsx", &[("办公室", rows)]));
    let mut site = Site::default();
    import(&mut site, 1, &files);
    let mut kinds: Vec<(i8, Vec<String>)> = site.records.values().map(|record| (record.date.day(), record.kinds.iter().map(String::from).collect())).collect();
    kinds.sort();
    let kinds: Vec<String> = kinds.into_iter().map(|(_, kinds)| kinds.join("+")).collect();
    assert_eq!(kinds, ["主题党日", "支部委员会会议", "支部党员大会", "民主评议党员+组织生活会", "党课"]);
}

#[test]
fn a_quarter_is_no_branch_and_drawn_formulas_are_no_rows() {
    let rows: &[&[&str]] = &[
        &["第一季度组织生活台账"],
        &["日期", "类型", "主题", "应到"],
        &["2026-03-01", "党小组会", "学习", "#2"],
        &["", "", "", "=SUM(D3:D3)"],
    ];
    let report = report_of("台账.xlsx", "一季度", rows);
    assert_eq!((report.refused.len(), report.skipped), (1, 1), "{report:?}");
    let report = report_of("台账.xlsx", "办公室", rows);
    assert_eq!((report.created, report.warnings.len(), report.skipped), (1, 0, 1), "{report:?}");
}

#[test]
fn meetings_of_the_party_group() {
    let rows: &[&[&str]] = &[
        &["某某局党组会议情况"],
        &["会议时间", "会议届次", "第一议题", "会议议题", "出席人员", "列席人员", "请假情况"],
        &["2026-03-01", "第3次", "学习重要讲话", "1.研究机关党建工作\n2.研究人事事项", "张三、周杰", "孙七", "无"],
        &["2026-04-01", "第4次", "", "研究意识形态工作；其他", "张三", "", "周杰（出差）"],
    ];
    let mut files = registers();
    files.push(file("党组.xlsx", &[("党组会", rows)]));
    let mut site = Site::default();
    let plan = import(&mut site, 1, &files);
    let report = plan.sheets.last().unwrap();
    assert_eq!((report.created, report.refused.len()), (2, 0), "{report:?}");
    let record = |month| site.records.values().find(|record| record.date.month() == month).unwrap();
    let Value::Codes(topics) = &record(3).fields["议题"] else { panic!("{:?}", record(3)) };
    assert!(["专题研究机关党建", "干部人事", "学习"].iter().all(|topic| topics.iter().any(|one| one == topic)), "{topics:?}");
    assert_eq!(record(4).fields["第一议题"], Value::Code("无".into()));
    assert_eq!(text(record(3))["列席"], "孙七");
    assert_eq!((record(3).people["出席"].len(), record(4).people["缺席"].len()), (2, 1));
}

#[test]
fn kinds_and_terms_corrected() {
    let sheet = |kind: &str, term: &str| {
        let rows: &[&[&str]] = &[&["填报单位：某某局"], &["组织名称", "组织类别", "上级组织", "成立日期", "本届起始", "届期"], &["中共某某局信息中心党总支", kind, "机关党委", "2019-01-01", term, "3"]];
        file("组织.xlsx", &[("组织", rows)])
    };
    let mut site = Site::default();
    import(&mut site, 1, &registers());
    let mut step = |seed, kind, term| {
        let plan = import(&mut site, seed, &[sheet(kind, term)]);
        let report = plan.sheets[0].clone();
        (report.created, report.changed, report.unchanged, report.warnings.len(), report.refused.len())
    };
    assert_eq!(step(2, "党支部", "2024-01-05"), (1, 0, 0, 0, 0));
    assert_eq!(step(3, "党总支", "2024-01-05"), (0, 1, 0, 0, 0));
    assert_eq!(step(4, "党总支", "2024-01-06"), (0, 1, 0, 1, 0));
    assert_eq!(step(5, "党总支", "2024-01-06"), (0, 0, 1, 0, 0));
    assert_eq!(step(6, "党总支", "2026-11-06"), (0, 1, 0, 0, 0));
    let body = site.bodies.values().find(|body| body.name.contains("信息中心")).unwrap();
    assert_eq!((body.kind.as_str(), body.terms.len()), ("党总支", 2));
}

#[test]
fn bodies_that_cannot_be_taken() {
    let rows: &[&[&str]] = &[
        &["填报单位：某某局"],
        &["组织名称", "组织类别", "上级组织", "成立日期", "本届起始", "届期"],
        &["中共某某局人事处支部委员会", "党支部", "机关党委", "2019-02-30", "", ""],
        &["中共某某局财务处支部委员会", "党支部", "机关党委", "2019.2", "2024-1-5", "三年零一天"],
        &["某某局读书小组", "兴趣小组", "", "", "", ""],
        &["中共某某局法规处支部委员会", "", "机关党位", "", "2024-1-5", ""],
        &["法规处党支部", "党支部", "机关党委", "", "", ""],
        &["中共某某局审计处支部委员会", "党支部", "机关党委", "", "2024.03", "3"],
    ];
    let report = report_of("新设.xlsx", "组织", rows);
    assert_eq!(report.refused.iter().map(|refused| refused.cell.as_str()).collect::<Vec<_>>(), ["D3", "F4", "B5", "A7"], "{:?}", report.refused);
    assert_eq!(report.warnings.iter().map(|warning| warning.cell.as_str()).collect::<Vec<_>>(), ["C6", "E6", "E8"], "{:?}", report.warnings);
}

fn overlaid(text: &str) -> Result<Mapping, MappingError> {
    Mapping::built_in().expect("built in").overlaid(text)
}

#[test]
fn a_department_teaches_its_own_headings() {
    let rows: &[&[&str]] = &[&["报送单位：某某局"], &["学习者", "哪天", "学了什么", "几个钟头"], &["张三", "2026-03-01", "党校班", "#8"]];
    let mut files = registers();
    files.push(file("学时.xlsx", &[("学时", rows)]));
    let site = Site::default();
    let plan_with = |mapping: &Mapping| {
        let mut ids = SeededIds::new(1);
        let options = Options { import: jishi_base::ImportId::fresh(&mut ids), today: TODAY, from: None, unit: None };
        plan(&files, library(), &site, mapping, &options, &mut ids, lookup(&|number| number.to_owned()))
    };
    let built_in = plan_with(&Mapping::built_in().expect("built in"));
    assert!(built_in.sheets.last().unwrap().table.is_none());
    let own = "表格:\n  - 表: 学时\n    写入: 记录\n    栏目:\n      - { 栏: 学员, 别名: [学习者] }\n      - { 栏: 日期, 别名: [哪天] }\n      - { 栏: 内容, 别名: [学了什么] }\n      - { 栏: 学时, 别名: [几个钟头] }\n";
    let plan = plan_with(&overlaid(own).expect("mapping"));
    assert_eq!(plan.sheets.last().unwrap().created, 1, "{}", shown(&plan));
}

#[test]
fn mapping_files_are_checked() {
    let cases = [
        ("表格:\n  - 表：学时\n", "第 2 行"),
        ("表格:\n  - { 表: 甲, 写入: 别的 }\n", "第 2 行"),
        ("表格:\n  - { 表: 甲, 写入: 党员, 颜色: 红 }\n", "第 2 行"),
        ("表格:\n  - { 表: 甲, 写入: 党员, 栏目: [{ 栏: 星座 }] }\n", "没有“星座”这一栏"),
        ("表格:\n  - { 表: 甲, 写入: 党员, 栏目: [{ 栏: 姓名, 别名: [名字] }, { 栏: 备注, 别名: [名 字] }] }\n", "写了两次"),
        ("表格:\n  - { 表: 甲, 写入: 党员, 必有: [入党日期] }\n", "不是它的栏目"),
        ("表格:\n  - { 表: 学时, 写入: 党员 }\n", "“写入”要和原来的一样"),
        ("表格:\n  - { 表: 甲, 写入: 记录 }\n  - { 表: 甲, 写入: 记录 }\n", "写了两次"),
    ];
    for (text, why) in cases {
        let error = overlaid(text).expect_err(text).to_string();
        assert!(error.contains(why), "{text}: {error}");
    }
    assert!(overlaid("").is_err() || overlaid("词: {}").is_ok());
    assert!(overlaid(&"#".repeat(300 << 10)).is_err());
}
