//! One column is twice in an index.
//!
//! The second time it does nothing; MySQL refuses it.

use crate::rules::prelude::*;

/// The rule `index-no-duplicate-column`.
pub(super) static RULE: Rule = Rule {
    code: "index-no-duplicate-column",
    engines: ALL,
    level: Level::Error,
    priority: 2,
    aliases: &["index-duplicate-column"],
    parameters: &[],
    source: include_str!("index_no_duplicate_column.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let of =
        |parts: &[KeyPart]| parts.iter().filter_map(|part| Some((part.column.clone()?, part.span.clone()))).collect();
    let of_indexes = look.indexes().into_iter().map(|(_, index)| of(&index.parts));
    let of_constraints = look.constraints().into_iter().map(|(_, constraint)| match &constraint.demand {
        Demand::Primary(parts) | Demand::Unique(parts) => of(parts),
        Demand::Foreign(columns, _) => columns.iter().map(|part| (part.clone(), part.span.clone())).collect(),
        _ => Vec::new(),
    });
    for parts in of_indexes.chain(of_constraints) {
        twice(look, marks, &parts);
    }
}

fn twice(look: &Look, marks: &mut Vec<Mark>, parts: &[(Part, Span)]) {
    for (at, (part, span)) in parts.iter().enumerate() {
        if parts[..at].iter().any(|(other, _)| other.as_str().eq_ignore_ascii_case(part.as_str())) {
            let mark = look.mark(&part.span, format!("`{}` is in it twice", part.as_str())).help("keep one of the two");
            marks.push(look.replacing(mark, "leave it out", &look.with_comma(span), ""));
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE INDEX i ON t (a, b, a);",
                "mysql: CREATE TABLE t (a int, KEY k (a, a));",
                "sqlite: CREATE TABLE t (a, PRIMARY KEY (a, A));",
            ],
            &[
                "CREATE INDEX i ON t (a, b);",
                "mysql: CREATE TABLE t (a int, KEY k (a), KEY j (a, b));",
                "CREATE INDEX i ON t (a, lower(a));",
            ],
        );
    }
}
