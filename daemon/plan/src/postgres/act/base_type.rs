//! Base types: they are made whole when their functions are there, and become a name again before these go.
//!
//! A base type and its functions need each other, so that the server drops none of them alone: all of them are dropped, and the name and the
//! functions made again, in one transaction. What comes next is as for any other object.

use std::collections::{BTreeMap, BTreeSet};

use schema::{Database, ObjectId};

use super::generic::recreated;
use crate::postgres::base_types::functions;
use crate::postgres::sql::{described, name};

/// The type is no more than a name again, with its functions as they are in the first of the databases that has them.
pub(super) fn shell_again(databases: &[&Database], id: &ObjectId) -> Vec<String> {
    let mut statements = vec![format!("DROP {} CASCADE", described(id)), format!("CREATE TYPE {}", name(id))];
    let mut known = BTreeSet::new();
    for database in databases {
        let new = functions(database, id).filter(|function| known.insert(*function)).collect::<Vec<_>>();
        statements.extend(new.into_iter().filter_map(|function| database.get(function)).flat_map(recreated));
    }
    statements
}

/// What can be set of a type that is there.
const SETTABLE: &[&str] = &["RECEIVE", "SEND", "TYPMOD_IN", "TYPMOD_OUT", "ANALYZE", "SUBSCRIPT", "STORAGE"];

/// The statement that changes it in place; none where the server cannot.
pub(super) fn changed(id: &ObjectId, from: &str, to: &str) -> Option<Vec<String>> {
    let (from, to) = (properties(from)?, properties(to)?);
    let mut keys: Vec<&str> =
        from.keys().chain(to.keys()).copied().filter(|key| from.get(key) != to.get(key)).collect();
    keys.dedup();
    let can_be = |key: &&str| SETTABLE.contains(key) && (*key != "STORAGE" || to.get(key) != Some(&"plain"));
    if !keys.iter().all(can_be) {
        return None;
    }
    keys.sort_unstable();
    keys.dedup();
    let set: Vec<_> = keys.iter().map(|key| format!("{key} = {}", to.get(key).copied().unwrap_or("NONE"))).collect();
    Some(vec![format!("ALTER TYPE {} SET ({})", name(id), set.join(", "))])
}

fn properties(definition: &str) -> Option<BTreeMap<&str, &str>> {
    let (_, list) = definition.strip_suffix("\n)")?.split_once(" (\n    ")?;
    Some(list.split(",\n    ").map(|one| one.split_once(" = ").unwrap_or((one, ""))).collect())
}

#[cfg(test)]
mod tests {
    use schema::Kind;

    use super::*;

    fn with(rest: &str) -> String {
        format!("CREATE TYPE public.t (\n    INPUT = i,\n    OUTPUT = o{rest}\n)")
    }

    #[test]
    fn what_can_be_set_is_set_and_the_rest_is_not() {
        let id = ObjectId::new(Kind::BaseType, Some("public".into()), "t".into());
        let (less, more) = (with(""), with(",\n    RECEIVE = r"));
        let set = |value: &str| Some(vec![format!("ALTER TYPE public.t SET (RECEIVE = {value})")]);
        assert_eq!(changed(&id, &less, &more), set("r"));
        assert_eq!(changed(&id, &more, &less), set("NONE"));
        assert_eq!(changed(&id, &less, &with(",\n    CATEGORY = 'X'")), None);
        assert_eq!(changed(&id, &with(",\n    STORAGE = main"), &with(",\n    STORAGE = plain")), None);
    }
}
