//! Triggers and their order: a trigger may follow another of the same table, time and event.

use schema::object::{Program, mysql};
use schema::{Database, Facts, Ident, Kind, Object, ObjectId};

use super::render::create_program;
use super::sql::ident;

/// The trigger that is fired just before this one.
pub(super) fn before(database: &Database, object: &Object) -> Option<ObjectId> {
    let Facts::Program(program) = &object.facts else { return None };
    let name = program.settings.get(mysql::FOLLOWS)?;
    let id = ObjectId::part(Kind::Trigger, None, object.id.of.clone()?, Ident::from(&**name));
    database.get(&id).map(|object| object.id.clone())
}

/// Time and event of a trigger: `BEFORE INSERT`.
pub(super) fn moment(program: &Program) -> String {
    let words: Vec<String> = program.definition.split_whitespace().map(str::to_uppercase).collect();
    let place = words.iter().position(|word| word == "BEFORE" || word == "AFTER");
    place.map(|at| words[at..].iter().take(2).cloned().collect::<Vec<_>>().join(" ")).unwrap_or_default()
}

/// The statement that creates it, after another one where there is one.
pub(super) fn create(object: &Object, program: &Program, after: Option<ObjectId>) -> String {
    placed(&create_program(object, program, false), after.map(|id| format!("FOLLOWS {}", ident(&id.name))))
}

/// A `CREATE TRIGGER` with its place among the others.
pub(super) fn placed(statement: &str, place: Option<String>) -> String {
    let Some(place) = place else { return statement.to_owned() };
    let upper = statement.to_ascii_uppercase();
    let mut from = 0;
    // The words stand after the table's name, which may hold anything in quotes.
    while let Some(found) = upper[from..].find("FOR") {
        let start = from + found;
        let words: Vec<&str> = upper[start..].split_whitespace().take(3).collect();
        if words == ["FOR", "EACH", "ROW"] || words.first() == Some(&"FOR") && words.get(1) == Some(&"EACH") {
            let row = upper[start..].find("ROW").map(|row| start + row + 3);
            if let Some(end) = row.filter(|end| statement.is_char_boundary(*end)) {
                return format!("{} {place} {}", &statement[..end], statement[end..].trim_start());
            }
        }
        from = start + 3;
    }
    statement.to_owned()
}

/// The triggers of a table, time and event in the order in which they are fired.
pub(super) fn fired(database: &Database, table: &Ident, moment_of: &str) -> Vec<ObjectId> {
    let mut waiting: Vec<(&Object, &Program)> = database
        .objects
        .values()
        .filter(|object| object.id.kind == Kind::Trigger && object.id.of.as_ref() == Some(table))
        .filter_map(|object| match &object.facts {
            Facts::Program(program) if moment(program) == moment_of => Some((object, program)),
            _ => None,
        })
        .collect();
    let mut order: Vec<ObjectId> = Vec::new();
    while !waiting.is_empty() {
        let last = order.last().map(|id| id.name.as_str().to_owned());
        let follows = |program: &Program| program.settings.get(mysql::FOLLOWS).map(|name| name.to_string());
        let next = waiting.iter().position(|(_, program)| follows(program) == last).unwrap_or(0);
        order.push(waiting.remove(next).0.id.clone());
    }
    order
}
