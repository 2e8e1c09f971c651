//! A value is added to an enum without its place.
//!
//! It comes last in every ORDER BY and comparison.
//!
//! Instead, say where: `ADD VALUE 'late' AFTER 'sent'`.

use crate::rules::prelude::*;

/// The rule `enum-add-without-position`.
pub(super) static RULE: Rule = Rule {
    code: "enum-add-without-position",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("enum_add_without_position.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let unit = look.unit;
    let Some(span) =
        unit.find(&["ADD", "VALUE"]).filter(|_| matches!(&unit.form, Form::Alter(alter) if alter.kind == "TYPE"))
    else {
        return;
    };
    let has_place = ["BEFORE", "AFTER"].iter().any(|word| unit.places(&unit.all(), word).next().is_some());
    if !has_place {
        marks.push(look.mark(&span, "the value comes last in every ORDER BY").help("say BEFORE or AFTER which one"));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER TYPE mood ADD VALUE 'calm';",
                "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'calm';",
                "ALTER TYPE s.mood ADD VALUE 'before';",
            ],
            &[
                "ALTER TYPE mood ADD VALUE 'calm' AFTER 'glad';",
                "ALTER TYPE mood ADD VALUE 'calm' BEFORE 'glad';",
                "ALTER TYPE mood RENAME TO feeling;",
            ],
        );
    }
}
