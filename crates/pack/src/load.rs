//! Loading: every source is read, everything is checked, and only then is anything used.

use crate::compiler::Compiler;
use crate::model::{Library, Pack};
use crate::read::{Tree, read, read_head};
use crate::source::SourceFile;
use crate::whole;
use crate::yaml::{self, Parsed};
use jishi_base::Diagnostic;

/// What came of loading.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// The library; `None` where anything is wrong.
    pub library: Option<Library>,
    /// Errors and warnings, by file and place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads and checks a set of packs. Files are read in the order of folders and names, whatever order they are given in.
#[must_use]
pub fn load(sources: &[SourceFile]) -> Outcome {
    load_beside(sources, &[])
}

/// The same, where `known` are heads of packs that are not part of the set but may be cited: a document does not have
/// to be loaded whole to be named.
#[must_use]
pub fn load_beside(sources: &[SourceFile], known: &[SourceFile]) -> Outcome {
    load_own(sources, known, &|_| false)
}

/// The same, where `is_own` tells by its folder a pack of the site's own, which may tighten duties and narrow rights, and give none.
#[must_use]
pub fn load_own(sources: &[SourceFile], known: &[SourceFile], is_own: &dyn Fn(&str) -> bool) -> Outcome {
    let mut order: Vec<usize> = (0..sources.len()).collect();
    order.sort_by_key(|&index| sources.get(index).map(|source| (&source.pack_dir, &source.file)));
    let own = (0..sources.len()).filter(|&index| sources.get(index).is_some_and(|source| is_own(&source.pack_dir))).collect();
    let mut c = Compiler { own, known: known.iter().filter_map(|source| head(&source.text)).map(|pack| (pack.short.clone(), pack)).collect(), ..Compiler::default() };
    let trees: Vec<Tree<'_>> = order.into_iter().filter_map(|index| tree(index, sources, &mut c)).collect();
    read(&mut c, &trees);
    whole::contradiction::find(&mut c);
    whole::meaning::find(&mut c);
    if !c.findings.any_error() {
        whole::uses::find(&mut c);
    }
    let sound = !c.findings.any_error();
    Outcome { library: sound.then_some(c.library), diagnostics: c.findings.into_diagnostics(sources) }
}

/// The head that a `pack.yaml` gives, however much is wrong with it; `None` where it has no short name.
#[must_use]
pub fn head(text: &str) -> Option<Pack> {
    let mut c = Compiler::default();
    let root = yaml::parse(0, text, &mut c.findings).root;
    read_head(&mut c, &Tree { index: 0, dir: "", file: "", root })
}

fn tree<'s>(index: usize, sources: &'s [SourceFile], c: &mut Compiler) -> Option<Tree<'s>> {
    let source = sources.get(index)?;
    let Parsed { root, whole } = yaml::parse(index, &source.text, &mut c.findings);
    c.incomplete |= !whole;
    Some(Tree { index, dir: &source.pack_dir, file: &source.file, root })
}
