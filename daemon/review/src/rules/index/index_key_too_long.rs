//! An index is over more bytes than the engine takes.
//!
//! InnoDB takes 3072 bytes a key; in utf8mb4 a character counts as 4.
//!
//! Instead, index a prefix of the column.

use crate::rules::prelude::*;

/// The rule `index-key-too-long`.
pub(super) static RULE: Rule = Rule {
    code: "index-key-too-long",
    engines: MYSQL,
    level: Level::Error,
    priority: 1,
    aliases: &[],
    parameters: &[Parameter { name: "bytes", default: Value::Number(3072), about: "how many bytes a key may have" }],
    source: include_str!("index_key_too_long.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let most = u64::try_from(look.parameters.number("bytes")).unwrap_or(0);
    let made = look.columns();
    for (table, index) in look.indexes().into_iter().filter(|(_, index)| index.special.is_none()) {
        let ty = |name: &str| {
            let own = made
                .iter()
                .find(|(_, column)| column.name().eq_ignore_ascii_case(name))
                .map(|(_, column)| column.ty.clone());
            own.or_else(|| {
                table
                    .and_then(|table| look.table(table))
                    .and_then(|table| table.column(name))
                    .map(|column| column.ty.clone())
            })
        };
        let bytes = |part: &KeyPart| {
            let ty = part.column.as_ref().and_then(|column| ty(column.as_str()))?;
            let each = if ty.is(&["varbinary", "binary", "blob"]) { 1 } else { 4 };
            let is_text = ty.is(&["varchar", "char", "varbinary", "binary"]);
            part.prefix.or(ty.size().filter(|_| is_text)).map(|size| size * each)
        };
        let all: u64 = index.parts.iter().filter_map(bytes).sum();
        if all > most {
            let mark =
                look.mark(&index.span, format!("the key has up to {all} bytes, and at most {most} are possible"));
            let mark = mark.help("index a prefix: column(191)");
            // A unique index over a prefix would refuse other rows.
            let long = || index.parts.iter().filter(|part| bytes(part).is_some());
            let each = (most / 4 / (long().count() as u64).max(1)).min(191);
            let edits = long().filter_map(|part| {
                let (column, prefix) = (part.column.as_ref()?, format!("({each})"));
                Some(match part.prefix {
                    Some(_) => (column.span.start..part.span.end, format!("{}{prefix}", look.quote(column.as_str()))),
                    None => (column.span.end..column.span.end, prefix),
                })
            });
            let is_possible = !index.is_unique && each > 0;
            marks.push(if is_possible { look.rewriting(mark, "index prefixes", edits) } else { mark });
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
                "CREATE TABLE t (a varchar(1000), KEY (a));",
                "CREATE TABLE t (a varchar(500), b varchar(500));\n---\nALTER TABLE t ADD INDEX (a, b);",
                "CREATE TABLE t (a varchar(800)); CREATE UNIQUE INDEX u ON t (a);",
            ],
            &[
                "CREATE TABLE t (a varchar(255), KEY (a));",
                "CREATE TABLE t (a varchar(1000), KEY (a(100)));",
                "CREATE TABLE t (a text, FULLTEXT KEY (a));",
            ],
        );
    }
}
