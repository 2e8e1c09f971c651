//! Objects as SQL: the statements that create them.

use std::collections::BTreeMap;

use schema::object::{Program, Sequence, Table, View, mysql};
use schema::{Database, Facts, Ident, Kind, Object, ObjectId};

use super::column;
use super::grant;
use super::key;
use super::sql::{ident, keyword, literal};
use super::trigger;
use crate::graph::Graph;

/// The statements that create the object as it is.
pub(crate) fn create(object: &Object) -> Vec<String> {
    match &object.facts {
        Facts::Table(table) => vec![create_table(&object.id.name, table, object.comment.as_deref())],
        Facts::Constraint(constraint) => vec![add_foreign_key(&object.id, &constraint.definition)],
        Facts::View(view) => in_context(object, None, vec![create_view(object, view, false)]),
        Facts::Sequence(sequence) => vec![create_sequence(object, sequence)],
        Facts::Program(program) => {
            let place =
                program.settings.get(mysql::FOLLOWS).map(|name| format!("FOLLOWS {}", ident(&Ident::from(&**name))));
            let create = trigger::placed(&create_program(object, program, false), place);
            in_context(object, Some(program), vec![create])
        }
        Facts::Grant(facts) => grant::create(object, facts),
        Facts::Defined { definition } => vec![definition.to_string()],
        _ => Vec::new(),
    }
}

/// A table without its foreign keys.
pub(super) fn create_table(name: &Ident, table: &Table, comment: Option<&str>) -> String {
    let mut lines: Vec<String> = table.columns.iter().map(|column| column::definition(table, column)).collect();
    let mut clauses: Vec<_> = table.clauses.iter().collect();
    clauses.sort_by_key(|clause| (key::kind(clause), *clause));
    lines.extend(clauses.into_iter().map(key::text));
    let mut text = format!("CREATE TABLE {} (\n  {}\n)", ident(name), lines.join(",\n  "));
    text.push_str(&options(table, comment));
    if let Some(partitions) = &table.partition_by {
        text.push_str(&format!("\nPARTITION BY {partitions}"));
    }
    text
}

fn options(table: &Table, comment: Option<&str>) -> String {
    let mut text = String::new();
    for (key, value) in &table.settings {
        text.push_str(&option(key, value).map_or_else(String::new, |option| format!(" {option}")));
    }
    if let Some(comment) = comment {
        text.push_str(&format!(" COMMENT={}", literal(comment)));
    }
    if table.settings.contains_key(mysql::SYSTEM_VERSIONING) {
        text.push_str(" WITH SYSTEM VERSIONING");
    }
    text
}

/// One option of a table; none for what is no option.
pub(super) fn option(key: &str, value: &str) -> Option<String> {
    match key {
        mysql::COLUMN_ORDER | mysql::SYSTEM_VERSIONING => None,
        mysql::CHARSET => Some(format!("DEFAULT CHARSET={value}")),
        key if key.starts_with('`') => Some(format!("{key}={value}")),
        key => Some(format!("{}={value}", key.to_uppercase())),
    }
}

/// The statement that adds a foreign key.
pub(super) fn add_foreign_key(id: &ObjectId, definition: &str) -> String {
    let table = id.of.as_ref().map(ident).unwrap_or_default();
    format!("ALTER TABLE {table} ADD CONSTRAINT {} {definition}", ident(&id.name))
}

/// `DEFINER=…` with a blank after it, where the object has one.
fn definer(object: &Object) -> String {
    let definer = object.grants.iter().find(|text| text.starts_with(mysql::DEFINER));
    definer.map(|definer| format!("{definer} ")).unwrap_or_default()
}

pub(super) fn create_view(object: &Object, view: &View, replaces: bool) -> String {
    let setting = |key: &str| view.settings.get(key);
    let algorithm = setting(mysql::ALGORITHM).map(|text| format!("ALGORITHM={text} ")).unwrap_or_default();
    let security = setting(mysql::SECURITY).map(|text| format!("SQL SECURITY {text} ")).unwrap_or_default();
    let columns = setting(mysql::VIEW_COLUMNS).map(|text| format!(" {text}")).unwrap_or_default();
    let check = setting(mysql::CHECK_OPTION).map(|text| format!(" WITH {text} CHECK OPTION")).unwrap_or_default();
    let create = if replaces { "CREATE OR REPLACE" } else { "CREATE" };
    let name = ident(&object.id.name);
    format!("{create} {algorithm}{}{security}VIEW {name}{columns} AS {}{check}", definer(object), view.query)
}

pub(super) fn create_sequence(object: &Object, sequence: &Sequence) -> String {
    let mut text = format!("CREATE SEQUENCE {} {}", ident(&object.id.name), sequence.options);
    if let Some(engine) = sequence.settings.get(mysql::ENGINE) {
        text.push_str(&format!(" ENGINE={engine}"));
    }
    if let Some(comment) = &object.comment {
        text.push_str(&format!(" COMMENT={}", literal(comment)));
    }
    text
}

