//! Saving what a step changes: before its statements what they empty, after them everything else.

use plan::{Keep, KeepKind, Step};
use schema::{Ident, sql::mentions};

use super::super::ledger::quoted;
use super::super::session::Session;
use super::beside::{open, pour};
use super::shape::{OURS, Shape};
use super::{FORMS, Side, kept, schema_name, truncate};
use crate::ledger::RunId;
use crate::rows::SavedTable;
use crate::{Error, Result};

/// How many rows are asked for at once, by their places.
const PART: usize = 5_000;

/// A row that this transaction wrote: its writer is as young as we are, and still at work; so are our subtransactions.
const WRITTEN_BY_US: &str = "age(t.xmin) <= 0 AND \
    pg_xact_status((pg_current_xact_id()::text::bigint - age(t.xmin))::text::xid8) = 'in progress'";

/// What is saved before the statements run.
pub(in crate::postgres) struct Saving {
    schema: String,
    /// The tables that are saved whole.
    whole: Vec<Shape>,
}

impl Session {
    /// Makes the place for what a step changes, and saves the tables that it empties, in the transaction that is open.
    pub(in crate::postgres) async fn begin_saving(&mut self, run: RunId, step: &Step) -> Result<Saving> {
        if self.one("SHOW track_counts").await? != "on" {
            return Err(unsaved(
                "every table",
                "the server does not say which tables are written; set `track_counts = on`",
            ));
        }
        self.must_not_mention_foreign(step).await?;
        let schema = schema_name(run, step.id);
        self.batch(&format!("CREATE SCHEMA {schema}")).await?;
        self.take_rights(&schema).await?;
        self.batch(&format!("CREATE TABLE {schema}.list (at int PRIMARY KEY, saved text NOT NULL)")).await?;
        self.batch(&format!(
            "CREATE TABLE {schema}.sequence (name text NOT NULL, last bigint NOT NULL, called boolean NOT NULL)"
        ))
        .await?;
        let mut whole: Vec<Shape> = Vec::new();
        for truncate in step.statements.iter().filter_map(|statement| truncate::read(statement)) {
            let emptied = self.truncated(&truncate).await?;
            if emptied.is_empty() {
                continue;
            }
            for shape in self.row_shapes(&format!("c.oid IN ({}) AND {OURS}", emptied.join(", "))).await? {
                if truncate.restarts {
                    self.save_positions(&schema, &shape).await?;
                }
                if whole.iter().all(|known| known.oid != shape.oid) {
                    self.save_whole(&schema, whole.len(), &shape).await?;
                    whole.push(shape);
                }
            }
        }
        Ok(Saving { schema, whole })
    }

    /// Default privileges may have given rights to others: what is kept is for the one who keeps it.
    async fn take_rights(&mut self, schema: &str) -> Result<()> {
        let sql = format!(
            "SELECT DISTINCT 'REVOKE ALL ON SCHEMA {schema} FROM ' || CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END \
             FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a WHERE n.nspname = {} AND a.grantee <> n.nspowner",
            quoted(schema)
        );
        for statement in self.first_column(&sql).await?.into_iter().flatten() {
            self.batch(&statement).await?;
        }
        Ok(())
    }

    /// What a foreign table holds is elsewhere, where nobody keeps old rows for us.
    async fn must_not_mention_foreign(&mut self, step: &Step) -> Result<()> {
        let foreign = self.first_column("SELECT relname FROM pg_class WHERE relkind = 'f' ORDER BY 1").await?;
        if foreign.is_empty() {
            return Ok(());
        }
        let said: std::collections::BTreeSet<String> =
            step.statements.iter().flat_map(|statement| mentions(schema::Dialect::Postgres, statement)).collect();
        match foreign.into_iter().flatten().find(|name| said.contains(name)) {
            Some(name) => Err(unsaved(&name, "it is a foreign table, whose rows are in another server")),
            None => Ok(()),
        }
    }

    async fn save_positions(&mut self, schema: &str, shape: &Shape) -> Result<()> {
        let sql = format!(
            "SELECT d.objid::regclass::text FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S' \
             WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = {} \
             AND d.deptype IN ('a', 'i') ORDER BY 1",
            shape.oid
        );
        for sequence in self.first_column(&sql).await?.into_iter().flatten() {
            let insert = format!(
                "INSERT INTO {schema}.sequence SELECT {}, last_value, is_called FROM {sequence}",
                quoted(&sequence)
            );
            self.batch(&insert).await?;
        }
        Ok(())
    }

