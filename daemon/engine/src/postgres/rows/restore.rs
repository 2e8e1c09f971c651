//! Bringing back the rows that a step changed, in the transaction that is open, and proving that they are back.

use std::collections::BTreeSet;

use plan::Step;

use super::super::ledger::quoted;
use super::super::session::Session;
use super::compare::{Pair, numbered};
use super::exchange::Force;
use super::keys::ForeignKey;
use super::shape::{OURS, Shape};
use super::{FORMS, Side, kept, schema_name};
use crate::Result;
use crate::ledger::RunId;
use crate::rows::{Conflicts, Restore, SavedTable, gone, must_not_conflict, refused};

impl Session {
    /// What an undo of the step would do. The rows that later steps of the run changed are theirs.
    pub(crate) async fn preview_undo(&mut self, run: RunId, step: &Step, later: &[u32]) -> Result<Vec<Restore>> {
        if !matches!(step.undo, plan::Undo::Rows) {
            return Ok(Vec::new());
        }
        self.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
        let previewed = self.previewed(run, step, later).await;
        self.batch("ROLLBACK").await?;
        previewed
    }

    async fn previewed(&mut self, run: RunId, step: &Step, later: &[u32]) -> Result<Vec<Restore>> {
        self.batch(FORMS).await?;
        let mut pairs = self.pairs(run, step.id).await?;
        for &other in later {
            let schema = schema_name(run, other);
            for saved in self.saved(run, other).await? {
                let same = |pair: &&mut Pair| pair.saved.table == saved.table && pair.saved.key == saved.key;
                if let Some(pair) = pairs.iter_mut().find(same) {
                    pair.later.extend([Side::Before, Side::After].map(|side| kept(&schema, saved.number, side)));
                }
            }
        }
        let mut restores = Vec::new();
        for pair in &pairs {
            restores.push(self.restore_of(pair).await?);
        }
        Ok(restores)
    }

    /// Brings the rows back.
    pub(in crate::postgres) async fn restore_rows(
        &mut self,
        run: RunId,
        step: &Step,
        conflicts: Conflicts,
    ) -> Result<()> {
        self.batch(FORMS).await?;
        let mut pairs = self.pairs(run, step.id).await?;
        for pair in &pairs {
            self.batch(&format!("LOCK TABLE ONLY {} IN SHARE ROW EXCLUSIVE MODE", pair.shape.table())).await?;
        }
        if conflicts == Conflicts::Refuse {
            let mut restores = Vec::new();
            for pair in &pairs {
                restores.push(self.restore_of(pair).await?);
            }
            must_not_conflict(run, step.id, &restores)?;
        }
        let keys = self.foreign_keys(&pairs).await?;
        parents_first(&mut pairs, &keys);
        let force = self.put_out_of_force().await?;
        let triggers = self.take_triggers(&pairs, force).await?;
        let exchanged = self.exchange(&pairs, &keys, force, conflicts).await?;
        exchanged.map_err(|reason| refused(run, step.id, reason))?;
        self.batch("SET CONSTRAINTS ALL IMMEDIATE").await?;
        for trigger in &triggers {
            self.batch(trigger).await?;
        }
        for pair in &pairs {
            self.verify(pair, run, step.id).await?;
        }
        if force == Force::Out
            && let Some(broken) = self.broken_key(&keys).await?
        {
            return Err(refused(run, step.id, broken));
        }
        let schema = schema_name(run, step.id);
        self.put_positions_back(&schema).await?;
        self.batch(&format!("DROP SCHEMA {schema} CASCADE")).await
    }

    /// The list of what the step saved.
    async fn saved(&mut self, run: RunId, step: u32) -> Result<Vec<SavedTable>> {
        let schema = schema_name(run, step);
        let known = format!(
            "SELECT count(*) FROM groundline.snapshot WHERE run = {run} AND step = {step} AND in_schema = {name} \
             AND restored_by IS NULL AND purged_at IS NULL AND to_regclass({list}) IS NOT NULL",
            name = quoted(&schema),
            list = quoted(&format!("{schema}.list"))
        );
        if self.one(&known).await? == "0" {
            return Err(gone(run, step));
        }
        let texts = self.first_column(&format!("SELECT saved FROM {schema}.list ORDER BY at")).await?;
        let read = |text: String| serde_json::from_str(&text).map_err(|cause| self.spoiled(cause.to_string()));
        texts.into_iter().flatten().map(read).collect()
    }

    async fn pairs(&mut self, run: RunId, step: u32) -> Result<Vec<Pair>> {
        let schema = schema_name(run, step);
        let mut pairs = Vec::new();
        for saved in self.saved(run, step).await? {
            let shape = self.shape_of(&saved, &schema, run, step).await?;
            pairs.push(Pair { saved, shape, schema: schema.clone(), later: Vec::new() });
        }
        Ok(pairs)
    }

