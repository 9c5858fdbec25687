//! Whole imports: registers, posts, records; what is refused, warned and accepted; the same files again.

use super::department::*;
use super::support::*;
use crate::*;
use jiff::civil::date;
use jishi_facts::{Site, Value};

fn site() -> Site {
    let mut site = Site::default();
    let plan = import(&mut site, 1, &registers());
    assert!(!plan.has_refused(), "{}", shown(&plan));
    site
}

#[test]
fn a_department_in_any_order() {
    let site = site();
    assert_eq!(site.people.len(), 8);
    let mut titles: Vec<String> = site.posts.values().map(|post| format!("{} {}", site.bodies[&post.body].name, post.title)).collect();
    titles.sort();
    assert_eq!(titles, [
        "中共某某局党组 书记",
        "中共某某局党组 成员",
        "中共某某局办公室支部委员会 书记",
        "中共某某局办公室支部委员会 纪检委员",
        "中共某某局机关委员会 专职副书记",
        "中共某某局机关委员会 书记",
        "中共某某局机关第一支部委员会 书记",
    ]);
    let branch = site.bodies.values().find(|body| body.name.contains("办公室")).unwrap();
    assert_eq!(site.members_on(branch.id, TODAY).count(), 5);
    let parent = site.parent(branch.id, TODAY).unwrap();
    assert_eq!(site.bodies[&parent].name, "中共某某局机关委员会");
    assert_eq!(site.bodies.values().filter(|body| body.unit.is_none()).map(|body| body.name.as_str()).collect::<Vec<_>>(), ["中共某省委"]);
}

#[test]
fn the_same_again_changes_nothing_and_a_changed_cell_changes_one_thing() {
    let mut site = site();
    let again = preview(&site, 2, &registers());
    assert!(again.events.is_empty(), "{}", shown(&again));
    let changed = roster_with(|rows| rows[0][3] = "2001-01-08".to_owned());
    let plan = import(&mut site, 3, &[changed]);
    assert_eq!((plan.sheets[0].created, plan.sheets[0].changed, plan.sheets[0].unchanged), (0, 1, 7), "{}", shown(&plan));
    assert_eq!(plan.events.len(), 1, "{:?}", plan.events);
    let person = site.people.values().find(|person| person.name() == "张三").unwrap();
    assert_eq!(person.details.open().unwrap().joined, Some(date(2001, 1, 8)));
    assert!(person.details.open().unwrap().sex.is_some());
}

/// Somebody restricted is neither changed nor registered anew, with an identity number or without.
#[test]
fn a_restricted_person_is_not_brought_in_again() {
    let mut site = site();
    let person = site.people.values().find(|person| person.name() == "张三").expect("somebody").id;
    let restricted = jishi_facts::Event::PersonRestricted { person };
    site.apply(&jishi_facts::Stamp { seq: site.size, at: 0, day: TODAY, actor: "测试".into() }, &restricted);
    for number in [true, false] {
        let changed = roster_with(|rows| {
            rows[0][3] = "2001-01-08".to_owned();
            if !number {
                rows[0][2] = String::new();
            }
        });
        let plan = preview(&site, 3, &[changed]);
        assert!(plan.events.is_empty(), "{:?}", plan.events);
        let refused = &plan.sheets[0].refused;
        assert!(refused.len() == 1 && refused[0].reasons[0].contains("限制处理"), "{}", shown(&plan));
    }
}

