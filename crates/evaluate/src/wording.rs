//! What a reason quotes of its duty: a condition, a field, an argument. Carried as its place in the duty, so that nothing which
//! is carried can be a text of the site.

use jishi_pack::{Bound, Duty, Evidence, Expr, Form, Node, Occurrence, Operand, Selector, Share, Term};

/// A text of the duty that an instance is judged by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Wording(u16);

impl Wording {
    /// The place of a text in a duty. A text that the duty does not have gives a wording that quotes nothing.
    #[must_use]
    pub fn of(duty: &Duty, text: &str) -> Self {
        let place = of_duty(duty).into_iter().position(|known| known == text);
        Self(place.and_then(|place| u16::try_from(place).ok()).unwrap_or(u16::MAX))
    }

    /// The text.
    #[must_use]
    pub fn text(self, duty: &Duty) -> &str {
        of_duty(duty).get(usize::from(self.0)).copied().unwrap_or_default()
    }
}

/// Everything that can be quoted of a duty, always in the same order.
fn of_duty(duty: &Duty) -> Vec<&str> {
    let mut out = Vec::new();
    duty.applies.iter().chain(duty.exemptions.iter().map(|exemption| &exemption.when)).for_each(|expr| of_expr(expr, &mut out));
    out.extend(duty.same.iter().map(String::as_str));
    match &duty.form {
        Form::Periodic { evidence, .. } | Form::Coverage { evidence, .. } | Form::Gap { evidence, .. } => of_evidence(evidence, &mut out),
        Form::Quota { measure, evidence, .. } => {
            out.push(measure);
            of_evidence(evidence, &mut out);
        }
        Form::Triggered { trigger, repeat, evidence, .. } => {
            of_occurrence(trigger, &mut out);
            repeat.iter().filter_map(|repeat| repeat.until.as_ref()).for_each(|until| of_occurrence(until, &mut out));
            of_evidence(evidence, &mut out);
        }
        Form::State { condition, .. } => of_expr(condition, &mut out),
        Form::Each { of, must, then } => {
            of_selector(of, &mut out);
            must.iter().for_each(|must| of_expr(must, &mut out));
            then.iter().for_each(|(evidence, _)| of_evidence(evidence, &mut out));
        }
        Form::Cap(Bound::AtMost { evidence, .. }) => of_evidence(evidence, &mut out),
        Form::Cap(Bound::NotMoreThanLast { measure, evidence, .. }) => {
            out.extend(measure.as_deref());
            of_evidence(evidence, &mut out);
        }
        Form::Cap(Bound::Share { each, share }) => {
            of_selector(each, &mut out);
            of_share(share, &mut out);
        }
        Form::Sequence { first, then, .. } => [first, then].into_iter().for_each(|step| of_occurrence(step, &mut out)),
        Form::Followup { .. } => {}
    }
    out
}

fn of_evidence<'d>(evidence: &'d Evidence, out: &mut Vec<&'d str>) {
    evidence.any.iter().for_each(|occurrence| of_occurrence(occurrence, out));
}

fn of_occurrence<'d>(occurrence: &'d Occurrence, out: &mut Vec<&'d str>) {
    if let Occurrence::Records(selector) = occurrence {
        of_selector(selector, out);
    }
}

fn of_selector<'d>(selector: &'d Selector, out: &mut Vec<&'d str>) {
    selector.when.iter().for_each(|when| of_expr(when, out));
}

fn of_share<'d>(share: &'d Share, out: &mut Vec<&'d str>) {
    out.extend([share.part.as_str(), share.whole.as_str()]);
}

fn of_expr<'d>(expr: &'d Expr, out: &mut Vec<&'d str>) {
    out.push(&expr.words);
    match &expr.node {
        Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| of_expr(part, out)),
        Node::Not(inner) => of_expr(inner, out),
        Node::Compare { left, right: Operand::Term(right), .. } => [left, right].into_iter().for_each(|term| of_term(term, out)),
        Node::Compare { left, .. } | Node::Known(left) => of_term(left, out),
        Node::Share { part, whole, .. } => [part, whole].into_iter().for_each(|term| of_term(term, out)),
    }
}

fn of_term<'d>(term: &'d Term, out: &mut Vec<&'d str>) {
    out.push(match term {
        Term::Field(field) => field,
        Term::Fact { argument, .. } => argument,
    });
}
