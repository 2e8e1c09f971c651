//! Objects as `ALTER`, `GRANT` and `COMMENT` name them.

use schema::{Dialect, Ident, Kind, ObjectId};

/// The object with the word that says what it is. `GRANT` calls every relation but a sequence a table.
pub(super) fn described(id: &ObjectId, for_grant: bool) -> String {
    let word = match id.kind {
        Kind::Schema => "SCHEMA",
        Kind::Extension => "EXTENSION",
        Kind::Domain => "DOMAIN",
        Kind::Enum | Kind::Composite | Kind::Range | Kind::ShellType | Kind::BaseType => "TYPE",
        Kind::Sequence => "SEQUENCE",
        Kind::Aggregate if !for_grant => "AGGREGATE",
        Kind::Function | Kind::Aggregate => "FUNCTION",
        Kind::Procedure => "PROCEDURE",
        Kind::Package => "PACKAGE",
        Kind::PackageBody => "PACKAGE BODY",
        Kind::View if !for_grant => "VIEW",
        Kind::MaterializedView if !for_grant => "MATERIALIZED VIEW",
        Kind::Table | Kind::View | Kind::MaterializedView | Kind::VirtualTable => "TABLE",
        Kind::Index => "INDEX",
        Kind::Constraint => "CONSTRAINT",
        Kind::Rule => "RULE",
        Kind::Trigger => "TRIGGER",
        Kind::Policy => "POLICY",
        Kind::Event => "EVENT",
        Kind::Collation => "COLLATION",
        Kind::Conversion => "CONVERSION",
        Kind::Language => "LANGUAGE",
        Kind::Transform => "TRANSFORM",
        Kind::AccessMethod => "ACCESS METHOD",
        Kind::Operator => "OPERATOR",
        Kind::OperatorFamily => "OPERATOR FAMILY",
        Kind::OperatorClass => "OPERATOR CLASS",
        Kind::Cast => "CAST",
        Kind::TextSearchParser => "TEXT SEARCH PARSER",
        Kind::TextSearchTemplate => "TEXT SEARCH TEMPLATE",
        Kind::TextSearchDictionary => "TEXT SEARCH DICTIONARY",
        Kind::TextSearchConfiguration => "TEXT SEARCH CONFIGURATION",
        Kind::ForeignDataWrapper => "FOREIGN DATA WRAPPER",
        Kind::Server if for_grant => "FOREIGN SERVER",
        Kind::Server => "SERVER",
        Kind::UserMapping => "USER MAPPING",
        Kind::ForeignTable if for_grant => "TABLE",
        Kind::ForeignTable => "FOREIGN TABLE",
        Kind::Statistics => "STATISTICS",
        Kind::EventTrigger => "EVENT TRIGGER",
        Kind::Publication => "PUBLICATION",
        Kind::DefaultPrivileges => "DEFAULT PRIVILEGES",
        Kind::ExtensionVersion => "EXTENSION VERSION",
        Kind::Owner => "OWNER",
        Kind::Grant => "GRANT",
    };
    format!("{word} {}", qualified(id))
}

/// The name with its schema and, for routines, its argument types, as SQL.
fn qualified(id: &ObjectId) -> String {
    let shown = |name: &Ident| name.display(Dialect::Postgres).to_string();
    let parts: Vec<_> = [id.schema.as_ref(), Some(&id.name)].into_iter().flatten().map(shown).collect();
    let name = parts.join(".");
    match (&id.arguments, id.kind) {
        (Some(method), Kind::OperatorFamily | Kind::OperatorClass) => format!("{name} USING {method}"),
        (Some(arguments), Kind::Operator) => {
            let schema = id.schema.as_ref().map(shown).unwrap_or_default();
            format!("{schema}.{} ({arguments})", id.name.as_str())
        }
        (Some(arguments), _) => format!("{name}({arguments})"),
        _ => name,
    }
}
