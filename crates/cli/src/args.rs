//! The command line: names and options that other programs rely on.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Parser, Subcommand, ValueEnum};
use jishi_calendar::Date;
use std::path::PathBuf;
use std::process::ExitCode;

/// Exit code for a command line that cannot be understood.
const USAGE: u8 = 64;

/// 基石：把制度变成看得懂、算得清的责任
#[derive(Parser, Debug)]
#[command(name = "jishi", version, about, disable_help_subcommand = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// 新建一个站点
    Init(Init),
    /// 导入工作簿（xlsx）；同一次给出的文件作为一组，先后不限
    Import(Import),
    /// 判定每项责任在某一天的状态
    Evaluate(Evaluate),
    /// 说明一项责任为什么是这个状态
    Explain(Explain),
    /// 检查、测试、打印制度包
    #[command(subcommand)]
    Pack(Pack),
    /// 核验、导出日志
    #[command(subcommand)]
    Journal(Journal),
    /// 由日志和密文重建查找文字用的表；--check 只核验、比较
    Rebuild(Rebuild),
    /// 做一份备份（服务不用停）；verify 核对备份
    Backup(Backup),
    /// 从备份恢复到空目录或空数据库
    Restore(Restore),
    /// 写出删除名单：恢复较早的备份时要用
    Erasures(Erasures),
    /// 提出删除或限制一名人员的信息；由另一人在网页上放行
    Erase(Erase),
    /// 在本机打开网页
    Serve(Serve),
    /// 建一个演示站点并打开网页
    Demo(Demo),
    /// 自检；--red-lines 打印红线自查结果
    Doctor(Doctor),
    /// 内部使用：在受限的子进程里读工作簿
    #[command(hide = true, name = "read-workbook")]
    ReadWorkbook {
        /// How the file's name ends: csv is read as text.
        #[arg(default_value = "xlsx")]
        ending: String,
    },
}

/// Days that the subjects' keys stay in older backups and copies, unless another number is given.
pub const KEEP_KEYS: u16 = 30;

/// 输出格式
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Format {
    /// 给人看的表
    #[default]
    Table,
    /// JSON
    Json,
    /// CSV（带 BOM，Excel 可直接打开）
    Csv,
}

#[derive(clap::Args, Debug, Clone)]
pub struct Data {
    /// 数据目录，或 postgres://… 地址
    #[arg(long, value_name = "目录")]
    pub data: String,
}

#[derive(clap::Args, Debug)]
pub struct Init {
    #[command(flatten)]
    pub data: Data,
    /// 按这一天记（测试、演示用）
    #[arg(long, value_name = "日期")]
    pub today: Option<Date>,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(clap::Args, Debug)]
pub struct Import {
    /// 工作簿文件
    #[arg(required = true, value_name = "文件")]
    pub files: Vec<PathBuf>,
    #[command(flatten)]
    pub data: Data,
    /// 只预览，不写入
    #[arg(long)]
    pub dry_run: bool,
    /// 有不能收的行时，只收好的行
    #[arg(long)]
    pub skip_bad: bool,
    /// 把不收的行写成工作簿（xlsx）：文件、工作表、单元格、哪里不对、怎么改
    #[arg(long, value_name = "文件")]
    pub refusals: Option<PathBuf>,
    /// 表头对照文件（YAML），另一个单位的版式不用改程序
    #[arg(long, value_name = "文件")]
    pub mapping: Option<PathBuf>,
    /// 台账启用日期；不写则为今年的 1 月 1 日
    #[arg(long, value_name = "日期")]
    pub from: Option<Date>,
    /// 按这一天记（测试、演示用）
    #[arg(long, value_name = "日期")]
    pub today: Option<Date>,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(clap::Args, Debug)]
