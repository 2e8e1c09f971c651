//! An index is over a BLOB, TEXT or JSON column without a prefix.
//!
//! MySQL refuses it.
//!
//! Instead, index the first characters: `KEY (body(100))`.

use crate::rules::prelude::*;

/// The rule `index-type-no-blob`.
pub(super) static RULE: Rule = Rule {
    code: "index-type-no-blob",
    engines: MYSQL_SQLITE,
    level: Level::Error,
    priority: 2,
    aliases: &["index-on-blob"],
    parameters: &[],
    source: include_str!("index_type_no_blob.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    if look.dialect() == schema::Dialect::Sqlite {
        return;
    }
    let made = look.columns();
    let is_of = |table: Option<&Name>, name: &str, is_wanted: fn(&TypeName) -> bool| {
        let own =
            made.iter().find(|(_, column)| column.name().eq_ignore_ascii_case(name)).map(|(_, column)| &column.ty);
        let known =
            || table.and_then(|table| look.table(table)).and_then(|table| table.column(name)).map(|column| &column.ty);
        own.or_else(known).is_some_and(is_wanted)
    };
    let is_large = |table: Option<&Name>, name: &str| is_of(table, name, TypeName::is_large);
    let is_json = |table: Option<&Name>, name: &str| is_of(table, name, |ty| ty.is(&["json"]));
    let of_indexes = look
        .indexes()
        .into_iter()
        .filter(|(_, index)| index.special.is_none())
        .map(|(table, index)| (table, &index.parts));
    let of_keys = look.constraints().into_iter().filter_map(|(table, one)| match &one.demand {
        Demand::Primary(parts) | Demand::Unique(parts) => Some((Some(table), parts)),
        _ => None,
    });
    for (table, parts) in of_indexes.chain(of_keys) {
        for part in parts.iter().filter(|part| part.prefix.is_none()) {
            let Some(column) = part.column.as_ref().filter(|column| is_large(table, column.as_str())) else { continue };
            let mark = look.mark(&part.span, format!("`{}` needs a prefix length", column.as_str()));
            let mark = mark.help("index its first characters");
            marks.push(if is_json(table, column.as_str()) {
                mark
            } else {
                look.inserting(mark, "index its first characters", column.span.end, "(191)")
            });
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
                "CREATE TABLE t (a text, KEY (a));",
                "CREATE TABLE t (a blob);\n---\nALTER TABLE t ADD INDEX (a);",
                "CREATE TABLE t (a json, UNIQUE KEY (a));",
            ],
            &[
                "CREATE TABLE t (a text, KEY (a(100)));",
                "CREATE TABLE t (a text, FULLTEXT KEY (a));",
                "CREATE TABLE t (a varchar(20), KEY (a));",
            ],
        );
    }
}
