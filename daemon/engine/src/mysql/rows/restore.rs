//! Bringing back the rows that a step changed, in the transaction that is open, and proving that they are back.
//!
//! MySQL cannot keep triggers from firing. So what should come out is known first, and what triggers did on the way is
//! put right until both are equal; where that does not end, nothing is changed.

use plan::Step;

use super::super::session::{Session, value};
use super::compare::Pair;
use super::digest::{Digest, Digests, PART, show};
use super::shape::{DIGEST, Shape};
use super::{FORMS, Side, ident, kept, list_name, literal};
use crate::Result;
use crate::ledger::RunId;
use crate::rows::{Conflicts, Restore, SavedTable, gone, must_not_conflict, refused};

/// A foreign key: its name, its table and the one that it refers to, and pairs of columns.
type ForeignKey = ([String; 3], Vec<(String, String)>);

/// How often what triggers did is put right.
const PASSES: usize = 4;

/// What is restored, and the tables that it, or a trigger on its way, may change.
pub(in crate::mysql) struct Restoring {
    pairs: Vec<Pair>,
    reached: Vec<Shape>,
}

/// A table that the restore, or a trigger on its way, may change; and the rows that it should have.
struct Aim {
    shape: Shape,
    rows: Digests,
    /// The table that has its rows before the step, where the step changed them.
    before: Option<String>,
}

impl Session {
    /// What an undo of the step would do. The rows that later steps of the run changed are theirs.
    pub(crate) async fn preview_undo(&mut self, run: RunId, step: &Step, later: &[u32]) -> Result<Vec<Restore>> {
        if !matches!(step.undo, plan::Undo::Rows) {
            return Ok(Vec::new());
        }
        self.batch(FORMS).await?;
        let previewed = self.previewed(run, step, later).await;
        self.reset().await?;
        previewed
    }

    async fn previewed(&mut self, run: RunId, step: &Step, later: &[u32]) -> Result<Vec<Restore>> {
        let mut pairs = self.pairs(run, step.id).await?;
        for &other in later {
            let list = list_name(run, other);
            for saved in self.saved(run, other).await? {
                let same = |pair: &&mut Pair| pair.saved.table == saved.table && pair.saved.key == saved.key;
                if let Some(pair) = pairs.iter_mut().find(same) {
                    pair.later.extend([Side::Before, Side::After].map(|side| kept(&list, saved.number, side)));
                }
            }
        }
        let mut restores = Vec::new();
        for pair in &pairs {
            restores.push(self.restore_of(pair).await?);
        }
        Ok(restores)
    }

    /// What must be known before the transaction begins: its first reading fixes what it sees, and that must come after the locks.
    pub(in crate::mysql) async fn prepare_restore(&mut self, run: RunId, step: &Step) -> Result<Restoring> {
        let pairs = self.pairs(run, step.id).await?;
        let names: Vec<String> = pairs.iter().map(|pair| pair.shape.table()).collect();
        let reached = self.reached(&names).await?;
        Ok(Restoring { pairs, reached })
    }

    /// Brings the rows back.
    pub(in crate::mysql) async fn restore_rows(
        &mut self,
        restoring: Restoring,
        run: RunId,
        step: &Step,
        conflicts: Conflicts,
    ) -> Result<()> {
        let Restoring { pairs, reached } = restoring;
        self.batch(FORMS).await?;
        for shape in &reached {
            self.rows(&format!("SELECT COUNT(*) FROM {} LOCK IN SHARE MODE", shape.table())).await?;
        }
        if conflicts == Conflicts::Refuse {
            let mut restores = Vec::new();
            for pair in &pairs {
                restores.push(self.restore_of(pair).await?);
            }
            must_not_conflict(run, step.id, &restores)?;
        }
        self.batch("SET SESSION foreign_key_checks = 0 /*M!100600 , check_constraint_checks = 0 */").await?;
        let aims = self.aims(&pairs, reached).await?;
        for _ in 0..PASSES {
            let mut is_there = true;
            let mut missing = Vec::new();
            for aim in &aims {
                let (surplus, lacking) = self.distance(aim).await?;
                is_there &= surplus.is_empty() && lacking.is_empty();
                self.take_away(aim, surplus).await?;
                missing.push(lacking);
            }
            if is_there {
                self.must_keep_keys(&pairs, run, step.id).await?;
                return self.batch("SET SESSION foreign_key_checks = 1").await;
            }
            for (aim, lacking) in aims.iter().zip(missing) {
                self.put_back(aim, lacking, run, step.id).await?;
            }
        }
        Err(refused(run, step.id, triggers_in_the_way()))
    }

