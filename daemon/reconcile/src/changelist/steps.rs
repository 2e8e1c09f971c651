//! The steps of a changelist: as few transactions as the engine allows, each statement in the order in which it is written.
//!
//! PostgreSQL and SQLite run all of it in one transaction, but for what must be alone or goes in pieces; MySQL commits each schema statement
//! by itself, so that only neighbouring changes of rows share one. Checks are asked in the first and the last transaction where those are
//! transactions, else in one of their own.

use std::collections::BTreeSet;

use plan::{Guard, Hazard, HazardCode, Lock, Mode, Online, Step, Timeouts, Undo};
use review::read::statement::Form;
use schema::{Database, Dialect, Kind, ObjectId};

use super::check::guard;
use super::fault::ChangelistFault;
use super::pieces::{Pieces, in_pieces};
use super::resolve::{Resolved, Written};
use super::statement::{Nature, Part};
use crate::desired::{Check, RowSnapshot};

/// Why schema statements of a changelist are not undone.
const NOT_UNDONE: &str = "what undoes a schema statement of a changelist is not known";

/// Makes the steps.
///
/// # Errors
/// Every statement that cannot go in pieces though it was asked for, and where nothing could.
pub(super) fn steps(
    resolved: &Resolved,
    observed: &Database,
    timeouts: Timeouts,
) -> Result<Vec<Step>, Vec<ChangelistFault>> {
    let mut making = Making { resolved, observed, timeouts, steps: Vec::new(), together: Vec::new() };
    let (mut faults, mut are_any) = (Vec::new(), false);
    for written in &resolved.statements {
        let part = Part::of(resolved.dialect, &written.text, observed);
        match making.online(&part) {
            Ok(Some(_)) if making.saves_rows() => {
                faults.push(not_saved(written, "the statement goes in pieces, each of which is committed by itself"));
            }
            Ok(None) => making.add(part),
            Ok(Some(online)) => {
                are_any = true;
                making.in_pieces(part, online);
            }
            Err(why) => faults.push(not_in_pieces(written, &why)),
        }
    }
    making.close();
    if let Some(batch) = resolved.changelist.batch.as_ref().filter(|_| !are_any && faults.is_empty()) {
        let message = format!("no statement changes rows of `{}`, or fills another table from it", batch.table);
        let hint = "name the table of the big statement, or take `batch` out";
        faults.push(ChangelistFault::new(batch.origin.clone(), message).hint(hint));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut steps = making.steps;
    check(resolved, &mut steps, timeouts);
    Ok(steps)
}

fn not_saved(written: &Written, why: &str) -> ChangelistFault {
    let message = format!(
        "the rows that the statement changes cannot be saved: {why}; say `snapshot = \"none\"` and a `reason` in `changelist.toml`"
    );
    ChangelistFault::new(written.origin.clone(), message).hint("make sure of a backup first")
}

fn not_in_pieces(written: &Written, why: &str) -> ChangelistFault {
    ChangelistFault::new(written.origin.clone(), format!("the statement cannot go in pieces: {why}"))
        .hint("rewrite it so that each row is looked at by itself, or move it to a changelist without `batch`")
}

struct Making<'m> {
    resolved: &'m Resolved,
    observed: &'m Database,
    timeouts: Timeouts,
    steps: Vec<Step>,
    /// What goes into the transaction that is being filled.
    together: Vec<Part<'m>>,
}

impl<'m> Making<'m> {
    fn saves_rows(&self) -> bool {
        matches!(self.resolved.changelist.snapshot, RowSnapshot::Rows)
    }

    fn online(&self, part: &Part<'_>) -> Result<Option<Online>, String> {
        let Some(batch) = &self.resolved.changelist.batch else { return Ok(None) };
        let pieces = Pieces { table: &batch.table, size: batch.size, pause: batch.pause };
        in_pieces(&part.unit, &pieces, self.observed)
    }

    fn add(&mut self, part: Part<'m>) {
        let is_alone =
            part.nature == Nature::Alone || self.resolved.dialect == Dialect::MySql && part.nature == Nature::Schema;
        if !is_alone {
            self.together.push(part);
            return;
        }
        self.close();
        let mut step = self.step(std::slice::from_ref(&part), Mode::Alone);
        if let Some(undo) = undo_of_index(&part, self.resolved.dialect) {
            step.hazards.retain(|hazard| hazard.code != HazardCode::Irreversible);
            step.undo = Undo::Statements { statements: vec![undo] };
        }
        self.steps.push(step);
    }

    fn in_pieces(&mut self, part: Part<'m>, online: Online) {
        self.close();
        let step = self.step(std::slice::from_ref(&part), Mode::Online);
        let summary = format!("{} in pieces", step.summary);
        self.steps.push(Step { online: Some(online), summary, ..step });
    }

    /// Ends the transaction that is being filled.
    fn close(&mut self) {
        let parts = std::mem::take(&mut self.together);
        if !parts.is_empty() {
            let step = self.step(&parts, Mode::Transaction);
            self.steps.push(step);
        }
    }

