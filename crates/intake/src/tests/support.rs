//! What the tests share: the vocabulary of the packs, workbooks written on the spot, one way to plan.

use crate::*;
use jishi_base::SeededIds;
use jishi_calendar::Date;
use jishi_facts::{Site, Stamp};
use jishi_pack::{Belongs, BodyKind, CodeList, CodeValue, Field, FieldType, Library, RecordKind};
use serde_json::Value as Json;
use std::fs;
use std::path::Path;

pub(crate) const TODAY: Date = jiff::civil::date(2026, 11, 24);

/// The words of the packs that an import needs, read from the packs themselves.
pub(crate) fn library() -> Library {
    let mut library = Library::default();
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    for pack in fs::read_dir(packs).expect("packs").flatten() {
        for file in fs::read_dir(pack.path()).expect("pack").flatten().filter(|file| file.file_name() != "pack.yaml") {
            let text = fs::read_to_string(file.path()).expect("text");
            let items: Vec<Json> = serde_saphyr::from_str(&text).unwrap_or_default();
            items.iter().for_each(|item| add(&mut library, item));
        }
    }
    library
}

fn strings(json: &Json) -> Vec<String> {
    match json {
        Json::Array(items) => items.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
        Json::String(one) => vec![one.clone()],
        _ => Vec::new(),
    }
}

fn string(json: &Json) -> Option<String> {
    json.as_str().map(str::to_owned)
}

fn add(library: &mut Library, item: &Json) {
    if let Some(name) = string(&item["组织类别"]) {
        let kind = BodyKind {
            name: name.clone(),
            aliases: strings(&item["别名"]),
            owner: string(&item["负责"]),
            posts: strings(&item["职务"]),
            parents: strings(&item["上级"]),
            endings: strings(&item["识别"]),
        };
        library.body_kinds.insert(name, kind);
    } else if let Some(name) = string(&item["代码"]) {
        let values = item["值"].as_array().cloned().unwrap_or_default();
        let values = values.iter().map(|value| {
            let word = string(value).or_else(|| string(&value["值"])).unwrap_or_default();
            let words = std::iter::once(word.clone()).chain(strings(&value["识别"])).collect();
            CodeValue { value: word, words }
        });
        library.codes.insert(name.clone(), CodeList { name, values: values.collect(), otherwise: string(&item["其余"]) });
    } else if let Some(name) = string(&item["记录"]) {
        let fields = item["字段"].as_array().cloned().unwrap_or_default();
        let kind = RecordKind {
            name: name.clone(),
            aliases: strings(&item["别名"]),
            citations: Vec::new(),
            belongs: if item["归属"] == "人员" { Belongs::Person } else { Belongs::Body },
            object: string(&item["对象"]),
            quorum: None,
            same_by: strings(&item["去重"]),
            fields: fields.iter().map(field).collect(),
            origin: jishi_pack::Origin::default(),
        };
        library.record_kinds.insert(name, kind);
    }
}

fn field(json: &Json) -> Field {
    let list = string(&json["代码"]).unwrap_or_default();
    let kind = match json["类型"].as_str().unwrap_or_default() {
        "数字" => FieldType::Number,
        "日期" => FieldType::Date,
        "是否" => FieldType::Flag,
        "单选" => FieldType::Code(list),
        "多选" => FieldType::Codes(list),
        "期" => FieldType::Period,
        "人员" => FieldType::People,
        "组织" => FieldType::Bodies,
        _ => FieldType::Text,
    };
    Field {
        name: string(&json["字段"]).unwrap_or_default(),
        kind,
        unit: string(&json["单位"]),
        citation: None,
        required: json["必填"] == "是" || json["必填"] == true,
        read_from: strings(&json["读自"]),
    }
}

/// Plans an import against a site and, where nothing was refused, folds its events into it.
pub(crate) fn import(site: &mut Site, seed: u64, files: &[(String, Workbook)]) -> Plan {
    let plan = preview(site, seed, files);
    apply(site, &plan);
    plan
}

pub(crate) fn preview(site: &Site, seed: u64, files: &[(String, Workbook)]) -> Plan {
    let mapping = Mapping::built_in().expect("the mapping that comes with the program");
    let options = Options { today: TODAY, from: None };
    plan(files, &library(), site, &mapping, &options, &mut SeededIds::new(seed), &|number| format!("盲{number}"))
}

pub(crate) fn apply(site: &mut Site, plan: &Plan) {
    for event in &plan.events {
        let stamp = Stamp { seq: site.size, at: 0, day: TODAY, actor: "测试".to_owned() };
        site.apply(&stamp, event);
    }
}

/// A report as the command line prints it, for messages of failing tests.
pub(crate) fn shown(plan: &Plan) -> String {
    serde_json::to_string_pretty(&plan.sheets).unwrap_or_default()
}

/// A workbook of sheets of texts. `=…` is a formula, `#…` a number, `@2026-01-05` a date cell, `` nothing.
pub(crate) fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut writer = rust_xlsxwriter::Workbook::new();
    for (name, rows) in sheets {
        let sheet = writer.add_worksheet().set_name(*name).expect("name");
        for (row, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                write(sheet, u32::try_from(row).unwrap(), u16::try_from(column).unwrap(), cell);
            }
        }
    }
    writer.save_to_buffer().expect("bytes")
}

fn write(sheet: &mut rust_xlsxwriter::Worksheet, row: u32, column: u16, cell: &str) {
    let written = match cell.chars().next() {
        None => return,
        Some('=') => sheet.write_formula(row, column, rust_xlsxwriter::Formula::new(cell).set_result("张三")),
        Some('#') => sheet.write_number(row, column, cell[1..].parse::<f64>().expect("number")),
        Some('@') => {
            let format = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
            let date = rust_xlsxwriter::ExcelDateTime::parse_from_str(&cell[1..]).expect("date");
            sheet.write_datetime_with_format(row, column, &date, &format)
        }
        Some(_) => sheet.write_string(row, column, cell),
    };
    written.expect("cell");
}

/// A workbook as read, with its file name.
pub(crate) fn file(name: &str, sheets: &[(&str, &[&[&str]])]) -> (String, Workbook) {
    (name.to_owned(), read_workbook(&book(sheets), &Limits::default()).expect("workbook"))
}