    /// The rows that each table should have: those that nobody of the step touched, and those before it.
    async fn aims(&mut self, pairs: &[Pair], reached: Vec<Shape>) -> Result<Vec<Aim>> {
        let mut beside = self.beside().await?;
        beside.batch(FORMS).await?;
        let mut aims = Vec::new();
        for shape in reached {
            let (table, digest) = (shape.table(), shape.digest("t"));
            let mut rows = Digests::new();
            let pair = pairs.iter().find(|pair| pair.shape.name == shape.name);
            let mut untouched = format!("SELECT {digest} FROM {table} t");
            if let Some(pair) = pair {
                let kept = |side| format!("SELECT {DIGEST} FROM {}", pair.kept(side));
                beside.count_digests(&kept(Side::Before), 1, &mut rows, &shape.name).await?;
                if shape.key.is_empty() {
                    beside.count_digests(&kept(Side::After), -1, &mut rows, &shape.name).await?;
                } else {
                    let is = shape.is("k", "t");
                    let not = |side| format!("NOT EXISTS (SELECT 1 FROM {} k WHERE {is})", pair.kept(side));
                    untouched = format!("{untouched} WHERE {} AND {}", not(Side::Before), not(Side::After));
                }
            }
            beside.count_digests(&untouched, 1, &mut rows, &shape.name).await?;
            aims.push(Aim { before: pair.map(|pair| pair.kept(Side::Before)), shape, rows });
        }
        beside.close().await?;
        Ok(aims)
    }

    /// The rows that are too many, and those that are missing, each with how many.
    async fn distance(&mut self, aim: &Aim) -> Result<(Vec<(Digest, i64)>, Vec<(Digest, i64)>)> {
        let mut now = Digests::new();
        let query = format!("SELECT {} FROM {} t", aim.shape.digest("t"), aim.shape.table());
        self.count_digests(&query, 1, &mut now, &aim.shape.name).await?;
        for (digest, count) in &aim.rows {
            let left = now.entry(*digest).or_default();
            *left -= count;
        }
        let mut differ: Vec<(Digest, i64)> = now.into_iter().filter(|(_, count)| *count != 0).collect();
        differ.sort_unstable();
        let (surplus, lacking): (Vec<_>, Vec<_>) = differ.into_iter().partition(|(_, count)| *count > 0);
        Ok((surplus, lacking.into_iter().map(|(digest, count)| (digest, -count)).collect()))
    }

    async fn take_away(&mut self, aim: &Aim, surplus: Vec<(Digest, i64)>) -> Result<()> {
        let table = aim.shape.table();
        let digest_of = aim.shape.digest(&table);
        let (some, all): (Vec<_>, Vec<_>) = surplus.into_iter().partition(|(digest, _)| aim.rows.contains_key(digest));
        for part in all.chunks(PART) {
            let part: Vec<String> = part.iter().map(|(digest, _)| show(digest)).collect();
            self.batch(&format!("DELETE FROM {table} WHERE {digest_of} IN ({})", part.join(","))).await?;
        }
        for (digest, count) in some {
            self.batch(&format!("DELETE FROM {table} WHERE {digest_of} = {} LIMIT {count}", show(&digest))).await?;
        }
        Ok(())
    }

    async fn put_back(&mut self, aim: &Aim, lacking: Vec<(Digest, i64)>, run: RunId, step: u32) -> Result<()> {
        let Some(before) = &aim.before else {
            return if lacking.is_empty() { Ok(()) } else { Err(refused(run, step, triggers_in_the_way())) };
        };
        let (table, list) = (aim.shape.table(), aim.shape.column_list());
        let insert = format!("INSERT INTO {table} ({list}) SELECT {list} FROM {before} WHERE {DIGEST}");
        if !aim.shape.key.is_empty() {
            for part in lacking.chunks(PART) {
                let part: Vec<String> = part.iter().map(|(digest, _)| show(digest)).collect();
                self.batch(&format!("{insert} IN ({})", part.join(","))).await?;
            }
            return Ok(());
        }
        for (digest, count) in lacking {
            self.batch(&format!("{insert} = {} LIMIT {count}", show(&digest))).await?;
        }
        Ok(())
    }

