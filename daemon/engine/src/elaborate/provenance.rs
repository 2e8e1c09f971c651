//! Where objects are made, and which renames are declared: statements of files brought together with objects.

use std::collections::HashMap;
use std::sync::Arc;

use plan::Rename;
use schema::sql::{Defined, DirectiveKind, Target, Verb};
use schema::{Database, Facts, Ident, Kind, Object, ObjectId};

use super::Provenance;
use super::unit::Text;

/// What a statement makes, as far as its text tells: kind, name, and the table that it is on.
type Key<'a> = (Kind, &'a str, Option<&'a str>);

/// A statement that makes something.
struct Maker<'t> {
    schema: Option<&'t Ident>,
    path: &'t Arc<str>,
    line: usize,
}

/// Where objects are made, and the renames that their statements declare; both sorted.
pub(super) fn resolve(database: &Database, texts: &[Text<'_>]) -> (Vec<(ObjectId, Provenance)>, Vec<Rename>) {
    let mut makers: HashMap<Key<'_>, Vec<Maker<'_>>> = HashMap::new();
    for text in texts {
        for (statement, defined) in &text.statements {
            for made in defined.iter().filter(|defined| defined.verb == Verb::Create) {
                let (Some(kinds), Some(name)) = (kinds(made.kind), &made.name) else { continue };
                let maker = || Maker { schema: made.schema.as_ref(), path: &text.path, line: statement.position.line };
                let on = made.on_table.as_ref().filter(|_| made.kind != "INDEX").map(Ident::as_str);
                for kind in kinds {
                    makers.entry((*kind, name.as_str(), on)).or_default().push(maker());
                }
            }
        }
    }
    let provenance = database
        .objects
        .values()
        .filter_map(|object| find(&makers, database, object).map(|provenance| (object.id.clone(), provenance)));
    (provenance.collect(), renames(database, texts))
}

/// The statement that makes the object, or the table that it came with. Of several only one file can be meant.
fn find(makers: &HashMap<Key<'_>, Vec<Maker<'_>>>, database: &Database, object: &Object) -> Option<Provenance> {
    let id = &object.id;
    let own = lookup(makers, (id.kind, id.name.as_str(), id.of.as_ref().map(Ident::as_str)), id.schema.as_ref());
    let owner = || match &object.facts {
        Facts::Index(index) => Some(index.on.clone()),
        Facts::Sequence(sequence) => sequence.owned_by.as_ref().map(|(table, _)| table.clone()),
        Facts::Constraint(_) => id.owner(Kind::Table),
        _ => None,
    };
    own.or_else(|| {
        let owner = owner().filter(|owner| database.objects.contains_key(owner) || owner.kind == Kind::Table)?;
        lookup(makers, (owner.kind, owner.name.as_str(), None), owner.schema.as_ref())
    })
}

fn lookup(makers: &HashMap<Key<'_>, Vec<Maker<'_>>>, key: Key<'_>, schema: Option<&Ident>) -> Option<Provenance> {
    let all = makers.get(&key)?;
    let mut fitting = all.iter().filter(|maker| maker.schema.is_none() || schema.is_none() || maker.schema == schema);
    let first = fitting.next()?;
    let is_clear = fitting.all(|other| other.path == first.path);
    is_clear.then(|| Provenance { path: first.path.clone(), line: first.line })
}

/// The kinds that a kind of SQL may be.
fn kinds(word: &str) -> Option<&'static [Kind]> {
    Some(match word {
        "SCHEMA" => &[Kind::Schema],
        "EXTENSION" => &[Kind::Extension, Kind::ExtensionVersion],
        "TYPE" => &[Kind::Enum, Kind::Composite, Kind::Range, Kind::ShellType, Kind::BaseType],
        "DOMAIN" => &[Kind::Domain],
        "SEQUENCE" => &[Kind::Sequence],
        "FUNCTION" => &[Kind::Function],
        "PROCEDURE" => &[Kind::Procedure],
        "AGGREGATE" => &[Kind::Aggregate],
        "TABLE" => &[Kind::Table],
        "VIRTUAL TABLE" => &[Kind::VirtualTable],
        "CONSTRAINT" => &[Kind::Constraint],
        "INDEX" => &[Kind::Index],
        "VIEW" => &[Kind::View],
        "MATERIALIZED VIEW" => &[Kind::MaterializedView],
        "RULE" => &[Kind::Rule],
        "TRIGGER" => &[Kind::Trigger],
        "POLICY" => &[Kind::Policy],
        "PACKAGE" => &[Kind::Package],
        "PACKAGE BODY" => &[Kind::PackageBody],
        "EVENT" => &[Kind::Event],
        "LANGUAGE" => &[Kind::Language],
        "ACCESS METHOD" => &[Kind::AccessMethod],
        "COLLATION" => &[Kind::Collation],
        "CONVERSION" => &[Kind::Conversion],
        "TEXT SEARCH PARSER" => &[Kind::TextSearchParser],
        "TEXT SEARCH TEMPLATE" => &[Kind::TextSearchTemplate],
        "TEXT SEARCH DICTIONARY" => &[Kind::TextSearchDictionary],
        "TEXT SEARCH CONFIGURATION" => &[Kind::TextSearchConfiguration],
        "FOREIGN DATA WRAPPER" => &[Kind::ForeignDataWrapper],
        "SERVER" => &[Kind::Server],
        "FOREIGN TABLE" => &[Kind::ForeignTable],
        "STATISTICS" => &[Kind::Statistics],
        "EVENT TRIGGER" => &[Kind::EventTrigger],
        "PUBLICATION" => &[Kind::Publication],
        _ => return None,
    })
}

