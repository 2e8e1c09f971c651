//! Privileges as statements: from what somebody may to what somebody is to.
//!
//! To take a privilege from the whole takes it from every column too, so that what is taken is taken first; all of it is one
//! transaction, and nobody is without anything in between.

use std::collections::{BTreeMap, BTreeSet};

use schema::object::Grant;
use schema::{Ident, Kind, Object, ObjectId};

use super::sql::{grantee, ident, idents, keyword, name};

const OPTION: &str = " WITH GRANT OPTION";
const NOT: &str = "NOT ";

/// How much of a privilege somebody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    /// Not even what everybody has from the start.
    Less,
    /// What everybody has.
    Usual,
    /// The privilege.
    Held,
    /// The privilege, and the right to hand it on.
    Grantable,
}

/// Levels of privileges on the whole, and on columns.
#[derive(Default)]
struct Levels<'a> {
    whole: BTreeMap<&'a str, Level>,
    columns: BTreeMap<(&'a str, &'a Ident), Level>,
}

impl<'a> Levels<'a> {
    fn of(grant: &'a Grant) -> Self {
        let read = |privilege: &'a str| match (privilege.strip_prefix(NOT), privilege.strip_suffix(OPTION)) {
            (Some(bare), _) => (bare, Level::Less),
            (_, Some(bare)) => (bare, Level::Grantable),
            _ => (privilege, Level::Held),
        };
        let columns = grant.columns.iter().flat_map(|(privilege, columns)| {
            let (privilege, level) = read(privilege);
            columns.iter().map(move |column| ((privilege, column), level))
        });
        Self { whole: grant.privileges.iter().map(|privilege| read(privilege)).collect(), columns: columns.collect() }
    }

    fn whole(&self, privilege: &str) -> Level {
        self.whole.get(privilege).copied().unwrap_or(Level::Usual)
    }

    fn column(&self, key: &(&'a str, &'a Ident)) -> Level {
        self.columns.get(key).copied().unwrap_or(Level::Usual)
    }
}

/// Privileges that are listed together.
#[derive(Default)]
struct List<'a>(BTreeSet<&'a str>, BTreeMap<&'a str, BTreeSet<&'a Ident>>);

impl List<'_> {
    fn is_empty(&self) -> bool {
        self.0.is_empty() && self.1.is_empty()
    }

    fn shown(&self) -> String {
        let columns =
            self.1.iter().map(|(privilege, columns)| format!("{privilege} ({})", idents(columns.iter().copied())));
        self.0.iter().map(ToString::to_string).chain(columns).collect::<Vec<_>>().join(", ")
    }
}

/// What is to be taken and given between two grants.
#[derive(Default)]
pub(super) struct Moves<'a> {
    taken: List<'a>,
    options_taken: List<'a>,
    given: List<'a>,
    options_given: List<'a>,
}

impl<'a> Moves<'a> {
    pub(super) fn between(from: &'a Grant, to: &'a Grant) -> Self {
        let (old, new) = (Levels::of(from), Levels::of(to));
        let mut moves = Self::default();
        for privilege in old.whole.keys().chain(new.whole.keys()).copied().collect::<BTreeSet<_>>() {
            match (old.whole(privilege), new.whole(privilege)) {
                (from, to) if from == to => {}
                (Level::Grantable, Level::Held) => drop(moves.options_taken.0.insert(privilege)),
                (from, to) if to < from => drop(moves.taken.0.insert(privilege)),
                (_, Level::Grantable) => drop(moves.options_given.0.insert(privilege)),
                _ => drop(moves.given.0.insert(privilege)),
            }
        }
        for key in old.columns.keys().chain(new.columns.keys()).copied().collect::<BTreeSet<_>>() {
            let (privilege, column) = key;
            // It went with the whole.
            let before = match old.column(&key) {
                _ if moves.taken.0.contains(privilege) => Level::Usual,
                Level::Grantable if moves.options_taken.0.contains(privilege) => Level::Held,
                level => level,
            };
            let list = match (before, new.column(&key)) {
                (from, to) if from == to => continue,
                (Level::Grantable, Level::Held) => &mut moves.options_taken,
                (from, to) if to < from => &mut moves.taken,
                (_, Level::Grantable) => &mut moves.options_given,
                _ => &mut moves.given,
            };
            list.1.entry(privilege).or_default().insert(column);
        }
        moves
    }

    /// What is given, in words; nothing where nothing is.
    pub(super) fn given(&self) -> Option<String> {
        let all: Vec<_> =
            [&self.given, &self.options_given].into_iter().filter(|list| !list.is_empty()).map(List::shown).collect();
        (!all.is_empty()).then(|| all.join(", "))
    }

    /// What is taken, in words; nothing where nothing is.
    pub(super) fn taken(&self) -> Option<String> {
        let options = (!self.options_taken.is_empty()).then(|| format!("hand on {}", self.options_taken.shown()));
        let taken = (!self.taken.is_empty()).then(|| self.taken.shown());
        let all: Vec<_> = taken.into_iter().chain(options).collect();
        (!all.is_empty()).then(|| all.join(", "))
    }

    /// The statements; what is taken comes first.
    pub(super) fn statements(&self, place: &Place) -> Vec<String> {
        let Place { before, on, grantee } = place;
        let taken = [("", &self.taken), ("GRANT OPTION FOR ", &self.options_taken)].into_iter();
        let taken = taken.filter(|(_, list)| !list.is_empty());
        let taken = taken.map(|(what, list)| format!("{before}REVOKE {what}{} ON {on} FROM {grantee}", list.shown()));
        let given = [(&self.given, ""), (&self.options_given, OPTION)].into_iter().filter(|(list, _)| !list.is_empty());
        let given = given.map(|(list, option)| format!("{before}GRANT {} ON {on} TO {grantee}{option}", list.shown()));
        taken.chain(given).collect()
    }
}

