//! Names and values of the model as PostgreSQL text.
//!
//! Invariant: a name reaches a statement only through `Ident::display`, a string only through `literal`.

use schema::{Dialect, Ident, Kind, ObjectId};

const DIALECT: Dialect = Dialect::Postgres;

/// A name, quoted where it must be.
pub(super) fn ident(name: &Ident) -> String {
    name.display(DIALECT).to_string()
}

/// Names with commas between them.
pub(super) fn idents<'a>(names: impl IntoIterator<Item = &'a Ident>) -> String {
    names.into_iter().map(ident).collect::<Vec<_>>().join(", ")
}

/// A string as a literal.
pub(super) fn literal(text: &str) -> String {
    schema::sql::literal(DIALECT, text).to_string()
}

/// A name inside an optional schema.
pub(super) fn within(schema: Option<&Ident>, name: &Ident) -> String {
    match schema {
        Some(schema) => format!("{}.{}", ident(schema), ident(name)),
        None => ident(name),
    }
}

/// The object as statements about it name it: `schema.name`, for routines with argument types.
pub(super) fn name(id: &ObjectId) -> String {
    let qualified = within(id.schema.as_ref(), &id.name);
    match (&id.arguments, id.kind) {
        (Some(arguments), Kind::Operator) => {
            format!("{}.{} ({arguments})", id.schema.as_ref().map(ident).unwrap_or_default(), id.name.as_str())
        }
        (Some(method), Kind::OperatorFamily | Kind::OperatorClass) => {
            format!("{qualified} USING {}", ident(&Ident::from(method.as_ref())))
        }
        (Some(server), Kind::UserMapping) => {
            format!("FOR {} SERVER {}", grantee(&id.name), ident(&Ident::from(server.as_ref())))
        }
        (Some(language), Kind::Transform) => {
            format!("FOR {} LANGUAGE {}", id.name.as_str(), ident(&Ident::from(language.as_ref())))
        }
        (_, Kind::Cast) => format!("({})", id.name.as_str()),
        (Some(arguments), Kind::Aggregate) if arguments.is_empty() => format!("{qualified}(*)"),
        (Some(arguments), _) => format!("{qualified}({arguments})"),
        (None, _) => qualified,
    }
}

/// A role, or everybody.
pub(super) fn grantee(name: &Ident) -> String {
    if *name == "public" { "PUBLIC".to_owned() } else { ident(name) }
}

/// The relation that a constraint, trigger, rule or policy belongs to.
pub(super) fn owner(id: &ObjectId) -> String {
    match &id.of {
        Some(of) => within(id.schema.as_ref(), of),
        None => name(id),
    }
}

/// The relation that a part belongs to, whatever its kind is.
pub(super) fn is_part_of(part: &ObjectId, relation: &ObjectId) -> bool {
    part.of.as_ref() == Some(&relation.name) && part.schema == relation.schema
}

/// The words that come after `DROP`, `ALTER` and `COMMENT ON`.
pub(super) const fn keyword(kind: Kind) -> &'static str {
    match kind {
        Kind::Schema => "SCHEMA",
        Kind::Extension => "EXTENSION",
        Kind::Enum | Kind::Composite | Kind::Range | Kind::ShellType | Kind::BaseType => "TYPE",
        Kind::Domain => "DOMAIN",
        Kind::Sequence => "SEQUENCE",
        Kind::Function => "FUNCTION",
        Kind::Procedure => "PROCEDURE",
        Kind::Aggregate => "AGGREGATE",
        Kind::Package => "PACKAGE",
        Kind::PackageBody => "PACKAGE BODY",
        Kind::Table | Kind::VirtualTable => "TABLE",
        Kind::Constraint => "CONSTRAINT",
        Kind::Index => "INDEX",
        Kind::View => "VIEW",
        Kind::MaterializedView => "MATERIALIZED VIEW",
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
        Kind::Server => "SERVER",
        Kind::UserMapping => "USER MAPPING",
        Kind::ForeignTable => "FOREIGN TABLE",
        Kind::Statistics => "STATISTICS",
        Kind::EventTrigger => "EVENT TRIGGER",
        Kind::Publication => "PUBLICATION",
        Kind::DefaultPrivileges => "DEFAULT PRIVILEGES",
        Kind::ExtensionVersion => "EXTENSION VERSION",
        Kind::Owner => "OWNER",
        Kind::Grant => "GRANT",
    }
}

/// The object with the words that say what it is: `TRIGGER t ON s.r`, `VIEW s.v`.
pub(super) fn described(id: &ObjectId) -> String {
    match (&id.of, id.kind) {
        (Some(_), kind) => format!("{} {} ON {}", keyword(kind), ident(&id.name), owner(id)),
        (None, kind) => format!("{} {}", keyword(kind), name(id)),
    }
}

/// `COMMENT ON … IS …`.
pub(super) fn comment(on: &str, text: Option<&str>) -> String {
    format!("COMMENT ON {on} IS {}", text.map_or_else(|| "NULL".to_owned(), literal))
}

/// Whether the text names the column (or other object): a cheap superset of what it refers to.
pub(super) fn mentions(text: &str, name: &Ident) -> bool {
    text.contains(name.as_str()) && schema::sql::mentions(DIALECT, text).contains(name.as_str())
        || (name.as_str().contains('"') && text.contains(&ident(name)))
}
