//! A statement is of a kind that the team does not allow.
//!
//! The list names kinds by their first words, such as `VACUUM`, `GRANT` or `CREATE TRIGGER`.

use crate::rules::prelude::*;

/// The rule `statement-not-allowed`.
pub(super) static RULE: Rule = Rule {
    code: "statement-not-allowed",
    engines: ALL,
    level: Level::Off,
    priority: 1,
    aliases: &[],
    parameters: &[Parameter {
        name: "list",
        default: Value::List(&[]),
        about: "kinds that are not allowed, by their first words",
    }],
    source: include_str!("statement_not_allowed.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    for kind in look.parameters.list("list") {
        let words: Vec<_> = kind.split_whitespace().collect();
        let is_create = words.first().is_some_and(|word| word.eq_ignore_ascii_case("CREATE"));
        let found = match &look.unit.form {
            Form::Create(create) if is_create && words.len() > 1 => {
                create.kind.eq_ignore_ascii_case(&words[1..].join(" "))
            }
            Form::CreateIndex(_) if is_create && words.len() == 2 => words[1].eq_ignore_ascii_case("INDEX"),
            _ => look.unit.are(0, &words),
        };
        if found && !words.is_empty() {
            marks.push(look.mark_all(format!("{} is not allowed", kind.to_uppercase())));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.statement-not-allowed]\nlist = [\"vacuum\", \"CREATE TRIGGER\", \"drop table\"]",
            &[
                "VACUUM t;",
                "mysql: CREATE DEFINER=a@b TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;",
                "sqlite: DROP TABLE t;",
            ],
            &["CREATE TABLE t (a int);", "mysql: CREATE VIEW v AS SELECT 1 AS a;", "sqlite: DROP INDEX i;"],
        );
    }
}