#[test]
fn refused_rows_of_a_roster_once_each_with_all_reasons() {
    let bad = roster_with(|rows| {
        rows[1][2] = "990101197101021035".to_owned();
        rows[1][3] = "2002-02-30".to_owned();
        rows[2][4] = "信息中心".to_owned();
        rows[3][2] = rows[0][2].clone();
        rows[4][0] = "=B8".to_owned();
    });
    let mut files = registers();
    files[0] = bad;
    let plan = preview(&Site::default(), 1, &files);
    let report = plan.sheets.iter().find(|sheet| sheet.sheet == "花名册").unwrap();
    let cells: Vec<&str> = report.refused.iter().map(|refused| refused.cell.as_str()).collect();
    assert_eq!(cells, ["C5", "E6", "C7", "A8"], "{}", shown(&plan));
    assert_eq!(report.refused[0].reasons.len(), 2, "{:?}", report.refused[0]);
    assert!(report.refused[0].reasons[0].contains("校验码") && report.refused[0].reasons[1].contains("2002-02-30"));
    assert!(report.refused[1].reasons[0].contains("信息中心"));
    assert!(report.refused[2].reasons[0].contains("第 4 行"), "{:?}", report.refused[2]);
    assert!(report.refused[3].reasons[0].contains("公式"));
    assert!(report.refused.iter().all(|refused| !refused.help.is_empty()));
    assert_eq!(report.created, 4);
    // What hangs on a refused row is refused too, and says why.
    let posts = plan.sheets.iter().find(|sheet| sheet.sheet == "任职").unwrap();
    assert_eq!(posts.refused.len(), 2, "{}", shown(&plan));
    assert!(posts.refused[0].reasons[0].contains("没有通过"), "{:?}", posts.refused);
    // The good rows still fold, and no number stands in a message.
    let text = shown(&plan);
    assert!(!text.contains(&number_of(0)) && !text.contains("990101197101021035"));
    let mut site = Site::default();
    apply(&mut site, &plan);
    assert_eq!(site.people.len(), 4);
}

#[test]
fn warned_but_accepted() {
    let odd = roster_with(|rows| {
        rows[0][3] = "1985-01-01".to_owned();
        rows[1][1] = "女".to_owned();
        rows[2][3] = "2005.06".to_owned();
    });
    let mut files = registers();
    files[0] = odd;
    let plan = preview(&Site::default(), 1, &files);
    assert!(!plan.has_refused(), "{}", shown(&plan));
    let report = plan.sheets.iter().find(|sheet| sheet.sheet == "花名册").unwrap();
    // Of the sheet: without the days of becoming full members, duties that look at them cannot be decided.
    let (whole, cells): (Vec<&Warning>, Vec<&Warning>) = report.warnings.iter().partition(|w| w.cell.is_empty());
    assert!(whole.len() == 1 && whole[0].message.contains("转正日期") && whole[0].message.contains("缺事实"), "{whole:?}");
    let warned: Vec<(&str, bool)> = cells.iter().map(|w| (w.cell.as_str(), w.message.contains("18 岁") || w.message.contains("身份号码") || w.message.contains("月"))).collect();
    assert_eq!(warned, [("D4", true), ("B5", true), ("D6", true)], "{:?}", report.warnings);
}

const LEDGER: [&str; 8] = ["时间", "会议类别", "议题", "主持", "应到人数", "实到人数", "请假人员", "会议决定"];

