//! The red lines as data, and the self-check: routes, columns, form fields and packs are looked through for what must
//! not exist. The same check runs in the tests, and its result is printed for the site's filing.

use jishi_pack::Library;
use serde::Serialize;

#[derive(rust_embed::Embed)]
#[folder = "../server/templates"]
struct Templates;

/// One line that is not crossed.
struct RedLine {
    name: &'static str,
    basis: &'static str,
    words: &'static [&'static str],
}

/// Sources: `norms.md` 12 (FX-01 to FX-04, FX-15) and the project's own limits.
const RED_LINES: &[RedLine] = &[
    RedLine {
        name: "不签到打卡",
        basis: "2023年防治“指尖上的形式主义”若干意见；2026年政务移动互联网应用程序规范化管理办法",
        words: &["签到", "打卡", "checkin", "check_in", "check-in", "sign_in", "signin", "clock_in", "punch"],
    },
    RedLine {
        name: "不采集位置和轨迹",
        basis: "2026年管理办法：非必要不强制上传轨迹",
        words: &["定位", "经纬度", "轨迹", "latitude", "longitude", "geolocation", "gps", "geo_point"],
    },
    RedLine {
        name: "不统计在线时长和登录次数",
        basis: "2023年若干意见；2026年管理办法：不以学习时长作考评依据",
        words: &["在线时长", "学习时长", "停留时长", "登录次数", "online_time", "online_duration", "login_count", "dwell", "screen_time"],
    },
    RedLine {
        name: "不给人排名",
        basis: "2023年若干意见；2026年管理办法：不设积分排名",
        words: &["排名", "排行", "名次", "ranking", "leaderboard", "person_rank", "person_score"],
    },
    RedLine {
        name: "不强制拍照传图",
        basis: "2026年管理办法：非必要不强制上传照片、视频",
        words: &["拍照", "照片", "截图", "photo", "camera", "selfie", "capture="],
    },
    RedLine {
        name: "不做强制安装的移动端",
        basis: "2026年管理办法：不强制推广下载，不考核安装使用率",
        words: &["安装率", "使用率", "激活率", "install_rate", "app_download", "apk"],
    },
    RedLine {
        name: "不收集、不推断人的言论和思想",
        basis: "基石的限度：只管组织的责任，不看人说什么、写什么、读什么",
        words: &["言论", "思想动态", "思想状况", "心理状况", "情绪", "谈话内容", "聊天", "speech", "sentiment", "mood", "browsing", "talk_content"],
    },
];

/// What was looked at, and what was found, for one red line.
#[derive(Serialize, Debug)]
pub struct Finding {
    /// The red line.
    pub rule: &'static str,
    /// On what it rests.
    pub basis: &'static str,
    /// Places that cross it; empty where it is kept.
    pub found: Vec<String>,
}

/// The names that exist in the program and in `library`: where, and the name.
pub struct Names(Vec<(String, String)>);

impl Names {
    /// Routes, columns of the database, form fields of the pages, records and fields of the packs.
    pub fn collect(library: &Library) -> Self {
        let mut names = Vec::new();
        names.extend(jishi_server::ROUTES.iter().map(|route| ("网址".to_owned(), route.path.to_owned())));
        names.extend(jishi_store::columns().map(|(table, column)| (format!("数据表 {table}"), column.to_owned())));
        for path in Templates::iter() {
            let text = Templates::get(&path).map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default();
            names.extend(form_fields(&text).into_iter().map(|field| (format!("页面 {path}"), field)));
        }
        for kind in library.record_kinds.values() {
            names.push(("记录".to_owned(), kind.name.clone()));
            names.extend(kind.fields.iter().map(|field| (format!("记录 {} 的字段", kind.name), field.name.clone())));
        }
        Self(names)
    }

    /// How many names were looked at.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Every red line with what crosses it.
    pub fn check(&self) -> Vec<Finding> {
        RED_LINES
            .iter()
            .map(|line| {
                let crosses = |name: &str| line.words.iter().any(|word| name.to_lowercase().contains(word));
                let found = self.0.iter().filter(|(_, name)| crosses(name)).map(|(place, name)| format!("{place}：{name}")).collect();
                Finding { rule: line.name, basis: line.basis, found }
            })
            .collect()
    }

    /// As if these names existed too: for the test that the check can fail.
    #[cfg(test)]
    pub fn with(mut self, place: &str, name: &str) -> Self {
        self.0.push((place.to_owned(), name.to_owned()));
        self
    }
}

/// Names and kinds of the controls in a template: what a page asks for.
fn form_fields(template: &str) -> Vec<String> {
    let mut fields = Vec::new();
    for control in ["<input", "<select", "<textarea", "<button"] {
        for rest in template.split(control).skip(1) {
            let tag = rest.split('>').next().unwrap_or_default();
            fields.push(tag.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::{Names, RED_LINES};

    #[test]
    fn nothing_crosses_a_red_line() {
        let names = Names::collect(&crate::packs::built_in().expect("the built-in packs"));
        assert!(names.len() > 100, "the check must see the program: {}", names.len());
        for finding in names.check() {
            assert!(finding.found.is_empty(), "{}：{:?}", finding.rule, finding.found);
        }
    }

    #[test]
    fn each_red_line_can_be_crossed() {
        for line in RED_LINES {
            for word in line.words {
                let findings = Names(Vec::new()).with("试验", &format!("甲_{word}_乙")).check();
                assert!(findings.iter().any(|f| f.rule == line.name && f.found.len() == 1), "{word}");
            }
        }
    }
}
