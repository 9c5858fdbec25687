//! Texts of this genre, and what they split into.

use super::split;
use jishi_base::ArticleStyle;

fn check(text: &str, style: ArticleStyle, want: &[(u32, &str, &[&str])]) {
    let got = split(text);
    assert_eq!(got.style, style);
    let got: Vec<(u32, &str, Vec<&str>)> =
        got.articles.iter().map(|a| (a.number, a.title.as_str(), a.sentences.iter().map(String::as_str).collect())).collect();
    let want: Vec<(u32, &str, Vec<&str>)> = want.iter().map(|(n, t, s)| (*n, *t, s.to_vec())).collect();
    assert_eq!(got, want);
}

#[test]
fn brackets_that_run_on_are_the_articles() {
    check(
        "某某意见\n（2019年12月30日）\n为深入贯彻，提出如下意见。\n一、把建设摆在首位\n（一）坚持领导。坚持和完善制度。\n二、学习\n（二）走在前列。带头学。”又学！\n",
        ArticleStyle::Bracket,
        &[(1, "坚持领导", &["坚持领导。", "坚持和完善制度。"]), (2, "走在前列", &["走在前列。", "带头学。”", "又学！"])],
    );
}

#[test]
fn articles_with_chapters_and_points() {
    check(
        "目录\n第一章 总则\n第二章 附则\n第一章 总则\n第一条  为了规范，制定本条例。\n第二条 支部应当做到：\n（一）学习；\n（二）依照本条例第一条办理。\n第二章 附则\n第三条 本条例由某部解释。",
        ArticleStyle::Article,
        &[
            (1, "", &["为了规范，制定本条例。"]),
            (2, "", &["支部应当做到：", "学习；", "依照本条例第一条办理。"]),
            (3, "", &["本条例由某部解释。"]),
        ],
    );
}

#[test]
fn headings_where_brackets_begin_anew() {
    check(
        "一、总体要求\n（一）指导思想。学习。\n（二）原则。坚持。\n二、任务\n（一）任务一。\n",
        ArticleStyle::Heading,
        &[(1, "总体要求", &["总体要求", "指导思想。", "学习。", "原则。", "坚持。"]), (2, "任务", &["任务", "任务一。"])],
    );
}

#[test]
fn contents_page_and_broken_lines() {
    check(
        "一、总体要求\n二、任务\n一、总体要求\n坚持党的领导，\n加强建设。\n二、任务\n1、做好。\n附件：清单\n一二三。",
        ArticleStyle::Heading,
        &[(1, "总体要求", &["总体要求", "坚持党的领导，加强建设。"]), (2, "任务", &["任务", "1、做好。"])],
    );
}

#[test]
fn no_markers_no_articles() {
    check("关于开会的通知\n请准时参加。", ArticleStyle::Heading, &[]);
}