#[test]
fn a_ledger_of_another_layout() {
    let rows: &[&[&str]] = &[
        &["机关第一党支部组织生活记录"],
        &["说明：本表按月填报"],
        &LEDGER,
        &["2026年1月5日", "支委会", "研究近期工作", "吴丽", "#1", "#1", "无", ""],
        &["2026.1.20", "支部党员大会暨主题党日", "学习传达全会精神", "吴　丽", "３", "2人", "陈静（病假）", "决定一项"],
        &["小计", "", "", "", "#4", "#3", "", ""],
        &LEDGER,
        &["@2026-02-03", "主题党日活动、党课", "参观红旗渠", "吴丽", "#3", "#2", "周杰出差", ""],
        &["", "", "", "", "", "", "", ""],
        &["支部书记：", "", "", "记录人：吴丽"],
        &["审核人：周杰", "", "", "2026-12-31"],
    ];
    let mut files = registers();
    files.push(file("台账.xlsx", &[("Sheet1", rows)]));
    let mut site = Site::default();
    let plan = import(&mut site, 1, &files);
    let report = plan.sheets.last().unwrap();
    assert_eq!((report.created, report.refused.len(), report.warnings.len()), (3, 0, 0), "{}", shown(&plan));
    let mut records: Vec<_> = site.records.values().collect();
    records.sort_by_key(|record| record.date);
    let kinds = |at: usize| records[at].kinds.iter().map(|kind| kind.as_str()).collect::<Vec<_>>();
    assert_eq!((kinds(0), kinds(1), kinds(2)), (vec!["支部委员会会议"], vec!["主题党日", "支部党员大会"], vec!["主题党日", "党课"]));
    assert_eq!(records[1].people["缺席"].len(), 1);
    let branch = site.bodies.values().find(|body| body.name.contains("第一")).unwrap();
    assert_eq!(**records[1].bodies, [branch.id]);
    // The absent 陈静 is the one of this branch.
    assert_eq!(site.branch_of(records[1].people["缺席"][0], TODAY), Some(branch.id));
    assert_eq!(text(records[1])["缺席原因"], "陈静（病假）");
    assert!(matches!(&records[2].fields["教育主题"], Value::Codes(codes) if codes.contains(&"精神谱系".into())));
}

#[test]
fn rows_of_a_ledger_that_cannot_be_taken() {
    let rows: &[&[&str]] = &[
        &LEDGER,
        &["2026-02-30", "支委会", "研究工作", "李四", "#2", "#2", "无", ""],
        &["2026-03-01", "茶话会", "研究工作", "李四", "#2", "#2", "无", ""],
        &["2026-03-02", "支委会", "研究工作", "李四", "两三个", "#2", "无", ""],
        &["2026-03-03", "支委会", "研究工作", "孙七", "#2", "#2", "无", ""],
        &["2026-03-04", "支委会", "研究工作", "=D2", "#2", "#2", "无", ""],
        &["2026-03-05", "支委会", "", "李四", "#2", "#2", "无", ""],
        &["", "支委会", "研究工作", "李四", "#2", "#2", "无", ""],
        &["2026-03-07", "支委会", "研究工作", "李四", "#2", "#2", "无", ""],
    ];
    let report = report_of("台账.xlsx", "办公室", rows);
    let cells: Vec<&str> = report.refused.iter().map(|refused| refused.cell.as_str()).collect();
    assert_eq!(cells, ["A2", "B3", "E4", "D6", "C7", "A8"], "{:?}", report.refused);
    // A stranger who presided is kept by name.
    assert_eq!((report.created, report.warnings.len(), report.warnings[0].cell.as_str()), (2, 1, "D5"));
    assert!(report.refused[1].help.contains("主题党日"));
}

#[test]
fn doubts_about_a_meeting_are_shown() {
    let rows: &[&[&str]] = &[
        &LEDGER,
        &["2026-03-01", "党员大会", "总结", "李四", "#6", "#6", "无", ""],
        &["2026-03-02", "党员大会", "总结", "李四", "#5", "#4", "李四（病假）", ""],
        &["2026-03-03", "党员大会", "总结", "李四", "#5", "#3", "张三（病假）", ""],
        &["2027-03-04", "党员大会", "总结", "李四", "#5", "#5", "无", ""],
        &["2026-03-05", "支委会", "总结", "李四", "#2", "#2", "缺席2人：张三", ""],
        &["2026-03-06", "党员大会", "总结", "周杰", "#5", "#5", "无", ""],
    ];
    let report = report_of("台账.xlsx", "办公室", rows);
    let warned: Vec<&str> = report.warnings.iter().map(|warning| warning.cell.as_str()).collect();
    assert_eq!(warned, ["E2", "D3", "F4", "A5", "F6", "G6", "D7"], "{:?}", report.warnings);
    assert_eq!((report.created, report.refused.len()), (6, 0));
}

