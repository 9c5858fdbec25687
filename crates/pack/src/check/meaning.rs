//! What can be wrong with 含义: unknown, on a field of another type, or given where another stands.

use crate::finding::{At, Finding};
use crate::model::{FieldType, Meaning, Readers};
use crate::near::suggest;
use crate::node::Text;

/// # B150 不认识的含义
///
/// 含义 不是规定的几种之一。
///
/// 为什么：程序按含义知道谁缺席、谁主持、哪一项是名称；写错了就等于没有写。
///
/// 怎么改：改成提示的词；程序不必知道含义的字段，不写 含义。
pub(crate) fn unknown<'a>(text: &Text, known: impl IntoIterator<Item = &'a str>) -> Finding {
    let known: Vec<&str> = known.into_iter().collect();
    let help = suggest(&text.value, known.iter().copied(), &format!("写 {} 之一；程序不必知道的不写 含义", known.join("、")));
    Finding::error("B150", text.at, format!("不认识的含义“{}”", text.value), help)
}

/// # B151 含义与字段类型不合
///
/// 这种含义要求字段是另一种类型。
///
/// 为什么：缺席的人要能逐个认出，应到的人数要能相加，名称要能读。
///
/// 怎么改：改字段的类型，或去掉 含义。
pub(crate) fn wrong_type(at: At, field: &str, meaning: Meaning) -> Finding {
    let wanted = type_word(&meaning.field_type());
    Finding::error("B151", at, format!("“{field}”不能有含义“{}”：这种含义的字段类型是{wanted}", meaning.word()), format!("把类型改成 {wanted}，或去掉 含义"))
}

/// # B152 一种记录里有两个同样的含义
///
/// 同一种记录的两个字段写了（或从共用字段得到）同一种只能有一个的含义。
///
/// 为什么：有两个“应到”，就不知道按哪一个算。
///
/// 怎么改：只留一个字段，或去掉其中一个的 含义。
pub(crate) fn twice(at: At, field: &str, other: &str, meaning: Meaning) -> Finding {
    let help = "只留一个字段，或去掉其中一个的 含义（从共用字段得到的，换一个字段名）";
    Finding::error("B152", at, format!("“{other}”和“{field}”的含义都是“{}”，一种记录里只能有一个", meaning.word()), help)
}

/// # B153 同一个字段有两种含义
///
/// 同名、同类型的字段，在别处写了另一种含义。
///
/// 为什么：一个词一个意思：一次会可以记成几种记录，同一个字段不能在一种里是缺席、在另一种里是到会。
///
/// 怎么改：换一个字段名，或改成同一种含义。
pub(crate) fn other_meaning(at: At, field: &str, meaning: Meaning, earlier: Meaning) -> Finding {
    let message = format!("“{field}”的含义在别处是“{}”，这里是“{}”", earlier.word(), meaning.word());
    Finding::error("B153", at, message, "换一个字段名，或改成同一种含义")
}

/// # B154 含义只写在一种记录里，或由单位自己的包写给了别的记录
///
/// 字段在这一处写了含义，而另一种记录里同名、同类型的字段没有；或单位自己的包给随程序发布的记录的字段写了含义。
///
/// 为什么：含义随字段名走，写一处就对所有记录生效。单位自己的包若把别的记录的一段文字写成称呼，本来看不到它的人就看到了。
///
/// 怎么改：换一个字段名；各种记录都如此的，由程序发布的包写成 共用字段。
pub(crate) fn half(at: At, field: &str, record: &str, first: At) -> Finding {
    let message = format!("“{field}”写了含义，记录“{record}”里也有这个字段，那里没有这种含义");
    Finding::error("B154", at, message, "换一个字段名；各种记录都如此的，由程序发布的包写成 共用字段").related(first, "那种记录")
}

/// # B155 可看写错
///
/// 可看 不是规定的几种之一。
///
/// 为什么：可看 决定看得到这条记录的人里，谁能打开这一项。
///
/// 怎么改：写 同记录、考勤、当事人、纪检 之一；不写的，敏感同记录，纪检只给纪检。
pub(crate) fn unknown_readers(text: &Text, known: &[&str]) -> Finding {
    let help = suggest(&text.value, known.iter().copied(), &format!("写 {} 之一", known.join("、")));
    Finding::error("B155", text.at, format!("不认识的可看“{}”", text.value), help)
}

/// # B156 可看与密级不合
///
/// 公开、内部的字段写了 可看；或 纪检 的字段给了别人，敏感的字段只给了纪检。
///
/// 为什么：公开、内部的内容看得到记录就看得到，没有可限的；违纪和处理只给纪检，其他敏感内容不归纪检。
///
/// 怎么改：先写 密级: 敏感；或把密级和可看写成一致。
pub(crate) fn open_to_few(at: At, field: &str, readers: Readers) -> Finding {
    Finding::error("B156", at, format!("“{field}”不是敏感或纪检的，不能写 可看: {}", readers.word()), "先写 密级: 敏感，或去掉 可看")
}

/// 纪检 goes with 纪检.
pub(crate) fn not_discipline(at: At, field: &str, readers: Readers) -> Finding {
    Finding::error("B156", at, format!("“{field}”的密级和可看“{}”不合：密级纪检的只给纪检，敏感的不给纪检一家", readers.word()), "把密级和可看写成一致")
}

/// # B157 可看的人不在记录里
///
/// 可看: 当事人 的字段，记录里没有人员字段；或 可看: 考勤 的字段，记录不归属组织。
///
/// 为什么：没有当事人、没有开会的组织，就谁也打不开。
///
/// 怎么改：补上人员字段，或改 可看。
pub(crate) fn no_readers(at: At, field: &str, readers: Readers) -> Finding {
    let why = if readers == Readers::Parties { "这种记录没有人员字段" } else { "这种记录不归属组织" };
    Finding::error("B157", at, format!("“{field}”谁也打不开：可看是{}，{why}", readers.word()), "补上人员字段，或改 可看")
}

fn type_word(kind: &FieldType) -> &'static str {
    match kind {
        FieldType::Text => "文本",
        FieldType::Number => "数字",
        FieldType::Date => "日期",
        FieldType::Flag => "是否",
        FieldType::Code(_) => "单选",
        FieldType::Codes(_) => "多选",
        FieldType::Period => "期",
        FieldType::Matter => "编号",
        FieldType::People => "人员",
        FieldType::Bodies => "组织",
    }
}