/// On what, and to whom.
pub(super) struct Place {
    before: String,
    /// What stands after `ON`.
    pub(super) on: String,
    /// What stands after `TO`.
    pub(super) grantee: String,
}

impl Place {
    /// The place of privileges on what they need, or of default privileges.
    pub(super) fn of(object: &Object) -> Option<Self> {
        let id = &object.id;
        let grantee = grantee(&id.name);
        if id.kind != Kind::DefaultPrivileges {
            return Some(Self { before: String::new(), on: described(object.depends_on.first()?), grantee });
        }
        let arguments = id.arguments.as_deref().unwrap_or_default();
        let (what, role) =
            arguments.split_once(" FOR ROLE ").map_or((arguments, None), |(what, role)| (what, Some(role)));
        let role = role.map(|role| format!(" FOR ROLE {role}")).unwrap_or_default();
        let schema = id.schema.as_ref().map(|schema| format!(" IN SCHEMA {}", ident(schema))).unwrap_or_default();
        let before = format!("ALTER DEFAULT PRIVILEGES{role}{schema} ");
        Some(Self { before, on: what.to_owned(), grantee })
    }
}

/// The object as `GRANT` names it: every relation but a sequence is a table, every routine but a procedure a function.
pub(super) fn described(id: &ObjectId) -> String {
    let word = match id.kind {
        Kind::View | Kind::MaterializedView | Kind::ForeignTable => "TABLE",
        Kind::Aggregate => "FUNCTION",
        Kind::Server => "FOREIGN SERVER",
        kind => keyword(kind),
    };
    format!("{word} {}", name(id))
}

/// The statements that give all of it.
pub(super) fn create(object: &Object, grant: &Grant) -> Vec<String> {
    let nothing = Grant::default();
    Place::of(object).map(|place| Moves::between(&nothing, grant).statements(&place)).unwrap_or_default()
}

/// The statements that restore owner and privileges of an object that was made again; what a schema knows beside is none.
pub(super) fn restored(object: &Object) -> impl Iterator<Item = String> {
    object.grants.iter().filter(|statement| !is_of_what_comes(object, statement)).map(ToString::to_string)
}

fn is_of_what_comes(object: &Object, statement: &str) -> bool {
    object.id.kind == Kind::Schema && statement.contains(": ")
}

/// The statements that take from a new object what default privileges give, as its schema knows them.
pub(super) fn taken_from_new(schema: &Object, new: &ObjectId) -> Vec<String> {
    let start = format!("{}: ", new.kind);
    let all = schema.grants.iter().filter_map(|statement| statement.strip_prefix(start.as_str()));
    all.map(|statement| statement.replacen('$', &described(new), 1)).collect()
}

/// The privileges on one column, as statements that restore them.
pub(super) fn of_column(table: &Object, column: &Ident) -> Vec<String> {
    let mark = format!(" ({}) ON ", ident(column));
    table.grants.iter().filter(|statement| statement.contains(&mark)).map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grant(privileges: &[&str], columns: &[(&str, &[&str])]) -> Grant {
        Grant {
            privileges: privileges.iter().map(|name| (*name).into()).collect(),
            columns: columns
                .iter()
                .map(|(name, columns)| ((*name).into(), columns.iter().map(|name| Ident::from(*name)).collect()))
                .collect(),
        }
    }

    fn moved(from: &Grant, to: &Grant) -> Vec<String> {
        let place = Place { before: String::new(), on: "t".into(), grantee: "r".into() };
        Moves::between(from, to).statements(&place)
    }

    #[test]
    fn what_moves_from_the_whole_to_a_column_is_taken_first() {
        let (whole, column) = (grant(&["UPDATE", "SELECT"], &[]), grant(&["SELECT"], &[("UPDATE", &["a b"])]));
        assert_eq!(moved(&whole, &column), ["REVOKE UPDATE ON t FROM r", "GRANT UPDATE (\"a b\") ON t TO r"]);
        assert_eq!(moved(&column, &whole), ["REVOKE UPDATE (\"a b\") ON t FROM r", "GRANT UPDATE ON t TO r"]);
    }

    #[test]
    fn a_column_that_keeps_what_the_whole_loses_gets_it_again() {
        let both = grant(&["SELECT"], &[("SELECT", &["a"])]);
        let column = grant(&[], &[("SELECT", &["a"])]);
        assert_eq!(moved(&both, &column), ["REVOKE SELECT ON t FROM r", "GRANT SELECT (a) ON t TO r"]);
    }

    #[test]
    fn the_right_to_hand_on_is_taken_alone() {
        let (more, less) = (grant(&["SELECT WITH GRANT OPTION"], &[]), grant(&["SELECT"], &[]));
        assert_eq!(moved(&more, &less), ["REVOKE GRANT OPTION FOR SELECT ON t FROM r"]);
        assert_eq!(moved(&less, &more), ["GRANT SELECT ON t TO r WITH GRANT OPTION"]);
        assert_eq!(moved(&more, &Grant::default()), ["REVOKE SELECT ON t FROM r"]);
    }

    #[test]
    fn what_everybody_has_is_taken_and_given_back() {
        let less = grant(&["NOT EXECUTE"], &[]);
        assert_eq!(moved(&Grant::default(), &less), ["REVOKE EXECUTE ON t FROM r"]);
        assert_eq!(moved(&less, &Grant::default()), ["GRANT EXECUTE ON t TO r"]);
    }
}