fn renames(database: &Database, texts: &[Text<'_>]) -> Vec<Rename> {
    let mut renames = Vec::new();
    for (statement, defined) in texts.iter().flat_map(|text| &text.statements) {
        for directive in &statement.directives {
            let DirectiveKind::RenamedFrom(from) = &directive.kind else { continue };
            let made = defined.iter().find(|defined| defined.verb == Verb::Create).or_else(|| defined.first());
            let Some(object) = made.and_then(|made| object_of(database, made)) else { continue };
            let (object, column) = match &directive.target {
                Target::Column(column) => (object.id.clone(), Some(column.clone())),
                Target::Value(value) => (object.id.clone(), Some(Ident::from(value.as_str()))),
                Target::Constraint(name) => (part(&object.id, name), None),
                Target::WholeStatement | Target::File => (object.id.clone(), None),
            };
            renames.push(Rename { object, column, from: from.name.clone() });
        }
    }
    renames.sort();
    renames.dedup();
    renames
}

fn part(table: &ObjectId, name: &Ident) -> ObjectId {
    ObjectId::part(Kind::Constraint, table.schema.clone(), table.name.clone(), name.clone())
}

/// The object that a statement makes.
fn object_of<'d>(database: &'d Database, made: &Defined) -> Option<&'d Object> {
    let (kinds, name) = (kinds(made.kind)?, made.name.as_ref()?);
    let on = made.on_table.as_ref().filter(|_| made.kind != "INDEX");
    // A name without a schema is that of the search path: mostly `public`.
    let exact = |kind: &Kind, schema: Option<&Ident>| {
        let id = match on {
            Some(on) => ObjectId::part(*kind, schema.cloned(), on.clone(), name.clone()),
            None => ObjectId::new(*kind, schema.cloned(), name.clone()),
        };
        database.get(&id)
    };
    let public = Ident::from("public");
    let schemas = [made.schema.as_ref(), Some(&public), None];
    let direct = schemas.into_iter().flat_map(|schema| kinds.iter().map(move |kind| (kind, schema)));
    direct.clone().find_map(|(kind, schema)| exact(kind, schema)).or_else(|| {
        let fits = |object: &&Object| {
            kinds.contains(&object.id.kind)
                && object.id.name == *name
                && object.id.of.as_ref() == on
                && (made.schema.is_none() || object.id.schema == made.schema)
        };
        database.objects.values().find(fits)
    })
}
