//! What a live database tells a review: its schema, its sizes, how many rows each statement changes, what its rows allow.
//!
//! Not a judgement, and nothing of the change is run: questions go through a read-only session, one by one, each with a bound on its
//! time. Invariant: what was not asked, or could not be answered, has its reason in the facts.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use engine::{Asked, Bounds, Live, Options, Standing};
use plan::TableSize;
use review::facts::{Explained, Facts, Probe, Probed, Scan, Server, TableFacts};
use review::read::form::Name;
use review::{Ask, Input, Known, Privileges, Review, Settings, review};
use schema::{Dialect, ObjectId};

use crate::rollout::Site;
use crate::single::described;

/// How long all questions of one review may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// How many statements are explained.
const MOST_STATEMENTS: usize = 1000;

/// A table with more rows, by the server's estimate, is not looked at.
const MOST_ROWS: u64 = 1_000_000;

/// What a live database tells a review.
#[derive(Clone, Debug, Default)]
pub struct LiveFacts {
    /// Its schema as SQL.
    pub schema: Vec<String>,
    /// Whether the schema has all that is in it.
    pub is_whole: bool,
    /// Its server, sizes, estimates and looks at rows.
    pub facts: Facts,
    /// Who the login is, what it may do, and on which version.
    pub login: Known,
}

impl LiveFacts {
    /// What is known of who runs the files: what is given, and what the database tells of its login and its version.
    pub fn known(&self, given: Known) -> Known {
        let Known { version, role, owners, privileges, .. } = self.login.clone();
        Known { version: given.version.or(version), role: given.role.or(role), owners, privileges, ..given }
    }

    /// What exists before the change: what is given, and what is live; `None` where neither is all there is.
    pub fn with<'a>(&'a self, given: Option<Vec<Input<'a>>>) -> Option<Vec<Input<'a>>> {
        let live = self.schema.iter().map(|text| Input { path: "live", text });
        match given {
            Some(given) => Some(given.into_iter().chain(live).collect()),
            None => self.is_whole.then(|| live.collect()),
        }
    }
}

/// Asks a live database all that a review of the texts wants to know. Nothing is changed, and nothing of the texts is run.
///
/// The settings say which rules are on, so that only what matters is looked at. What comes back goes into the settings of the review:
/// `facts`, and [`LiveFacts::with`] as the schema.
///
/// # Errors
/// Unreachable, or not to be read.
pub async fn live_facts(site: &Site, settings: &Settings<'_>, files: &[Input<'_>]) -> Result<LiveFacts, engine::Error> {
    let options = Options { read_only: true, ..site.options.clone() };
    let mut live = Live::connect(&site.url, &options).await?;
    let database = live.inspect(&site.scope).await?;
    let schema = described(&database).into_iter().map(|file| file.text).collect();
    let is_whole = database.unsupported.is_empty();
    let facts = known(&mut live).await?;
    let login = login(&mut live, &facts).await?;
    let mut told = LiveFacts { schema, is_whole, facts, login };
    // The review as far as it goes without answers tells what to ask.
    let (schema, facts) = (told.with(settings.schema.clone()), told.facts.clone());
    let known = told.known(settings.known.clone());
    let found = review(&Settings { schema, facts, known, ..settings.clone() }, files);
    let end = Instant::now() + PATIENCE;
    told.facts.explained = explained(&mut live, &found, end).await?;
    told.facts.probes = probes(&mut live, &found, &told.facts, end).await?;
    live.close().await?;
    Ok(told)
}

/// What is asked whatever the texts are.
async fn known(live: &mut Live) -> Result<Facts, engine::Error> {
    let dialect = live.dialect();
    let mut tables = tables(&live.sizes().await?, dialect);
    for index in live.invalid_indexes().await? {
        tables.entry(key(&index.table, dialect)).or_default().invalid_indexes.insert(index.name);
    }
    for counter in live.counters().await? {
        let table = tables.entry(key(&counter.table, dialect)).or_default();
        table.counters.insert(counter.column, (counter.last, counter.most));
    }
    let server = live.server().await?;
    let server = Server {
        version: server.version,
        number: server.number,
        is_read_only: server.is_read_only,
        is_replica: server.is_replica,
        sql_mode: server.sql_mode,
    };
    Ok(Facts { server: Some(server), tables, ..Facts::default() })
}

/// Who the session is, as a review knows it.
async fn login(live: &mut Live, facts: &Facts) -> Result<Known, engine::Error> {
    let dialect = live.dialect();
    let Standing { role, owners, tables, schemas } = live.standing().await?;
    let owners = owners.into_iter().map(|(id, owner)| (key(&id, dialect), owner)).collect();
    let tables = tables.into_iter().map(|(id, held)| (key(&id, dialect), held)).collect();
    let version = facts.server.as_ref().map(|server| server.version.clone());
    Ok(Known { version, role, owners, privileges: Privileges { tables, schemas }, ..Known::default() })
}

