//! The pack language as a JSON Schema, for completion and first checks in an editor. The names that the loaded packs
//! define are offered as examples; the real check is `jishi pack check`.

use crate::model::{Action, Bearer, BodyMeaning, Expanse, LedgerOf, Library, Meaning, Phase, Readers};
use jishi_base::Label;
use serde_json::{Value, json};

/// A schema for a chapter file (a list of entries) and, under `$defs/包头`, for `pack.yaml`.
#[must_use]
pub fn schema(library: &Library) -> Value {
    let records: Vec<&String> = library.record_kinds.keys().chain(library.groups.keys()).collect();
    let bodies: Vec<&String> = library.body_kinds.keys().collect();
    let codes: Vec<&String> = library.codes.keys().collect();
    let documents: Vec<&String> = library.packs.keys().collect();
    let entries: Vec<Value> = ["责任", "记录", "共用字段", "组织类别", "人群", "归类", "代码", "参数", "不设责任", "收紧", "权限", "收窄", "台账"]
        .iter()
        .map(|name| json!({ "$ref": format!("#/$defs/{name}") }))
        .collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "基石制度包",
        "oneOf": [{ "$ref": "#/$defs/包头" }, { "type": "array", "items": { "$ref": "#/$defs/条目" } }],
        "$defs": {
            "包头": closed(json!({
                "包": text("简称，引用时用"), "全称": text("文件的全称"), "发文": text("发文机关"), "日期": day("施行（印发）日期"),
                "条式": { "enum": ["条", "款", "项"], "description": "条 = 第十九条；款 = （十九）；项 = 十九、" },
                "条数": { "type": "integer", "minimum": 0, "description": "引用超出即报错" },
                "引用": { "type": "array", "items": { "type": "string", "examples": documents }, "description": "用到的其他包" },
                "说明": text("一句话"),
            }), &["包", "全称", "条数"]),
            "条目": { "oneOf": entries },
            "依据": { "anyOf": [
                { "type": "string", "description": "如：意见 第十九条 “原文中唯一的一段”", "examples": documents.iter().map(|d| format!("{d} 第一条")).collect::<Vec<_>>() },
                { "type": "array", "items": { "type": "string" }, "minItems": 1 },
            ] },
            "责任": closed(duty(&records, &bodies), &["责任", "依据", "力度", "主体"]),
            "收紧": closed(json!({
                "收紧": text("被收紧的责任名；只能更严"), "依据": cited(), "力度": force(), "频次": frequency(), "定量": text("每年 学时 合计 至少 40 学时"),
                "时限": text("20 日内"), "间隔": text("不超过 3 个月"), "上限": text("每年 至多 2 次"), "口径": text("一句话"),
            }), &["收紧", "依据"]),
            "记录": closed(json!({
                "记录": text("记录名"), "依据": cited(), "别名": names(), "归属": { "enum": ["组织", "人员"] },
                "对象": text("归属人员或覆盖责任时，哪个角色"), "成会": text("实到 占 应到 ≥ 1/2"), "去重": names(), "密级": label(),
                "字段": { "type": "array", "items": field(&codes) },
            }), &["记录", "依据", "归属"]),
            "共用字段": closed(json!({
                "共用字段": text("字段名：在每一种记录里，同名、同类型的都如此"), "类型": types(), "代码": { "type": "string", "examples": codes },
                "含义": meanings(), "密级": label(), "可看": readers(), "要素": flag(),
            }), &["共用字段", "类型"]),
            "组织类别": closed(json!({
                "组织类别": text("类别名"), "别名": names(), "负责": text("由哪个职务的人办"), "职务": names(), "代行": names(), "上级": names(), "识别": names(),
                "全称": names(), "含义": { "enum": BodyMeaning::ALL.map(BodyMeaning::word), "description": "程序怎样看待这类组织" },
                "支委会": closed(json!({ "职务": text("职务名以此结尾"), "名称": text("名称以此结尾") }), &["职务", "名称"]),
            }), &["组织类别"]),
            "人群": closed(json!({ "人群": text("名称"), "取自": text("党组 的 任职者（书记、副书记、成员）") }), &["人群", "取自"]),
            "归类": closed(json!({ "归类": text("名称"), "包含": { "type": "array", "items": { "type": "string", "examples": records } } }), &["归类", "包含"]),
            "代码": closed(json!({
                "代码": text("代码表名"),
                "值": { "type": "array", "items": { "anyOf": [{ "type": "string" }, closed(json!({ "值": text("代码值"), "识别": names() }), &["值"])] } },
                "其余": text("都不含识别词时记为此值"),
            }), &["代码", "值"]),
            "参数": closed(json!({
                "参数": text("参数名"),
                "值": { "type": "array", "items": closed(json!({ "自": day("自哪天起"), "值": text("6 个月"), "依据": cited(), "可信": text("已核、默认 或 待核") }), &["值"]) },
            }), &["参数", "值"]),
            "权限": closed(json!({
                "权限": text("权限名，不重复"), "谁": { "enum": Bearer::ALL.map(Bearer::word) }, "类别": names(), "职务": names(),
                "何时": { "enum": Phase::ALL.map(Phase::word) }, "范围": expanses(), "经由": names(), "可以": actions(), "依据": text("出处：为什么"),
            }), &["权限", "谁", "范围", "可以", "依据"]),
            "收窄": closed(json!({
                "收窄": text("被收窄的权限名；只能更窄"), "依据": cited(), "职务": names(), "范围": expanses(), "经由": names(), "可以": actions(),
            }), &["收窄", "依据"]),
            "台账": closed(json!({
                "台账": text("台账名"), "取自": { "enum": LedgerOf::ALL.map(LedgerOf::word) },
                "含有": { "type": "array", "items": meanings(), "description": "收哪些记录：有这些含义之一的字段的" }, "说明": text("收什么，不收什么"),
                "栏目": { "type": "array", "items": closed(json!({ "栏": text("栏名"), "取": text("取什么：含义，或 日期、组织、录入 等") }), &["栏", "取"]) },
            }), &["台账", "取自", "说明", "栏目"]),
            "状态词": { "enum": ["未到期", "待办", "已完成", "补办", "逾期", "不适用", "免除", "缺事实"] },
            "不设责任": closed(json!({ "不设责任": text("理由"), "依据": cited() }), &["不设责任", "依据"]),
        },
    })
}

