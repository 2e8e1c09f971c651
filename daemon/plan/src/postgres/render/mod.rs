//! Objects of the model as the statements that create and drop them.
//!
//! Invariant: what `create` writes, run where everything needed exists, is inspected as the same object.

mod column;
mod relation;
mod routine;
mod table;
mod types;

use schema::{Database, Facts, Ident, Kind, Object, ObjectId};

use super::access;
use super::arrays::kept_apart;
use super::sql::{comment, described, name, owner};

pub(super) use column::{
    column_clause, column_comment, column_settings, generated_clause, identity_clause, serial_sequence, type_clause,
};
pub(super) use relation::{
    add_constraint, attach_index, constraint_settings, create_index, create_sequence, create_view, index_changes,
    index_settings, is_populated, own_sequence, placeholder, view_columns,
};
pub(super) use routine::define;
pub(super) use table::{attach_partition, create_table, default_statements, option_changes, table_settings};
pub(super) use types::{create_domain, domain_check, domain_check_comment};

/// The statements that create the object as it is, its comment included.
pub(crate) fn create(object: &Object) -> Vec<String> {
    let mut statements = bare(object);
    statements.extend(finish(object));
    statements.into_iter().map(kept_apart).collect()
}

/// The statements that create the object without what belongs to it afterwards.
fn bare(object: &Object) -> Vec<String> {
    let id = &object.id;
    match &object.facts {
        Facts::Schema if id.name == "public" => vec![format!("CREATE SCHEMA IF NOT EXISTS {}", name(id))],
        Facts::Schema => vec![format!("CREATE SCHEMA {}", name(id))],
        Facts::Extension { schema } => vec![extension(id, schema)],
        // It is said when the extension is created.
        Facts::Defined { .. } if id.kind == Kind::ExtensionVersion => Vec::new(),
        Facts::Enum { labels } => vec![types::create_enum(id, labels)],
        Facts::Domain(domain) => create_domain(id, domain),
        Facts::Composite { attributes } => types::create_composite(id, attributes),
        Facts::Sequence(sequence) => vec![create_sequence(id, sequence)],
        Facts::Routine(routine) => vec![routine.definition.to_string()],
        Facts::Program(program) => vec![program.definition.to_string()],
        Facts::Table(table) => create_table(id, table, true),
        Facts::Constraint(constraint) => add_constraint(id, constraint),
        Facts::Index(index) => vec![create_index(index)],
        Facts::View(view) | Facts::MaterializedView(view) => vec![create_view(id, view)],
        Facts::Defined { definition } => define(id, definition),
        Facts::Grant(grant) => access::create(object, grant),
    }
}

fn extension(id: &ObjectId, schema: &Ident) -> String {
    format!("CREATE EXTENSION IF NOT EXISTS {} SCHEMA {}", name(id), super::sql::ident(schema))
}

/// `CREATE EXTENSION`, with its version where the database says one.
pub(super) fn create_extension(database: &Database, id: &ObjectId, schema: &Ident) -> String {
    let version = database.get(&ObjectId::version_of(id)).map(|version| &version.facts);
    let version = match version {
        Some(Facts::Defined { definition }) => definition.split_once(" UPDATE TO ").map(|(_, version)| version),
        _ => None,
    };
    version.map_or_else(|| extension(id, schema), |version| format!("{} VERSION {version}", extension(id, schema)))
}

/// What belongs to an object and is said after it exists: comments, attachment, settings, ownership.
fn finish(object: &Object) -> Vec<String> {
    let mut statements = Vec::new();
    match &object.facts {
        Facts::Table(table) => statements.extend(table::afterwards(&object.id, table)),
        Facts::View(view) | Facts::MaterializedView(view) => statements.extend(view_columns(&object.id, view)),
        Facts::Index(index) => {
            statements.extend(attach_index(&object.id, index));
            statements.extend(index_settings(&object.id, index));
        }
        Facts::Constraint(constraint) => statements.extend(constraint_settings(&object.id, constraint)),
        Facts::Sequence(sequence) => statements.extend(own_sequence(&object.id, sequence)),
        _ => {}
    }
    statements.extend(comment_statement(object));
    statements
}

/// The object's comment as a statement.
pub(super) fn comment_statement(object: &Object) -> Option<String> {
    object.comment.as_ref().map(|text| comment(&described(&object.id), Some(text)))
}

/// As `create`, without what a circle makes wait: defaults of tables, ownership of sequences.
pub(super) fn create_early(object: &Object) -> Vec<String> {
    match &object.facts {
        Facts::Table(table) => {
            let mut statements = create_table(&object.id, table, false);
            statements.extend(finish(object));
            statements
        }
        Facts::Sequence(sequence) => {
            let mut statements = vec![create_sequence(&object.id, sequence)];
            statements.extend(comment_statement(object));
            statements
        }
        _ => create(object),
    }
}

/// What `create_early` left out.
pub(super) fn create_late(object: &Object) -> Vec<String> {
    match &object.facts {
        Facts::Table(table) => default_statements(&object.id, table),
        Facts::Sequence(sequence) => own_sequence(&object.id, sequence).into_iter().collect(),
        Facts::View(_) => replace_view(object),
        _ => Vec::new(),
    }
}

/// The view's body put in the place of another.
pub(super) fn replace_view(object: &Object) -> Vec<String> {
    match &object.facts {
        Facts::View(view) => vec![create_view(&object.id, view).replacen("CREATE VIEW", "CREATE OR REPLACE VIEW", 1)],
        _ => Vec::new(),
    }
}

/// The statement that drops the object.
pub(super) fn drop(id: &ObjectId) -> String {
    match id.kind {
        Kind::Constraint => format!("ALTER TABLE {} DROP CONSTRAINT {}", owner(id), super::sql::ident(&id.name)),
        _ => format!("DROP {}", described(id)),
    }
}