    /// Foreign keys were out of force: refuses where one does not hold now.
    async fn must_keep_keys(&mut self, pairs: &[Pair], run: RunId, step: u32) -> Result<()> {
        let names: Vec<String> = pairs.iter().map(|pair| literal(&pair.shape.name)).chain(["''".to_owned()]).collect();
        let names = names.join(", ");
        let sql = format!(
            "SELECT CONSTRAINT_NAME, TABLE_NAME, REFERENCED_TABLE_NAME, COLUMN_NAME, REFERENCED_COLUMN_NAME \
             FROM information_schema.KEY_COLUMN_USAGE WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_SCHEMA = DATABASE() \
             AND (TABLE_NAME IN ({names}) OR REFERENCED_TABLE_NAME IN ({names})) ORDER BY TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION"
        );
        let mut keys: Vec<ForeignKey> = Vec::new();
        for row in &self.rows(&sql).await? {
            let of = [value(row, 0), value(row, 1), value(row, 2)];
            if keys.last().is_none_or(|(last, _)| *last != of) {
                keys.push((of, Vec::new()));
            }
            if let Some((_, columns)) = keys.last_mut() {
                columns.push((value(row, 3), value(row, 4)));
            }
        }
        for ([key, child, parent], columns) in keys {
            let each =
                |show: fn(&(String, String)) -> String| columns.iter().map(show).collect::<Vec<_>>().join(" AND ");
            let sql = format!(
                "SELECT COUNT(*) FROM {} c WHERE {} AND NOT EXISTS (SELECT 1 FROM {} p WHERE {})",
                ident(&child),
                each(|(column, _)| format!("c.{} IS NOT NULL", ident(column))),
                ident(&parent),
                each(|(column, other)| format!("p.{} = c.{}", ident(other), ident(column)))
            );
            let count = self.one(&sql).await?;
            if count != "0" {
                let reason = format!(
                    "{count} row(s) of `{child}` would refer to no row of `{parent}` (foreign key `{key}`); nothing was changed; \
                     delete or mend those rows first"
                );
                return Err(refused(run, step, reason));
            }
        }
        Ok(())
    }

    /// The list of what the step saved.
    async fn saved(&mut self, run: RunId, step: u32) -> Result<Vec<SavedTable>> {
        let list = list_name(run, step);
        let known = format!(
            "SELECT COUNT(*) FROM groundline.snapshot WHERE {} AND restored_by IS NULL AND purged_at IS NULL",
            self.of_step(run, step)
        );
        if self.one(&known).await? == "0" || !self.has_table(&list).await? {
            return Err(gone(run, step));
        }
        let texts = self.first_column(&format!("SELECT saved FROM {} ORDER BY saved", ident(&list))).await?;
        let read = |text: String| serde_json::from_str(&text).map_err(|cause| self.spoiled(cause.to_string()));
        texts.into_iter().flatten().map(read).collect()
    }

    async fn pairs(&mut self, run: RunId, step: u32) -> Result<Vec<Pair>> {
        let list = list_name(run, step);
        let mut shapes = self.row_shapes().await?;
        let mut pairs = Vec::new();
        for saved in self.saved(run, step).await? {
            let shape = shapes.remove(saved.table.name.as_str());
            let today: Option<Vec<schema::Ident>> =
                shape.as_ref().map(|shape| shape.columns().map(schema::Ident::from).collect());
            saved.must_have(run, step, today.as_deref())?;
            let same_key =
                |shape: &Shape| shape.key.iter().map(String::as_str).eq(saved.key.iter().map(schema::Ident::as_str));
            let Some(shape) = shape.filter(same_key) else {
                let reason = format!("the key of `{}` has changed since; undo that change first", saved.table.dotted());
                return Err(refused(run, step, reason));
            };
            self.must_have_types(&saved, &list, run, step).await?;
            pairs.push(Pair { saved, shape, list: list.clone(), later: Vec::new() });
        }
        Ok(pairs)
    }

    async fn must_have_types(&mut self, saved: &SavedTable, list: &str, run: RunId, step: u32) -> Result<()> {
        let kept = kept(list, saved.number, Side::Before).replace('`', "");
        let sql = format!(
            "SELECT GROUP_CONCAT(t.COLUMN_NAME SEPARATOR ', ') FROM information_schema.COLUMNS t JOIN information_schema.COLUMNS k \
             ON k.TABLE_SCHEMA = t.TABLE_SCHEMA AND k.COLUMN_NAME = t.COLUMN_NAME WHERE t.TABLE_SCHEMA = DATABASE() AND t.TABLE_NAME = {} \
             AND k.TABLE_NAME = {} AND t.COLUMN_TYPE <> k.COLUMN_TYPE",
            literal(saved.table.name.as_str()),
            literal(&kept)
        );
        match self.one(&sql).await?.as_str() {
            "" => Ok(()),
            columns => {
                let name = saved.table.dotted();
                let reason = format!("`{name}` has changed since: {columns} of another type; undo that change first");
                Err(refused(run, step, reason))
            }
        }
    }
}

fn triggers_in_the_way() -> String {
    "triggers change the rows on their way back, each time anew; drop those triggers, undo, and create them again"
        .to_owned()
}
