//! Ledgers to grids of cells: which rows go to which sheet, and what stands around them.

use super::cells::{Cell, Pen, spaced};
use super::draw::Split;
use super::model::{BODIES, Ledger, UNIT, Value};
use crate::{Mapping, Table};

/// A sheet as it will be written.
#[derive(Default, Debug)]
pub(super) struct Grid {
    pub(super) file: String,
    pub(super) name: String,
    pub(super) rows: Vec<Vec<Cell>>,
    /// First row, first column, last row, last column, from 0.
    pub(super) merges: Vec<(usize, usize, usize, usize)>,
    pub(super) hidden_rows: Vec<usize>,
    pub(super) hidden_columns: Vec<usize>,
}

/// A part of a ledger that is one sheet.
struct Part {
    ledger: Ledger,
    name: String,
    /// Rows under the names of branches.
    sections: bool,
    forms: bool,
    turned: bool,
}

const BODY_COLUMNS: [&str; 2] = ["所在党支部", "组织名称"];

/// All sheets of a rendering.
pub(super) fn grids(pen: &mut Pen<'_>, mapping: &Mapping, ledgers: &[Ledger]) -> Vec<Grid> {
    let mut out = Vec::new();
    for ledger in ledgers {
        for part in parts(pen, ledger) {
            let table = mapping.tables.iter().find(|table| table.name == ledger.name).unwrap();
            let mut grid = if part.forms {
                form(pen, &part)
            } else if part.turned {
                turned(pen, table, &part)
            } else {
                table_of(pen, table, &part)
            };
            grid.file = if pen.style.one_book { "台账汇编".to_owned() } else { format!("{}表", ledger.name) };
            grid.name = sheet_name(pen, &part.name);
            out.push(grid);
        }
    }
    if pen.style.sheets_turned {
        pen.draw.shuffle(&mut out);
    }
    out
}

fn sheet_name(pen: &mut Pen<'_>, name: &str) -> String {
    match pen.style.sheet_names {
        1 => format!("{name} "),
        2 => format!("2026年{name}"),
        3 => format!("{name}（汇总）"),
        _ => name.to_owned(),
    }
}

fn bodies_of(row: &[Value]) -> Vec<usize> {
    row.iter().find_map(|value| match value {
        Value::Body(body) => Some(vec![*body]),
        Value::Bodies(bodies) => Some(bodies.clone()),
        _ => None,
    }).unwrap_or_default()
}

/// The sheets that a ledger is divided into.
fn parts(pen: &mut Pen<'_>, ledger: &Ledger) -> Vec<Part> {
    let split = match ledger.name {
        "组织生活台账" => pen.style.meetings,
        "党员花名册" => pen.style.roster,
        "任职" => pen.style.posts_split,
        "组织" => pen.style.bodies_split,
        "调研报告" => pen.style.reports_split,
        _ => Split::Whole,
    };
    let with = |rows: Vec<Vec<Value>>| Ledger { rows, ..ledger.clone() };
    let part = |name: String, ledger: Ledger| Part { ledger, name, sections: false, forms: false, turned: split == Split::Turned };
    let joint = || ledger.rows.iter().filter(|row| bodies_of(row).len() > 1).cloned().collect::<Vec<_>>();
    let of_branch = |branch: usize| ledger.rows.iter().filter(|row| bodies_of(row) == [branch]).cloned().collect::<Vec<_>>();
    let kind = if ledger.name == "党员花名册" { "花名册" } else { ledger.name };
    let mut out = match split {
        Split::Whole | Split::Turned => vec![part(kind.to_owned(), ledger.clone())],
        Split::ByBranch | Split::Forms => {
            let mut parts: Vec<Part> = (0..BODIES.len())
                .filter(|body| !of_branch(*body).is_empty())
                .map(|body| part(format!("{}{}", BODIES[body].short[0], if split == Split::Forms { "活动记录" } else { kind }), without_body(&with(of_branch(body)))))
                .collect();
            for part in &mut parts {
                part.forms = split == Split::Forms;
            }
            parts
        }
        Split::ByKind => ["支部委员会会议", "主题党日", "支部党员大会", "党课"].map(|of| {
            part(format!("{of}台账"), with(ledger.rows.iter().filter(|row| row.contains(&Value::Kind(of))).cloned().collect()))
        }).into(),
        Split::ByQuarter => {
            let quarter = |row: &Vec<Value>| row.iter().find_map(|value| if let Value::Day(date) = value { Some((date.month() - 1) / 3) } else { None });
            (0..4).map(|of| part(format!("第{}季度组织生活", ["一", "二", "三", "四"][of as usize]), with(ledger.rows.iter().filter(|row| quarter(row) == Some(of)).cloned().collect()))).collect()
        }
        Split::Sections => {
            let alone = with(ledger.rows.iter().filter(|row| bodies_of(row).len() == 1).cloned().collect());
            vec![Part { sections: true, ..part(kind.to_owned(), alone) }]
        }
    };
    if !matches!(split, Split::Whole | Split::Turned | Split::ByKind | Split::ByQuarter) && !joint().is_empty() {
        out.push(part("联合活动台账".to_owned(), with(joint())));
    }
    out.retain(|part| !part.ledger.rows.is_empty());
    if pen.style.rows_turned {
        for part in &mut out {
            pen.draw.shuffle(&mut part.ledger.rows);
        }
    }
    out
}

