//! An ALTER that goes through an online tool names ALGORITHM or LOCK.
//!
//! gh-ost, pt-online-schema-change and Groundline copy the table themselves: the clause means nothing to them, or is refused.
//!
//! Instead, leave it out.

use crate::rules::prelude::*;

/// The rule `osc-illegal-clause`.
pub(super) static RULE: Rule = Rule {
    code: "osc-illegal-clause",
    engines: MYSQL,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("osc_illegal_clause.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Some(alter) = look.unit.form.as_alter() else { return };
    for option in alter.options.iter().filter(|option| matches!(option.key, "ALGORITHM" | "LOCK")) {
        let mark =
            look.mark(&option.span, format!("{} means nothing to an online tool", option.key)).help("leave it out");
        let is_alone = alter.actions.is_empty() && alter.options.len() == 1;
        let span = look.with_comma(&option.span);
        marks.push(if is_alone { mark } else { look.replacing(mark, "leave it out", &span, "") });
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TABLE t ADD a int, ALGORITHM=INPLACE, LOCK=NONE;",
                "ALTER TABLE t ADD a int, LOCK = SHARED;",
                "ALTER TABLE t ADD INDEX i (a), ALGORITHM=COPY;",
            ],
            &["ALTER TABLE t ADD a int;", "CREATE INDEX i ON t (a) ALGORITHM=INPLACE;", "ALTER TABLE t ENGINE=InnoDB;"],
        );
    }
}