    async fn save_whole(&mut self, schema: &str, number: usize, shape: &Shape) -> Result<()> {
        self.batch(&format!("LOCK TABLE ONLY {} IN EXCLUSIVE MODE", shape.table())).await?;
        // A row that this role may not see must be an error, and not left out.
        self.batch("SET LOCAL row_security = off").await?;
        self.make_kept(schema, number, shape).await?;
        let before = kept(schema, number, Side::Before);
        let list = shape.column_list();
        self.batch(&format!("INSERT INTO {before} SELECT {list} FROM ONLY {}", shape.table())).await?;
        self.batch("SET LOCAL row_security = DEFAULT").await
    }

    async fn make_kept(&mut self, schema: &str, number: usize, shape: &Shape) -> Result<()> {
        if shape.columns.is_empty() {
            return Err(unsaved(&shape.table(), "it has no columns that hold values"));
        }
        for side in [Side::Before, Side::After] {
            let (table, list) = (kept(schema, number, side), shape.column_list());
            let sql = format!("CREATE TABLE {table} AS SELECT {list} FROM ONLY {} WITH NO DATA", shape.table());
            self.batch(&sql).await?;
        }
        Ok(())
    }

    /// Saves what the statements have changed, and writes it into the ledger.
    pub(in crate::postgres) async fn finish_saving(&mut self, saving: Saving, run: RunId, step: &Step) -> Result<()> {
        // What was put off to the end of the transaction changes rows too.
        self.batch("SET CONSTRAINTS ALL IMMEDIATE").await?;
        self.batch(FORMS).await?;
        let Saving { schema, whole } = saving;
        self.must_not_have_changed_tables(&whole).await?;
        let mut shapes = whole;
        let is_whole = shapes.len();
        let written = self.written(&shapes).await?;
        if !written.is_empty() {
            self.batch(&format!("CREATE TABLE {schema}.place (at tid NOT NULL)")).await?;
            let mut beside = open(self).await?;
            for shape in &written {
                self.make_kept(&schema, shapes.len(), shape).await?;
                let saved = self.save_old(&mut beside, &schema, shapes.len(), shape).await;
                saved.map_err(|error| in_the_way(shape, error))?;
                shapes.push(shape.clone());
            }
            beside.close().await?;
            self.batch(&format!("DROP TABLE {schema}.place")).await?;
        }
        let mut saved = Vec::new();
        for (number, shape) in shapes.iter().enumerate() {
            if self.save_new(&schema, number, shape, number < is_whole).await? {
                saved.push(saved_table(number, shape));
            }
        }
        self.list_saved(&schema, &saved, run, step).await
    }

    /// A table whose storage is new, or whose definition changed: its old rows are not there to be seen.
    async fn must_not_have_changed_tables(&mut self, whole: &[Shape]) -> Result<()> {
        let known: Vec<&str> = whole.iter().map(|shape| shape.oid.as_str()).chain(["0"]).collect();
        let sql = format!(
            "SELECT t.oid::regclass::text FROM pg_class t JOIN pg_class c ON c.oid = t.oid JOIN pg_namespace n ON n.oid = t.relnamespace \
             WHERE t.relkind IN ('r', 'p') AND t.oid NOT IN ({}) AND {OURS} AND {WRITTEN_BY_US} ORDER BY 1 LIMIT 1",
            known.join(", ")
        );
        match self.one(&sql).await?.as_str() {
            "" => Ok(()),
            table => Err(unsaved(
                table,
                "a function, a trigger or a statement emptied or altered it; make that a step of its own",
            )),
        }
    }

    /// The tables that this transaction has written to, but those.
    async fn written(&mut self, but: &[Shape]) -> Result<Vec<Shape>> {
        let known: Vec<&str> = but.iter().map(|shape| shape.oid.as_str()).chain(["0"]).collect();
        let condition = format!(
            "{OURS} AND c.oid NOT IN ({}) AND EXISTS (SELECT FROM pg_stat_xact_all_tables s WHERE s.relid = c.oid \
             AND s.n_tup_ins + s.n_tup_upd + s.n_tup_del > 0)",
            known.join(", ")
        );
        self.row_shapes(&condition).await
    }

