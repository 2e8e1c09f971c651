//! A table that stays and changes: its pieces, with what is lost saved before and what was kept brought back.

use schema::object::{Column, Table, mysql};
use schema::{Ident, Object, ObjectId};

use super::alter::{self, Alteration, Form, KeyDifference, Pairs, alteration};
use super::column::Storage;
use super::defaults;
use super::draft::Scene;
use super::guard;
use super::keep::{self, Saving};
use super::key::{self, ClauseKind};
use super::online::{self, Decision};
use super::operation::{Algorithm, Waiting};
use super::partition;
use super::stages;
use super::step::Piece;
use super::types::{Effect, effect};
use crate::draft::Refusal;
use crate::hazard::{Hazard, HazardCode};
use crate::lock::Lock;
use crate::snapshot::{Keep, KeepKind};

/// The pieces that change a table, in order: those that come first, and those that wait until nothing names what goes.
pub(super) fn pieces(scene: &Scene<'_>, old: &Object, new: &Object) -> Result<(Vec<Piece>, Vec<Piece>), Refusal> {
    let (Some(from), Some(to)) = (old.table(), new.table()) else { return Ok((Vec::new(), Vec::new())) };
    refuse_what_is_unknown(new, from, to)?;
    refuse_long_fills(scene, new, from, to)?;
    let managed = partition::changes(scene, new, from, to);
    let mut goal = to.clone();
    if managed.is_some() {
        goal.partition_by.clone_from(&from.partition_by);
    }
    let has_room = has_room(scene, &old.id);
    let start = Form { name: &old.id.name, table: from, comment: old.comment.as_deref(), has_room };
    let end = Form { name: &new.id.name, table: &goal, comment: new.comment.as_deref(), has_room };
    let refills = refills(scene, &new.id, from, &goal);
    let names: Vec<Ident> = refills.iter().filter_map(|keep| keep.column.clone()).collect();
    let (mut pieces, mut late) = (Vec::new(), Vec::new());
    let (mut before, mut comment) = (from.clone(), start.comment);
    let stages = stages::stages(start, end, &names, scene.server);
    let count = stages.len();
    for (at, stage) in stages.into_iter().enumerate() {
        let stage_from = Form { table: &before, comment, ..start };
        let stage_to = Form { table: &stage, ..end };
        let change = Change { scene, id: &new.id, from: stage_from, to: stage_to, refills: &refills };
        let waits = at + 1 == count && change.only_drops();
        if waits { &mut late } else { &mut pieces }.extend(change.piece());
        (before, comment) = (stage.clone(), end.comment);
    }
    pieces.extend(managed.unwrap_or_default());
    Ok((pieces, late))
}

/// Whether columns may still change in an instant as often as one plan asks for it, there and back.
fn has_room(scene: &Scene<'_>, id: &ObjectId) -> bool {
    const OF_ONE_PLAN: u32 = 6;
    let so_far = scene.situation.sizes.get(id).map_or(0, |size| size.instant_changes);
    so_far + OF_ONE_PLAN <= scene.server.instant_changes()
}

fn refuse_what_is_unknown(new: &Object, from: &Table, to: &Table) -> Result<(), Refusal> {
    let pairs = Pairs::of(from, to);
    let rows = |column: &Column| column.settings.contains_key(mysql::ROW);
    let periods =
        |table: &Table| table.clauses.iter().filter(|clause| key::is_of_system(clause)).cloned().collect::<Vec<_>>();
    let reason = if periods(from) != periods(to) || pairs.added().chain(pairs.dropped()).any(rows) {
        "its period changes: give it WITH SYSTEM VERSIONING without columns of its own, or make a new table and move the rows"
    } else if !to.columns.iter().any(|column| pairs.changed_from(column).is_some()) {
        "none of its columns stays: nothing tells how its rows lead there; make it in two changes, or under another name"
    } else if ["data directory", "index directory", "tablespace", "union"]
        .iter()
        .any(|key| from.settings.get(*key) != to.settings.get(*key))
    {
        "where it is stored changes: move it by hand"
    } else {
        return Ok(());
    };
    Err(Refusal::Unsupported { object: new.id.to_string(), reason: reason.to_owned() })
}

