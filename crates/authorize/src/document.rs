//! The table as a page for people: `docs/permissions.md` is this text, and a test compares them.

use crate::powers;
use crate::table::shipped;
use jishi_pack::{Bearer, Phase, Right};
use std::fmt::Write;

const HEAD: &str = "# 权限表

本页由 `packs/通用/权限.yaml` 生成，请改那里的表，不要改本页。单位自己的制度包可以用 收窄 使其中一条更窄，不能放宽，也不能另加。

职务就是权限：谁在登记簿上担任什么职务，就有那一行的权限，任期一到、职务一撤、组织一撤销，权限即止。一次以一个职务办理；
党员的权限始终都有。三个管理员由三人分别担任，都不看记录。

- **看组织**：组织的责任、职务、记录和事项。**看名单**：只看姓名，谁在这个组织、谁参加了。**看人员**：登记的个人内容、关于本人的记录，以及记录里的全部文字。
- **登记**、**更正**（含撤回）、**办结**（含核实、免除、说明理由、延期）、**登记任职**（职务带来权限，所以单列）、**导入**、**导出**、**管理账户**（要两个人办的见文末）、**看账户**（谁有账户、什么事等放行）、**查日志**、**删除个人信息**。
- **删除个人信息**（含限制处理和解除限制，要两个人办，见文末）：机关党委知道这名党员，核对保存期限、本人申请和留存要求；安全管理员不看记录，只核对理由和份数，不受业务上下级左右。单位没有机关党委的，由本机所有者提出、安全管理员放行。
- 归属人员的记录（学习培训、谈心谈话等，以及没有写组织的记录），不因写了组织就给组织里的人看：记录里的本人看得到，能“看人员”看到其中任何一人的看得到。
- 敏感、纪检的一项，看得到记录也不一定能看（制度包的“可看”）：缺席原因，能登记这个组织的才看得到；谈话的事由，只有谈话的两人；纪检的，只有本单位机关纪委的任职者。管全部的和本机所有者也一样；看不到的，更正时原样保留。
- 几个组织共有的记录：看，管到其中一个即可；更正，须管到全部。
- 导出的文件里只有“导出”管得到的内容，哪怕页面上看得到更多。
- 范围之外的上级、同级组织只显示名称；所看组织的任职者只显示姓名。

| 名称 | 谁 | 范围 | 可以 | 依据 |
|---|---|---|---|---|
";

/// What each event needs, as `needs.rs` has it.
const NEEDS: &str = "
## 写入时逐件核对

无论从页面、接口还是工作簿来，一次办理要写入的每一件，都在轮到它写的时候按下表核对办理人当时的权限；权限以办理之前的登记为准，不能自己给自己。
工作簿里的每一件，除下表以外，还须在“导入”管得到的范围内；不能写的行在预览里逐行列出，写明差哪一项权限、可以找谁。

| 写入 | 要有的权限 | 对什么 |
|---|---|---|
| 新的单位 | 导入 | 全部 |
| 新的党组织、人员，人员资料，启用台账 | 导入 | 所属单位 |
| 党组织改名、届期、登记项 | 导入 | 这个组织 |
| 党组织的上下级、类别、成立、撤销（职务管到哪里随之改变） | 登记任职 | 这个组织 |
| 设职务、撤职务、任职、免职、更正任职 | 登记任职 | 职务所在的组织 |
| 党员转入、转出 | 登记 | 这个组织 |
| 记录、议定事项 | 登记 | 每一个组织；没有写组织的记录，其中一人 |
| 更正、撤回记录 | 更正 | 这份记录；更正还要对改后的内容有登记的权限 |
| 办结、核实、说明理由、免除、延期 | 办结 | 这件事项，或欠这项责任的组织 |
| 撤回一次导入 | 上面各项 | 它改过的每一处 |
";

/// The page.
#[must_use]
pub fn document() -> String {
    let mut out = HEAD.to_owned();
    for row in shipped().iter() {
        let actions: Vec<String> = row.actions.iter().map(ToString::to_string).collect();
        let _ = writeln!(out, "| {} | {} | {} | {} | {} |", row.name, who(row), expanse(row), actions.join("、"), row.basis);
    }
    out + NEEDS + &powers::section()
}

fn who(row: &Right) -> String {
    let who = match row.of {
        Bearer::Holder if row.titles.is_empty() => format!("{} {}", row.kinds.join("、"), row.of.word()),
        Bearer::Holder => format!("{} {}", row.kinds.join("、"), row.titles.join("、")),
        Bearer::Owner => format!("{}（命令行）", row.of.word()),
        Bearer::Member | Bearer::System | Bearer::Security | Bearer::Audit => row.of.word().to_owned(),
    };
    match row.phase {
        Phase::Always => who,
        Phase::BeforeCommissioning => format!("{who}（{}）", row.phase.word()),
        Phase::Entrusted => format!("{who}（{}时）", row.phase.word()),
    }
}

fn expanse(row: &Right) -> String {
    let reached = if row.expanse == jishi_pack::Expanse::Unit { "组织所在的单位" } else { "组织" };
    let word = row.expanse.word();
    if row.through.is_empty() { word.to_owned() } else { format!("{word}；以及以{}关系联到的{reached}", row.through.join("、")) }
}