    fn step(&self, parts: &[Part<'_>], mode: Mode) -> Step {
        let object = parts.iter().find_map(|part| part.object.clone()).unwrap_or_else(|| self.of_changelist());
        let mut hazards: Vec<Hazard> = parts.iter().flat_map(Part::hazards).collect();
        let undo = self.undo(parts, &mut hazards);
        let statements = parts.iter().map(|part| part.unit.text.to_owned()).collect();
        let lock = self.lock(parts);
        Step { undo, hazards, lock, statements, ..empty(summary(parts), object, mode, self.timeouts) }
    }

    /// What a step is about that is about no object: the changelist itself.
    fn of_changelist(&self) -> ObjectId {
        ObjectId::new(Kind::Schema, None, self.resolved.of.id.as_str().into())
    }

    fn undo(&self, parts: &[Part<'_>], hazards: &mut Vec<Hazard>) -> Undo {
        if parts.iter().any(|part| matches!(part.nature, Nature::Schema | Nature::Alone)) {
            let named: Vec<_> =
                parts.iter().filter(|part| part.nature != Nature::Rows).map(|part| part.summary.as_str()).collect();
            let message = format!("{NOT_UNDONE}: {}", named.first().copied().unwrap_or_default());
            hazards.push(Hazard::new(HazardCode::Irreversible, message));
            return Undo::Irreversible { reason: NOT_UNDONE.to_owned() };
        }
        if parts.iter().all(|part| part.nature == Nature::Nothing) {
            return Undo::Statements { statements: Vec::new() };
        }
        match &self.resolved.changelist.snapshot {
            RowSnapshot::Rows => Undo::Rows,
            RowSnapshot::Nothing { reason } => {
                Undo::Irreversible { reason: format!("its rows are not saved: {reason}") }
            }
        }
    }

    fn lock(&self, parts: &[Part<'_>]) -> Lock {
        let is_schema = parts.iter().any(|part| part.nature == Nature::Schema && !is_new(&part.unit.form));
        match (self.resolved.dialect, is_schema) {
            (Dialect::Sqlite, _) => Lock::DatabaseWrite,
            (Dialect::Postgres, true) => Lock::AccessExclusive,
            (Dialect::MySql, true) => Lock::Write,
            (Dialect::Postgres, false) if parts.iter().any(|part| part.nature == Nature::Alone) => {
                Lock::ShareUpdateExclusive
            }
            (Dialect::Postgres | Dialect::MySql, false) => Lock::None,
        }
    }
}

fn is_new(form: &Form) -> bool {
    matches!(form, Form::CreateTable(_) | Form::Create(_))
}

/// A step that does nothing yet.
fn empty(summary: String, object: ObjectId, mode: Mode, timeouts: Timeouts) -> Step {
    Step {
        id: 0,
        summary,
        object,
        mode,
        statements: Vec::new(),
        online: None,
        lock: Lock::None,
        rewrite: false,
        rewrites: BTreeSet::new(),
        timeouts,
        hazards: Vec::new(),
        guards: Vec::new(),
        keeps: Vec::new(),
        restores: Vec::new(),
        undo: Undo::Statements { statements: Vec::new() },
    }
}

/// What several statements do, in words: each once, the first few.
fn summary(parts: &[Part<'_>]) -> String {
    const MOST: usize = 3;
    let mut told: Vec<&str> = Vec::new();
    for part in parts {
        if !told.contains(&part.summary.as_str()) {
            told.push(&part.summary);
        }
    }
    match told.len() {
        0..=MOST => told.join(", "),
        more => format!("{} and {} more", told[..MOST].join(", "), more - MOST),
    }
}

/// What takes an index away again that was built outside of transactions.
fn undo_of_index(part: &Part<'_>, dialect: Dialect) -> Option<String> {
    let Form::CreateIndex(index) = &part.unit.form else { return None };
    let (name, table) = (index.name.as_ref()?, index.table.as_ref()?);
    match dialect {
        Dialect::Postgres => {
            let schema = table.schema.as_ref().or(name.schema.as_ref());
            let schema = schema.map(|schema| format!("{}.", schema.display(dialect))).unwrap_or_default();
            Some(format!("DROP INDEX CONCURRENTLY IF EXISTS {schema}{}", name.name.display(dialect)))
        }
        Dialect::MySql => Some(format!("DROP INDEX {} ON {}", name.name.display(dialect), table.sql(dialect))),
        Dialect::Sqlite => None,
    }
}

/// Puts the checks where they are asked.
fn check(resolved: &Resolved, steps: &mut Vec<Step>, timeouts: Timeouts) {
    let dialect = resolved.dialect;
    let chosen = |is_after: bool| resolved.checks.iter().filter(move |check| check.is_after == is_after);
    let object = steps.first().map(|step| step.object.clone());
    let Some(object) = object else { return };
    let of_its_own = |summary: &str, checks: Vec<&Check>| {
        let guards = checks.into_iter().map(|check| guard(dialect, check, 0)).collect();
        let lock = if dialect == Dialect::Sqlite { Lock::DatabaseWrite } else { Lock::None };
        Step { guards, lock, ..empty(summary.to_owned(), object.clone(), Mode::Transaction, timeouts) }
    };
    let (before, after): (Vec<_>, Vec<_>) = (chosen(false).collect(), chosen(true).collect());
    if !after.is_empty() {
        match steps.last_mut().filter(|step| step.mode == Mode::Transaction) {
            Some(last) => {
                let at = last.statements.len();
                last.guards.extend(after.into_iter().map(|check| guard(dialect, check, at)));
            }
            None => steps.push(of_its_own("ask the checks after it", after)),
        }
    }
    if !before.is_empty() {
        match steps.first_mut().filter(|step| step.mode == Mode::Transaction) {
            Some(first) => {
                let guards: Vec<Guard> = before.into_iter().map(|check| guard(dialect, check, 0)).collect();
                first.guards.splice(0..0, guards);
            }
            None => steps.insert(0, of_its_own("ask the checks before it", before)),
        }
    }
}
