//! Import: a live database as desired SQL, one file an object, with what belongs to a table beside it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use engine::Live;
use schema::{Database, Facts, Ident, Kind, Object, ObjectId};

use super::SingleError;
use crate::planning::Planning;
use crate::rollout::Site;

/// One file of an imported schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedFile {
    /// Its path below the schema's folder.
    pub path: String,
    /// Its SQL.
    pub text: String,
}

/// Reads a live database as files of desired SQL, in path order. A plan of the database against them is empty.
///
/// # Errors
/// Unreachable; objects that are not understood are named and nothing is imported; PostgreSQL defects of rendering.
pub async fn import(site: &Site, planning: &Planning) -> Result<Vec<ImportedFile>, SingleError> {
    let mut live = Live::connect(&site.url, &site.options).await?;
    let mut database = live.inspect(&planning.scope).await?;
    live.close().await?;
    if let Some(unsupported) = database.unsupported.first() {
        let reason = format!("{}; leave it out with `--exclude`, and it is left alone", unsupported.reason);
        return Err(engine::Error::Refused { what: unsupported.object.clone(), reason }.into());
    }
    database.objects.retain(|id, object| !is_on_nothing(id, object));
    Ok(files(&database))
}

/// Privileges that a server still keeps on what is no more.
fn is_on_nothing(id: &ObjectId, object: &Object) -> bool {
    id.kind == Kind::Grant && id.of.is_some() && object.depends_on.is_empty()
}

pub(crate) fn files(database: &Database) -> Vec<ImportedFile> {
    let mut groups: BTreeMap<ObjectId, Vec<&Object>> = BTreeMap::new();
    for object in database.objects.values() {
        groups.entry(home(database, object)).or_default().push(object);
    }
    let mut taken = BTreeMap::new();
    let mut files: Vec<ImportedFile> = groups
        .iter()
        .filter_map(|(id, objects)| {
            let text = text(database, objects);
            (!text.is_empty()).then(|| ImportedFile { path: path(id, &mut taken), text })
        })
        .collect();
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files
}

/// The object in whose file an object is written: parts and indexes with their relation, owned sequences with their table,
/// overloads of a routine together, privileges by what they are on.
fn home(database: &Database, object: &Object) -> ObjectId {
    let id = &object.id;
    if id.kind == Kind::Grant {
        let on = id.of.clone().unwrap_or_else(|| Ident::from("database"));
        return ObjectId::new(Kind::Grant, id.schema.clone(), on);
    }
    if id.kind == Kind::ShellType {
        return ObjectId::new(Kind::BaseType, id.schema.clone(), id.name.clone());
    }
    let relation = match &object.facts {
        Facts::Index(index) => Some(index.on.clone()),
        Facts::Sequence(sequence) => sequence.owned_by.as_ref().map(|(table, _)| table.clone()),
        _ => [Kind::Table, Kind::View, Kind::MaterializedView, Kind::ForeignTable, Kind::VirtualTable]
            .into_iter()
            .filter_map(|kind| id.owner(kind))
            .find(|owner| database.objects.contains_key(owner)),
    };
    relation.unwrap_or_else(|| ObjectId::new(id.kind, id.schema.clone(), id.name.clone()))
}

fn text(database: &Database, objects: &[&Object]) -> String {
    let mut text = String::new();
    for object in objects {
        // The context in which MySQL made an object is that of one session, and is not compared; nor is its name for the database.
        let mut object = (*object).clone();
        object.grants.retain(|kept| !kept.starts_with("SET ") && !kept.starts_with("ON "));
        // A file begins under the server's own settings, and says its own where they differ: nothing has to be put back.
        let is_bracket = |statement: &String| statement.starts_with("SET ") && statement.contains("@groundline_");
        for statement in plan::render::create(database.dialect, &object).into_iter().filter(|one| !is_bracket(one)) {
            if !text.is_empty() {
                text.push('\n');
            }
            let _ = writeln!(text, "{statement};");
        }
    }
    text
}

/// A path that any file system takes; names that differ only in case or in what it cannot take are told apart.
fn path(id: &ObjectId, taken: &mut BTreeMap<String, u32>) -> String {
    let folder = match id.kind {
        Kind::Schema => "schemas",
        Kind::Extension | Kind::ExtensionVersion => "extensions",
        Kind::Enum | Kind::Domain | Kind::Composite | Kind::Range | Kind::ShellType | Kind::BaseType => "types",
        Kind::Sequence => "sequences",
        Kind::Function | Kind::Procedure | Kind::Package | Kind::PackageBody | Kind::Aggregate => "routines",
        Kind::Table | Kind::VirtualTable => "tables",
        Kind::View | Kind::MaterializedView => "views",
        Kind::Constraint | Kind::Index | Kind::Rule | Kind::Trigger | Kind::Policy | Kind::Event => "others",
        Kind::Statistics | Kind::Collation | Kind::Conversion | Kind::EventTrigger | Kind::Publication => "others",
        Kind::Language | Kind::Transform => "languages",
        Kind::AccessMethod => "others",
        Kind::Operator | Kind::OperatorFamily | Kind::OperatorClass | Kind::Cast => "operators",
        Kind::TextSearchParser
        | Kind::TextSearchTemplate
        | Kind::TextSearchDictionary
        | Kind::TextSearchConfiguration => "text-search",
        Kind::ForeignDataWrapper | Kind::Server | Kind::UserMapping | Kind::ForeignTable => "foreign",
        Kind::Grant | Kind::DefaultPrivileges | Kind::Owner => "grants",
    };
    let schema = id.schema.as_ref().map(|schema| format!("{}/", plain(schema.as_str()))).unwrap_or_default();
    let stem = format!("{schema}{folder}/{}", plain(id.name.as_str()));
    let times = taken.entry(stem.to_lowercase()).and_modify(|times| *times += 1).or_insert(1);
    if *times == 1 { format!("{stem}.sql") } else { format!("{stem}-{times}.sql") }
}

fn plain(name: &str) -> String {
    let fits = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let name: String = name.chars().map(|c| if fits(c) { c } else { '_' }).take(80).collect();
    if name.is_empty() { "_".to_owned() } else { name }
}
