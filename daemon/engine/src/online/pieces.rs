//! A statement in pieces: a table is walked over in the order of a key, and each range of it is changed in a transaction of its own.
//!
//! Not the sessions, which are in the engines behind `Door`. Invariant: how far it is is written in the transaction of the piece that
//! came there, so that no row is met twice and none is left out, whoever goes on; rows that come behind its end are not met.

use std::future::Future;
use std::time::{Duration, Instant};

use plan::{KeyColumn, KeyValues, Online, Step};
use schema::Dialect;

use super::{Phase, Progress, Steering};
use crate::ledger::RunId;
use crate::{Class, Error, Result};

/// How long to wait before a piece is tried again whose rows others hold.
const SHORTEST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// How often it is looked whether work may go on.
const ROUND: Duration = Duration::from_millis(250);

/// What a session can do for a statement in pieces.
pub(crate) trait Door: Send {
    /// The first row of a query, as texts.
    fn row(&mut self, sql: &str) -> impl Future<Output = Result<Option<Vec<Option<String>>>>> + Send;

    /// Runs statements of the ledger in a transaction of their own.
    fn note(&mut self, statements: &[String]) -> impl Future<Output = Result<()>> + Send;

    /// Runs a piece and what says how far it came, in one transaction.
    fn piece(&mut self, step: &Step, piece: &str, came_to: &str) -> impl Future<Output = Result<()>> + Send;

    /// Records that the step is done, with what takes its place in the ledger away, in one transaction.
    fn done(&mut self, run: RunId, step: &Step, forget: &str) -> impl Future<Output = Result<()>> + Send;

    /// Why nothing may be changed just now.
    fn reason(&mut self) -> impl Future<Output = Result<Option<String>>> + Send;
}

/// Where the rows of the ledger are.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    /// The table, as SQL.
    pub(crate) table: &'static str,
    /// What makes it.
    pub(crate) create: &'static str,
    /// The columns that tell targets apart, with their values; none where a ledger is of one target.
    pub(crate) target: Option<(&'static str, String)>,
}

/// The columns of the ledger's table beside those that name the step.
pub(crate) const COLUMNS: &str = "came_to, until, walked_over";

impl Ledger {
    /// The condition of the row of a step.
    pub(crate) fn of_step(&self, run: RunId, step: u32) -> String {
        let target = self.target.as_ref().map(|(column, value)| format!("{column} = {value} AND ")).unwrap_or_default();
        format!("{target}run = {run} AND step = {step}")
    }

    fn begin(&self, run: RunId, step: u32, until: &str) -> String {
        let (column, value) = match &self.target {
            Some((column, value)) => (format!("{column}, "), format!("{value}, ")),
            None => Default::default(),
        };
        format!(
            "INSERT INTO {} ({column}run, step, {COLUMNS}) VALUES ({value}{run}, {step}, NULL, {until}, 0)",
            self.table
        )
    }
}

/// The work of a step.
struct Work<'s> {
    dialect: Dialect,
    table: String,
    key: &'s [KeyColumn],
    before: &'s str,
    after: &'s str,
    size: u64,
    pause: Duration,
}

/// Where a walk stands: the last key it came to, the last it goes to, and how many rows it walked over. Keys are literals.
struct Stand {
    came_to: Option<Vec<String>>,
    until: Vec<String>,
    walked_over: u64,
}

/// Runs the statement of a step in pieces, or the rest of them.
pub(crate) async fn run(
    door: &mut impl Door,
    dialect: Dialect,
    ledger: &Ledger,
    run: RunId,
    step: &Step,
    steering: &Steering,
) -> Result<()> {
    let work = Work::of(dialect, step)?;
    let name = step.object.dotted();
    let walked = walk(door, &work, ledger, (run, step), &name, steering).await;
    steering.ended();
    walked?;
    door.done(run, step, &format!("DELETE FROM {} WHERE {}", ledger.table, ledger.of_step(run, step.id))).await
}

async fn walk(
    door: &mut impl Door,
    work: &Work<'_>,
    ledger: &Ledger,
    (run, step): (RunId, &Step),
    name: &str,
    steering: &Steering,
) -> Result<()> {
    let Some(mut stand) = open(door, work, ledger, (run, step)).await? else { return Ok(()) };
    let of = count(door, &work.counting(stand.came_to.as_deref(), &stand.until)).await? + stand.walked_over;
    let mut progress = Progress { phase: Phase::Changing, of, ..Progress::of_table(name) };
    let (began, first, mut pause) = (Instant::now(), stand.walked_over, SHORTEST_PAUSE);
    while stand.came_to.as_ref() != Some(&stand.until) {
        while let Some(reason) = door.reason().await? {
            progress.throttled = Some(reason);
            steering.report(progress.clone());
            tokio::time::sleep(ROUND).await;
        }
        let next = keys(door, work, &work.bound(stand.came_to.as_deref(), &stand.until)).await?;
        let (upto, rows, is_last) = match next {
            Some(upto) => (upto, work.size, false),
            None => {
                let rows = count(door, &work.counting(stand.came_to.as_deref(), &stand.until)).await?;
                (stand.until.clone(), rows, true)
            }
        };
        let came_to = ledger.came_to(work, (run, step.id), &stand, &upto, rows);
        match door.piece(step, &work.piece(stand.came_to.as_deref(), &upto), &came_to).await {
            Ok(()) => pause = SHORTEST_PAUSE,
            Err(error) if error.class() == Class::Transient => {
                progress.throttled = Some(error.to_string());
                steering.report(progress.clone());
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
                continue;
            }
            Err(error) => return Err(error),
        }
        stand.walked_over += rows;
        stand.came_to = Some(upto);
        progress.throttled = None;
        told(&mut progress, stand.walked_over, first, began.elapsed());
        steering.report(progress.clone());
        if !is_last {
            tokio::time::sleep(work.pause).await;
        }
    }
    Ok(())
}