/// Without the column of the body: the sheet's name tells it.
fn without_body(ledger: &Ledger) -> Ledger {
    let at = ledger.to.iter().position(|to| BODY_COLUMNS.contains(to)).unwrap();
    let mut out = ledger.clone();
    out.to.remove(at);
    for row in &mut out.rows {
        row.remove(at);
    }
    out
}

/// The title and what stands above the headings.
fn above(pen: &mut Pen<'_>, name: &str) -> Vec<Vec<Cell>> {
    let mut rows = vec![Vec::new(); pen.style.blank_above];
    let text = |text: String| vec![Cell::Text(text)];
    if pen.style.title || pen.style.without_year {
        rows.push(text(format!("{UNIT}2026年{name}")));
    }
    match pen.style.unit_row {
        1 => rows.push(text(format!("填报单位：{UNIT}"))),
        2 => rows.push(vec![Cell::Text(format!("填表单位（盖章）：{UNIT}")), Cell::Nothing, Cell::Text("填表时间：2026年11月".to_owned())]),
        3 => rows.push(vec![Cell::Text("单位名称".to_owned()), Cell::Text(UNIT.to_owned())]),
        _ => {}
    }
    rows
}

/// The headings of the columns.
fn headings(pen: &mut Pen<'_>, table: &Table, ledger: &Ledger) -> Vec<String> {
    ledger.to.iter().map(|to| {
        let came = pen.style.attendees && *to == "缺席" && ledger.name == "组织生活台账";
        let column = table.column(if came { "出席" } else { to }).unwrap();
        let own = if came { "参加人员" } else { usual(ledger.name, to) };
        // 转正年月 asks for a month: a day under it may be no more than one.
        let synonyms: Vec<&String> = column.synonyms.iter().filter(|heading| !heading.ends_with("年月")).collect();
        let heading = if pen.style.other_headings && !synonyms.is_empty() { (*pen.draw.of(&synonyms)).clone() } else { own.to_owned() };
        decorated(pen, &heading)
    }).collect()
}

/// The heading that needs no word of the tables beside it to be understood.
fn usual<'t>(table: &str, to: &'t str) -> &'t str {
    match (table, to) {
        ("组织生活台账", "应到") => "应到人数",
        ("组织生活台账", "实到") => "实到人数",
        ("组织生活台账", "缺席") => "缺席人员及原因",
        _ => to,
    }
}

fn decorated(pen: &mut Pen<'_>, heading: &str) -> String {
    let middle = heading.char_indices().nth(heading.chars().count() / 2).map_or(0, |(at, _)| at);
    match pen.style.headings {
        1 if heading.chars().count() < 4 => spaced(heading, "　"),
        2 => format!("{}\n{}", &heading[..middle], &heading[middle..]),
        3 => format!("*{heading}"),
        4 => format!("{heading}（必填）"),
        5 => format!("{heading}："),
        6 => format!(" {heading} "),
        _ => heading.to_owned(),
    }
}

