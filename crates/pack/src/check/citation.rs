//! Citations: every duty rests on an article that exists.

use crate::finding::{At, Finding};
use crate::near::suggest;

/// # B040 责任没有依据
///
/// 这一条没有写 依据。
///
/// 为什么：没有依据的要求不应成为责任，也没有人说得清该不该做。
///
/// 怎么改：写上出自哪份文件第几条。
pub(crate) fn no_citation(at: At, name: &str) -> Finding {
    Finding::error("B040", at, format!("“{name}”没有写依据"), "写上出处，如 依据: 意见 第十八条")
}

/// # B041 依据写法不对
///
/// 依据不是“简称 第几条”的样子。
///
/// 为什么：写法统一，才能自动核对条文、生成对照表。
///
/// 怎么改：写成 意见 第十九条；要指明句子时在后面加引号引原文。
pub(crate) fn citation_shape(at: At, written: &str) -> Finding {
    Finding::error("B041", at, format!("依据“{written}”的写法不对"), "写成 意见 第十九条；指明句子时写 意见 第十九条 “原文”")
}

/// # B042 没有这份文件
///
/// 依据里的简称不是任何一个包。
///
/// 为什么：核对不了的依据等于没有依据。
///
/// 怎么改：改成提示的简称，或为这份文件建一个包（只有 pack.yaml 也可以）。
pub(crate) fn unknown_document<'a>(at: At, name: &str, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let help = suggest(name, known, "检查简称；没有这份文件的包时，先建一个 pack.yaml");
    Finding::error("B042", at, format!("没有简称为“{name}”的文件"), help)
}

/// # B043 没有这一条
///
/// 条文号超过了文件的条数。
///
/// 为什么：多半是条文号写错，或用了另一个版本的文件。
///
/// 怎么改：核对原文的条文号；条数写错时改包头。
pub(crate) fn unknown_article(at: At, document: &str, article: u32, articles: u32) -> Finding {
    let message = match articles {
        0 => format!("“{document}”不对应文件，没有条文可引"),
        _ => format!("“{document}”只有 {articles} 条，没有第 {article} 条"),
    };
    Finding::error("B043", at, message, "核对原文的条文号；包头的条数写错时改包头")
}

/// # B044 引文是空的或引号不成对
///
/// 依据后面的引号里没有原文，或只有一半引号。
///
/// 为什么：引文用来在条文里找到那一句。
///
/// 怎么改：在引号里写条文中唯一的一段原文，或删去引号。
pub(crate) fn empty_quote(at: At) -> Finding {
    Finding::error("B044", at, "依据的引文是空的，或引号没有成对", "在引号里写条文中唯一的一段原文，或删去引号")
}

/// # B045 责任写了“无出处”
///
/// 责任、免除等的依据写成了 无出处。
///
/// 为什么：没有出处的只能作为可不填的记录或字段，不能要求人去做。
///
/// 怎么改：写上出处；确实没有的，删去这条责任。
pub(crate) fn no_source(at: At) -> Finding {
    Finding::error("B045", at, "没有出处的不能成为责任", "写上出处；确实没有出处的，删去这一条")
}