/// Where an earlier walk of the step stands, or the beginning of one; nothing where the table has no row.
async fn open(
    door: &mut impl Door,
    work: &Work<'_>,
    ledger: &Ledger,
    (run, step): (RunId, &Step),
) -> Result<Option<Stand>> {
    door.note(&[ledger.create.to_owned()]).await?;
    let asked = format!("SELECT {COLUMNS} FROM {} WHERE {}", ledger.table, ledger.of_step(run, step.id));
    if let Some(row) = door.row(&asked).await? {
        return stand(&row).map(Some).ok_or_else(|| Error::Refused {
            what: step.summary.clone(),
            reason: format!("the ledger does not say how far it is; look at `{}`", ledger.table),
        });
    }
    let Some(until) = keys(door, work, &work.last()).await? else { return Ok(None) };
    door.note(&[ledger.begin(run, step.id, &work.noted(&until))]).await?;
    Ok(Some(Stand { came_to: None, until, walked_over: 0 }))
}

fn stand(row: &[Option<String>]) -> Option<Stand> {
    let list = |text: &String| serde_json::from_str::<Vec<String>>(text).ok();
    let came_to = match row.first()? {
        Some(text) => Some(list(text)?),
        None => None,
    };
    let until = list(row.get(1)?.as_ref()?)?;
    let walked_over = row.get(2)?.as_ref()?.parse().ok()?;
    Some(Stand { came_to, until, walked_over })
}

/// The key of the row that a query finds, as literals.
async fn keys(door: &mut impl Door, work: &Work<'_>, sql: &str) -> Result<Option<Vec<String>>> {
    let Some(row) = door.row(sql).await? else { return Ok(None) };
    let keys: Option<Vec<String>> = row.into_iter().take(work.key.len()).collect();
    keys.map(Some).ok_or_else(|| Error::Refused {
        what: format!("walking over {}", work.table),
        reason: "a column of its key is NULL in a row, so that the row has no place in its order".to_owned(),
    })
}

async fn count(door: &mut impl Door, sql: &str) -> Result<u64> {
    let row = door.row(sql).await?.unwrap_or_default();
    Ok(row.into_iter().next().flatten().and_then(|text| text.parse().ok()).unwrap_or_default())
}

impl Ledger {
    /// What says how far the walk came. It changes nothing, and the piece is taken back, where somebody else came further.
    fn came_to(&self, work: &Work<'_>, (run, step): (RunId, u32), stand: &Stand, upto: &[String], rows: u64) -> String {
        let before = match &stand.came_to {
            Some(keys) => format!("came_to = {}", work.noted(keys)),
            None => "came_to IS NULL".to_owned(),
        };
        format!(
            "UPDATE {} SET came_to = {}, walked_over = walked_over + {rows} WHERE {} AND {before}",
            self.table,
            work.noted(upto),
            self.of_step(run, step)
        )
    }
}

impl<'s> Work<'s> {
    fn of(dialect: Dialect, step: &'s Step) -> Result<Self> {
        let Some(Online::Pieces { table, key, before, after, size, pause_ms }) = &step.online else {
            let reason = format!("no online change of {dialect} is made in this way");
            return Err(Error::Refused { what: step.summary.clone(), reason });
        };
        let (size, pause) = ((*size).max(1), Duration::from_millis(*pause_ms));
        Ok(Self { dialect, table: table.qualified(dialect), key, before, after, size, pause })
    }

    /// Keys as a text of the ledger.
    fn noted(&self, keys: &[String]) -> String {
        let text = serde_json::to_string(keys).unwrap_or_default();
        schema::sql::literal(self.dialect, &text).to_string()
    }

    fn names(&self) -> Vec<&str> {
        self.key.iter().map(|column| column.name.as_str()).collect()
    }

    /// What reads a key as literals.
    fn literals(&self) -> String {
        let literal = |column: &KeyColumn| {
            let name = &column.name;
            match (self.dialect, column.values) {
                (Dialect::Sqlite, _) => format!("quote({name})"),
                (Dialect::Postgres, _) => format!("quote_literal({name}::text)"),
                (Dialect::MySql, KeyValues::Numbers) => format!("CAST({name} AS CHAR)"),
                (Dialect::MySql, KeyValues::Texts) => format!("QUOTE(CAST({name} AS CHAR))"),
                (Dialect::MySql, KeyValues::Bytes) => format!("CONCAT('x''', HEX({name}), '''')"),
            }
        };
        self.key.iter().map(literal).collect::<Vec<_>>().join(", ")
    }

