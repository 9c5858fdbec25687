//! Names, identity numbers and offices of people who do not exist.

use crate::dice::Dice;
use jishi_calendar::Date;

const SURNAMES: [&str; 60] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "马", "朱", "郭", "何", "高", "林", "罗", "郑", "梁", "谢", "宋",
    "唐", "许", "韩", "冯", "董", "萧", "程", "曹", "袁", "傅", "沈", "曾", "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛", "叶",
    "阎", "余", "潘", "杜", "戴", "夏", "钟", "汪", "田", "任", "姜", "范", "方", "石",
];
const MEN: [&str; 30] = [
    "志", "建", "国", "文", "明", "海", "涛", "磊", "鹏", "宇", "浩", "俊", "伟", "凯", "峰", "振", "武", "新", "学", "春", "东", "林", "森",
    "鑫", "波", "亮", "超", "晓", "永", "庆",
];
const WOMEN: [&str; 30] = [
    "静", "敏", "丽", "芳", "娟", "艳", "秀", "慧", "玲", "婷", "雪", "梅", "琳", "洁", "颖", "莉", "倩", "岚", "晶", "蕾", "萍", "瑶", "佳",
    "欣", "云", "红", "燕", "晓", "雅", "惠",
];

/// A name that surname and given syllables make.
pub(crate) fn name(dice: &mut Dice, woman: bool) -> String {
    let given: &[&'static str] = if woman { &WOMEN } else { &MEN };
    let mut name = dice.word(&SURNAMES).to_owned();
    let first = dice.word(given);
    name.push_str(first);
    if dice.chance(720) {
        let second = dice.word(given);
        if second != first {
            name.push_str(second);
        }
    }
    name
}

/// An identity number of the area 990101, which was never given out. `serial` is below 500.
pub(crate) fn id_number(birth: Date, serial: usize, woman: bool) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let order = serial % 500 * 2 + usize::from(!woman);
    let digits = format!("990101{:04}{:02}{:02}{order:03}", birth.year(), birth.month(), birth.day());
    let sum: u32 = digits.chars().zip(WEIGHTS).map(|(digit, weight)| digit.to_digit(10).unwrap_or(0) * weight).sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum as usize % 11];
    format!("{digits}{check}")
}

/// Mostly 汉族.
pub(crate) fn ethnicity(dice: &mut Dice) -> &'static str {
    if dice.chance(930) { "汉族" } else { dice.word(&["回族", "满族", "蒙古族", "土家族", "苗族", "壮族"]) }
}

/// Education, by age.
pub(crate) fn education(dice: &mut Dice, age: i16) -> &'static str {
    match age {
        61.. => dice.word(&["高中", "中专", "大学专科", "大学本科"]),
        46..=60 => dice.word(&["大学专科", "大学本科", "大学本科", "研究生"]),
        _ => dice.word(&["大学本科", "大学本科", "研究生", "研究生"]),
    }
}

/// Post in the administration, by age.
pub(crate) fn office(dice: &mut Dice, age: i16) -> &'static str {
    match age {
        60.. => "退休干部",
        46..=59 => dice.word(&["处长", "副处长", "一级调研员", "二级调研员", "四级调研员"]),
        36..=45 => dice.word(&["副处长", "一级主任科员", "二级主任科员", "四级调研员"]),
        _ => dice.word(&["三级主任科员", "四级主任科员", "一级科员", "一级主任科员"]),
    }
}
