//! Reading on after a mistake: a file that breaks as a whole is read entry by entry, so that only the broken entries are
//! lost and each of them is told apart.

use std::ops::Range;

/// The bytes of each entry of the outermost list: from a line with the indent of the first `- ` to the next such line.
pub(super) fn entries(text: &str) -> Vec<Range<usize>> {
    let mut starts: Vec<usize> = Vec::new();
    let (mut offset, mut indent) = (0, None);
    for line in text.split_inclusive('\n') {
        let width = line.len() - line.trim_start_matches(' ').len();
        let bullet = line.get(width..).is_some_and(|rest| rest.starts_with("- ") || rest.trim_end() == "-");
        if bullet && indent.is_none_or(|indent| indent == width) {
            indent = Some(width);
            starts.push(offset);
        }
        offset += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}