pub struct Evaluate {
    #[command(flatten)]
    pub data: Data,
    /// 判定哪一天
    #[arg(long, value_name = "日期")]
    pub as_of: Date,
    /// 按哪一天为止录入的事实；不写则为最新
    #[arg(long, value_name = "日期")]
    pub known_at: Option<Date>,
    /// 只看某个单位或组织（名称，可只写一部分）
    #[arg(long, value_name = "名称", value_parser = text)]
    pub org: Option<String>,
    /// 只看某项责任
    #[arg(long, value_name = "责任名", value_parser = text)]
    pub duty: Option<String>,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(clap::Args, Debug)]
pub struct Explain {
    #[command(flatten)]
    pub data: Data,
    /// 判定哪一天
    #[arg(long, value_name = "日期")]
    pub as_of: Date,
    /// 按哪一天为止录入的事实；不写则为最新
    #[arg(long, value_name = "日期")]
    pub known_at: Option<Date>,
    /// 责任名
    #[arg(long, value_name = "责任名", value_parser = text)]
    pub duty: String,
    /// 主体：组织、职务或人员的名称
    #[arg(long, value_name = "名称", value_parser = text)]
    pub subject: String,
    /// 期，如 2026Q1；不写则说明全部
    #[arg(long, value_name = "期", value_parser = text)]
    pub period: Option<String>,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(Subcommand, Debug)]