#[test]
fn the_branch_is_told_by_a_column_a_title_or_a_merged_cell() {
    let rows: &[&[&str]] = &[
        &["党支部名称", "日期", "类型", "主题"],
        &["办公室党支部", "2026-03-01", "党课", "讲党课"],
        &["机关第一支部", "2026-03-01", "党课", "讲党课"],
        &["同上", "2026-03-02", "主题党日", "集中学习"],
        &["机关服务中心", "2026-03-02", "主题党日", "集中学习"],
        &["", "2026-03-03", "主题党日", "集中学习"],
    ];
    let report = report_of("三会一课.xlsx", "一季度", rows);
    assert_eq!(report.created, 3, "{report:?}");
    assert_eq!(report.refused.iter().map(|refused| refused.cell.as_str()).collect::<Vec<_>>(), ["A5", "A6"]);
    let titled: &[&[&str]] = &[&["某某局办公室党支部2026年组织生活台账"], &["日期", "类型", "主题"], &["2026-03-01", "党课", "讲党课"]];
    assert_eq!(report_of("台账.xlsx", "Sheet1", titled).created, 1);
    let by_file: &[&[&str]] = &[&["日期", "类型", "主题"], &["2026-03-01", "党课", "讲党课"]];
    assert_eq!(report_of("办公室党支部台账.xlsx", "Sheet1", by_file).created, 1);
    assert_eq!(report_of("台账.xlsx", "Sheet1", by_file).refused.len(), 1);
}

#[test]
fn hours() {
    let rows: &[&[&str]] = &[
        &["姓名", "所在党支部", "日期", "内容", "组织单位", "学时"],
        &["张三", "办公室", "2026-03-01", "党校班", "省委党校", "8学时"],
        &["张三", "办公室", "2026.3.1", "党校班", "省委党校", "#8"],
        &["张三", "办公室", "2026-03-01", "网络班", "干部网络学院", "#2"],
        &["陈静", "第一党支部", "2026-03-02", "党校班", "省委党校", "#12"],
        &["陈静", "", "2026-03-02", "党校班", "省委党校", "#4"],
        &["周杰", "办公室", "2026-03-02", "党校班", "省委党校", "#4"],
        &["张三", "办公室", "2026-03-09", "党校班", "省委党校", "若干"],
        &["张三", "办公室", "2026-03-10", "党校班", "省委党校", ""],
        &["合计", "", "", "", "", "#34"],
    ];
    let report = report_of("学时.xlsx", "学时", rows);
    assert_eq!((report.created, report.unchanged, report.skipped), (3, 1, 1), "{report:?}");
    assert_eq!(report.refused.iter().map(|refused| refused.cell.as_str()).collect::<Vec<_>>(), ["A6", "A7", "F8", "F9"], "{:?}", report.refused);
    assert!(report.refused[0].reasons[0].contains("办公室") && report.refused[0].reasons[0].contains("第一"));
    assert_eq!(report.warnings.iter().map(|warning| warning.cell.as_str()).collect::<Vec<_>>(), ["F2", "A3", "F4", "F5"], "{:?}", report.warnings);
}

#[test]
fn records_again_and_corrected() {
    let ledger = |due: &str, topic: &str, kind: &str, day: &str| {
        let rows: &[&[&str]] = &[
            &LEDGER,
            &[day, kind, topic, "李四", due, "#5", "无", ""],
            &["2026-03-02", "主题党日", "集中学习", "李四", "#5", "#5", "无", ""],
            &["2026-03-02", "主题党日", "志愿服务", "李四", "#5", "#5", "无", ""],
        ];
        file("台账.xlsx", &[("办公室", rows)])
    };
    let mut site = site();
    import(&mut site, 2, &[ledger("#5", "总结", "党员大会", "2026-03-01")]);
    assert_eq!(site.records.len(), 3);
    assert!(preview(&site, 3, &[ledger("#5", "总结", "支部党员大会", "2026/3/1")]).events.is_empty());
    for (seed, changed) in [
        (4, ledger("#6", "总结", "党员大会", "2026-03-01")),
        (5, ledger("#6", "总结报告", "党员大会", "2026-03-01")),
        (6, ledger("#6", "总结报告", "党课", "2026-03-01")),
        (7, ledger("#6", "总结报告", "党课", "2026-03-05")),
    ] {
        let plan = import(&mut site, seed, &[changed]);
        let report = &plan.sheets[0];
        assert_eq!((report.created, report.changed, report.unchanged), (0, 1, 2), "{seed}: {}", shown(&plan));
        assert_eq!(site.records.len(), 3);
    }
}