/// How big tables are, by the keys that reviews know them by. SQLite tells no bytes.
pub(crate) fn tables(sizes: &BTreeMap<ObjectId, TableSize>, dialect: Dialect) -> BTreeMap<String, TableFacts> {
    let of_size = |size: &TableSize| {
        let bytes = (dialect != Dialect::Sqlite).then_some(size.bytes);
        TableFacts { rows: Some(size.rows), bytes, ..TableFacts::default() }
    };
    sizes.iter().map(|(id, size)| (key(id, dialect), of_size(size))).collect()
}

/// The key under which a review knows a table. MySQL is reviewed one database at a time, whose name the files do not say.
fn key(id: &ObjectId, dialect: Dialect) -> String {
    let schema = id.schema.clone().filter(|_| dialect != Dialect::MySql);
    Name { schema, name: id.name.clone(), span: 0..0 }.key(dialect)
}

/// What the database says of each statement; of those whose rows stand in the text last.
async fn explained(
    live: &mut Live,
    found: &Review,
    end: Instant,
) -> Result<BTreeMap<String, Explained>, engine::Error> {
    let mut statements: Vec<_> = found.statements.iter().filter(|one| one.ask.is_some()).collect();
    statements.sort_by_key(|one| one.affected_rows.method.is_some());
    let mut answers = BTreeMap::new();
    for ask in statements.into_iter().filter_map(|one| one.ask.as_ref()) {
        if answers.contains_key(&ask.statement) {
            continue;
        }
        let answer = match answers.len() {
            count if count >= MOST_STATEMENTS => {
                Explained::Unknown(format!("more than {MOST_STATEMENTS} statements are not asked about"))
            }
            _ => one_explained(live, ask, end).await?,
        };
        answers.insert(ask.statement.clone(), answer);
    }
    Ok(answers)
}

async fn one_explained(live: &mut Live, ask: &Ask, end: Instant) -> Result<Explained, engine::Error> {
    let Some(bounds) = bounds(end) else { return Ok(Explained::Unknown(too_late())) };
    let dialect = live.dialect();
    let asked = Asked { statement: &ask.statement, select: ask.select.as_deref() };
    Ok(match live.explain(&asked, &bounds).await? {
        engine::Explained::Rows { rows, is_more, is_counted, scans } => {
            let scans = scans.into_iter().map(|one| scan(one, dialect)).collect();
            Explained::Rows { rows, is_more, is_counted, scans }
        }
        engine::Explained::Fails(reason) => Explained::Fails(reason),
        engine::Explained::Unknown(reason) => Explained::Unknown(reason),
    })
}

fn scan(scan: engine::Scan, dialect: Dialect) -> Scan {
    let name = Name { schema: scan.schema.map(schema::Ident::from), name: scan.table.into(), span: 0..0 };
    Scan { table: name.key(dialect), access: scan.access, is_full: scan.is_full, rows: scan.rows }
}

/// The looks at rows that the findings ask for.
async fn probes(
    live: &mut Live,
    found: &Review,
    facts: &Facts,
    end: Instant,
) -> Result<BTreeMap<String, Probed>, engine::Error> {
    let mut answers = BTreeMap::new();
    for probe in found.findings.iter().filter_map(|finding| finding.probe.as_ref()) {
        if !answers.contains_key(&probe.query) {
            answers.insert(probe.query.clone(), one_probed(live, probe, facts, end).await?);
        }
    }
    Ok(answers)
}

async fn one_probed(live: &mut Live, probe: &Probe, facts: &Facts, end: Instant) -> Result<Probed, engine::Error> {
    let rows = |key: &String| facts.tables.get(key).and_then(|table| table.rows);
    let is_big = |key: &&String| rows(key).is_some_and(|rows| rows > MOST_ROWS);
    if let Some(key) = probe.tables.iter().find(is_big) {
        let rows = rows(key).unwrap_or_default();
        return Ok(Probed::Unknown(format!("`{key}` has about {rows} rows, and at most {MOST_ROWS} are read")));
    }
    let Some(bounds) = bounds(end) else { return Ok(Probed::Unknown(too_late())) };
    Ok(match live.probe(&probe.query, &bounds).await? {
        engine::Probed::Found { rows, is_more } => Probed::Found { rows, is_more },
        engine::Probed::Clean => Probed::Clean,
        engine::Probed::Unknown(reason) => Probed::Unknown(reason),
    })
}

/// What is left of the time; `None` where nothing is.
fn bounds(end: Instant) -> Option<Bounds> {
    let left = end.saturating_duration_since(Instant::now());
    let whole = Bounds::default();
    (!left.is_zero()).then(|| Bounds { time: whole.time.min(left), ..whole })
}

fn too_late() -> String {
    format!("the questions of this review took {} s already", PATIENCE.as_secs())
}
