//! Chinese numerals as the regulations write them: 一 … 九千九百九十九. 十 alone is 10; 〇 and 零 are both zero.

const DIGITS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// Writes 1–9999 in Chinese numerals; other numbers are written in Arabic figures.
#[must_use]
pub fn write(value: u32) -> String {
    if value == 0 || value > 9999 {
        return value.to_string();
    }
    let mut out = String::new();
    let mut gap = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = value / unit % 10;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        // 十二, not 一十二, where nothing stands before it.
        if !(digit == 1 && unit == 10 && out.is_empty()) {
            out.push(DIGITS[digit as usize]);
        }
        out.push_str(name);
    }
    out
}

/// Reads Chinese numerals or Arabic figures (half or full width). `None` for anything else.
#[must_use]
pub fn read(text: &str) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    let figures: Option<String> = text
        .chars()
        .map(|c| match c {
            '0'..='9' => Some(c),
            '０'..='９' => char::from_u32(c as u32 - '０' as u32 + '0' as u32),
            _ => None,
        })
        .collect();
    if let Some(figures) = figures {
        return figures.parse().ok();
    }
    let (mut total, mut digit, mut last_unit) = (0u32, None, u32::MAX);
    for c in text.chars() {
        let unit = match c {
            '千' => 1000,
            '百' => 100,
            '十' => 10,
            '零' | '〇' => continue,
            _ => {
                if digit.is_some() {
                    return None;
                }
                digit = Some(DIGITS.iter().position(|&d| d == c)? as u32);
                continue;
            }
        };
        if unit >= last_unit {
            return None;
        }
        last_unit = unit;
        let count = match digit.take() {
            Some(count) => count,
            None if unit == 10 && total == 0 => 1,
            None => return None,
        };
        total += count * unit;
    }
    Some(total + digit.unwrap_or(0))
}
