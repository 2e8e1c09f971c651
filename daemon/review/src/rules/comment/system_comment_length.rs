//! A comment is longer than the team allows.
//!
//! Tools that show comments cut them.

use crate::rules::prelude::*;

/// The rule `system-comment-length`.
pub(super) static RULE: Rule = Rule {
    code: "system-comment-length",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &["comment-too-long"],
    parameters: &[Parameter {
        name: "number",
        default: Value::Number(64),
        about: "how many characters a comment may have",
    }],
    source: include_str!("system_comment_length.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Comment { text: Some(text), .. } = &look.unit.form else { return };
    let (length, most) = (text.chars().count(), look.parameters.count("number"));
    if length > most {
        marks.push(look.mark_all(format!("the comment has {length} characters, at most {most} are allowed")));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.system-comment-length]\nnumber = 5",
            &[
                "COMMENT ON TABLE t IS 'too long';",
                "COMMENT ON COLUMN s.t.a IS 'too long';",
                "COMMENT ON INDEX i IS 'too long';",
            ],
            &["COMMENT ON TABLE t IS 'ok';", "COMMENT ON TABLE t IS NULL;", "SELECT 'too long';"],
        );
    }
}
