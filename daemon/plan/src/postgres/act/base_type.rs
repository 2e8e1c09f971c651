//! Base types: they are made whole when their functions are there, and become a name again before these go.
//!
//! A base type and its functions need each other, so that the server drops none of them alone: all of them are dropped, and the name and the
//! functions made again, in one transaction. What comes next is as for any other object.

use std::collections::{BTreeMap, BTreeSet};

use schema::{Database, ObjectId};

use super::generic::recreated;
use crate::postgres::base_types::functions;
use crate::postgres::sql::{described, literal, name};

/// The type is no more than a name again, with its functions as they are in the first of the databases that has them. Whatever else needs it
/// by then would go with it, and is refused first: it may be somebody's table that no plan knows of.
pub(super) fn shell_again(databases: &[&Database], id: &ObjectId) -> Vec<String> {
    let mut own = BTreeSet::new();
    let mut again = Vec::new();
    for database in databases {
        let new = functions(database, id).filter(|function| own.insert((*function).clone())).collect::<Vec<_>>();
        again.extend(new.into_iter().filter_map(|function| database.get(function)).flat_map(recreated));
    }
    let mut statements = vec![needed_by_none_but(&own, id)];
    statements.extend([format!("DROP {} CASCADE", described(id)), format!("CREATE TYPE {}", name(id))]);
    statements.extend(again);
    statements
}

/// Fails where anything but those functions needs the type or its array type.
fn needed_by_none_but(own: &BTreeSet<ObjectId>, id: &ObjectId) -> String {
    let own: Vec<String> = own.iter().map(|function| literal(&name(function))).collect();
    format!(
        "DO $groundline$\nDECLARE\n    other text;\nBEGIN\n    \
         SELECT pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) INTO other\n    \
         FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_type t ON d.refobjid IN (t.oid, t.typarray)\n    \
         WHERE t.oid = {of}::pg_catalog.regtype AND d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.deptype = 'n'\n        \
         AND NOT EXISTS (SELECT FROM pg_catalog.unnest(ARRAY[{own}]::text[]) f\n            \
         WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = pg_catalog.to_regprocedure(f))\n    \
         LIMIT 1;\n    \
         IF FOUND THEN RAISE EXCEPTION '% needs the type %, and would be lost with it', other, {of} USING ERRCODE = '2BP01'; END IF;\nEND\n$groundline$",
        of = literal(&name(id)),
        own = own.join(", ")
    )
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