/// The statement of a program with its definer, and `OR REPLACE` where it stands in place of another.
pub(super) fn create_program(object: &Object, program: &Program, replaces: bool) -> String {
    let definition = &*program.definition;
    let rest =
        definition.get(..6).filter(|word| word.eq_ignore_ascii_case("create")).map_or(definition, |_| &definition[6..]);
    let create = if replaces { "CREATE OR REPLACE" } else { "CREATE" };
    format!("{create} {}{}", definer(object), rest.trim_start())
}

const REMEMBER: &str = "SET @groundline_sql_mode = @@SESSION.sql_mode, @groundline_charset = @@SESSION.character_set_client, \
                        @groundline_collation = @@SESSION.collation_connection, @groundline_time_zone = @@SESSION.time_zone";

const BACK: &str = "SET SESSION sql_mode = @groundline_sql_mode, character_set_client = @groundline_charset, \
                    collation_connection = @groundline_collation, time_zone = @groundline_time_zone";

/// The statements between those that set what the object was made under and those that set it back.
pub(super) fn in_context(object: &Object, program: Option<&Program>, statements: Vec<String>) -> Vec<String> {
    let mut settings: Vec<String> =
        object.grants.iter().filter(|text| text.starts_with("SET ")).map(|text| text.to_string()).collect();
    let of_program = |key: &str| program.and_then(|program| program.settings.get(key));
    settings.extend(of_program(mysql::SQL_MODE).map(|mode| format!("SET SESSION sql_mode = {}", literal(mode))));
    settings.extend(of_program(mysql::TIME_ZONE).map(|zone| format!("SET SESSION time_zone = {}", literal(zone))));
    if settings.is_empty() { statements } else { between(settings, statements) }
}

/// The statements between these settings and those that set them back.
pub(super) fn between(settings: Vec<String>, statements: Vec<String>) -> Vec<String> {
    let mut all = vec![REMEMBER.to_owned()];
    all.extend(settings);
    all.extend(statements);
    all.push(BACK.to_owned());
    all
}

/// The privileges that dropping an object took with it.
pub(super) fn grants(object: &Object) -> Vec<String> {
    let grants: Vec<String> =
        object.grants.iter().filter(|text| text.starts_with("GRANT ")).map(|text| text.to_string()).collect();
    match object.id.kind {
        // Only in that mode is a package known to `GRANT`.
        Kind::Package | Kind::PackageBody if !grants.is_empty() => {
            between(vec!["SET SESSION sql_mode = 'ORACLE'".to_owned()], grants)
        }
        _ => grants,
    }
}

/// Drops any object but a foreign key.
pub(super) fn drop(id: &ObjectId) -> String {
    match (&id.of, id.kind) {
        (Some(table), Kind::Constraint) => {
            format!("ALTER TABLE {} DROP FOREIGN KEY {}", ident(table), ident(&id.name))
        }
        _ => format!("DROP {} {}", keyword(id.kind), ident(&id.name)),
    }
}

/// Which of the objects that may come next comes first.
pub(super) const fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Sequence => 0,
        Kind::Table => 1,
        Kind::Constraint => 2,
        Kind::Package => 3,
        Kind::PackageBody => 5,
        Kind::View => 6,
        Kind::Trigger => 7,
        Kind::Event => 8,
        Kind::Grant => 9,
        _ => 4,
    }
}

/// Every statement that builds the database from nothing, in an order that works.
pub(crate) fn build(database: &Database) -> Vec<String> {
    in_order(database, database.objects.values().collect())
        .into_iter()
        .flat_map(|object| statements(database, object))
        .collect()
}

fn statements(database: &Database, object: &Object) -> Vec<String> {
    match &object.facts {
        Facts::Program(program) if object.id.kind == Kind::Trigger => {
            in_context(object, Some(program), vec![trigger::create(object, program, trigger::before(database, object))])
        }
        _ => create(object),
    }
}

/// The objects in an order in which each comes after what it needs, and a trigger after the one it follows.
pub(super) fn in_order<'a>(database: &Database, mut objects: Vec<&'a Object>) -> Vec<&'a Object> {
    objects.sort_by_key(|object| (rank(object.id.kind), &object.id));
    let place: BTreeMap<&ObjectId, usize> = objects.iter().enumerate().map(|(at, object)| (&object.id, at)).collect();
    let mut graph = Graph::new(objects.len());
    for (at, object) in objects.iter().enumerate() {
        let needed = object.depends_on.iter().filter(|id| rank(id.kind) <= rank(object.id.kind));
        let follows = trigger::before(database, object);
        for before in needed.chain(follows.as_ref()).filter_map(|id| place.get(id)) {
            graph.edge(*before, at);
        }
    }
    let rank_of = |at: usize| (rank(objects[at].id.kind), at);
    // Tables may need each other only through foreign keys, which are objects of their own.
    let order = graph.order(rank_of).unwrap_or_else(|_| (0..objects.len()).collect());
    order.into_iter().map(|at| objects[at]).collect()
}