pub enum Pack {
    /// 读完全部再说：错误、位置、该怎么写
    Check {
        /// 制度包文件夹，或放着几个制度包的文件夹
        #[arg(required = true, value_name = "目录")]
        dirs: Vec<PathBuf>,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// 运行包里的“例”
    Test {
        /// 制度包文件夹；不写则为内置的各包
        #[arg(value_name = "目录")]
        dirs: Vec<PathBuf>,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// 打印成通俗的句子，供审定签字
    Print {
        /// 制度包文件夹；不写则为内置的各包
        #[arg(value_name = "目录")]
        dirs: Vec<PathBuf>,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// 编辑器补全用的 JSON Schema
    Schema {
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// 对照原文：哪些条、哪些句还没有责任
    Coverage {
        /// 制度包文件夹
        #[arg(value_name = "目录")]
        dir: PathBuf,
        /// 文件原文（纯文本）
        #[arg(long, value_name = "文件")]
        text: PathBuf,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

#[derive(Subcommand, Debug)]
pub enum Journal {
    /// 从头核验日志、内容、账户和密钥
    Verify {
        #[command(flatten)]
        data: Data,
        /// 再与留在别处的检查点核对：末尾有没有被截去，旧数据有没有被换回
        #[arg(long, value_name = "检查点文件")]
        against: Option<PathBuf>,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// 签一份检查点，留在数据库管理员写不到的地方
    Checkpoint {
        #[command(flatten)]
        data: Data,
        /// 写到文件；不写则打印
        #[arg(long, value_name = "文件")]
        out: Option<PathBuf>,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// 导出日志，可离线核验
    Export {
        #[command(flatten)]
        data: Data,
        /// 写到文件；不写则打印
        #[arg(long, value_name = "文件")]
        out: Option<PathBuf>,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

#[derive(clap::Args, Debug)]
pub struct Rebuild {
    #[command(flatten)]
    pub data: Data,
    /// 只比较，不改动
    #[arg(long)]
    pub check: bool,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// 对一名人员的信息做什么
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Measure {
    /// 删除，不能恢复
    #[default]
    #[value(name = "删除")]
    Erase,
    /// 依法还要留存：留着，不再显示和使用
    #[value(name = "限制处理")]
    Restrict,
    /// 恢复使用
    #[value(name = "解除限制")]
    Lift,
}

/// 为什么
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// 用于删除
    #[value(name = "保存期满")]
    RetentionOver,
    /// 用于删除、限制处理
    #[value(name = "本人申请")]
    Requested,
    /// 用于删除
    #[value(name = "录入有误")]
    Mistaken,
    /// 用于限制处理
    #[value(name = "依法留存")]
    MustBeKept,
    /// 用于解除限制
    #[value(name = "留存事由消除")]
    HoldOver,
}

#[derive(clap::Args, Debug)]
pub struct Erase {
    /// 姓名（重名的在后面括号写支部），或人员编号
    #[arg(value_name = "人员")]
    pub person: String,
    #[command(flatten)]
    pub data: Data,
    /// 做什么
    #[arg(long, value_enum, default_value_t, value_name = "办法")]
    pub measure: Measure,
    /// 为什么
    #[arg(long, value_enum, value_name = "理由")]
    pub ground: Ground,
    /// 只看会怎样，不提出
    #[arg(long)]
    pub dry_run: bool,
    /// 按这一天记（测试、演示用）
    #[arg(long, value_name = "日期")]
    pub today: Option<Date>,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(clap::Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Backup {
    #[command(subcommand)]
    pub command: Option<BackupCommand>,
    /// 放备份的目录；每次在里面新建一份，以时间为名
    #[arg(required = true, value_name = "目录")]
    pub into: Option<PathBuf>,
    /// 数据目录，或 postgres://… 地址
    #[arg(long, required = true, value_name = "目录")]
    pub data: Option<String>,
    /// 写着口令的文件：备份用它加密
    #[arg(long, value_name = "文件")]
    pub passphrase_file: Option<PathBuf>,
    /// 把根密钥也放进备份；须同时有口令
    #[arg(long)]
    pub with_root_key: bool,
    /// 较早的备份里，各主体的密钥留几天；到期删去，恢复时改用较新备份里的
    #[arg(long, default_value_t = KEEP_KEYS, value_name = "天数")]
    pub keep_keys: u16,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(Subcommand, Debug)]
pub enum BackupCommand {
    /// 核对一份备份：每个文件、每一行、整条日志
    Verify {
        /// 备份；给出放备份的目录，则为其中最新的一份
        #[arg(value_name = "备份")]
        backup: PathBuf,
        /// 站点的数据目录或地址：用它的根密钥，并记下何时核对过
        #[arg(long, value_name = "目录")]
        data: Option<String>,
        /// 根密钥文件
        #[arg(long, value_name = "文件", conflicts_with = "data")]
        root_key: Option<PathBuf>,
        /// 写着口令的文件
        #[arg(long, value_name = "文件")]
        passphrase_file: Option<PathBuf>,
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
}

#[derive(clap::Args, Debug)]
pub struct Restore {
    /// 备份；给出放备份的目录，则为其中最新的一份
    #[arg(value_name = "备份")]
    pub backup: PathBuf,
    #[command(flatten)]
    pub data: Data,
    /// 根密钥文件；不写则用恢复的地方已有的，或备份里的
    #[arg(long, value_name = "文件")]
    pub root_key: Option<PathBuf>,
    /// 写着口令的文件
    #[arg(long, value_name = "文件")]
    pub passphrase_file: Option<PathBuf>,
    /// 删除名单，或较新的备份；可以写几次
    #[arg(long, value_name = "文件")]
    pub erasures: Vec<PathBuf>,
    /// 明知没有删除名单也要恢复：备份以后删除过的个人信息会重新出现
    #[arg(long)]
    pub without_erasures: bool,
    /// 较新的备份：密钥已按期删去的旧备份，用它里面的密钥
    #[arg(long, value_name = "备份")]
    pub keys_from: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(clap::Args, Debug)]
pub struct Erasures {
    #[command(flatten)]
    pub data: Data,
    /// 写到文件；不写则打印
    #[arg(long, value_name = "文件")]
    pub out: Option<PathBuf>,
}

#[derive(clap::Args, Debug)]
pub struct Serve {
    #[command(flatten)]
    pub data: Data,
    /// 端口；0 为任选
    #[arg(long, default_value_t = 8600)]
    pub port: u16,
    /// 只看不录，用窗口里给出的一次性链接打开；这时别的命令可以写入，页面随之更新
    #[arg(long)]
    pub read_only: bool,
    /// 只看时不用链接，谁在本机都能打开；电脑上还有别的用户时不行
    #[arg(long, requires = "read_only")]
    pub owner: bool,
    /// 前面的代理的地址（可写几次）：只有它们写的 X-Forwarded-For 才算数；不写则都不算数
    #[arg(long, value_name = "地址")]
    pub trusted_proxy: Vec<std::net::IpAddr>,
    /// 按这一天判定（测试、演示用）；不写则为当天
    #[arg(long, value_name = "日期")]
    pub today: Option<Date>,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(clap::Args, Debug)]
pub struct Demo {
    /// 单位数
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u16).range(1..=200))]
    pub units: u16,
    /// 种子：同一种子得到同一站点
    #[arg(long, default_value_t = 2026)]
    pub seed: u64,
    /// 端口；0 为任选
    #[arg(long, default_value_t = 8600)]
    pub port: u16,
    /// 演示到哪一天；不写则为当天
    #[arg(long, value_name = "日期")]
    pub today: Option<Date>,
    /// 保存到数据目录；不写则用临时目录，退出即删
    #[arg(long, value_name = "目录")]
    pub data: Option<PathBuf>,
    /// 只建站点，不打开网页
    #[arg(long)]
    pub no_serve: bool,
    /// 至少有这么多条记录：不够时补上更早年份的，用于测量大站点
    #[arg(long, default_value_t = 0, hide = true)]
    pub records: usize,
    /// 另有这么多名支部书记可以进入，各单位轮着来：用于测量
    #[arg(long, default_value_t = 0, hide = true)]
    pub secretaries: usize,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(clap::Args, Debug)]
pub struct Doctor {
    /// 数据目录；不写则只查程序本身
    #[arg(long, value_name = "目录")]
    pub data: Option<String>,
    /// 红线自查
    #[arg(long)]
    pub red_lines: bool,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

/// A text that one types: with a sign that nobody sees, nothing would be found by it.
fn text(typed: &str) -> Result<String, String> {
    match jishi_base::signs::stray(typed) {
        Some(stray) => Err(stray.to_string()),
        None => Ok(typed.to_owned()),
    }
}

/// Says in Chinese what clap says in English; help and version are no errors.
pub fn usage(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand) {
        let shown = error.print();
        return if shown.is_ok() && !error.use_stderr() { ExitCode::SUCCESS } else { ExitCode::from(USAGE) };
    }
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(list)) => list.join(" "),
        _ => String::new(),
    };
    let (argument, value) = (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
    let message = match error.kind() {
        ErrorKind::UnknownArgument => format!("不认识的选项 {argument}"),
        ErrorKind::InvalidSubcommand => format!("不认识的命令 {}", context(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("还缺 {argument}"),
        ErrorKind::MissingSubcommand => "还缺命令".to_owned(),
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} 后面要写值"),
        ErrorKind::InvalidValue => format!("{argument} 的值“{value}”不在可选之列：{}", context(ContextKind::ValidValue)),
        ErrorKind::ValueValidation if argument.contains("日期") => format!("{argument} 的值“{value}”不是日期，应写成 2026-11-24 的样子"),
        ErrorKind::ValueValidation if text(&value).is_err() => {
            format!("{argument} 的值“{}”{}", jishi_base::signs::written_out(&value), text(&value).err().unwrap_or_default())
        }
        ErrorKind::ValueValidation => format!("{argument} 的值“{value}”写得不对"),
        ErrorKind::ArgumentConflict => format!("{argument} 不能与其他选项同用"),
        _ => "命令写得不对".to_owned(),
    };
    eprintln!("错误：{message}。用 jishi --help 看全部命令，用 jishi 命令 --help 看它的选项。");
    ExitCode::from(USAGE)
}
