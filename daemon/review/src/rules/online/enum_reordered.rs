//! The members of an ENUM or SET get another order.
//!
//! Rows store the number of the member: every row is written again, and ORDER BY sorts in another way.
//!
//! Instead, add new members at the end.

use crate::rules::prelude::*;

/// The rule `enum-reordered`.
pub(super) static RULE: Rule = Rule {
    code: "enum-reordered",
    engines: MYSQL,
    level: Level::Warning,
    priority: 1,
    aliases: &["enum-inserted-middle", "set-reordered", "set-inserted-middle"],
    parameters: &[],
    source: include_str!("enum_reordered.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for (span, old, new) in super::members::changes(look) {
        let kept: Vec<_> = old.iter().filter(|member| new.contains(member)).collect();
        let places: Vec<_> = kept.iter().filter_map(|member| new.iter().position(|other| other == *member)).collect();
        let moves = places.iter().enumerate().any(|(at, place)| at != *place);
        if moves && kept.len() == old.len() {
            let message = "members get other numbers: every row is written again, and sorts in another way";
            let mark = look.mark(&span, message).help("add new members at the end");
            let added = new.iter().filter(|member| !old.contains(member));
            let members: Vec<_> = old.iter().chain(added).map(|one| format!("'{}'", one.replace('\'', "''"))).collect();
            let written = look.unit.text.get(span.clone()).unwrap_or_default();
            let word = written.split('(').next().unwrap_or_default().trim_end();
            let text = format!("{word}({})", members.join(", "));
            marks.push(look.replacing(mark, "add new members at the end", &span, text));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE t (a enum('x','y'));\n---\nALTER TABLE t MODIFY a enum('y','x');",
                "CREATE TABLE t (a enum('x','y'));\n---\nALTER TABLE t MODIFY a enum('x','n','y');",
                "CREATE TABLE t (a set('x','y'));\n---\nALTER TABLE t MODIFY a set('n','x','y');",
            ],
            &[
                "CREATE TABLE t (a enum('x','y'));\n---\nALTER TABLE t MODIFY a enum('x','y','z');",
                "CREATE TABLE t (a enum('x','y'));\n---\nALTER TABLE t MODIFY a enum('x','y') NOT NULL;",
                "ALTER TABLE t MODIFY a enum('y','x');",
            ],
        );
    }
}
