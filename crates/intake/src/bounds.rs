//! What a workbook may cost, and why one is not read.

use std::fmt;

/// What a workbook may cost. Sizes in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// The file itself.
    pub container: u64,
    /// All parts, inflated.
    pub unpacked: u64,
    /// Inflated to packed, for parts of more than 2 MB.
    pub ratio: u64,
    /// Parts.
    pub entries: usize,
    /// Cells over all sheets, empty ones with a format included.
    pub cells: usize,
    /// All cells' text: one long shared string may be named by a million cells.
    pub text: usize,
}

impl Limits {
    /// Whatever it costs: what the limits keep out shows where they are switched off.
    pub(crate) const NONE: Self =
        Self { container: u64::MAX, unpacked: u64::MAX, ratio: u64::MAX, entries: usize::MAX, cells: usize::MAX, text: usize::MAX };
}

impl Default for Limits {
    fn default() -> Self {
        Self { container: 20 << 20, unpacked: 200 << 20, ratio: 100, entries: 2_000, cells: 2_000_000, text: 100 << 20 }
    }
}

/// Why a file could not be read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReadError {
    /// No bytes.
    Empty,
    /// The file is larger than so many bytes.
    TooLarge(u64),
    /// Not a workbook at all.
    NotWorkbook,
    /// A text in neither of the encodings that are known.
    Encoding,
    /// .xls, .et and other formats of before 2007.
    OldFormat,
    /// Password-protected.
    Encrypted,
    /// The container or a part of it does not follow the format.
    Damaged,
    /// Inflates beyond measure.
    Bomb,
    /// More parts than this.
    TooManyParts(usize),
    /// More cells than this.
    TooManyCells(usize),
    /// More text than can be a ledger.
    TooMuchText,
    /// An XML part declares a document type.
    Doctype,
    /// No sheet with cells.
    NoSheets,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("文件是空的（0 字节）"),
            Self::TooLarge(limit) => write!(f, "文件超过 {} MB", limit >> 20),
            Self::NotWorkbook => f.write_str("这不是 xlsx 工作簿"),
            Self::Encoding => f.write_str("这个 csv 文件的文字既不是 UTF-8，也不是 GB 18030，读不出来"),
            Self::OldFormat => f.write_str("这是旧格式的表格（.xls 或 .et），不是 xlsx"),
            Self::Encrypted => f.write_str("文件有密码保护，打不开"),
            Self::Damaged => f.write_str("文件已损坏，读不出来"),
            Self::Bomb => f.write_str("文件解压后大得不正常，没有读取"),
            Self::TooManyParts(limit) => write!(f, "文件里的部件超过 {limit} 个，没有读取"),
            Self::TooManyCells(limit) => write!(f, "单元格超过 {} 万个，没有读取", limit / 10_000),
            Self::TooMuchText => f.write_str("文字太多，不像是台账，没有读取"),
            Self::Doctype => f.write_str("文件里带有文档类型声明（DOCTYPE），为安全起见没有读取"),
            Self::NoSheets => f.write_str("工作簿里没有内容"),
        }
    }
}

impl ReadError {
    /// What the user can do.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Empty | Self::NoSheets => "请确认选对了文件，打开看看里面有没有内容",
            Self::TooLarge(_) | Self::TooManyCells(_) | Self::TooMuchText => "请分成几个文件导入，并删去表格外的空行和图片",
            Self::NotWorkbook | Self::Encoding | Self::OldFormat => "请用 WPS 或 Excel 打开，另存为“Excel 工作簿（.xlsx）”再导入",
            Self::Encrypted => "请打开后在“文件—文档加密”里去掉密码，保存后再导入",
            Self::Damaged | Self::Bomb | Self::TooManyParts(_) | Self::Doctype => "请用 WPS 或 Excel 打开，把内容复制到新建的工作簿里再导入",
        }
    }
}

impl std::error::Error for ReadError {}
