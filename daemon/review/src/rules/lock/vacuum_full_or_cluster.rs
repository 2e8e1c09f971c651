//! VACUUM FULL and CLUSTER write the table again while every read and write of it waits.
//!
//! Instead, plain `VACUUM` frees space for reuse without a strong lock; where the file must shrink, `pg_repack` does it online.

use crate::rules::prelude::*;

/// The rule `vacuum-full-or-cluster`.
pub(super) static RULE: Rule = Rule {
    code: "vacuum-full-or-cluster",
    engines: POSTGRES,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("vacuum_full_or_cluster.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let what = match &look.unit.form {
        Form::Vacuum { is_full: true, .. } => "VACUUM FULL",
        Form::Cluster(_) => "CLUSTER",
        _ => return,
    };
    let message = format!("{what} writes the table again while every read and write of it waits");
    marks.push(look.mark_all(message).help("use plain VACUUM, or pg_repack where the file must shrink"));
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &["VACUUM FULL t;", "VACUUM (FULL, ANALYZE) t;", "CLUSTER t USING i;"],
            &["VACUUM t;", "VACUUM (FULL OFF, ANALYZE) t;", "VACUUM ANALYZE;"],
        );
    }
}
