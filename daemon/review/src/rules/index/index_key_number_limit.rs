//! An index is over more columns than the team allows.
//!
//! The last ones seldom help a query, and every write pays for them.

use crate::rules::prelude::*;

/// The rule `index-key-number-limit`.
pub(super) static RULE: Rule = Rule {
    code: "index-key-number-limit",
    engines: ALL,
    level: Level::Off,
    priority: 2,
    aliases: &["too-many-index-columns"],
    parameters: &[Parameter { name: "number", default: Value::Number(5), about: "how many columns an index may have" }],
    source: include_str!("index_key_number_limit.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let most = look.parameters.count("number");
    let of_indexes = look.indexes().into_iter().map(|(_, index)| (index.parts.len(), &index.span));
    let of_keys = look.constraints().into_iter().filter_map(|(_, one)| match &one.demand {
        Demand::Primary(parts) | Demand::Unique(parts) => Some((parts.len(), &one.span)),
        _ => None,
    });
    for (count, span) in of_indexes.chain(of_keys).filter(|(count, _)| *count > most) {
        marks.push(look.mark(span, format!("{count} columns, and at most {most} are allowed")));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check_with(
            &super::RULE,
            "[rules.index-key-number-limit]\nnumber = 2",
            &[
                "CREATE INDEX i ON t (a, b, c);",
                "mysql: CREATE TABLE t (a int, KEY (a, b, c));",
                "sqlite: CREATE TABLE t (a, b, c, PRIMARY KEY (a, b, c));",
            ],
            &[
                "CREATE INDEX i ON t (a, b);",
                "mysql: CREATE TABLE t (a int, KEY (a), KEY (b, c));",
                "sqlite: CREATE UNIQUE INDEX i ON t (a);",
            ],
        );
    }
}