/// A table with one row for each row of the ledger.
fn table_of(pen: &mut Pen<'_>, table: &Table, part: &Part) -> Grid {
    let mut ledger = part.ledger.clone();
    if part.sections {
        let branch = |row: &Vec<Value>| bodies_of(row)[0];
        ledger.rows.sort_by_key(branch);
    }
    turn(pen, &mut ledger);
    let groups: Vec<usize> = ledger.rows.iter().map(|row| bodies_of(row).first().copied().unwrap_or_default()).collect();
    let shown = if part.sections { without_body(&ledger) } else { ledger.clone() };
    let mut grid = Grid { rows: above(pen, &part.name), ..Grid::default() };
    let top = grid.rows.len();
    let headings = headings(pen, table, &shown);
    let lead = lead(pen);
    let width = lead.len() + headings.len();
    let mut heading: Vec<Cell> = lead.iter().cloned().chain(headings.into_iter().map(Cell::Text)).collect();
    let more = if pen.style.more_columns { vec!["地点", "佐证材料"] } else { Vec::new() };
    heading.extend(more.iter().map(|heading| Cell::Text((*heading).to_owned())));
    if pen.style.two_rows {
        two_rows(&mut grid, heading.clone(), &shown, lead.len());
    } else {
        grid.rows.push(heading.clone());
    }
    let first = grid.rows.len();
    let mut last_group = None;
    for (at, row) in shown.rows.iter().enumerate() {
        if part.sections && last_group != Some(groups[at]) {
            last_group = Some(groups[at]);
            grid.rows.push(vec![Cell::Text(BODIES[groups[at]].short[0].to_owned())]);
        }
        let mut cells: Vec<Cell> = lead.iter().map(|_| number_cell(pen, at + 1)).collect();
        if lead.len() > 1 {
            cells[0] = Cell::Nothing;
        }
        cells.extend(shown.to.iter().zip(row).map(|(to, value)| pen.cell(shown.name, to, value)));
        cells.extend(more.iter().map(|_| Cell::Text("三楼会议室".to_owned())));
        grid.rows.push(cells);
        if pen.style.blank_rows && pen.draw.once_in(9) {
            grid.rows.push(Vec::new());
        }
        if pen.style.repeated && !part.sections && !pen.style.ditto && !pen.style.merged && at == shown.rows.len() / 2 {
            grid.rows.push(heading.clone());
        }
    }
    join_same(pen, &mut grid, first, &shown, lead.len());
    hide(pen, &mut grid, first, lead.len(), shown.to.len());
    below(pen, &mut grid, &shown, lead.len(), width);
    if pen.style.blank_column {
        gap(&mut grid, top, width);
    }
    if pen.style.title_merged && top > 0 && grid.rows[pen.style.blank_above].len() == 1 {
        grid.merges.push((pen.style.blank_above, 0, pen.style.blank_above, width.max(2) - 1));
    }
    grid
}

/// An empty column before the last one.
fn gap(grid: &mut Grid, top: usize, width: usize) {
    let at = width - 1;
    for row in grid.rows.iter_mut().skip(top).filter(|row| row.len() > at) {
        row.insert(at, Cell::Nothing);
    }
    let moved = |column: &mut usize| *column += usize::from(*column >= at);
    grid.merges.iter_mut().for_each(|(_, left, _, right)| [left, right].into_iter().for_each(moved));
    grid.hidden_columns.iter_mut().for_each(moved);
}

/// Turns the columns.
fn turn(pen: &mut Pen<'_>, ledger: &mut Ledger) {
    if !pen.style.columns_turned {
        return;
    }
    let mut order: Vec<usize> = (0..ledger.to.len()).collect();
    pen.draw.shuffle(&mut order);
    ledger.to = order.iter().map(|at| ledger.to[*at]).collect();
    for row in &mut ledger.rows {
        *row = order.iter().map(|at| row[*at].clone()).collect();
    }
}

/// What stands before the columns: an empty one, and one of numbers.
fn lead(pen: &Pen<'_>) -> Vec<Cell> {
    let mut out = vec![Cell::Nothing; pen.style.blank_left.min(1)];
    if pen.style.numbering > 0 {
        out.push(Cell::Text(if pen.style.numbering == 3 { "编号" } else { "序号" }.to_owned()));
    }
    out
}

fn number_cell(pen: &Pen<'_>, number: usize) -> Cell {
    match pen.style.numbering {
        1 => Cell::Number(number as f64),
        2 if pen.style.csv == 0 => Cell::Formula("ROW()-4".to_owned(), number.to_string()),
        0 => Cell::Nothing,
        _ => Cell::Text(number.to_string()),
    }
}

/// Headings over two rows: 到会情况 over those of attendance that stand together, the others merged.
fn two_rows(grid: &mut Grid, heading: Vec<Cell>, ledger: &Ledger, lead: usize) {
    let at = grid.rows.len();
    let of_attendance = |column: &usize| column.checked_sub(lead).and_then(|column| ledger.to.get(column)).is_some_and(|to| ["应到", "实到", "缺席"].contains(to));
    let columns: Vec<usize> = (0..heading.len()).filter(of_attendance).collect();
    let together = columns.len() == 3 && columns[2] - columns[0] == 2;
    let (mut upper, mut lower) = (heading.clone(), vec![Cell::Nothing; heading.len()]);
    for (column, cell) in heading.iter().enumerate() {
        if together && columns.contains(&column) {
            upper[column] = if column == columns[0] { Cell::Text("到会情况".to_owned()) } else { Cell::Nothing };
            lower[column] = cell.clone();
        } else if *cell != Cell::Nothing {
            grid.merges.push((at, column, at + 1, column));
        }
    }
    if together {
        grid.merges.push((at, columns[0], at, columns[2]));
    }
    grid.rows.extend([upper, lower]);
}

