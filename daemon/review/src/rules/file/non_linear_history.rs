//! A file has a number below, or the same as, one that ships already.
//!
//! A database that has the later file gets this one out of order, or never: two branches chose one number.
//!
//! A number is what the name begins with: `0042_add.sql`, `V2.1__add.sql`, `20240131-add.sql`. What ships is told by the caller:
//! the daemon from its ledger, `groundline review` from the commit it compares with.
//!
//! Instead, give the file the next free number.

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
    let (ran, path) = (&look.around.known.ran, look.around.path);
    let is_excepted = look.parameters.list("except").iter().any(|pattern| glob::matches(pattern, path));
    if is_excepted || ran.iter().any(|ran| ran.path == path) {
        return;
    }
    let Some(own) = Number::of(path) else { return };
    let shipped = ran.iter().filter_map(|ran| Some((own.beside(&ran.path)?, ran.path.as_str())));
    let earlier = look.around.paths.iter().take_while(|other| **other != path);
    let twin =
        earlier.filter_map(|other| Some((own.beside(other)?, *other))).find(|(other, _)| other.parts == own.parts);
    let last = shipped.max_by(|one, two| one.0.parts.cmp(&two.0.parts));
    let problem = match (&last, &twin) {
        (Some((last, name)), _) if last.parts == own.parts => {
            format!("`{name}` has the same number, and ships already")
        }
        (Some((last, name)), _) if last.parts > own.parts => format!("`{name}` ships already, and has a higher number"),
        (_, Some((_, name))) => format!("`{name}` has the same number"),
        _ => return,
    };
    if let Some(first) = look.units.first() {
        marks.push(
            look.mark_in(first, &first.head(), problem)
                .help(format!("give it the next free number: {}", free(look, &own))),
        );
    }
}

/// The number above all that are there, as wide as this one is written.
fn free(look: &Look, own: &Number) -> String {
    let ran = look.around.known.ran.iter().map(|ran| ran.path.as_str());
    let all = ran.chain(look.around.paths.iter().copied()).filter_map(Number::of);
    let most = all.filter(|other| other.folder == own.folder).map(|other| other.parts).max();
    let first = most.and_then(|parts| parts.first().copied()).unwrap_or_default().saturating_add(1);
    format!("{first:0width$}", width = own.width)
}

/// The number of a file, with what files it is compared with.
struct Number<'p> {
    folder: &'p str,
    kind: String,
    parts: Vec<u64>,
    width: usize,
}

impl<'p> Number<'p> {
    /// The number of another file, where it is counted with this one.
    fn beside<'o>(&self, other: &'o str) -> Option<Number<'o>> {
        Number::of(other).filter(|other| other.folder == self.folder && other.kind == self.kind)
    }

    fn of(path: &'p str) -> Option<Self> {
        let path = path.trim_start_matches("./");
        let (folder, name) = path.rsplit_once(['/', '\\']).unwrap_or(("", path));
        let letter = name.chars().next().filter(|c| matches!(c, 'V' | 'v' | 'U' | 'u' | 'R' | 'B'));
        let rest = letter.map_or(name, |letter| &name[letter.len_utf8()..]);
        let number = rest.split(|c: char| !(c.is_ascii_digit() || c == '.')).next()?.trim_end_matches('.');
        let parts = number.split('.').map(|part| part.parse().ok()).collect::<Option<Vec<u64>>>()?;
        let ending = [".down.sql", ".undo.sql", ".rollback.sql"].into_iter().find(|ending| name.ends_with(ending));
        let kind = format!("{}{}", letter.unwrap_or_default(), ending.unwrap_or_default());
        let width = number.split('.').next().map_or(0, str::len);
        Some(Self { folder, kind, parts, width })
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