#[test]
fn posts_again_ended_and_corrected() {
    let mut site = site();
    let posts = |from: &str, until: &str| {
        let rows: &[&[&str]] = &[&["组织名称", "职务", "姓名", "任职时间", "免职时间"], &["党组", "书记", "张三", from, until]];
        file("任职.xlsx", &[("任职", rows)])
    };
    let mut step = |seed, posts: (String, Workbook)| {
        let plan = import(&mut site, seed, &[posts]);
        let report = plan.sheets[0].clone();
        (report.created, report.changed, report.unchanged, report.refused.len())
    };
    assert_eq!(step(2, posts("2024.3.1", "")), (0, 0, 1, 0));
    assert_eq!(step(3, posts("2024.3.1", "2026.1.1")), (0, 1, 0, 0));
    assert_eq!(step(4, posts("2024.3.1", "2026.2.1")), (0, 1, 0, 0));
    assert_eq!(step(5, posts("2024.3.2", "2026.2.1")), (0, 1, 0, 0));
    assert_eq!(step(6, posts("2024.3.2", "2023.2.1")), (0, 0, 0, 1));
    assert_eq!(step(7, posts("2026.9.1", "")), (1, 0, 0, 0));
    assert_eq!(site.holdings.len(), 8);
}

#[test]
fn a_new_term_and_a_move_to_another_branch() {
    let mut site = site();
    let rows: &[&[&str]] = &[
        &["填报单位：某某局"],
        &["组织名称", "组织类别", "本届起始", "届期"],
        &["办公室党支部", "党支部", "2026-11-01", "3"],
    ];
    let plan = import(&mut site, 2, &[file("换届.xlsx", &[("组织", rows)])]);
    assert_eq!((plan.sheets[0].changed, plan.sheets[0].refused.len()), (1, 0), "{}", shown(&plan));
    let branch = site.bodies.values().find(|body| body.name.contains("办公室")).unwrap();
    assert_eq!(branch.terms.len(), 2);
    let moved = |day: &str| {
        let number = number_of(3);
        let rows: &[&[&str]] = &[&["姓名", "身份证号", "所在党支部", "组织关系转入日期"], &["赵六", &number, "机关第一党支部", day]];
        file("花名册.xlsx", &[("花名册", rows)])
    };
    let plan = preview(&site, 3, &[moved("")]);
    assert_eq!(plan.sheets[0].refused[0].cell, "C2", "{}", shown(&plan));
    let plan = import(&mut site, 4, &[moved("2026-06-01")]);
    assert!(!plan.has_refused(), "{}", shown(&plan));
    let person = site.people.values().find(|person| person.name() == "赵六").unwrap().id;
    let at = |day| site.bodies[&site.branch_of(person, day).unwrap()].name.clone();
    assert_eq!((at(date(2026, 5, 31)), at(date(2026, 6, 1))), ("中共某某局办公室支部委员会".to_owned(), "中共某某局机关第一支部委员会".to_owned()));
    assert!(preview(&site, 5, &[moved("2026-06-01")]).events.is_empty());
}

