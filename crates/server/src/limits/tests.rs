//! The document says what holds, and the bounds fit the machine.

use super::*;
use crate::CLOCK_BACK;
use jishi_intake::{Limits, Summary};

/// A row of the table: what is bounded, by what, and why.
type Row = [String; 3];

/// The table, as operators read it.
fn table() -> Vec<Row> {
    let seconds = |time: Duration| format!("{} 秒", time.as_secs());
    let bytes = |bytes: usize| if bytes >= 1 << 20 { format!("{} MB", bytes >> 20) } else { format!("{} KB", bytes >> 10) };
    let workbook = Limits::default();
    let rows: [(&str, String, &str); 27] = [
        ("一个请求的请求头发完", seconds(HEAD), "慢慢发请求头的连接不占着位置"),
        ("没有事做的连接", seconds(IDLE), "浏览器接着用得上；位置紧时闲得最久的先断"),
        ("请求的内容、回答的接收停着不动", seconds(STALLED), "网络断一下还能接上"),
        ("请求的内容、回答的接收最慢", format!("每秒 {}", bytes(PER_SECOND)), "一点一点发、一点一点收的不能一直占着"),
        ("请求头", bytes(HEAD_BYTES), "网址、会话和浏览器自己的各栏用不到这么多"),
        ("请求头的栏数", HEAD_FIELDS.to_string(), "浏览器发 20 栏左右"),
        ("网址", bytes(TARGET_BYTES), "最长的筛选条件用不到这么长"),
        ("同时的连接", format!("{CONNECTIONS} 个；可打开的文件少时为文件数减 {FILES_KEPT}"), "连接占满时数据库、子进程仍打得开文件，新来的仍接得进"),
        ("一个来源同时的连接", "全部的四分之三".to_owned(), "一处出了问题，别处还进得来；经指明的代理来的，按代理说的来源计"),
        ("请求的内容", bytes(BODY), "上传工作簿的除外"),
        ("表单、JSON", bytes(FORM), "很长的记录也够"),
        ("JSON 的层数", JSON_DEPTH.to_string(), "接口用到 4 层"),
        ("一次上传", format!("{}，{UPLOAD_FILES} 个文件", bytes(UPLOAD)), "一个单位一年的台账"),
        ("一次上传传完", format!("{} 分钟", UPLOAD_TIME.as_secs() / 60), "每秒 110 KB 就够"),
        ("同时在传的上传", format!("{UPLOADS} 份，一个账户 {UPLOADS_OF_ACCOUNT} 份"), "多的请过一会儿再传"),
        ("同时在读、在写的导入", format!("{IMPORTS_AT_WORK} 份，一个账户 1 份"), "读表的子进程同时只有这么多；其余排队，页面写明前面还有几份"),
        ("一个账户没有决定的导入", format!("{OPEN_IMPORTS} 份"), "再多，先问放弃哪一份；别人的不受影响"),
        ("没有决定的导入", format!("{} 小时", UNDECIDED / 3600), "过了就请重新上传"),
        ("没有决定的导入占的磁盘", format!("{} GB", SPOOLED >> 30), "加密放在临时文件里，不占内存"),
        ("办完的导入还看得到", format!("一个账户 {DONE_IMPORTS} 份"), "看结果用；以后在“导入过的”里看"),
        ("因登记簿有改动而重新核对一份导入", format!("{ATTEMPTS} 次"), "再赶不上，就在轮到写入时核对，这期间别人的录入等着它"),
        ("同时的试算、导出", format!("{JOBS} 件，一个账户 {JOBS_OF_ACCOUNT} 件，另有 {JOBS_WAITING} 件可以等"), "一个账户占不满；再多的答 503，请过几秒再试"),
        ("不收的行", format!("每种原因写明行数和前 {} 处，原因写 {} 种", Summary::FIRST, Summary::CAUSES), "其余在“不收的行”工作簿里"),
        ("列出的工作表", format!("{} 张", Summary::SHEETS), "其余只计数"),
        ("电脑的时钟", format!("往回走 {} 分钟以上就告诉管理员", CLOCK_BACK / 60), "会话不因此延长，录入的时间不往回走"),
        ("读一个工作簿", format!("{} MB，{} 万个单元格", workbook.container >> 20, workbook.cells / 10_000), "在子进程里读，内存和时间另有限制，超出的不收"),
        ("一次导入的行数", "100,000 行".to_owned(), "按年度或党支部分几次"),
    ];
    rows.map(|(what, bound, why)| [what.to_owned(), bound, why.to_owned()]).into()
}

#[test]
fn the_document_says_what_holds() {
    let document = std::fs::read_to_string("../../docs/limits.md").expect("docs/limits.md");
    for [what, bound, why] in table() {
        let row = format!("| {what} | {bound} | {why} |");
        assert!(document.contains(&row), "docs/limits.md: {row}");
    }
    let rows = document.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| 什么")).count();
    assert_eq!(rows, table().len(), "and nothing else");
}

#[test]
fn the_connections_fit_the_files_that_may_be_opened() {
    for files in [0, 64, 200, 1_024, 4_096, 1 << 20, u64::MAX] {
        let (all, of_source) = connections(files);
        assert!(all >= 4 && of_source >= 3 && of_source < all, "{files}: {all} {of_source}");
        assert!(files < 200 || all as u64 + FILES_KEPT as u64 <= files, "{files}: {all}");
    }
    assert_eq!(connections(1_024), (864, 648));
}
