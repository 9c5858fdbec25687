//! The table as a page for people: `docs/permissions.md` is this text, and a test compares them.

use crate::table::{Phase, Row, Span, Who, table};
use std::fmt::Write;

const HEAD: &str = "# 权限表

本页由 `crates/authorize/permissions.json` 生成，请改那里的表，不要改本页。

职务就是权限：谁在登记簿上担任什么职务，就有那一行的权限，任期一到、职务一撤、组织一撤销，权限即止。一次以一个职务办理；
党员的权限始终都有。三个管理员由三人分别担任，都不看记录。

- **看组织**：组织的责任、职务、记录和事项。**看名单**：只看姓名，谁在这个组织、谁参加了。**看人员**：登记的个人内容、关于本人的记录，以及记录里的全部文字。
- **登记**、**更正**（含撤回）、**办结**（含核实、免除、说明理由、延期）、**登记任职**（职务带来权限，所以单列）、**导入**、**导出**、**管理账户**、**查日志**、**删除个人信息**。
- **删除个人信息**（含限制处理和解除限制）：一人提议，另一人确认，14 天内有效；都不能是本人。机关党委知道这名党员，核对保存期限、本人申请和
  留存要求；安全管理员不看记录，只核对理由和份数，不受业务上下级左右。两人可以各出一方，也可以都是机关党委的；单位没有机关党委的，由安全管理员和本机所有者办。
- 归属人员的记录（学习培训、谈心谈话等，以及没有写组织的记录），不因写了组织就给组织里的人看：记录里的本人看得到，能“看人员”看到其中任何一人的看得到。
- 几个组织共有的记录：看，管到其中一个即可；更正，须管到全部。
- 范围之外的上级、同级组织只显示名称；所看组织的任职者只显示姓名。

| 谁 | 范围 | 可以 | 依据 |
|---|---|---|---|
";

/// The page.
#[must_use]
pub fn document() -> String {
    let mut out = HEAD.to_owned();
    for row in table() {
        let actions: Vec<String> = row.actions.iter().map(ToString::to_string).collect();
        let _ = writeln!(out, "| {} | {} | {} | {} |", who(row), span(row), actions.join("、"), row.basis);
    }
    out
}

fn who(row: &Row) -> String {
    let who = match row.who {
        Who::Holder if row.titles.is_empty() => format!("{} 任职者", row.kinds.join("、")),
        Who::Holder => format!("{} {}", row.kinds.join("、"), row.titles.join("、")),
        Who::Member => "党员".to_owned(),
        Who::System => "系统管理员".to_owned(),
        Who::Security => "安全管理员".to_owned(),
        Who::Audit => "审计员".to_owned(),
        Who::Owner => "本机所有者（命令行）".to_owned(),
    };
    if row.phase == Phase::BeforeCommissioning { format!("{who}（启用前）") } else { who }
}

fn span(row: &Row) -> String {
    let span = match row.span {
        Span::Themself => "本人",
        Span::Own => "本组织",
        Span::Below => "本组织及下级",
        Span::Unit => "本单位",
        Span::Whole => "全部",
    };
    let through: Vec<&str> = row.through.iter().map(|kind| kind.word()).collect();
    let reached = if row.span == Span::Unit { "组织所在的单位" } else { "组织" };
    if through.is_empty() { span.to_owned() } else { format!("{span}；以及以{}关系联到的{reached}", through.join("、")) }
}