    /// The table as it is now; refused where rows of its former form would not fit.
    async fn shape_of(&mut self, saved: &SavedTable, schema: &str, run: RunId, step: u32) -> Result<Shape> {
        let of = saved.table.schema.as_ref().map_or("", |schema| schema.as_str());
        let condition =
            format!("{OURS} AND n.nspname = {} AND c.relname = {}", quoted(of), quoted(saved.table.name.as_str()));
        let shape = self.row_shapes(&condition).await?.pop();
        let today: Option<Vec<schema::Ident>> =
            shape.as_ref().map(|shape| shape.columns.iter().map(|column| column.as_str().into()).collect());
        saved.must_have(run, step, today.as_deref())?;
        let name = saved.table.dotted();
        let same_key = |shape: &Shape| {
            shape.key.iter().map(|(column, _)| column.as_str()).eq(saved.key.iter().map(schema::Ident::as_str))
        };
        let Some(shape) = shape.filter(same_key) else {
            return Err(refused(run, step, format!("the key of `{name}` has changed since; undo that change first")));
        };
        let retyped = format!(
            "SELECT string_agg(quote_ident(t.attname), ', ') FROM pg_attribute t JOIN pg_attribute k USING (attname) \
             WHERE t.attrelid = {} AND k.attrelid = to_regclass({}) AND t.attnum > 0 AND NOT t.attisdropped \
             AND (t.atttypid, t.atttypmod) <> (k.atttypid, k.atttypmod)",
            shape.oid,
            quoted(&kept(schema, saved.number, Side::Before))
        );
        match self.one(&retyped).await?.as_str() {
            "" => Ok(shape),
            columns => {
                let reason = format!("`{name}` has changed since: {columns} of another type; undo that change first");
                Err(refused(run, step, reason))
            }
        }
    }

    /// Refuses unless the rows are what they were, each of them.
    async fn verify(&mut self, pair: &Pair, run: RunId, step: u32) -> Result<()> {
        let (shape, before, after) = (&pair.shape, pair.kept(Side::Before), pair.kept(Side::After));
        let table = shape.table();
        let wrong = if shape.key.is_empty() {
            let (rows, now) = (numbered(shape, &before), numbered(shape, &table));
            format!(
                "SELECT count(*) FROM ({rows}) b WHERE NOT EXISTS (SELECT FROM ({now}) t WHERE t.row = b.row AND t.nth = b.nth)"
            )
        } else {
            format!(
                "SELECT (SELECT count(*) FROM {before} b WHERE NOT EXISTS (SELECT FROM ONLY {table} t WHERE {} AND {})) + \
                 (SELECT count(*) FROM {after} a JOIN ONLY {table} t ON {} WHERE NOT EXISTS (SELECT FROM {before} b WHERE {}))",
                shape.is("t", "b"),
                shape.same("t", "b"),
                shape.is("t", "a"),
                shape.is("b", "a")
            )
        };
        let wrong = self.one(&wrong).await?;
        if wrong == "0" {
            return Ok(());
        }
        let name = pair.saved.table.dotted();
        Err(refused(run, step, format!("{wrong} row(s) of `{name}` would not be as they were; nothing was changed")))
    }

    /// Counters that the step set back go on where they stood, unless they are beyond it again.
    async fn put_positions_back(&mut self, schema: &str) -> Result<()> {
        let rows = self.rows(&format!("SELECT name, last, called FROM {schema}.sequence ORDER BY name")).await?;
        for row in &rows {
            let (name, last, called) = (self.value(row, 0)?, self.number(row, 1)?, self.value(row, 2)?);
            let sql = format!(
                "SELECT setval({name}, {last}, {called}) FROM {sequence} s, pg_sequence q WHERE q.seqrelid = {name}::regclass \
                 AND CASE WHEN q.seqincrement > 0 THEN s.last_value < {last} ELSE s.last_value > {last} END \
                 OR q.seqrelid = {name}::regclass AND s.last_value = {last} AND {called} AND NOT s.is_called",
                name = quoted(&name),
                sequence = name,
                called = if called.starts_with('t') { "true" } else { "false" }
            );
            self.rows(&sql).await?;
        }
        Ok(())
    }
}

/// Orders the tables so that one comes before those that refer to it; where they refer to each other, by their names.
fn parents_first(pairs: &mut Vec<Pair>, keys: &[ForeignKey]) {
    let mut left = std::mem::take(pairs);
    while !left.is_empty() {
        let open: BTreeSet<&str> = left.iter().map(|pair| pair.shape.oid.as_str()).collect();
        let waits = |pair: &Pair| {
            keys.iter().any(|key| {
                key.child_oid == pair.shape.oid
                    && key.parent_oid != key.child_oid
                    && open.contains(key.parent_oid.as_str())
            })
        };
        let next = left.iter().position(|pair| !waits(pair)).unwrap_or_default();
        pairs.push(left.remove(next));
    }
}
