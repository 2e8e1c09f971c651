//! REFRESH MATERIALIZED VIEW CONCURRENTLY takes EXCLUSIVE: readers go on, and no other refresh and no change of the view can run meanwhile.
//!
//! Instead, refresh where nothing else has to, and not more often than one refresh takes.

use crate::rules::prelude::*;

/// The rule `refresh-matview-concurrent-lock`.
pub(super) static RULE: Rule = Rule {
    code: "refresh-matview-concurrent-lock",
    engines: POSTGRES,
    level: Level::Off,
    priority: 3,
    aliases: &[],
    parameters: &[],
    source: include_str!("refresh_matview_concurrent_lock.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    if let Form::Refresh { name: Some(name), concurrently: true, .. } = &look.unit.form {
        marks.push(look.mark(&name.span, format!("`{}` is locked EXCLUSIVE: one refresh at a time", name.shown())));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "REFRESH MATERIALIZED VIEW CONCURRENTLY v;",
                "REFRESH MATERIALIZED VIEW CONCURRENTLY s.v WITH DATA;",
                "refresh materialized view concurrently \"V\";",
            ],
            &["REFRESH MATERIALIZED VIEW v;", "REFRESH MATERIALIZED VIEW v WITH NO DATA;", "SELECT 1;"],
        );
    }
}
