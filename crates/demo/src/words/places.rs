//! Names of units and of the departments in them: varied, and clearly nobody's.

/// Each unit's name and its own branches.
const UNITS: [(&str, [&str; 6]); 16] = [
    ("示范发展厅", ["综合规划处", "投资管理处", "区域协调处", "能源处", "价格监测中心", "项目评审中心"]),
    ("示范教育局", ["基础教育处", "职业教育处", "高等教育处", "教师工作处", "考试中心", "电教馆"]),
    ("演示科技厅", ["基础研究处", "成果转化处", "高新技术处", "农村科技处", "科技情报所", "生产力促进中心"]),
    ("示范财政厅", ["预算处", "国库处", "税政处", "绩效管理处", "投资评审中心", "票据中心"]),
    ("演示民政局", ["社会救助处", "养老服务处", "社会组织处", "区划地名处", "福利彩票中心", "康复辅具中心"]),
    ("示范水利厅", ["水资源处", "河湖管理处", "农村水利处", "防汛处", "水文中心", "灌区管理处"]),
    ("演示农业厅", ["种植业处", "畜牧处", "农机处", "市场信息处", "种子站", "植保站"]),
    ("示范交通厅", ["公路处", "运输处", "建设管理处", "安全监督处", "路网监测中心", "造价站"]),
    ("演示文旅厅", ["艺术处", "公共服务处", "非遗处", "市场管理处", "图书馆", "文化馆"]),
    ("示范卫生局", ["医政处", "疾控处", "基层卫生处", "药政处", "急救中心", "血液中心"]),
    ("演示应急局", ["预案管理处", "矿山监管处", "危化监管处", "救灾处", "指挥中心", "救援总队"]),
    ("示范统计局", ["综合统计处", "核算处", "工业统计处", "人口处", "普查中心", "数据中心"]),
    ("演示商务厅", ["市场建设处", "外贸处", "外资处", "电子商务处", "展览中心", "口岸服务中心"]),
    ("示范林业局", ["造林处", "资源处", "湿地处", "防火处", "林科所", "种苗站"]),
    ("演示档案局", ["业务指导处", "法规处", "征集处", "保管处", "编研处", "技术处"]),
    ("示范体育局", ["群体处", "竞体处", "青少处", "产业处", "体科所", "场馆中心"]),
];
/// Branches that every unit has.
const COMMON: [&str; 4] = ["办公室", "人事处", "规划财务处", "政策法规处"];

/// The name of the unit of that number.
pub(crate) fn unit(at: usize) -> String {
    match UNITS.get(at) {
        Some((name, _)) => (*name).to_owned(),
        None => format!("演示第{}局", jishi_base::numeral::write(u32::try_from(at + 1).unwrap_or(u32::MAX))),
    }
}

/// So many names of branches of a unit; the last is that of the retired, the one before it the smallest.
pub(crate) fn branches(at: usize, count: usize) -> Vec<String> {
    let (_, own) = &UNITS[at % UNITS.len()];
    let mut names: Vec<String> = COMMON.iter().chain(own).take(count.saturating_sub(2)).map(ToString::to_string).collect();
    names.extend(["机关服务中心".to_owned(), "离退休干部".to_owned()]);
    names
}

/// The name of a branch that was founded later.
pub(crate) fn founded(at: usize) -> String {
    let (_, own) = &UNITS[at % UNITS.len()];
    own[5].to_owned()
}
