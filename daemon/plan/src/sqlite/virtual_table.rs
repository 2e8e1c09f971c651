//! Virtual tables: their rows can be carried to a new definition where the module lets them be read.

use schema::sql::unquote;
use schema::{Dialect, Ident, Object};

use super::render::quoted;
use super::tokens::{list, tokens};

/// What the definition tells.
struct Module {
    name: String,
    /// Columns in order.
    columns: Vec<Ident>,
    /// Options such as `content`, with their values unquoted.
    options: Vec<(String, String)>,
}

/// The statements that fill the new table from the old one under its kept name; none where the rows cannot be carried.
pub(super) fn carry(old: &Object, new: &Object, kept: &Ident) -> Option<Vec<String>> {
    let (before, after) = (module(old)?, module(new)?);
    let into = quoted(&new.id.name);
    match after.option("content") {
        Some("") => return None,
        Some(_) => return Some(vec![format!("INSERT INTO {into}({into}) VALUES ('rebuild')")]),
        None => {}
    }
    if before.name != after.name || before.option("content").is_some_and(str::is_empty) {
        return None;
    }
    let common: Vec<String> = after
        .columns
        .iter()
        .filter(|column| before.columns.iter().any(|other| other.as_str().eq_ignore_ascii_case(column.as_str())))
        .map(quoted)
        .collect();
    let full_text = after.name.starts_with("fts");
    if common.is_empty() || (!full_text && common.len() != after.columns.len()) {
        return None;
    }
    let rowid = if full_text { "rowid, " } else { "" };
    let list = common.join(", ");
    Some(vec![format!("INSERT INTO {into} ({rowid}{list})\nSELECT {rowid}{list}\nFROM {}", quoted(kept))])
}

impl Module {
    fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().find(|(option, _)| option == name).map(|(_, value)| value.as_str())
    }
}

fn module(object: &Object) -> Option<Module> {
    let schema::Facts::Defined { definition } = &object.facts else { return None };
    let after = definition.split_once(" USING ").map(|(_, after)| after)?;
    let name = tokens(after).first()?.text.to_ascii_lowercase();
    if !["fts3", "fts4", "fts5", "rtree", "rtree_i32"].contains(&name.as_str()) {
        return None;
    }
    let mut module = Module { name, columns: Vec::new(), options: Vec::new() };
    for argument in list(after).map(|(parts, _)| parts).unwrap_or_default() {
        let words = tokens(argument);
        match words.as_slice() {
            [option, equals, value, ..] if equals.text == "=" => {
                module.options.push((option.text.to_ascii_lowercase(), unquote(Dialect::Sqlite, &value.text)));
            }
            // Auxiliary columns of rtree are marked so.
            [plus, column, ..] if plus.text == "+" => module.columns.push(Ident::parse(Dialect::Sqlite, &column.text)),
            [column, ..] => module.columns.push(Ident::parse(Dialect::Sqlite, &column.text)),
            [] => {}
        }
    }
    Some(module)
}
