//! Columns that are numbered, such as `phone1`, `phone2`, `phone3`: a list in disguise.
//!
//! A fourth one needs a change of the schema, and a search has to look at all of them.
//!
//! Instead, a table of its own with a row for each.

use crate::rules::prelude::*;

/// The rule `eav-or-numbered-columns`.
pub(super) static RULE: Rule = Rule {
    code: "eav-or-numbered-columns",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(2),
        about: "how many columns of one stem a table may have",
    }],
    source: include_str!("eav_or_numbered_columns.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::CreateTable(create) = &look.unit.form else { return };
    let mut stems: std::collections::BTreeMap<String, Vec<&Column>> = std::collections::BTreeMap::new();
    for column in &create.columns {
        let stem = column.name().trim_end_matches(|c: char| c.is_ascii_digit());
        if stem.len() < column.name().len() && !stem.is_empty() {
            stems.entry(stem.trim_end_matches('_').to_lowercase()).or_default().push(column);
        }
    }
    let most = look.parameters.count("number");
    for (stem, columns) in stems.iter().filter(|(_, columns)| columns.len() > most) {
        let Some(first) = columns.first() else { continue };
        let message = format!("{} columns are `{stem}` with a number: a list in disguise", columns.len());
        marks.push(look.mark(&first.name_span(), message).help("make a table of its own with a row for each"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (phone1 text, phone2 text, phone3 text);",
                "mysql: CREATE TABLE t (a_1 int, a_2 int, a_3 int);",
                "CREATE TABLE t (id int, Tag1 text, tag2 text, TAG_3 text);",
            ],
            &[
                "CREATE TABLE t (phone1 text, phone2 text);",
                "mysql: CREATE TABLE t (a1 int, b2 int, c3 int);",
                "CREATE TABLE t (md5 text, sha256 text, sha512 text);",
            ],
        );
    }
}
