//! Rights are granted to all, of all, or with the right to pass them on.
//!
//! ALL, ON ALL TABLES, TO PUBLIC, WITH GRANT OPTION: more than the one who gets them needs.
//!
//! Instead, name the rights, the objects and the role.

use crate::rules::prelude::*;

/// The rule `grant-all-or-broad`.
pub(super) static RULE: Rule = Rule {
    code: "grant-all-or-broad",
    engines: SERVERS,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("grant_all_or_broad.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let Form::Grant { is_revoke: false } = &unit.form else { return };
    let broad: [(&[&str], &str); 6] = [
        (&["GRANT", "ALL"], "every right is granted"),
        (&["ON", "ALL"], "the rights are on every object of the schema"),
        (&["TO", "PUBLIC"], "everyone gets the rights"),
        (&["WITH", "GRANT", "OPTION"], "whoever gets the rights may pass them on"),
        (&["WITH", "ADMIN", "OPTION"], "whoever gets the role may pass it on"),
        (&["GRANT", "SUPER"], "whoever gets it may do anything"),
    ];
    for (words, message) in broad {
        if let Some(span) = unit.find(words) {
            let mark = look.mark(&span, message).help("name the rights, the objects and the role");
            let start = unit.text[..span.start].trim_end().len();
            marks.push(if words[0] == "WITH" {
                look.replacing(mark, "leave it out", &(start..span.end), "")
            } else {
                mark
            });
            return;
        }
    }
    if look.is_mysql()
        && (0..unit.tokens.len()).any(|at| {
            unit.is(at, "ON") && unit.token(at + 1) == "*" && unit.token(at + 2) == "." && unit.token(at + 3) == "*"
        })
    {
        marks.push(look.mark_all("the rights are on every database of the server").help("name the database"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "GRANT SELECT ON t TO app WITH GRANT OPTION;",
                "GRANT ALL ON t TO app;",
                "GRANT SELECT ON ALL TABLES IN SCHEMA s TO app;",
                "mysql: GRANT SELECT ON *.* TO app@'%';",
            ],
            &[
                "GRANT SELECT, INSERT ON t TO app;",
                "REVOKE ALL ON t FROM PUBLIC;",
                "mysql: GRANT SELECT ON shop.* TO app@'%';",
            ],
        );
    }
}
