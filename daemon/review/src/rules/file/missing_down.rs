//! A change has no file that takes it back.
//!
//! Teams whose runner goes back by a second file want it written while the change is fresh.
//!
//! Where the file's name ends with `up`, the file beside it must end with `down`; else a file of its name with `down`, or one of
//! the `markers` in the file itself. Files that the caller knows of count too. Groundline itself needs none: what a step destroys
//! is saved, and `groundline undo` brings it back.
//!
//! Instead, write the file beside it, or a note in it why there is no way back: `-- groundline: allow missing-down REASON`.

use crate::policy::glob;
use crate::rules::prelude::*;

/// The rule `missing-down`.
pub(super) static RULE: Rule = Rule {
    code: "missing-down",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &[],
    parameters: &[
        Parameter { name: "up", default: Value::Text(".up.sql"), about: "how the name of a change ends" },
        Parameter {
            name: "down",
            default: Value::Text(".down.sql"),
            about: "how the name of the file that takes it back ends",
        },
        Parameter {
            name: "except",
            default: Value::List(&["schemas/**"]),
            about: "paths that are no changes, such as a desired schema",
        },
        Parameter {
            name: "markers",
            default: Value::List(&["-- +goose Down", "-- +migrate Down", "-- migrate:down", "--rollback", "--//@UNDO"]),
            about: "lines that begin the way back in the file itself",
        },
    ],
    source: include_str!("missing_down.rs"),
    check: Check::File(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let (up, down, path) = (look.parameters.text("up"), look.parameters.text("down"), look.around.path);
    let changes = look.units.iter().any(|unit| unit.form.writes());
    let is_marked = look.parameters.list("markers").iter().any(|marker| look.around.text.contains(marker.as_str()));
    let is_excepted = look.parameters.list("except").iter().any(|pattern| glob::matches(pattern, path));
    if path.ends_with(down) || is_marked || is_excepted || !changes {
        return;
    }
    let stem = path.strip_suffix(up).or_else(|| path.strip_suffix(".sql")).unwrap_or(path);
    let wanted = format!("{stem}{down}");
    if let Some(first) = look.units.first().filter(|_| !look.around.siblings.has(&wanted)) {
        let name = wanted.rsplit(['/', '\\']).next().unwrap_or(&wanted);
        marks
            .push(look.mark_in(first, &first.head(), "nothing takes this change back").help(format!("write `{name}`")));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        let setup = |path, others| crate::cases::Setup { path, others, ..Default::default() };
        crate::cases::check_in(
            &super::RULE,
            &setup("m/1_a.sql", &[]),
            &["CREATE TABLE t (a int);", "mysql: DROP TABLE t;", "sqlite: UPDATE t SET a = 1 WHERE b = 2;"],
            &["SELECT 1;", "mysql: SET NAMES utf8mb4;", "DROP TABLE t;\n-- +goose Down\nSELECT 1;"],
        );
        let cases = &["CREATE TABLE t (a int);", "mysql: DROP TABLE t;", "sqlite: UPDATE t SET a = 1 WHERE b = 2;"];
        crate::cases::check_in(&super::RULE, &setup("m/1_a.up.sql", &["m/2_b.down.sql"]), cases, &[]);
        crate::cases::check_in(&super::RULE, &setup("m/1_a.up.sql", &["m/1_a.down.sql"]), &[], cases);
        crate::cases::check_in(&super::RULE, &setup("m/1_a.down.sql", &[]), &[], cases);
    }
}
