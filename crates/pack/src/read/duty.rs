//! Duties: the parts that every form has, then the form, the modifiers and the examples.

use super::draft::Draft;
use super::keys::{Keys, texts_of};
use super::parameter::{changes, confidence_of};
use super::{Entry, form, given, modifier, owner, who};
use crate::compiler::{Compiler, subject_of};
use crate::check::{citation, duty as check};
use crate::model::{Confidence, Duty, Earlier, Force, Owner, UsedParameter, Who};
use crate::node::Text;
use jishi_base::Citation;

/// 责任, as it is asked now and as it was asked before each change of a parameter.
pub(crate) fn read(c: &mut Compiler, entry: &Entry<'_>) {
    let Some(mut duty) = edition(c, entry) else { return };
    for until in changes(&duty.parameters) {
        if let Some(earlier) = c.before(until, |c| edition(c, entry)) {
            duty.earlier.push(Earlier { until, duty: Duty { examples: Vec::new(), ..earlier } });
        }
    }
    c.library.duties.push(duty);
}

fn edition(c: &mut Compiler, entry: &Entry<'_>) -> Option<Duty> {
    let keys = entry.keys(&mut c.findings)?;
    let mut draft = Draft { keys, entry, subject: None, used: Vec::new() };
    let name = entry.name;
    let citations = citations(c, &mut draft.keys, name);
    let force = draft.keys.need_text("力度", "应当", &mut c.findings).and_then(|text| force_of(c, text));
    let who = draft.keys.need("主体", "党支部", &mut c.findings).and_then(|node| who::read(c, node));
    draft.subject = who.as_ref().map(subject_of);
    let applies = draft.condition(c, "适用");
    let owner = owner_of(c, &mut draft, who.as_ref(), name);
    let form = form::read(c, &mut draft, who.as_ref(), name);
    let reading = draft.keys.text("口径", &mut c.findings).map(|text| text.value.clone());
    let confidence = draft.keys.text("可信", &mut c.findings).map(|text| confidence_of(c, text)).unwrap_or_default();
    let steps = draft.keys.get("办法", &mut c.findings).map(|node| texts_of(node, &mut c.findings)).unwrap_or_default();
    let modifiers = modifier::read(c, &mut draft, who.as_ref(), form.as_ref());
    let examples = given::read_all(c, &mut draft, form.as_ref());
    draft.keys.close(&mut c.findings);
    let (force, who, owner, form) = (force?, who?, owner?, form?);
    Some(Duty {
        name: name.value.clone(),
        citations,
        force,
        who,
        applies,
        owner,
        form,
        reading,
        confidence: lowest(confidence, &draft.used),
        steps: steps.into_iter().map(|text| text.value.clone()).collect(),
        usual: modifiers.usual,
        together: modifiers.together,
        exemptions: modifiers.exemptions,
        extension: modifiers.extension,
        ladder: modifiers.ladder,
        counts_mid_period: modifiers.counts_mid_period,
        same: modifiers.same,
        examples,
        origin: entry.origin(),
        parameters: draft.used,
        earlier: Vec::new(),
    })
}

/// 依据 of a duty or overlay: at least one.
pub(crate) fn citations(c: &mut Compiler, keys: &mut Keys<'_>, name: &Text) -> Vec<Citation> {
    if keys.key("依据").is_none() {
        c.findings.push(citation::no_citation(name.at, &name.value));
    }
    let texts = keys.texts("依据", &mut c.findings);
    texts.into_iter().filter_map(|text| c.citation(text)).collect()
}

/// 力度
pub(crate) fn force_of(c: &mut Compiler, text: &Text) -> Option<Force> {
    let force = [Force::Must, Force::Should, Force::May, Force::Explore].into_iter().find(|force| force.word() == text.value);
    if force.is_none() {
        c.findings.push(check::bad_force(text));
    }
    force
}

fn owner_of(c: &mut Compiler, draft: &mut Draft<'_, '_>, who: Option<&Who>, name: &Text) -> Option<Owner> {
    if draft.keys.key("负责").is_some() {
        let text = draft.keys.text("负责", &mut c.findings)?;
        return owner::read(c, text, who);
    }
    let owner = owner::default(c, who?);
    if owner.is_none() {
        c.findings.push(check::nobody_owns(name.at, &name.value));
    }
    owner
}

/// A duty is known no better than the worst known of its numbers.
fn lowest(own: Confidence, used: &[UsedParameter]) -> Confidence {
    let rank = |confidence: &Confidence| match confidence {
        Confidence::Verified => 0,
        Confidence::OurOwn(_) => 1,
        Confidence::Unverified(_) => 2,
    };
    used.iter().map(|parameter| parameter.confidence.clone()).fold(own, |worst, next| if rank(&next) > rank(&worst) { next } else { worst })
}
