//! From events of the YAML parser to the tree, within a small budget.

use super::{recover, trouble};
use crate::node::{Node, Shape, Text};
use crate::check::syntax;
use crate::finding::{At, Finding, Findings};
use serde_saphyr::granit_parser::{Event, Marker, Options, Parser, ScalarStyle, Span, StrInput};

/// The largest file that is read.
const MOST_BYTES: usize = 2 * 1024 * 1024;
/// The most nodes of one file.
const MOST_NODES: usize = 50_000;
/// The deepest nesting.
const MOST_DEPTH: usize = 32;

/// The most entries of one file that may be wrong before the rest is left unread.
const MOST_MISTAKES: usize = 20;

/// Why reading stopped.
type Stop = Box<Finding>;

/// What could be read of a file.
pub(crate) struct Parsed {
    /// Its content; `None` where nothing could be read. Then at least one finding says why.
    pub root: Option<Node>,
    /// Is anything left out?
    pub whole: bool,
}

/// Reads one file. An entry that breaks it is reported and left out, and the others are read.
pub(crate) fn parse(file: usize, text: &str, findings: &mut Findings) -> Parsed {
    if text.len() > MOST_BYTES {
        findings.push(syntax::too_large(At::new(file, 0, 0), "文件超过 2 MB"));
        return Parsed { root: None, whole: false };
    }
    match tree(file, text, 0) {
        Ok(Some(root)) => Parsed { root: Some(root), whole: true },
        Ok(None) => {
            findings.push(syntax::empty_file(At::new(file, 0, 0)));
            Parsed { root: None, whole: false }
        }
        Err(stop) => Parsed { root: by_entry(file, text, *stop, findings), whole: false },
    }
}

/// The entries that can be read each for itself. `first` is what is wrong with the file as a whole.
fn by_entry(file: usize, text: &str, first: Finding, findings: &mut Findings) -> Option<Node> {
    let (mut items, mut mistakes) = (Vec::new(), Vec::new());
    let at = first.at;
    for range in recover::entries(text) {
        match tree(file, text.get(range.clone()).unwrap_or_default(), range.start) {
            Ok(Some(Node { shape: Shape::List(own), .. })) => items.extend(own),
            Ok(_) => {}
            Err(stop) => mistakes.push(*stop),
        }
    }
    // Nothing is wrong with any entry alone: the mistake is in how they stand together.
    if mistakes.is_empty() {
        mistakes.push(first);
    }
    mistakes.into_iter().take(MOST_MISTAKES).for_each(|finding| findings.push(finding));
    (!items.is_empty()).then_some(Node { at, shape: Shape::List(items) })
}

/// Reads a text that stands at byte `base` of its file.
fn tree(file: usize, text: &str, base: usize) -> Result<Option<Node>, Stop> {
    let mut options = Options::default();
    options.emit_unresolved_aliases = true;
    Builder { file, text, base, events: Parser::new_from_str_with_options(text, options), nodes: 0 }.stream()
}

struct Builder<'t> {
    file: usize,
    text: &'t str,
    base: usize,
    events: Parser<'t, StrInput<'t>>,
    nodes: usize,
}

impl<'t> Builder<'t> {
    fn stream(&mut self) -> Result<Option<Node>, Stop> {
        let mut root = None;
        loop {
            let Some((event, span)) = self.next()? else { return Ok(root) };
            match event {
                Event::StreamStart | Event::DocumentEnd => {}
                Event::StreamEnd => return Ok(root),
                Event::DocumentStart(..) if root.is_some() => return Err(syntax::several_documents(self.at(span)).into()),
                Event::DocumentStart(..) => {}
                other => root = Some(self.node(other, span, 0)?).filter(|node| node.shape != Shape::Empty),
            }
        }
    }