    fn ordered(&self, way: &str) -> String {
        self.names().iter().map(|name| format!("{name}{way}")).collect::<Vec<_>>().join(", ")
    }

    /// The last key.
    fn last(&self) -> String {
        format!("SELECT {} FROM {} ORDER BY {} LIMIT 1", self.literals(), self.table, self.ordered(" DESC"))
    }

    /// The last key of the next full piece.
    fn bound(&self, after: Option<&[String]>, until: &[String]) -> String {
        format!(
            "SELECT {} FROM {} WHERE {} ORDER BY {} LIMIT 1 OFFSET {}",
            self.literals(),
            self.table,
            self.range(&self.names(), after, until),
            self.ordered(""),
            self.size - 1
        )
    }

    fn counting(&self, after: Option<&[String]>, until: &[String]) -> String {
        format!("SELECT COUNT(*) FROM {} WHERE {}", self.table, self.range(&self.names(), after, until))
    }

    /// The statement of a piece.
    fn piece(&self, after: Option<&[String]>, upto: &[String]) -> String {
        let written: Vec<&str> = self.key.iter().map(|column| column.written.as_str()).collect();
        format!("{}{}{}", self.before, self.range(&written, after, upto), self.after)
    }

    fn range(&self, names: &[&str], after: Option<&[String]>, upto: &[String]) -> String {
        let upto = self.compared(names, upto, '<', "<=");
        match after {
            Some(after) => format!("{} AND {upto}", self.compared(names, after, '>', ">")),
            None => upto,
        }
    }

    /// A key compared with another one, in the form by which the server reads a range of an index.
    fn compared(&self, names: &[&str], keys: &[String], sign: char, last: &str) -> String {
        match (self.dialect, names) {
            (_, [name]) => format!("{name} {last} {}", keys.join(", ")),
            (Dialect::MySql, _) => beyond(names, keys, sign, last),
            _ => format!("({}) {last} ({})", names.join(", "), keys.join(", ")),
        }
    }
}

/// `(a > x OR (a = x AND b > y))`.
fn beyond(names: &[&str], keys: &[String], sign: char, last: &str) -> String {
    match (names, keys) {
        ([name, names @ ..], [key, keys @ ..]) if !names.is_empty() => {
            format!("({name} {sign} {key} OR ({name} = {key} AND {}))", beyond(names, keys, sign, last))
        }
        ([name], [key]) => format!("{name} {last} {key}"),
        _ => "FALSE".to_owned(),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rate is shown with few digits")]
fn told(progress: &mut Progress, rows: u64, first: u64, time: Duration) {
    progress.rows = rows;
    progress.of = progress.of.max(rows);
    progress.rate = (rows - first) as f64 / time.as_secs_f64().max(0.001);
    let left = (progress.of - rows) as f64 / progress.rate.max(0.001);
    progress.left = Duration::try_from_secs_f64(left).ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, values: KeyValues) -> KeyColumn {
        KeyColumn { name: name.to_owned(), written: format!("o.{name}"), values }
    }

    fn ranged(dialect: Dialect, key: &[KeyColumn], after: Option<&[String]>, upto: &[String]) -> String {
        let (table, before, after_text) = ("orders".to_owned(), "DELETE FROM orders AS o WHERE (x) AND (", ")");
        let work = Work { dialect, table, key, before, after: after_text, size: 10, pause: Duration::ZERO };
        work.piece(after, upto)
    }

    #[test]
    fn a_piece_is_the_statement_with_the_condition_of_its_range() {
        let key = [column("id", KeyValues::Numbers)];
        let (from, to) = (["5".to_owned()], ["9".to_owned()]);
        let first = "DELETE FROM orders AS o WHERE (x) AND (o.id <= 9)";
        assert_eq!(ranged(Dialect::Postgres, &key, None, &to), first);
        let second = "DELETE FROM orders AS o WHERE (x) AND (o.id > 5 AND o.id <= 9)";
        assert_eq!(ranged(Dialect::Postgres, &key, Some(&from), &to), second);
    }

    #[test]
    fn a_key_of_several_columns_is_compared_as_one() {
        let key = [column("a", KeyValues::Numbers), column("b", KeyValues::Texts)];
        let (from, to) = (["1".to_owned(), "'x'".to_owned()], ["2".to_owned(), "'y'".to_owned()]);
        let rows = "DELETE FROM orders AS o WHERE (x) AND ((o.a, o.b) > (1, 'x') AND (o.a, o.b) <= (2, 'y'))";
        assert_eq!(ranged(Dialect::Sqlite, &key, Some(&from), &to), rows);
        let spelled = "DELETE FROM orders AS o WHERE (x) AND ((o.a > 1 OR (o.a = 1 AND o.b > 'x')) AND \
                       (o.a < 2 OR (o.a = 2 AND o.b <= 'y')))";
        assert_eq!(ranged(Dialect::MySql, &key, Some(&from), &to), spelled);
    }
}