/// Values that MySQL does not compute while it changes a table are written in one transaction while others wait: not into many rows.
fn refuse_long_fills(scene: &Scene<'_>, new: &Object, from: &Table, to: &Table) -> Result<(), Refusal> {
    let waits = !scene.server.is_mariadb() && defaults::has_unrepeatable(&Pairs::of(from, to));
    if !waits || scene.is_small(&new.id) {
        return Ok(());
    }
    let reason = "MySQL computes the default of a new column for no row that is there where another server would compute something else (error \
         1674), and the table is not small; add the column without a default, then the default, then fill the rows by a changelist in \
         pieces, and say NOT NULL last";
    Err(Refusal::Unsupported { object: new.id.to_string(), reason: reason.to_owned() })
}

/// What was kept of columns that come again.
fn refills(scene: &Scene<'_>, id: &ObjectId, from: &Table, to: &Table) -> Vec<Keep> {
    let pairs = Pairs::of(from, to);
    let found = pairs.added().filter(|column| column.generated.is_none()).filter_map(|column| {
        let digest = keep::column_digest(to, column);
        let keep = keep::find(scene.situation.kept, KeepKind::Column, id, Some(&column.name), digest)?;
        keep.key.iter().all(|key| from.column(key).is_some() && to.column(key).is_some()).then(|| keep.clone())
    });
    found.collect()
}

/// One stage of a change.
struct Change<'a> {
    scene: &'a Scene<'a>,
    id: &'a ObjectId,
    from: Form<'a>,
    to: Form<'a>,
    refills: &'a [Keep],
}

