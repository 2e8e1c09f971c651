//! A constraint is added to a domain: every table that uses it is scanned, while writes wait.
//!
//! Instead, add it NOT VALID, and validate it later.

use crate::rules::prelude::*;

/// The rule `domain-constraint`.
pub(super) static RULE: Rule = Rule {
    code: "domain-constraint",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("domain_constraint.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let Form::Alter(alter) = &look.unit.form else { return };
    let is_new = alter
        .name
        .as_ref()
        .and_then(|name| look.catalog.object("DOMAIN", name))
        .is_some_and(|known| look.catalog.is_of_file(known.born));
    let unit = look.unit;
    let adds = unit.is(alter.rest, "ADD") || unit.are(alter.rest, &["SET", "NOT", "NULL"]);
    if alter.kind == "DOMAIN" && adds && !is_new && unit.find(&["NOT", "VALID"]).is_none() {
        marks.push(
            look.mark_all("every table that uses the domain is scanned, and writes wait")
                .help("add it NOT VALID, and validate it later"),
        );
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "ALTER DOMAIN d ADD CONSTRAINT c CHECK (value > 0);",
                "ALTER DOMAIN s.d ADD CHECK (value > 0);",
                "ALTER DOMAIN d SET NOT NULL;",
            ],
            &[
                "ALTER DOMAIN d ADD CONSTRAINT c CHECK (value > 0) NOT VALID;",
                "CREATE DOMAIN d AS int; ALTER DOMAIN d ADD CHECK (value > 0);",
                "ALTER DOMAIN d DROP CONSTRAINT c;",
            ],
        );
    }
}
