//! What erasing a person would do, in sentences: for the page, for programs and for the command line.

use jishi_workflow::erasure::Outlook;

/// The sentences, by what becomes of it.
#[derive(Clone, Debug)]
pub struct Told {
    /// What goes for ever.
    pub goes: Vec<String>,
    /// What ends on the day.
    pub ends: Vec<String>,
    /// What stays and shows 已删除.
    pub stays: Vec<String>,
    /// What cannot be taken out, and what to do.
    pub remains: Vec<String>,
}

impl Told {
    /// `tokens`: the tokens of the person's account that are good now; `None` where there is no account.
    #[must_use]
    pub fn of(told: &Outlook, tokens: Option<usize>) -> Self {
        Self { goes: goes(told, tokens), ends: ends(told), stays: stays(told), remains: remains(told) }
    }
}

fn goes(told: &Outlook, tokens: Option<usize>) -> Vec<String> {
    let first = "登记信息：姓名、身份号码、出生、联系电话、入党和转正日期等，连同身份号码的索引".to_owned();
    let account = tokens.map(|tokens| format!("登录账户：登录名、密码、正在用的登录{}", counted(tokens, "，和 {} 个接口令牌").unwrap_or_default()));
    let rest = [
        counted(told.own_records, "关于本人的记录（谈话、学习、报告等）{} 份的文字"),
        counted(told.reasons, "说明的理由 {} 条"),
        counted(told.grounds, "免除责任的依据 {} 条"),
        counted(told.imports.len(), "{} 次导入的文件名和表名，里面写了本人的姓名或号码"),
    ];
    let last = ["还没有写入的导入预览，不论写了谁，全部清除", "程序升级以前自动留下的副本，如有，全部删去"].map(str::to_owned);
    std::iter::once(first).chain(account).chain(rest.into_iter().flatten()).chain(last).collect()
}

fn ends(told: &Outlook) -> Vec<String> {
    let all = [counted(told.posts, "现任职务 {} 个"), counted(told.branches, "组织关系 {} 条"), counted(told.links, "联系 {} 项")];
    all.into_iter().flatten().collect()
}

fn stays(told: &Outlook) -> Vec<String> {
    let all = [
        counted(told.own_records, "关于本人的记录 {} 份的日期、类别和编码"),
        counted(told.records, "其他记录 {} 份里的参加情况；这些记录的文字归组织或别人，不删"),
        counted(told.holdings, "任职 {} 条"),
        counted(told.memberships, "组织关系 {} 条"),
        counted(told.items, "经手的事项 {} 件"),
    ];
    all.into_iter().flatten().collect()
}

fn remains(told: &Outlook) -> Vec<String> {
    let mentions = match told.mentions {
        0 => "别人的记录、事项和备注里，没有找到登记的这个姓名；写成别样的，程序认不出，请自己查找更正".to_owned(),
        count => format!("别人的记录、事项和备注里，有 {count} 处写了登记的这个姓名，删除后仍在，请先更正；写成别样的，程序认不出"),
    };
    let plain = match told.plain {
        0 => "以前的日志条目里，没有关于本人的明文".to_owned(),
        count => format!("以前的日志条目里，有 {count} 条关于本人的留着明文（文件名、表名或免除的依据）；日志不能改动，去不掉"),
    };
    let backups = "以前的备份里还有；密钥的备份最多留 30 天，到期以后旧备份里的也打不开".to_owned();
    vec![mentions, plain, backups]
}

/// `说明的理由 3 条`; nothing where there is none.
fn counted(count: usize, says: &str) -> Option<String> {
    (count > 0).then(|| says.replace("{}", &count.to_string()))
}