/// Merges, or writes 同上, where the same stands below each other in the columns that name bodies.
fn join_same(pen: &mut Pen<'_>, grid: &mut Grid, first: usize, ledger: &Ledger, lead: usize) {
    let Some(column) = ledger.to.iter().position(|to| BODY_COLUMNS.contains(to)).map(|at| at + lead).filter(|_| ledger.name != "组织") else { return };
    let mut at = first;
    while at < grid.rows.len() {
        let cell = |row: usize| grid.rows.get(row).and_then(|row| row.get(column)).filter(|cell| **cell != Cell::Nothing).cloned();
        let mut end = at;
        while cell(at).is_some() && cell(end + 1) == cell(at) {
            end += 1;
        }
        if end > at && pen.style.merged {
            grid.merges.push((at, column, end, column));
            (at + 1..=end).for_each(|row| grid.rows[row][column] = Cell::Nothing);
        } else if end > at && pen.style.ditto {
            (at + 1..=end).for_each(|row| grid.rows[row][column] = Cell::Text((*["同上", "〃"].get(row % 2).unwrap()).to_owned()));
        }
        at = end + 1;
    }
}

fn hide(pen: &mut Pen<'_>, grid: &mut Grid, first: usize, lead: usize, columns: usize) {
    if pen.style.hidden_row {
        grid.hidden_rows.push(first + pen.draw.below(grid.rows.len() - first));
    }
    if pen.style.hidden_column {
        grid.hidden_columns.push(lead + pen.draw.below(columns));
    }
}

/// Totals, signatures and notes at the foot.
fn below(pen: &mut Pen<'_>, grid: &mut Grid, ledger: &Ledger, lead: usize, width: usize) {
    let text = |text: &str| Cell::Text(text.to_owned());
    let numeric = |to: &&str| matches!(*to, "应到" | "实到" | "学时");
    match pen.style.totals {
        2 => grid.rows.push(vec![text("合计"), text(&format!("{}条", ledger.rows.len()))]),
        3 => {
            let mut row = vec![Cell::Nothing; width];
            row[0] = text("合计");
            for (column, _) in ledger.to.iter().enumerate().filter(|(_, to)| numeric(to)) {
                row[column + lead] = Cell::Number(97.0);
            }
            row[0] = text("合计");
            grid.rows.push(row);
        }
        4 => grid.rows.push(vec![text(&format!("总计：{}", ledger.rows.len()))]),
        _ => {}
    }
    match pen.style.notes {
        2 => grid.rows.push(vec![text("注：本表由各党支部按月填写，一式两份。")]),
        3 => grid.rows.extend([Vec::new(), vec![text("说明：1.时间写到日；2.缺席的写明原因。")]]),
        _ => {}
    }
    match pen.style.signatures {
        2 => grid.rows.push(vec![text("填表人：江和平"), Cell::Nothing, text("审核人：高远")]),
        3 => grid.rows.push(vec![text("单位负责人："), Cell::Nothing, text("填表日期：2026年11月20日")]),
        _ => {}
    }
}

/// One form after another: labels left, values right.
fn form(pen: &mut Pen<'_>, part: &Part) -> Grid {
    let mut ledger = part.ledger.clone();
    turn(pen, &mut ledger);
    let mut grid = Grid { rows: above(pen, &part.name), ..Grid::default() };
    for row in &ledger.rows {
        for (to, value) in ledger.to.iter().zip(row) {
            let label = if pen.style.attendees && *to == "缺席" { "参加人员" } else { usual(ledger.name, to) };
            let label = decorated(pen, label);
            let value = pen.cell(ledger.name, to, value);
            grid.rows.push(vec![Cell::Text(label), value]);
        }
        grid.rows.push(Vec::new());
    }
    grid
}

/// Headings down the first column, and a column for each row.
fn turned(pen: &mut Pen<'_>, table: &Table, part: &Part) -> Grid {
    let mut ledger = part.ledger.clone();
    turn(pen, &mut ledger);
    let mut grid = Grid { rows: above(pen, &part.name), ..Grid::default() };
    let headings = headings(pen, table, &ledger);
    for (column, heading) in headings.into_iter().enumerate() {
        let mut row = vec![Cell::Text(heading)];
        row.extend(ledger.rows.iter().map(|values| pen.cell(ledger.name, ledger.to[column], &values[column])));
        grid.rows.push(row);
    }
    grid
}
