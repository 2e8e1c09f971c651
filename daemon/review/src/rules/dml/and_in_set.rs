//! SET has AND where a comma is meant.
//!
//! `SET a = 1 AND b = 2` sets `a` to the truth of `1 AND b = 2` and leaves `b` alone.
//!
//! Instead: `SET a = 1, b = 2`.

use crate::rules::prelude::*;

/// The rule `and-in-set`.
pub(super) static RULE: Rule = Rule {
    code: "and-in-set",
    engines: MYSQL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("and_in_set.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Update(change) = &look.unit.form else { return };
    for (part, value) in &change.assignments {
        let (mut depth, mut found) = (0usize, Vec::new());
        for at in value.clone() {
            match look.unit.token(at) {
                "(" => depth += 1,
                ")" => depth = depth.saturating_sub(1),
                _ if depth == 0 && look.unit.is(at, "CASE") => depth += 1,
                _ if look.unit.is(at, "END") => depth = depth.saturating_sub(1),
                _ if depth == 0 && look.unit.is(at, "AND") && look.unit.token(at + 2) == "=" => found.push(at),
                _ => {}
            }
        }
        if let Some(at) = found.first().copied() {
            let message =
                format!("`{}` is set to the truth of all that follows, and nothing else is set", part.as_str());
            let mark = look.mark(&look.unit.place(&(at..at + 1)), message).help("write a comma");
            let span = look.unit.place(&(at - 1..at)).end..look.unit.place(&(at..at + 1)).end;
            let is_one = found.len() == 1;
            marks.push(if is_one { look.replacing(mark, "write a comma", &span, ",") } else { mark });
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
                "UPDATE t SET a = 1 AND b = 2 WHERE c = 3;",
                "UPDATE t SET a = 'x' and b = 2;",
                "UPDATE t SET x = 1, a = 1 AND b = 2 AND d = 3 WHERE c = 3;",
            ],
            &[
                "UPDATE t SET a = 1, b = 2 WHERE c = 3 AND d = 4;",
                "UPDATE t SET a = (b = 1 AND c = 2) WHERE d = 3;",
                "UPDATE t SET a = CASE WHEN b = 1 AND c = 2 THEN 1 ELSE 0 END WHERE d = 3;",
            ],
        );
    }
}
