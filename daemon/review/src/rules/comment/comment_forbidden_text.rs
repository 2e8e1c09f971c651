//! A comment of a table or column has a text that the team forbids, or lacks one that it asks for.
//!
//! Instead, write what the format asks for.

use crate::rules::prelude::*;

/// The rule `comment-forbidden-text`.
pub(super) static RULE: Rule = Rule {
    code: "comment-forbidden-text",
    engines: SERVERS,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[
        Parameter {
            name: "format",
            default: Value::Text(""),
            about: "a regular expression that comments match; empty for none",
        },
        Parameter {
            name: "forbidden_format",
            default: Value::Text(""),
            about: "one that they must not match; empty for none",
        },
    ],
    source: include_str!("comment_forbidden_text.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let (wanted, forbidden) = (look.parameters.text("format"), look.parameters.text("forbidden_format"));
    let mut judge = |text: &str, span: &Span| {
        if !wanted.is_empty() && !look.parameters.is_match(wanted, text) {
            marks.push(look.mark(span, format!("the comment does not match `{wanted}`")));
        }
        if !forbidden.is_empty() && look.parameters.is_match(forbidden, text) {
            marks.push(look.mark(span, format!("the comment matches `{forbidden}`, which is not allowed")));
        }
    };
    if let Form::Comment { text: Some(text), .. } = &look.unit.form {
        judge(text, &look.unit.head());
    }
    for (_, column) in look.columns() {
        if let Some(comment) = &column.comment {
            judge(comment, &column.span);
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.comment-forbidden-text]\nforbidden_format = \"[Tt][Oo][Dd][Oo]\"",
            &[
                "COMMENT ON TABLE t IS 'todo';",
                "mysql: CREATE TABLE t (a int COMMENT 'TODO: name');",
                "COMMENT ON COLUMN t.a IS 'what is this? todo';",
            ],
            &[
                "COMMENT ON TABLE t IS 'orders of a day';",
                "mysql: CREATE TABLE t (a int COMMENT 'a name');",
                "COMMENT ON TABLE t IS NULL;",
            ],
        );
    }
}
