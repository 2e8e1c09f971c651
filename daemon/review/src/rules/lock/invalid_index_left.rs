//! An index of this name is INVALID in the live database: a failed CREATE INDEX CONCURRENTLY left it, or it is being built.
//!
//! It serves no query and slows every write. Making it again fails because the name is taken; with IF NOT EXISTS nothing is made and
//! nothing is said. The database of `--url`, or the daemon's target, tells.
//!
//! Instead, drop it first, without a lock:
//!
//! ```sql
//! DROP INDEX CONCURRENTLY IF EXISTS users_email;
//! CREATE INDEX CONCURRENTLY users_email ON users (email);
//! ```

use crate::rules::prelude::*;

/// The rule `invalid-index-left`.
pub(super) static RULE: Rule = Rule {
    code: "invalid-index-left",
    engines: POSTGRES,
    level: Level::Error,
    priority: 2,
    aliases: &[],
    parameters: &[],
    source: include_str!("invalid_index_left.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let mut named: Vec<(&Name, &str, &Span)> = Vec::new();
    if let Form::CreateIndex(index) = &look.unit.form
        && let (Some(table), Some(name)) = (&index.table, &index.name)
    {
        named.push((table, name.name.as_str(), &name.span));
    }
    for (alter, action) in look.actions() {
        if let Act::AddConstraint(constraint) = &action.act
            && let Some(index) = &constraint.using_index
        {
            named.push((&alter.table, index.as_str(), &index.span));
        }
    }
    for (table, index, span) in named {
        let of_schema = Name { schema: table.schema.clone(), name: index.into(), span: 0..0 };
        let is_dropped = look.catalog.was_dropped("INDEX", &of_schema);
        let known = look.facts.tables.get(&look.catalog.key(table));
        if !is_dropped && known.is_some_and(|known| known.invalid_indexes.contains(index)) {
            let message = format!("`{index}` is there and INVALID: a failed build left it, or it is being built");
            let help = format!("drop it first: DROP INDEX CONCURRENTLY {};", look.sql(&of_schema));
            marks.push(look.mark(span, message).help(help));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        let mut facts = crate::cases::told(&[("t", 10), ("s.t", 10), ("u", 10)]);
        for key in ["t", "s.t"] {
            facts.tables.get_mut(key).expect("it is there").invalid_indexes.insert("i".to_owned());
        }
        crate::cases::check_facts(
            &super::RULE,
            "",
            &facts,
            &[
                "CREATE INDEX CONCURRENTLY i ON t (a);",
                "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON s.t (a);",
                "ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX i;",
            ],
            &[
                "DROP INDEX CONCURRENTLY i; CREATE INDEX CONCURRENTLY i ON t (a);",
                "CREATE INDEX CONCURRENTLY j ON t (a);",
                "CREATE INDEX CONCURRENTLY i ON u (a);",
            ],
        );
    }
}