    /// Saves the old versions of rows: those that others see, and we do not, and that others still see afterwards. The first look
    /// gives all that may be such, and the last leaves out what others have changed meanwhile.
    async fn save_old(&mut self, beside: &mut Session, schema: &str, number: usize, shape: &Shape) -> Result<()> {
        let (table, place) = (shape.table(), format!("{schema}.place"));
        self.batch(&format!("TRUNCATE {place}")).await?;
        pour(beside, &format!("SELECT ctid FROM ONLY {table} WHERE xmax <> 0"), self, &place).await?;
        self.batch(&format!("DELETE FROM {place} p USING ONLY {table} t WHERE t.ctid = p.at")).await?;
        let mut last = "(0,0)".to_owned();
        loop {
            let part = format!("SELECT p.at::text FROM {place} p WHERE p.at > '{last}' ORDER BY p.at LIMIT {PART}");
            let places: Vec<String> = self.first_column(&part).await?.into_iter().flatten().collect();
            let Some(end) = places.last() else { return Ok(()) };
            last.clone_from(end);
            let rows = format!(
                "SELECT {} FROM ONLY {table} t WHERE ctid = ANY ('{{\"{}\"}}'::tid[]) AND xmax <> 0",
                shape.columns_of("t"),
                places.join("\",\"")
            );
            pour(beside, &rows, self, &kept(schema, number, Side::Before)).await?;
        }
    }

    /// Saves the new versions of rows, and lets go what is as it was; false where nothing is left.
    async fn save_new(&mut self, schema: &str, number: usize, shape: &Shape, is_whole: bool) -> Result<bool> {
        let (before, after) = (kept(schema, number, Side::Before), kept(schema, number, Side::After));
        let which = if is_whole { "true" } else { WRITTEN_BY_US };
        let columns = shape.columns_of("t");
        self.batch(&format!("INSERT INTO {after} SELECT {columns} FROM ONLY {} t WHERE {which}", shape.table()))
            .await?;
        self.batch(&super::compare::let_go_unchanged(shape, &before, &after)).await?;
        let is_left = format!("SELECT EXISTS (SELECT FROM {before}) OR EXISTS (SELECT FROM {after})");
        let is_left = self.one(&is_left).await?.starts_with('t');
        if is_left {
            // A row saved twice would be found here, and nothing committed.
            let key: Vec<String> = shape.key.iter().map(|(column, _)| super::ident(column)).collect();
            for table in [&before, &after].into_iter().filter(|_| !key.is_empty()) {
                self.batch(&format!("CREATE UNIQUE INDEX ON {table} ({})", key.join(", "))).await?;
            }
            self.batch(&format!("ANALYZE {before}; ANALYZE {after}")).await?;
        } else {
            self.batch(&format!("DROP TABLE {before}; DROP TABLE {after}")).await?;
        }
        Ok(is_left)
    }

    async fn list_saved(&mut self, schema: &str, saved: &[SavedTable], run: RunId, step: &Step) -> Result<()> {
        for (at, table) in saved.iter().enumerate() {
            let text = serde_json::to_string(table).map_err(|cause| self.spoiled(cause.to_string()))?;
            self.recorded(&format!("INSERT INTO {schema}.list VALUES ({at}, {})", quoted(&text))).await?;
        }
        let keep = Keep {
            kind: KeepKind::Rows,
            table: step.object.clone(),
            column: None,
            in_schema: Some(Ident::from(schema)),
            in_table: Ident::from("list"),
            key: Vec::new(),
            definition: SavedTable::digest(saved),
        };
        self.record_snapshot(run, step.id, &keep).await
    }
}

fn saved_table(number: usize, shape: &Shape) -> SavedTable {
    let idents = |names: &[String]| names.iter().map(|name| Ident::from(name.as_str())).collect();
    let key = shape.key.iter().map(|(column, _)| Ident::from(column.as_str())).collect();
    SavedTable { table: shape.id(), number, columns: idents(&shape.columns), key }
}

/// A table that nobody beside may read: a statement of the step locked it.
fn in_the_way(shape: &Shape, error: Error) -> Error {
    match error {
        Error::LockTimeout { .. } => {
            unsaved(&shape.table(), "a statement of the step locked it so that its old rows cannot be read; lock less")
        }
        other => other,
    }
}

/// The refusal of a step whose rows cannot be saved exactly.
fn unsaved(what: &str, reason: &str) -> Error {
    Error::Refused {
        what: format!("saving the rows that the step changes in `{what}`"),
        reason: format!(
            "{reason}; nothing was changed; declare the change as one that cannot be undone, or write it otherwise"
        ),
    }
}
