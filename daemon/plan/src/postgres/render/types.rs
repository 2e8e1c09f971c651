//! Types as SQL: enums, domains, composites.

use schema::object::{Column, Domain, DomainCheck};
use schema::{Ident, ObjectId};

use super::column::{column_comment, type_clause};
use crate::postgres::sql::{comment, ident, literal, name};

/// `CREATE TYPE … AS ENUM`.
pub(super) fn create_enum(id: &ObjectId, labels: &[Box<str>]) -> String {
    let labels: Vec<_> = labels.iter().map(|label| literal(label)).collect();
    format!("CREATE TYPE {} AS ENUM ({})", name(id), labels.join(", "))
}

/// `CREATE DOMAIN`, its unvalidated checks and the comments of its checks.
pub(in crate::postgres) fn create_domain(id: &ObjectId, domain: &Domain) -> Vec<String> {
    let mut text = format!("CREATE DOMAIN {} AS {}", name(id), domain.base);
    if let Some(collation) = &domain.collation {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(default) = &domain.default {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    if domain.not_null {
        text.push_str(" NOT NULL");
    }
    for check in domain.checks.iter().filter(|check| check.validated) {
        text.push_str(&format!(" CONSTRAINT {} {}", ident(&check.name), check.definition));
    }
    let mut statements = vec![text];
    for check in &domain.checks {
        if !check.validated {
            statements.push(domain_check(id, check));
        }
        if check.comment.is_some() {
            statements.push(domain_check_comment(id, &check.name, check.comment.as_deref()));
        }
    }
    statements
}

/// `ALTER DOMAIN … ADD CONSTRAINT`.
pub(in crate::postgres) fn domain_check(id: &ObjectId, check: &DomainCheck) -> String {
    let suffix = if check.validated { "" } else { " NOT VALID" };
    format!("ALTER DOMAIN {} ADD CONSTRAINT {} {}{suffix}", name(id), ident(&check.name), check.definition)
}

/// `COMMENT ON CONSTRAINT … ON DOMAIN`.
pub(in crate::postgres) fn domain_check_comment(id: &ObjectId, check: &Ident, text: Option<&str>) -> String {
    comment(&format!("CONSTRAINT {} ON DOMAIN {}", ident(check), name(id)), text)
}

/// `CREATE TYPE … AS (…)`, and comments of attributes.
pub(super) fn create_composite(id: &ObjectId, attributes: &[Column]) -> Vec<String> {
    let list: Vec<_> = attributes.iter().map(|a| format!("{} {}", ident(&a.name), type_clause(a))).collect();
    let mut statements = vec![format!("CREATE TYPE {} AS ({})", name(id), list.join(", "))];
    for attribute in attributes {
        if let Some(text) = &attribute.comment {
            statements.push(column_comment(id, &attribute.name, Some(text)));
        }
    }
    statements
}
