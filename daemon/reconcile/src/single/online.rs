//! One table changed online, as a person asks for it: what an ALTER would make of it is desired, and planned like any other change.

use std::collections::BTreeSet;

use engine::{Elaborated, Live, Scope, Scratch};
use plan::Rename;
use schema::sql::lex::{Lexer, Token, TokenKind};
use schema::sql::{distance, unquote};
use schema::{Database, Dialect, Ident, Kind, ObjectId};

use super::SingleError;
use crate::planning::{Planned, Planning, plan_target};
use crate::rollout::Site;

/// A change of one table.
#[derive(Clone, Debug)]
pub struct TableChange {
    /// The table: `orders`, or `shop.orders`.
    pub table: String,
    /// What follows `ALTER TABLE …`.
    pub clauses: String,
}

/// Plans the change of one table; the table counts as big, so that it is made online wherever writers would wait.
///
/// # Errors
/// No such table, clauses that the server does not take, or as planning.
pub async fn plan_online(site: &Site, change: &TableChange, planning: &Planning) -> Result<Planned, SingleError> {
    let mut live = Live::connect(&site.url, &site.options).await?;
    if live.dialect() == Dialect::Sqlite {
        return Err(SingleError::NotOnline);
    }
    let observed = live.inspect(&planning.scope).await?;
    let id = find(&observed, &change.table)?;
    let desired = altered(&mut live, &observed, &id, change, planning).await?;
    let mut elaborated = Elaborated::of_database(desired);
    elaborated.renames = renames(observed.dialect, &id, &change.clauses);
    let planning = Planning { all_big: true, ..planning.clone() };
    let planned = plan_target(&mut live, &site.url.to_string(), elaborated, &planning).await?;
    live.close().await?;
    Ok(planned)
}

fn find(observed: &Database, wanted: &str) -> Result<ObjectId, SingleError> {
    let tables: Vec<&ObjectId> = observed.objects.keys().filter(|id| id.kind == Kind::Table).collect();
    let is_named = |id: &&&ObjectId| id.dotted() == wanted || id.name.as_str() == wanted;
    let mut found = tables.iter().filter(is_named);
    match (found.next(), found.next()) {
        (Some(id), None) => Ok((*id).clone()),
        (Some(_), Some(_)) => Err(SingleError::ManyTables { table: wanted.to_owned() }),
        (None, _) => {
            let near =
                tables.iter().min_by_key(|id| distance(&id.dotted(), wanted).min(distance(id.name.as_str(), wanted)));
            Err(SingleError::NoTable { table: wanted.to_owned(), nearest: near.map(|id| id.dotted()) })
        }
    }
}

/// What the database would be after the ALTER, told by a scratch copy of the table and of what it needs.
async fn altered(
    live: &mut Live,
    observed: &Database,
    id: &ObjectId,
    change: &TableChange,
    planning: &Planning,
) -> Result<Database, SingleError> {
    let is_part = |other: &&ObjectId| other.of.as_ref() == Some(&id.name) && other.schema == id.schema;
    let seeds: Vec<&ObjectId> = observed.objects.keys().filter(|other| *other == id || is_part(other)).collect();
    let mut copied = observed.with_dependencies(seeds.iter().copied());
    let part = observed.restricted_to(&copied);
    // What looks at the table is made after the change: it follows its columns.
    let around = observed.with_dependencies(dependents(observed, seeds));
    let around: BTreeSet<&ObjectId> = around.difference(&copied).copied().collect();
    let rest = observed.restricted_to(&around);
    copied.extend(around);
    let sql = format!("ALTER TABLE {} {}", id.qualified(observed.dialect), change.clauses.trim().trim_end_matches(';'));
    let mut scratch = Scratch::like(live, planning.scratch_url.as_ref()).await?;
    let after = run(&mut scratch, &part, sql, &rest, &planning.scope).await;
    scratch.discard().await?;
    let after = after?;

    let mut desired = observed.clone();
    for id in &copied {
        desired.objects.remove(*id);
    }
    for mut object in after.objects.into_values() {
        if let Some(before) = observed.get(&object.id) {
            object.grants.clone_from(&before.grants);
        }
        desired.insert(object);
    }
    Ok(desired)
}

/// Everything that needs one of these, directly or not.
fn dependents<'a>(observed: &'a Database, of: Vec<&'a ObjectId>) -> BTreeSet<&'a ObjectId> {
    let needed_by = observed.dependents();
    let (mut found, mut waiting) = (BTreeSet::new(), of);
    while let Some(id) = waiting.pop() {
        let new = needed_by.get(id).into_iter().flatten().filter(|id| found.insert(**id)).copied().collect::<Vec<_>>();
        waiting.extend(new);
    }
    found
}

async fn run(
    scratch: &mut Scratch,
    part: &Database,
    sql: String,
    rest: &Database,
    scope: &Scope,
) -> Result<Database, SingleError> {
    scratch.build(part).await?;
    scratch.run(&[sql]).await.map_err(SingleError::Alter)?;
    scratch.build(rest).await?;
    Ok(scratch.inspect(scope).await?)
}

/// Columns that the clauses give another name: `RENAME COLUMN a TO b`, and MySQL's `CHANGE a b …`.
fn renames(dialect: Dialect, table: &ObjectId, clauses: &str) -> Vec<Rename> {
    let tokens: Vec<Token> = Lexer::new(dialect, clauses).filter(|token| !token.is_trivia()).collect();
    let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.text(clauses).eq_ignore_ascii_case(word));
    let name = |at: usize| {
        let token = tokens.get(at)?;
        let is_name = matches!(token.kind, TokenKind::Word | TokenKind::QuotedIdent);
        is_name.then(|| Ident::from(unquote(dialect, token.text(clauses))))
    };
    let begins = |at: usize| at == 0 || is(at - 1, ",");
    let pair = |at: usize| {
        let skipped = usize::from(is(at + 1, "column"));
        let from = name(at + 1 + skipped)?;
        if is(at, "rename") && is(at + 2 + skipped, "to") && (skipped == 1 || dialect == Dialect::Postgres) {
            return Some((from, name(at + 3 + skipped)?));
        }
        is(at, "change").then(|| Some((from, name(at + 2 + skipped)?)))?
    };
    let found = (0..tokens.len()).filter(|at| begins(*at)).filter_map(pair).filter(|(from, to)| from != to);
    found.map(|(from, to)| Rename { object: table.clone(), column: Some(to), from }).collect()
}