#[test]
fn names_that_could_be_two_people_are_doubtful() {
    let talks: &[&[&str]] = &[
        &["填报单位：某某局"],
        &["谈话人", "谈话对象", "日期", "事由"],
        &["吴丽", "陈静", "2026-03-01", "岗位变动"],
        &["陈静", "张三", "2026-03-02", "岗位变动"],
        &["陈静（机关第一党支部）", "周杰", "2026-03-03", "其他"],
    ];
    let report = report_of("谈话.xlsx", "谈心谈话", talks);
    assert_eq!(report.created, 2, "{report:?}");
    assert_eq!(report.refused.iter().map(|refused| refused.cell.as_str()).collect::<Vec<_>>(), ["A4"]);
}

#[test]
fn people_of_one_name_are_told_apart_by_number_and_never_merged() {
    let mut site = site();
    let row = |number: &str| {
        let rows: &[&[&str]] = &[&["填报单位：某某局"], &["姓名", "身份证号", "所在党支部", "入党日期"], &["张三", number, "办公室", "2001-01-07"]];
        file("补充.xlsx", &[("花名册", rows)])
    };
    let plan = preview(&site, 2, &[row("")]);
    assert_eq!(plan.sheets[0].unchanged, 1, "{}", shown(&plan));
    let plan = import(&mut site, 3, &[row(&id("19690101", 555))]);
    let of_rows = plan.sheets[0].warnings.iter().filter(|warning| !warning.cell.is_empty()).count();
    assert_eq!((plan.sheets[0].created, of_rows), (1, 1), "{}", shown(&plan));
    let plan = preview(&site, 4, &[row("")]);
    assert_eq!(plan.sheets[0].refused.len(), 1, "{}", shown(&plan));
}

#[test]
fn sheets_that_are_no_table_are_left_out_with_a_word() {
    let mut files = registers();
    files.push(file("杂项.xlsx", &[("填表说明", &[&["请认真填写"], &["一、本表用于登记"]]), ("Sheet3", &[&["姓名", "电话", "备注"], &["张三", "138", ""]])]));
    let plan = preview(&Site::default(), 1, &files);
    assert!(!plan.has_refused());
    for sheet in &plan.sheets[3..] {
        assert!(sheet.table.is_none() && sheet.warnings[0].message.contains("未识别"), "{sheet:?}");
    }
}

#[test]
fn two_heading_rows() {
    let mut writer = rust_xlsxwriter::Workbook::new();
    let plain = rust_xlsxwriter::Format::new();
    let sheet = writer.add_worksheet().set_name("办公室").unwrap();
    sheet.merge_range(0, 0, 0, 6, "组织生活情况表", &plain).unwrap();
    for (column, heading) in [(0, "日期"), (1, "类型"), (2, "主题"), (3, "主持人")] {
        sheet.merge_range(1, column, 2, column, heading, &plain).unwrap();
    }
    sheet.merge_range(1, 4, 1, 6, "到会情况", &plain).unwrap();
    for (column, heading) in [(4, "应到"), (5, "实到"), (6, "缺席人员及原因")] {
        sheet.write_string(2, column, heading).unwrap();
    }
    sheet.merge_range(3, 0, 4, 0, "2026-03-01", &plain).unwrap();
    for (row, kind) in [(3, "党员大会"), (4, "党课")] {
        for (column, text) in [(1, kind), (2, "总结"), (3, "李四"), (6, "无")] {
            sheet.write_string(row, column, text).unwrap();
        }
        sheet.write_number(row, 4, 5).unwrap();
        sheet.write_number(row, 5, 5).unwrap();
    }
    let workbook = read_workbook(&writer.save_to_buffer().unwrap(), &Limits::default()).unwrap();
    let mut files = registers();
    files.push(("台账.xlsx".to_owned(), workbook));
    let plan = preview(&Site::default(), 1, &files);
    let report = plan.sheets.last().unwrap();
    assert_eq!((report.created, report.refused.len(), report.warnings.len()), (2, 0, 0), "{report:?}");
}
