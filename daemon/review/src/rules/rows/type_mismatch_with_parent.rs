//! A foreign key's column has another type than the column that it refers to.
//!
//! MySQL refuses it; PostgreSQL takes some of it and converts at every check, which keeps an index from being used.
//!
//! Instead, give both the same type.

use crate::rules::prelude::*;

/// The rule `type-mismatch-with-parent`.
pub(super) static RULE: Rule = Rule {
    code: "type-mismatch-with-parent",
    engines: SERVERS,
    level: Level::Warning,
    priority: 1,
    aliases: &[],
    parameters: &[],
    source: include_str!("type_mismatch_with_parent.rs"),
    check: Check::Statement(check),
};

fn check(look: &Look, marks: &mut Vec<Mark>) {
    let made = look.columns();
    for (table, columns, reference, _) in look.references() {
        let Some(parent) = look.table(&reference.table) else { continue };
        let key: Vec<String> = match reference.columns.as_slice() {
            [] => parent.primary_key().map(|key| key.columns.clone()).unwrap_or_default(),
            named => named.iter().map(|part| part.as_str().to_owned()).collect(),
        };
        for (column, to) in columns.iter().zip(&key) {
            let own = made.iter().find(|(_, one)| one.name() == column.as_str()).map(|(_, one)| &one.ty);
            let own = own
                .or_else(|| look.table(table).and_then(|known| known.column(column.as_str())).map(|known| &known.ty));
            let Some((own, other)) = own.zip(parent.column(to).map(|known| &known.ty)) else { continue };
            if differ(own, other) {
                let message = format!(
                    "`{}` is `{}`, and `{}.{to}` is `{}`",
                    column.as_str(),
                    shown(own),
                    parent.shown,
                    shown(other)
                );
                let mark = look.mark(&column.span, message).help("give both the same type");
                let here = made.iter().find(|(_, one)| one.name() == column.as_str());
                marks.push(match here {
                    Some((_, one)) => look.replacing(mark, "give it the same type", &one.ty.span, of_key(other)),
                    None => mark,
                });
            }
        }
    }
}

/// The type of a column that refers to one of this type.
fn of_key(ty: &TypeName) -> String {
    let base = match ty.base.as_str() {
        "serial" => "integer",
        "bigserial" => "bigint",
        "smallserial" => "smallint",
        base => base,
    };
    TypeName { base: base.to_owned(), ..ty.clone() }.sql()
}

fn shown(ty: &TypeName) -> String {
    let sign = if ty.is_unsigned { " unsigned" } else { "" };
    format!("{}{sign}", ty.base)
}

/// Types by what an engine compares without a conversion.
fn differ(one: &TypeName, other: &TypeName) -> bool {
    let family = |ty: &TypeName| match ty.base.as_str() {
        "serial" => "integer".to_owned(),
        "bigserial" => "bigint".to_owned(),
        "smallserial" => "smallint".to_owned(),
        "varchar" | "text" | "char" => "text".to_owned(),
        base => base.to_owned(),
    };
    family(one) != family(other) || one.is_unsigned != other.is_unsigned
}

#[cfg(test)]
mod tests {
    #[test]
    fn cases() {
        crate::cases::check(
            &super::RULE,
            &[
                "CREATE TABLE b (id bigint PRIMARY KEY); CREATE TABLE a (x int REFERENCES b (id));",
                "mysql: CREATE TABLE b (id int unsigned PRIMARY KEY); CREATE TABLE a (x int, FOREIGN KEY (x) REFERENCES b (id));",
                "CREATE TABLE b (id uuid PRIMARY KEY); CREATE TABLE a (x text);\n---\nALTER TABLE a ADD FOREIGN KEY (x) REFERENCES b;",
            ],
            &[
                "CREATE TABLE b (id serial PRIMARY KEY); CREATE TABLE a (x int REFERENCES b);",
                "mysql: CREATE TABLE b (id varchar(10) PRIMARY KEY); CREATE TABLE a (x varchar(20), FOREIGN KEY (x) REFERENCES b (id));",
                "CREATE TABLE a (x int REFERENCES b (id));",
            ],
        );
    }
}
