//! The difference of two databases as a unified diff of their rendered objects.

use schema::{Database, Object, diff};
use similar::TextDiff;

/// The unified diff from observed to desired, object by object in the order of identities; empty when they are the same.
pub fn unified_diff(observed: &Database, desired: &Database) -> String {
    let mut text = String::new();
    for change in diff(observed, desired) {
        let (old, new) = match change {
            schema::Change::Added(new) => (None, Some(new)),
            schema::Change::Removed(old) => (Some(old), None),
            schema::Change::Changed(old, new) => (Some(old), Some(new)),
        };
        let name = change.object().id.to_string();
        let (before, after) = (rendered(observed, old), rendered(desired, new));
        let header = |object: Option<&Object>, side: &str| match object {
            Some(_) => format!("{side}/{name}"),
            None => "/dev/null".to_owned(),
        };
        let comparison = TextDiff::from_lines(&before, &after);
        let mut hunks = comparison.unified_diff();
        hunks.context_radius(3).header(&header(old, "observed"), &header(new, "desired"));
        text.push_str(&hunks.to_string());
    }
    text
}

fn rendered(database: &Database, object: Option<&Object>) -> String {
    let Some(object) = object else { return String::new() };
    crate::render::create(database.dialect, object).iter().map(|statement| format!("{statement};\n")).collect()
}