impl Change<'_> {
    fn piece(&self) -> Option<Piece> {
        let forward = alteration(self.from, self.to, self.scene.server)?;
        let (savings, unsaved) = self.savings();
        let restores: Vec<&Keep> = self.refills.iter().filter(|keep| self.is_added(keep)).collect();
        let moves_values = !savings.is_empty() || unsaved.is_some() || !restores.is_empty();
        let decision = online::decide(self.scene, self.id, (self.from, self.to), &forward, moves_values);
        let why_not = match decision {
            Decision::Online(work) => return Some(self.made_online(&forward, work)),
            Decision::Not(reason) => format!("; it is not changed online: {reason}"),
            Decision::NotNeeded => String::new(),
        };
        let fills = self.fills();
        let statements = self.statements(&forward, &savings, &restores, &fills);
        let undo = self.undo(&savings);
        let mut piece = Piece::new(self.id, self.summary(&restores), statements, undo);
        piece = piece.guards(guard::guards(self.from, self.to)).hazards(self.hazards());
        let is_locked = !savings.is_empty() || !restores.is_empty() || !fills.is_empty();
        piece = self.with_way(piece, &forward, is_locked, &why_not);
        for saving in savings {
            piece = piece.keep(saving.keep);
        }
        for keep in restores {
            piece = piece.restore(keep.clone());
        }
        if let Some(column) = unsaved {
            piece = piece.irreversible(format!(
                "no key of `{}` stays by which the values of `{}` would find their rows again",
                self.from.name.as_str(),
                column.as_str()
            ));
        }
        let ends = |table: &Table| table.settings.contains_key(mysql::SYSTEM_VERSIONING);
        if ends(self.from.table) && !ends(self.to.table) {
            piece = piece
                .hazard(HazardCode::DataLoss, format!("the history of `{}` disappears", self.from.name.as_str()))
                .irreversible("the history of a table cannot be given back to it");
        }
        Some(piece)
    }

    /// The table as it was is kept, so that nothing has to be saved.
    fn made_online(&self, forward: &Alteration, work: crate::Online) -> Piece {
        let name = self.from.name.as_str();
        let back = alteration(self.to, self.from, self.scene.server);
        let undo = back.map(|back| online::statement(self.from.name, &back));
        let statements = vec![online::statement(self.from.name, forward)];
        Piece::new(self.id, self.summary(&[]), statements, undo.into_iter().collect())
            .online(work)
            .guards(guard::guards(self.from, self.to))
            .hazards(self.hazards())
            .lock(Lock::Metadata)
            .rewriting(true)
            .hazard(
                HazardCode::TableRewrite,
                format!("every row of `{name}` is copied while readers and writers go on"),
            )
    }

    /// Whether columns go and nothing else happens.
    fn only_drops(&self) -> bool {
        let clauses = alter::clauses(self.from, self.to, self.scene.server);
        self.from.table.partition_by == self.to.table.partition_by
            && clauses.iter().all(|clause| clause.text.starts_with("DROP COLUMN "))
    }

    fn is_added(&self, keep: &Keep) -> bool {
        let has = |table: &Table| keep.column.as_ref().is_some_and(|name| table.column(name).is_some());
        has(self.to.table) && !has(self.from.table)
    }

    fn pairs(&self) -> Pairs<'_> {
        Pairs::of(self.from.table, self.to.table)
    }

    /// Columns whose values are lost: with what they become, where they stay.
    fn lost(&self) -> Vec<(&Column, Option<&Column>)> {
        let pairs = self.pairs();
        let mut lost: Vec<(&Column, Option<&Column>)> = Vec::new();
        for column in &self.from.table.columns {
            let after = alter::find(self.to.table, &column.name);
            let (was_computed, is_computed) =
                (column.generated.is_some(), after.is_some_and(|after| after.generated.is_some()));
            match after {
                // What is computed is computed again.
                _ if was_computed && (is_computed || after.is_none()) => {}
                None => lost.push((column, None)),
                Some(after) if pairs.changed_from(after).is_none() || is_computed => lost.push((column, None)),
                Some(after) => {
                    let (old, new) = (Storage::of(self.from.table, column), Storage::of(self.to.table, after));
                    if effect(old, new) == Effect::Loses {
                        lost.push((column, Some(after)));
                    }
                }
            }
        }
        lost
    }

    /// What is saved; and a column whose values cannot be.
    fn savings(&self) -> (Vec<Saving>, Option<Ident>) {
        let lost = self.lost();
        let key = keep::stable_key(self.from.table, self.to.table);
        let Some(key) = key else { return (Vec::new(), lost.first().map(|(column, _)| column.name.clone())) };
        let digest = self.scene.situation.desired.digest();
        let before = self.scene.situation.observed.get(self.id).map_or(digest, Object::digest);
        let saving = |(column, after): (&Column, Option<&Column>)| {
            let name = keep::kept_name(before, digest, &[self.from.name.as_str(), column.name.as_str()]);
            let stays = alter::find(self.to.table, &column.name).is_some();
            let written = after.map(|after| (self.to.table, after));
            keep::save(self.id, self.from, &key, column, (stays, written), name)
        };
        (lost.into_iter().map(saving).collect(), None)
    }

    /// What gives new columns their values, where the server would not.
    fn fills(&self) -> Vec<String> {
        let Some(before) = self.scene.situation.observed.get(self.id).and_then(Object::table) else {
            return Vec::new();
        };
        let columns = defaults::to_fill(before, &self.pairs());
        columns.into_iter().map(|column| defaults::fill(self.to.name, self.to.table, column)).collect()
    }

    fn statements(
        &self,
        forward: &Alteration,
        savings: &[Saving],
        restores: &[&Keep],
        fills: &[String],
    ) -> Vec<String> {
        if savings.is_empty() && restores.is_empty() && fills.is_empty() {
            return vec![forward.statement.clone()];
        }
        let table = self.from.name;
        let mut statements: Vec<String> = savings.iter().flat_map(|saving| saving.make.clone()).collect();
        let kept = savings.iter().map(|saving| &saving.keep.in_table).chain(restores.iter().map(|keep| &keep.in_table));
        statements.push(keep::lock(table, kept));
        statements.extend(savings.iter().map(|saving| saving.fill.clone()));
        statements.push(forward.statement.clone());
        statements.extend(savings.iter().filter_map(|saving| saving.note.clone()));
        let back = restores
            .iter()
            .filter_map(|keep| Some(keep::bring_back(keep, table, self.to.table, keep.column.as_ref()?)));
        statements.extend(self.scene.quietly(table, back.chain(fills.iter().cloned()).collect()));
        statements.push("UNLOCK TABLES".to_owned());
        statements
    }

    fn undo(&self, savings: &[Saving]) -> Vec<String> {
        let server = self.scene.server;
        let back = |to: &Table| {
            let there = alteration(self.to, Form { table: to, ..self.from }, server);
            let rest = alteration(Form { table: to, ..self.from }, self.from, server);
            [there, rest].map(|alteration| alteration.map(|alteration| alteration.statement))
        };
        if savings.is_empty() {
            return back(self.from.table).into_iter().flatten().collect();
        }
        let lost: Vec<&Ident> = savings.iter().filter_map(|saving| saving.keep.column.as_ref()).collect();
        let mut bare = self.from.table.clone();
        bare.clauses.retain(|clause| {
            let may_break = key::is_unique(clause) || key::kind(clause) == ClauseKind::Check;
            !may_break || self.to.table.clauses.contains(clause) || !lost.iter().any(|name| key::involves(clause, name))
        });
        let [first, last] = back(&bare);
        let table = self.from.name;
        let mut statements = vec![keep::lock(table, savings.iter().map(|saving| &saving.keep.in_table))];
        let rewritten = savings.iter().filter(|saving| saving.note.is_some());
        statements.extend(
            rewritten
                .filter_map(|saving| Some(keep::forget_rewritten(&saving.keep, table, saving.keep.column.as_ref()?))),
        );
        statements.extend(first);
        let fill = savings.iter().filter_map(|saving| {
            let column = saving.keep.column.as_ref()?;
            let holds = self.from.table.column(column).is_some_and(|column| column.generated.is_none());
            holds.then(|| keep::bring_back(&saving.keep, table, self.from.table, column))
        });
        statements.extend(self.scene.quietly(table, fill.collect()));
        statements.extend(last);
        statements.push("UNLOCK TABLES".to_owned());
        statements.extend(savings.iter().map(|saving| keep::drop(&saving.keep)));
        statements
    }

    fn with_way(&self, piece: Piece, forward: &Alteration, is_locked: bool, why_not: &str) -> Piece {
        let name = self.from.name.as_str();
        let rewrites = forward.way.rewrites();
        let waits = forward.way.waiting == Waiting::Writers;
        let is_small = self.scene.is_small(self.id);
        let copies = forward.way.algorithm == Algorithm::Copy && !is_small;
        let lock = if is_locked {
            Lock::Write
        } else if waits {
            Lock::Shared
        } else {
            Lock::Metadata
        };
        piece
            .lock(lock)
            .rewriting(rewrites)
            .hazard_if(rewrites, HazardCode::TableRewrite, format!("every row of `{name}` is written again"))
            .hazard_if(
                waits && !is_small,
                HazardCode::BlockingLock,
                format!("writers of `{name}` wait until it is done{why_not}"),
            )
            .hazard_if(
                copies,
                HazardCode::BlockingRewrite,
                format!("the server copies `{name}` row by row while writers wait{why_not}"),
            )
            .hazard_if(
                is_locked && !is_small,
                HazardCode::BlockingLock,
                format!("readers and writers of `{name}` wait while values are saved or brought back"),
            )
    }

    fn hazards(&self) -> Vec<Hazard> {
        let mut hazards = Vec::new();
        let table = self.from.name.as_str();
        let mut add = |code, message: String| hazards.push(Hazard::new(code, message));
        let lost = self.lost();
        for (column, after) in &lost {
            let what = if after.is_some() { "may become other values" } else { "disappear" };
            add(
                HazardCode::DataLoss,
                format!("the values of `{}` in `{table}` {what}; they are saved first", column.name.as_str()),
            );
        }
        let pairs = self.pairs();
        for column in pairs.dropped().filter(|column| alter::find(self.to.table, &column.name).is_none()) {
            add(
                HazardCode::BackwardIncompatible,
                format!("what uses the column `{}` of `{table}` stops working", column.name.as_str()),
            );
        }
        for column in &self.to.table.columns {
            match pairs.changed_from(column) {
                Some(before) => self.hazards_of_change(before, column, &mut add),
                None if column.not_null
                    && column.default.is_none()
                    && column.generated.is_none()
                    && !column.settings.contains_key(mysql::AUTO_INCREMENT) =>
                {
                    let message = format!(
                        "rows of `{table}` get the server's own value for the new column `{}`: it is NOT NULL without a default",
                        column.name.as_str()
                    );
                    add(HazardCode::Correctness, message);
                }
                None => {}
            }
        }
        let difference = KeyDifference::of(&pairs);
        for clause in &difference.added {
            let unnamed = if key::is_key(clause) { "PRIMARY" } else { &*clause.definition };
            let name = clause.name.as_ref().map_or(unnamed, |name| name.as_str());
            if key::is_key(clause) && !self.scene.is_small(self.id) {
                add(HazardCode::IndexBuild, format!("the key `{name}` is built over `{table}`"));
            }
            if !key::is_key(clause) || key::is_unique(clause) {
                add(
                    HazardCode::DataDependent,
                    format!("it fails if rows of `{table}` do not obey `{name}`; a guard looks first"),
                );
            }
        }
        for clause in difference.removed.iter().filter(|clause| key::is_key(clause)) {
            let name = clause.name.as_ref().map_or("PRIMARY", |name| name.as_str());
            if !difference.added.iter().any(|added| added.name == clause.name) {
                add(
                    HazardCode::IndexDropped,
                    format!("queries that used the key `{name}` of `{table}` may become slow"),
                );
            }
        }
        hazards
    }

    fn hazards_of_change(&self, before: &Column, column: &Column, add: &mut impl FnMut(HazardCode, String)) {
        let what = format!("`{}` of `{}`", column.name.as_str(), self.from.name.as_str());
        if column.not_null && !before.not_null {
            add(HazardCode::DataDependent, format!("it fails if {what} has NULLs; a guard looks first"));
        }
        let (old, new) = (Storage::of(self.from.table, before), Storage::of(self.to.table, column));
        let effect = effect(old, new);
        if matches!(effect, Effect::Fits(_)) {
            add(HazardCode::DataDependent, format!("it fails if values of {what} do not fit {}", new.data_type));
            add(HazardCode::BackwardIncompatible, format!("values that {what} took before are refused"));
        }
        if effect == Effect::Loses {
            add(HazardCode::BackwardIncompatible, format!("{what} becomes {}", new.data_type));
        }
        if old.collate != new.collate {
            add(HazardCode::Correctness, format!("{what} is compared and sorted in another way"));
        }
        if before.name != column.name {
            add(HazardCode::Correctness, format!("{what} was written `{}`", before.name.as_str()));
        }
    }

    fn summary(&self, restores: &[&Keep]) -> String {
        let clauses = alter::clauses(self.from, self.to, self.scene.server);
        let mut words: Vec<String> = clauses.iter().map(|clause| in_words(&clause.text)).collect();
        if self.from.table.partition_by != self.to.table.partition_by {
            words.push("change its partitions".to_owned());
        }
        if !restores.is_empty() {
            words.push("bring back kept values".to_owned());
        }
        format!("alter {}: {}", self.id, words.join(", "))
    }
}

/// The beginning of a clause, as people say it.
fn in_words(clause: &str) -> String {
    const KEYWORDS: [&str; 28] = [
        "ADD",
        "DROP",
        "MODIFY",
        "CHANGE",
        "COLUMN",
        "RENAME",
        "KEY",
        "UNIQUE",
        "FULLTEXT",
        "SPATIAL",
        "VECTOR",
        "CONSTRAINT",
        "PRIMARY",
        "ALTER",
        "INDEX",
        "CHECK",
        "SYSTEM",
        "VERSIONING",
        "DEFAULT",
        "CHARACTER",
        "SET",
        "TO",
        "PERIOD",
        "FOR",
        "IGNORED",
        "NOT",
        "VISIBLE",
        "INVISIBLE",
    ];
    let mut words = Vec::new();
    for word in clause.split(' ') {
        let is_keyword = KEYWORDS.contains(&word);
        let word = word.split('=').next().unwrap_or(word);
        words.push(if is_keyword || clause.starts_with(&format!("{word}=")) {
            word.to_lowercase()
        } else {
            word.trim_matches('`').to_owned()
        });
        if !is_keyword {
            break;
        }
    }
    words.join(" ")
}
