//! Names against the pattern of a rule's parameters.
//!
//! Not a rule: the rules of this theme say which names they ask about.
//!
//! Invariant: what is filled into a pattern stands for itself, whatever characters it has.

use crate::look::{Look, Mark};
use crate::read::form::{Constraint, Index, Name, Part, Span};

/// Marks a name that does not match `format`, or is longer than `max_length`; an empty name is one that was not given.
pub(super) fn check(look: &Look, marks: &mut Vec<Mark>, kind: &str, name: &str, span: &Span, fill: &[(&str, String)]) {
    marks.extend(problem(look, kind, name, span, fill));
}

/// What is wrong with a name.
fn problem(look: &Look, kind: &str, name: &str, span: &Span, fill: &[(&str, String)]) -> Option<Mark> {
    let mut format = look.parameters.text("format").to_owned();
    let shown = fill.iter().fold(format.clone(), |text, (key, value)| text.replace(&format!("{{{{{key}}}}}"), value));
    for (key, value) in fill {
        format = format.replace(&format!("{{{{{key}}}}}"), &regex::escape(value));
    }
    let (length, most) = (name.chars().count(), look.parameters.count("max_length"));
    if !look.parameters.is_match(&format, name) {
        let what = if name.is_empty() {
            format!("this {kind} has no name")
        } else {
            format!("{kind} name `{name}` does not match")
        };
        return Some(look.mark(span, format!("{what}: the pattern is `{shown}`")));
    }
    (most > 0 && length > most)
        .then(|| look.mark(span, format!("{kind} name `{name}` has {length} characters, at most {most} are allowed")))
}

/// The one name that a format allows, where it is nothing but placeholders and plain text, and short enough.
fn wanted(look: &Look, fill: &[(&str, String)]) -> Option<String> {
    let format = look.parameters.text("format");
    let name = fill.iter().fold(format.to_owned(), |text, (key, value)| text.replace(&format!("{{{{{key}}}}}"), value));
    let plain = name.strip_prefix('^')?.strip_suffix('$')?;
    let is_plain = plain.chars().all(|c| c.is_alphanumeric() || c == '_');
    let most = look.parameters.count("max_length");
    let is_short = most == 0 || plain.chars().count() <= most;
    (is_plain && is_short && !plain.ends_with('_')).then(|| plain.to_owned())
}

/// The same for a constraint.
pub(super) fn check_constraint(
    look: &Look,
    marks: &mut Vec<Mark>,
    kind: &str,
    table: &Name,
    constraint: &Constraint,
    fill: &[(&str, String)],
) {
    let columns = joined(constraint.columns());
    let own = [("table", table.name.as_str().to_owned()), ("column_list", columns)];
    let fill: Vec<_> = own.into_iter().chain(fill.iter().cloned()).collect();
    let name = constraint.name.as_ref().map_or("", Part::as_str);
    let span = constraint.name.as_ref().map_or(&constraint.span, |name| &name.span);
    let Some(mark) = problem(look, kind, name, span, &fill) else { return };
    marks.push(match wanted(look, &fill) {
        Some(wanted) => look.naming_constraint(mark, constraint, &wanted),
        None => mark,
    });
}

/// The same for an index.
pub(super) fn check_index(look: &Look, marks: &mut Vec<Mark>, kind: &str, table: Option<&Name>, index: &Index) {
    let columns = joined(index.parts.iter().filter_map(|part| part.column.as_ref()));
    let table = table.map(|table| table.name.as_str().to_owned()).unwrap_or_default();
    let fill = [("table", table), ("column_list", columns)];
    let name = index.name.as_ref().map_or("", |name| name.name.as_str());
    let span = index.name.as_ref().map_or(&index.span, |name| &name.span);
    let Some(mark) = problem(look, kind, name, span, &fill) else { return };
    marks.push(match wanted(look, &fill) {
        Some(wanted) => look.naming_index(mark, index, &wanted),
        None => mark,
    });
}

/// Names joined by underscores.
pub(super) fn joined<'a>(parts: impl IntoIterator<Item = &'a Part>) -> String {
    let names: Vec<_> = parts.into_iter().map(Part::as_str).collect();
    names.join("_")
}
