//! A pragma that can destroy the database.
//!
//! `writable_schema` lets a typing error corrupt the file; `journal_mode = OFF` and `synchronous = OFF` lose it in a crash.

use crate::rules::prelude::*;

/// The rule `sqlite-writable-schema`.
pub(super) static RULE: Rule = Rule {
    code: "sqlite-writable-schema",
    engines: SQLITE,
    level: Level::Error,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("sqlite_writable_schema.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Pragma(name, value) = &look.unit.form else { return };
    let value = value.to_ascii_uppercase();
    let is_off = matches!(value.as_str(), "OFF" | "0");
    let is_bad = match name.as_str() {
        "writable_schema" => !is_off && !value.is_empty(),
        "journal_mode" => matches!(value.as_str(), "OFF" | "MEMORY"),
        "synchronous" | "ignore_check_constraints" => {
            if name == "synchronous" {
                is_off
            } else {
                !is_off && !value.is_empty()
            }
        }
        _ => false,
    };
    if is_bad {
        marks.push(look.mark_all(format!("`{name} = {}` can cost the database", value.to_lowercase())));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["PRAGMA writable_schema = ON;", "PRAGMA journal_mode = OFF;", "PRAGMA synchronous = 0;"],
            &["PRAGMA journal_mode = WAL;", "PRAGMA writable_schema = OFF;", "PRAGMA table_info(t);"],
        );
    }
}