    fn node(&mut self, event: Event<'t>, span: Span, depth: usize) -> Result<Node, Stop> {
        let at = self.at(span);
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            return Err(syntax::too_large(at, "文件里的内容超过 5 万项").into());
        }
        if depth > MOST_DEPTH {
            return Err(syntax::too_deep(at).into());
        }
        if event.anchor_id().is_some() || event.is_alias() {
            return Err(syntax::alias(at).into());
        }
        if event.tag().is_some() {
            return Err(syntax::tag(at).into());
        }
        match event {
            Event::Scalar(value, style, ..) => Ok(self.scalar(&value, style, at)),
            Event::SequenceStart(..) => self.list(at, depth),
            Event::MappingStart(..) => self.map(at, depth),
            _ => Err(syntax::broken(at, "这里的写法不完整").into()),
        }
    }

    fn scalar(&self, value: &str, style: ScalarStyle, at: At) -> Node {
        let plain = style == ScalarStyle::Plain;
        if plain && matches!(value, "" | "~" | "null") {
            return Node { at, shape: Shape::Empty };
        }
        let first = at.span.start + usize::from(!plain);
        let source = self.text.as_bytes().get(first.saturating_sub(self.base)..).unwrap_or_default();
        let same = value.bytes().zip(source).take_while(|(written, read)| written == *read).count();
        Node { at, shape: Shape::Text(Text { value: value.to_owned(), at, start: first, same }) }
    }

    fn list(&mut self, at: At, depth: usize) -> Result<Node, Stop> {
        let mut items: Vec<Node> = Vec::new();
        loop {
            match self.content()? {
                (Event::SequenceEnd, end) => {
                    let at = self.reach(at, items.last().map(|item| item.at), end);
                    return Ok(Node { at, shape: Shape::List(items) });
                }
                (event, span) => items.push(self.node(event, span, depth + 1)?),
            }
        }
    }

    fn map(&mut self, at: At, depth: usize) -> Result<Node, Stop> {
        let mut pairs: Vec<(Text, Node)> = Vec::new();
        loop {
            let key = match self.content()? {
                (Event::MappingEnd, end) => {
                    let at = self.reach(at, pairs.last().map(|(_, value)| value.at), end);
                    return Ok(Node { at, shape: Shape::Map(pairs) });
                }
                (event, span) => self.node(event, span, depth + 1)?,
            };
            let Shape::Text(key) = key.shape else { return Err(syntax::odd_key(key.at).into()) };
            let (event, span) = self.content()?;
            let mut value = self.node(event, span, depth + 1)?;
            if value.shape == Shape::Empty {
                value.at = key.at;
            }
            pairs.push((key, value));
        }
    }

    /// A container's place: from its start to the end of its last child, or of its closing bracket.
    fn reach(&self, start: At, last_child: Option<At>, end: Span) -> At {
        let close = self.at(end).span;
        let written = self.text.get(close.start.saturating_sub(self.base)..close.end.saturating_sub(self.base));
        let bracket = written.is_some_and(|text| matches!(text, "]" | "}"));
        let last = last_child.map_or(start.span.end, |child| child.span.end);
        At::new(self.file, start.span.start, if bracket { close.end } else { last.max(start.span.start) })
    }

    /// The next event inside a container; the end of the text there is an error.
    fn content(&mut self) -> Result<(Event<'t>, Span), Stop> {
        let end = self.base + self.text.len();
        self.next()?.ok_or_else(|| syntax::broken(At::new(self.file, end, end), "文件在这里中断了").into())
    }

    fn next(&mut self) -> Result<Option<(Event<'t>, Span)>, Stop> {
        loop {
            match self.events.next_event() {
                None => return Ok(None),
                Some(Ok((Event::Comment(..) | Event::Anchor(..), _))) => {}
                Some(Ok(found)) => return Ok(Some(found)),
                Some(Err(error)) => {
                    let offset = offset(self.text, *error.marker());
                    return Err(trouble::explain(self.file, self.text, offset, error.kind()).moved(self.base).into());
                }
            }
        }
    }

    fn at(&self, span: Span) -> At {
        let (start, end) = (offset(self.text, span.start), offset(self.text, span.end));
        At::new(self.file, self.base + start, self.base + end.max(start))
    }
}

/// The byte a marker stands at.
fn offset(text: &str, marker: Marker) -> usize {
    let counted = || text.char_indices().nth(marker.index()).map_or(text.len(), |(at, _)| at);
    marker.byte_offset().unwrap_or_else(counted).min(text.len())
}
