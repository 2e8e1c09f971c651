//! A file has a number below, or the same as, one that ships already.
//!
//! A database that has the later file gets this one out of order, or never: two branches chose one number.
//!
//! A number is what the name begins with: `0042_add.sql`, `V2.1__add.sql`, `20240131-add.sql`. What ships is told by the caller:
//! the daemon from its ledger, `groundline review` from the commit it compares with.
//!
//! Instead, give the file the next free number.

use crate::number::Number;
use crate::policy::glob;
use crate::rules::prelude::*;

/// The rule `non-linear-history`.
pub(super) static RULE: Rule = Rule {
    code: "non-linear-history",
    engines: ALL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[Parameter {
        name: "except",
        default: Value::List(&["schemas/**"]),
        about: "paths whose numbers are no history, such as a desired schema",
    }],
    source: include_str!("non_linear_history.rs"),
    check: Check::File(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let (files, path) = (look.around.siblings, look.around.path);
    let is_excepted = look.parameters.list("except").iter().any(|pattern| glob::matches(pattern, path));
    if is_excepted || files.ran(path).is_some() {
        return;
    }
    let Some(own) = Number::of(path) else { return };
    let Some(series) = files.series(&own) else { return };
    // The first file with a number has it; that is this file, or one before it.
    let twin = series.first.get(&own.parts).filter(|other| **other != path);
    let problem = match (&series.shipped, twin) {
        (Some((last, name)), _) if *last == own.parts => format!("`{name}` has the same number, and ships already"),
        (Some((last, name)), _) if *last > own.parts => format!("`{name}` ships already, and has a higher number"),
        (_, Some(name)) => format!("`{name}` has the same number"),
        _ => return,
    };
    if let Some(first) = look.units.first() {
        let highest = files.highest(own.folder).first().copied().unwrap_or_default();
        let (free, width) = (highest.saturating_add(1), own.width);
        let help = format!("give it the next free number: {free:0width$}");
        marks.push(look.mark_in(first, &first.head(), problem).help(help));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        let ran = vec![crate::Ran::of("m/0007_x.sql", "SELECT 1;"), crate::Ran::of("m/V2.1__x.sql", "SELECT 1;")];
        let known = crate::Known { ran, ..crate::Known::default() };
        let setup =
            |path| crate::cases::Setup { known: known.clone(), path, others: &["m/0009_y.sql"], ..Default::default() };
        let cases = &["SELECT 1;"];
        crate::cases::check_in(
            &super::RULE,
            &setup("m/0006_y.sql"),
            &["SELECT 1;", "mysql: SELECT 1;", "sqlite: SELECT 1;"],
            &[],
        );
        crate::cases::check_in(
            &super::RULE,
            &setup("m/0008_y.sql"),
            &[],
            &["SELECT 1;", "mysql: SELECT 1;", "sqlite: SELECT 1;"],
        );
        for path in ["m/0007_y.sql", "m/V2__y.sql", "m/0009_z.sql"] {
            crate::cases::check_in(&super::RULE, &setup(path), cases, &[]);
        }
        for path in [
            "m/0007_x.sql",
            "m/V2.2__y.sql",
            "n/0001_y.sql",
            "m/0007_x.down.sql",
            "m/other.sql",
            "schemas/m/0009_y.sql",
        ] {
            crate::cases::check_in(&super::RULE, &setup(path), &[], cases);
        }
        let found = crate::cases::in_setup(&super::RULE, "SELECT 1;", &setup("m/0003_y.sql"));
        assert_eq!(found[0].help.as_deref(), Some("give it the next free number: 0010"));
    }
}
