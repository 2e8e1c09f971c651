//! What files do when they run on a scratch server: their locks and rewrites, for the rule `lock-verified-by-trace`.
//!
//! The database is made of what exists before the change, without its rows, and thrown away. Invariant: no live database is written
//! to, and a statement that reaches beyond one database does not run.

use std::collections::BTreeMap;

use engine::{Live, Options, Scratch, Source, SqlDiagnostic, Url};
use review::facts::{Trace, Traced, TracedTable};
use review::lock::LockMode;
use review::read::form::Name;
use review::{Input, Settings, Tracing, Unit, tracing};
use schema::Dialect;
use schema::sql::split;

use crate::rollout::Site;

/// Why nothing could be traced.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    /// The engine lets nobody see its locks.
    #[error("only PostgreSQL lets the locks of statements be seen; review the files without a scratch server")]
    NoLocks,
    /// A server is not reached, or refuses.
    #[error(transparent)]
    Server(#[from] engine::Error),
    /// What exists before the change cannot be made on the scratch server.
    #[error("what exists before the change cannot be made on the scratch server: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Before(Vec<SqlDiagnostic>),
}

/// Runs the files on a scratch server, in a database of its own, and tells what each statement locked and wrote anew.
///
/// What exists before the change is the schema of the live database, or that of the settings where there is none.
///
/// # Errors
/// No PostgreSQL, a server that is not reached or of another major version than the live one, or a schema that cannot be made.
pub async fn traced(
    scratch: &Url,
    live: Option<&Site>,
    settings: &Settings<'_>,
    files: &[Input<'_>],
) -> Result<Trace, TraceError> {
    if settings.dialect != Dialect::Postgres {
        return Err(TraceError::NoLocks);
    }
    let mut made = match live {
        Some(site) => of_live(scratch, site).await?,
        None => Scratch::alone(settings.dialect, Some(scratch)).await?,
    };
    let told = in_scratch(&mut made, live.is_some(), settings, files).await;
    made.discard().await?;
    told
}

/// A scratch database with all that a live one has but its rows.
async fn of_live(scratch: &Url, site: &Site) -> Result<Scratch, TraceError> {
    let options = Options { read_only: true, ..site.options.clone() };
    let mut live = Live::connect(&site.url, &options).await?;
    let database = live.inspect(&site.scope).await?;
    let mut made = Scratch::like(&mut live, Some(scratch)).await?;
    live.close().await?;
    if let Err(error) = made.build(&database).await {
        made.discard().await?;
        return Err(error.into());
    }
    Ok(made)
}

async fn in_scratch(
    made: &mut Scratch,
    is_built: bool,
    settings: &Settings<'_>,
    files: &[Input<'_>],
) -> Result<Trace, TraceError> {
    let before = settings.schema.iter().flatten().filter(|_| !is_built);
    let source =
        |input: &Input<'_>| Source { path: input.path.to_owned(), id: input.path.to_owned(), text: input.text.into() };
    let sources: Vec<_> = before.map(source).collect();
    made.load(&sources).await.map_err(TraceError::Before)?;
    let statements = statements(files);
    let runs: Vec<_> =
        statements.iter().filter(|one| one.tracing == Tracing::Runs).map(|one| one.text.as_str()).collect();
    let told = made.trace(&runs).await?.ok_or(TraceError::NoLocks)?;
    Ok(Trace { version: told.version, files: by_place(&statements, told.statements) })
}

/// A statement of a file, and what is done with it.
struct Statement<'a> {
    path: &'a str,
    offset: usize,
    text: String,
    tracing: Tracing,
}

fn statements<'a>(files: &[Input<'a>]) -> Vec<Statement<'a>> {
    let of_file = |file: &Input<'a>| {
        let path = file.path;
        let read = split(Dialect::Postgres, file.text).flatten().map(move |statement| {
            let tracing = tracing(&Unit::new(Dialect::Postgres, statement.text, statement.span.start));
            Statement { path, offset: statement.span.start, text: statement.text.to_owned(), tracing }
        });
        read.collect::<Vec<_>>()
    };
    files.iter().flat_map(of_file).collect()
}

/// The answers by file and place. What stands behind a failure did not run, and says so.
fn by_place(statements: &[Statement<'_>], told: Vec<engine::Traced>) -> BTreeMap<String, BTreeMap<usize, Traced>> {
    let mut files: BTreeMap<String, BTreeMap<usize, Traced>> = BTreeMap::new();
    let (mut told, mut left_out) = (told.into_iter(), false);
    for statement in statements {
        let answer = match statement.tracing {
            Tracing::Passed => continue,
            Tracing::Refused(reason) => {
                left_out = true;
                Traced::Unknown(format!("it does not run on a scratch server: {reason}"))
            }
            Tracing::Runs => match told.next() {
                Some(engine::Traced::Fails(reason)) if left_out => {
                    Traced::Unknown(format!("it fails, and a statement before it did not run: {reason}"))
                }
                Some(one) => answer(one),
                None => Traced::Unknown("a statement before it failed".to_owned()),
            },
        };
        files.entry(statement.path.to_owned()).or_default().insert(statement.offset, answer);
    }
    files
}

fn answer(traced: engine::Traced) -> Traced {
    match traced {
        engine::Traced::Ran(tables) => Traced::Ran(tables.into_iter().filter_map(table).collect()),
        engine::Traced::RanAlone => {
            Traced::Unknown("it runs outside of a transaction, and has given them back when it ends".to_owned())
        }
        engine::Traced::Fails(reason) => Traced::Fails(reason),
    }
}

fn table(table: engine::TracedTable) -> Option<TracedTable> {
    let lock = table.modes.iter().filter_map(|mode| LockMode::of_server(mode)).max()?;
    let name = Name { schema: Some(table.schema), name: table.name, span: 0..0 };
    Some(TracedTable { name, lock, is_rewritten: table.is_rewritten })
}