fn duty(records: &[&String], bodies: &[&String]) -> Value {
    let record = json!({ "type": "string", "description": "记录名或归类名[（条件）]，多个用“或”连接；登记（换届）", "examples": records });
    let mut properties = json!({
        "责任": text("责任名，不重复"), "依据": cited(), "力度": force(),
        "主体": { "type": "string", "description": "组织类别、党员、人群名，或“X 的 任职者（…）”“X 的 职务（…）”", "examples": bodies },
        "适用": text("条件；为假即不适用，不知道即缺事实"),
        "负责": { "type": "string", "examples": ["本人", "本组织 书记", "上级组织 书记", "所在党支部 书记", "本单位 机关党委 书记"] },
        "频次": frequency(), "定量": text("每年 学时 合计 至少 32 学时"), "覆盖": text("每年 下级 党支部"), "触发": record,
        "状态": text("随时要成立的条件"), "每次": record, "应": text("每次都要成立的条件"), "随后": record,
    });
    let further = json!({
        "上限": text("每年 至多 3 次；优秀人数 占 参评人数 ≤ 1/3"), "跟踪": text("事项类别"),
        "顺序": closed(json!({ "先": record, "后": record }), &["先", "后"]), "最短": text("5 个工作日"), "最长": text("1 个月"),
        "间隔": text("不超过 6 个月"), "凭据": record, "计入": { "type": "string", "description": "参加，或记录里人员字段的名称", "examples": ["参加"] },
        "时限": { "type": "string", "examples": ["30 日内", "10 个工作日内", "6 个月内", "当日", "前 1 个月"] },
        "提前": text("6 个月"), "此前": text("15 日：触发之前这么久之内办的也算"), "重复": { "enum": ["每年", "每半年"] }, "止于": record,
        "期后": text("31 日内：期满以后这么久之内办"), "核实": text("30 日内：办结后由另一人核实"),
        "期中": { "type": "string", "examples": ["照计", "免计", "10 月前照计", "惯常前照计"] }, "惯常": text("第四季度"),
        "同一": { "anyOf": [{ "type": "string" }, names()], "description": "这些字段相同的记录才是同一件" },
        "合开": { "description": "可以和这些记录合开一次会", "anyOf": [record, { "type": "array", "items": record }] },
        "口径": text("怎样理解"), "可信": { "type": "string", "examples": ["已核", "默认", "默认（30 日，条文无数字）", "待核", "待核（条号未核）"] },
        "办法": names(), "免除": { "type": "array" }, "延期": { "type": "object" },
        "阶梯": { "type": "array" },
        "例": { "type": "array", "items": closed(json!({
            "设": { "type": "object", "description": "组织、党员、任职、记录……" }, "时": day("判定日期"),
            "则": { "description": "期: 状态", "anyOf": [{ "$ref": "#/$defs/状态词" }, { "type": "object" }] },
        }), &["设", "时", "则"]) },
    });
    if let (Some(all), Value::Object(further)) = (properties.as_object_mut(), further) {
        all.extend(further);
    }
    properties
}

fn field(codes: &[&String]) -> Value {
    closed(
        json!({
            "字段": text("字段名"), "类型": types(), "单位": text("数字的单位"),
            "代码": { "type": "string", "examples": codes }, "依据": cited(), "必填": flag(), "读自": names(),
            "密级": label(), "可看": readers(), "含义": meanings(), "要素": flag(),
        }),
        &["字段", "类型"],
    )
}

fn closed(properties: Value, required: &[&str]) -> Value {
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}
fn text(description: &str) -> Value {
    json!({ "type": ["string", "number"], "description": description })
}
fn day(description: &str) -> Value {
    json!({ "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$", "description": description })
}
fn readers() -> Value {
    json!({ "enum": Readers::ALL.map(Readers::word), "description": "看得到记录的人里，谁能打开；敏感、纪检的才写" })
}
fn expanses() -> Value {
    json!({ "enum": Expanse::ALL.map(Expanse::word) })
}
fn actions() -> Value {
    json!({ "type": "array", "items": { "enum": Action::ALL.map(Action::word) } })
}
fn flag() -> Value {
    json!({ "enum": ["是", "否", true, false] })
}
fn types() -> Value {
    json!({ "enum": ["文本", "数字", "日期", "是否", "单选", "多选", "期", "编号", "人员", "组织"] })
}
fn meanings() -> Value {
    json!({ "enum": Meaning::ALL.map(Meaning::word), "description": "程序按含义知道谁缺席、谁主持、哪一项是名称" })
}
fn names() -> Value {
    json!({ "type": "array", "items": { "type": "string" } })
}
fn cited() -> Value {
    json!({ "$ref": "#/$defs/依据" })
}
fn label() -> Value {
    json!({ "enum": Label::ALL.map(Label::word), "description": "敏感、纪检的先打开才看得见，打开记入日志；不写为内部" })
}
fn force() -> Value {
    json!({ "enum": ["应当", "一般", "可以", "探索"] })
}
fn frequency() -> Value {
    json!({ "type": "string", "examples": ["每月 至少 1 次", "每季度 至少 1 次", "每半年 至少 1 次", "每年 至少 1 次"] })
}
