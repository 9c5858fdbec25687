//! Signs that are never taken ([`jishi_base::signs`]) in JSON that was sent: each a fault at its field, however deep.

use super::problem::FieldError;
use jishi_base::signs::{HELP, Stray, stray, with_plain_line_ends, written_out};
use serde_json::Value;

/// Writes every end of a line as it is kept, and finds every such sign.
pub(crate) fn plain(sent: &mut Value) -> Vec<FieldError> {
    let mut errors = Vec::new();
    look(sent, String::new(), &mut errors);
    errors
}

fn look(value: &mut Value, field: String, errors: &mut Vec<FieldError>) {
    match value {
        Value::String(text) => {
            *text = with_plain_line_ends(std::mem::take(text));
            errors.extend(stray(text).map(|stray| fault(field, stray)));
        }
        Value::Array(all) => {
            for (at, one) in all.iter_mut().enumerate() {
                look(one, format!("{field}[{at}]"), errors);
            }
        }
        Value::Object(parts) => {
            for (name, part) in parts.iter_mut() {
                let shown = written_out(name);
                let field = if field.is_empty() { shown } else { format!("{field}.{shown}") };
                match stray(name) {
                    Some(stray) => errors.push(fault(field, stray)),
                    None => look(part, field, errors),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn fault(field: String, stray: Stray) -> FieldError {
    FieldError { field, message: stray.to_string(), help: HELP.to_owned() }
}
