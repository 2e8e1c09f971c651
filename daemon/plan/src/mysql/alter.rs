//! One ALTER TABLE between two forms of a table: its clauses, and the cheapest safe way for all of them together.
//!
//! It serves forwards and backwards alike: the undo of an alteration is the alteration between the forms exchanged.
//! Foreign keys and single partitions are elsewhere.

use std::collections::BTreeSet;

use schema::Ident;
use schema::object::{Column, Table, TableClause, mysql};

use super::column::{self, Storage, base};
use super::key::{self, ClauseKind};
use super::operation::{COPY, Ground, INSTANT, Operation, Way, together};
use super::options;
use super::partition;
use super::server::Server;
use super::sql::{folded, ident, split_list};
use super::types::width;

/// One form of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form<'a> {
    pub(super) name: &'a Ident,
    pub(super) table: &'a Table,
    pub(super) comment: Option<&'a str>,
    /// Whether the server may still change columns in an instant.
    pub(super) has_room: bool,
}

/// One clause of ALTER TABLE, and what it asks of the server.
#[derive(Clone, Debug)]
pub(super) struct Clause {
    pub(super) text: String,
    pub(super) operations: Vec<Operation>,
}

/// An ALTER TABLE as a whole.
#[derive(Clone, Debug)]
pub(super) struct Alteration {
    pub(super) statement: String,
    /// What follows `ALTER TABLE …`, without algorithm and lock.
    pub(super) clauses: String,
    pub(super) way: Way,
}

/// The alteration between two forms; none where nothing differs that it could change.
pub(super) fn alteration(from: Form<'_>, to: Form<'_>, server: Server) -> Option<Alteration> {
    let clauses = clauses(from, to, server);
    let partitioning = partition::anew(from.table, to.table);
    if clauses.is_empty() && partitioning.is_none() {
        return None;
    }
    let ground = Ground { is_full: !from.has_room, ..ground(from.table, to.table) };
    let operations = clauses.iter().flat_map(|clause| clause.operations.iter().copied());
    let operations: Vec<Operation> =
        operations.chain(partitioning.is_some().then_some(Operation::Partitioning)).collect();
    // MariaDB copies where a column goes while one that is only computed stays and changes.
    let is_copied = server.is_mariadb()
        && operations.contains(&Operation::DropColumn)
        && Pairs::of(from.table, to.table).changes_virtual();
    let way = together(&operations, ground, server).and(if is_copied { COPY } else { INSTANT });
    let parts: Vec<String> = clauses.into_iter().map(|clause| clause.text).collect();
    let spelled = |parts: Vec<String>| {
        let words = [(!parts.is_empty()).then(|| parts.join(", ")), partitioning.clone()];
        words.into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    let clauses = spelled(parts.clone());
    let statement = format!(
        "ALTER TABLE {} {}",
        ident(from.name),
        spelled(parts.into_iter().chain([way.spelled(server)]).collect())
    );
    Some(Alteration { statement, clauses, way })
}

/// What decides how the table can be changed.
pub(super) fn ground(from: &Table, to: &Table) -> Ground {
    let is_innodb =
        |table: &Table| table.settings.get(mysql::ENGINE).is_none_or(|engine| engine.eq_ignore_ascii_case("innodb"));
    let either = |holds: &dyn Fn(&Table) -> bool| holds(from) || holds(to);
    let has_key = |table: &Table, wanted: ClauseKind| table.clauses.iter().any(|clause| key::kind(clause) == wanted);
    let virtual_names = |table: &Table| -> Vec<Ident> {
        let is_virtual = |column: &&Column| column.generated.as_ref().is_some_and(|generated| !generated.stored);
        table.columns.iter().filter(is_virtual).map(|column| column.name.clone()).collect()
    };
    Ground {
        is_innodb: is_innodb(from) && is_innodb(to),
        is_partitioned: either(&|table| table.partition_by.is_some()),
        is_compressed: either(&|table| {
            table.settings.get("row_format").is_some_and(|format| format.eq_ignore_ascii_case("compressed"))
        }),
        has_fulltext: has_key(from, ClauseKind::Fulltext),
        has_virtual: !virtual_names(from).is_empty(),
        has_virtual_key: [from].into_iter().any(|table| {
            let names = virtual_names(table);
            table
                .clauses
                .iter()
                .filter(|clause| key::is_key(clause))
                .any(|clause| names.iter().any(|name| key::involves(clause, name)))
        }),
        has_stored: either(&|table| {
            table.columns.iter().any(|column| column.generated.as_ref().is_some_and(|generated| generated.stored))
        }),
        has_spatial: has_key(from, ClauseKind::Spatial),
        is_versioned: either(&|table| table.settings.contains_key(mysql::SYSTEM_VERSIONING)),
        has_overlaps: either(&key::has_overlaps),
        has_expression_key: either(&key::has_expression),
        is_full: false,
    }
}

/// Every clause that leads from one form to the other.
pub(super) fn clauses(from: Form<'_>, to: Form<'_>, server: Server) -> Vec<Clause> {
    let pairs = Pairs::of(from.table, to.table);
    let mut clauses = pairs.dropped_clauses();
    clauses.extend(key_clauses(&pairs, server));
    clauses.extend(pairs.column_clauses());
    // Keys are added after the columns that they need, whatever the order in which the server looks at them.
    clauses.sort_by_key(|clause| clause.text.starts_with("ADD") && !clause.text.starts_with("ADD COLUMN"));
    clauses.extend(options::clauses(from, to, server));
    clauses
}

/// The columns of two forms beside each other.
pub(super) struct Pairs<'a> {
    pub(super) from: &'a Table,
    pub(super) to: &'a Table,
}

impl<'a> Pairs<'a> {
    pub(super) const fn of(from: &'a Table, to: &'a Table) -> Self {
        Self { from, to }
    }

    /// The column before; names are compared without case.
    pub(super) fn before(&self, column: &Column) -> Option<&'a Column> {
        find(self.from, &column.name)
    }

    /// The column before, where it is changed and not made anew.
    pub(super) fn changed_from(&self, column: &Column) -> Option<&'a Column> {
        self.before(column).filter(|before| !is_made_anew(before, column))
    }

    /// Columns that are gone, those made anew among them.
    pub(super) fn dropped(&self) -> impl Iterator<Item = &'a Column> {
        self.from
            .columns
            .iter()
            .filter(|before| find(self.to, &before.name).is_none_or(|after| is_made_anew(before, after)))
    }

    /// Columns that are new, those made anew among them.
    pub(super) fn added(&self) -> impl Iterator<Item = &'a Column> {
        self.to.columns.iter().filter(|column| self.changed_from(column).is_none())
    }

    /// Whether a column that is only computed stays one and changes.
    fn changes_virtual(&self) -> bool {
        let is_virtual = |column: &&Column| column.generated.as_ref().is_some_and(|generated| !generated.stored);
        let mut kept = self.to.columns.iter().filter(is_virtual);
        kept.any(|column| self.changed_from(column).is_some_and(|before| !self.operations(before, column).is_empty()))
    }

    fn dropped_clauses(&self) -> Vec<Clause> {
        let dropped = self.dropped().map(|column| {
            let is_virtual = column.generated.as_ref().is_some_and(|generated| !generated.stored);
            let operation = if is_virtual { Operation::DropVirtual } else { Operation::DropColumn };
            Clause { text: format!("DROP COLUMN {}", ident(&column.name)), operations: vec![operation] }
        });
        dropped.collect()
    }

    fn column_clauses(&self) -> Vec<Clause> {
        let still = self.unmoved();
        let mut clauses = Vec::new();
        for (at, column) in self.to.columns.iter().enumerate() {
            let place = match at.checked_sub(1).and_then(|before| self.to.columns.get(before)) {
                None => " FIRST".to_owned(),
                Some(before) => format!(" AFTER {}", ident(&before.name)),
            };
            match self.changed_from(column) {
                None => {
                    let is_last = self.to.columns[at..].iter().all(|later| self.changed_from(later).is_none());
                    clauses.push(self.add(column, is_last, if is_last { "" } else { &place }));
                }
                Some(before) => {
                    let moves = !still.contains(&at);
                    clauses.extend(self.change(before, column, moves.then_some(&*place)));
                }
            }
        }
        clauses
    }

    fn add(&self, column: &Column, is_last: bool, place: &str) -> Clause {
        let operation = match &column.generated {
            Some(generated) if generated.stored => Operation::AddStored,
            Some(_) => Operation::AddVirtual { is_last },
            None if column.settings.contains_key(mysql::AUTO_INCREMENT) => Operation::AddAutoIncrement,
            None if column.settings.contains_key(mysql::ROW) => Operation::BeginVersioning,
            None if column.default.as_deref().is_some_and(|default| !is_constant(default)) => {
                Operation::AddComputedDefault
            }
            None if column.not_null
                && column.default.is_none()
                && matches!(base(&column.data_type), "date" | "datetime") =>
            {
                Operation::AddZeroDate { is_last }
            }
            None => Operation::AddColumn { is_last },
        };
        Clause {
            text: format!("ADD COLUMN {}{place}", column::definition(self.to, column)),
            operations: vec![operation],
        }
    }

    fn change(&self, before: &Column, column: &Column, place: Option<&str>) -> Option<Clause> {
        let mut operations = self.operations(before, column);
        let is_virtual = column.generated.as_ref().is_some_and(|generated| !generated.stored);
        operations.extend(place.map(|_| if is_virtual { Operation::MoveVirtual } else { Operation::MoveColumn }));
        if operations.is_empty() {
            return None;
        }
        let definition = column::definition(self.to, column);
        let place = place.unwrap_or_default();
        let text = if before.name == column.name {
            format!("MODIFY COLUMN {definition}{place}")
        } else {
            format!("CHANGE COLUMN {} {definition}{place}", ident(&before.name))
        };
        Some(Clause { text, operations })
    }

    /// What changing a column asks of the server, its place aside.
    pub(super) fn operations(&self, before: &Column, column: &Column) -> Vec<Operation> {
        let in_key = self
            .from
            .clauses
            .iter()
            .filter(|clause| key::is_key(clause))
            .any(|clause| key::involves(clause, &before.name));
        let mut operations = storage_operations(Storage::of(self.from, before), Storage::of(self.to, column), in_key);
        if column::is_json(self.from, before) != column::is_json(self.to, column) {
            operations.push(Operation::Retype);
        }
        if before.name != column.name {
            operations.push(Operation::RenameColumn);
        }
        match (&before.generated, &column.generated) {
            (old, new) if old == new => {}
            (Some(old), Some(new)) if !old.stored && !new.stored => operations.push(Operation::Expression { in_key }),
            _ => operations.push(Operation::Retype),
        }
        match (before.not_null, column.not_null) {
            (false, true) => operations.push(Operation::NotNull),
            (true, false) => operations.push(Operation::Nullable),
            _ => {}
        }
        let setting = |column: &Column, key: &str| column.settings.get(key).cloned();
        let differs = |key: &str| setting(before, key) != setting(column, key);
        if differs(mysql::AUTO_INCREMENT) {
            let begins = column.settings.contains_key(mysql::AUTO_INCREMENT);
            operations.push(if begins { Operation::BeginCounting } else { Operation::EndCounting });
        }
        if [mysql::COMPRESSED, mysql::WITHOUT_SYSTEM_VERSIONING, mysql::SRID, mysql::STORAGE, mysql::COLUMN_FORMAT]
            .into_iter()
            .any(differs)
        {
            operations.push(Operation::Retype);
        }
        if !column::is_same_beside_type(before, column) {
            operations.push(Operation::ColumnFacts);
        }
        operations
    }

    /// The places in the new form of columns that stay where they are: the most that keep their order.
    fn unmoved(&self) -> BTreeSet<usize> {
        let places: Vec<(usize, usize)> = self
            .to
            .columns
            .iter()
            .enumerate()
            .filter_map(|(at, column)| {
                let before = self.changed_from(column)?;
                Some((at, self.from.columns.iter().position(|other| other.name == before.name)?))
            })
            .collect();
        let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(places.len());
        for (index, &(_, before)) in places.iter().enumerate() {
            let previous = (0..index)
                .filter(|&other| places[other].1 < before)
                .max_by_key(|&other| (best[other].0, std::cmp::Reverse(other)));
            best.push((previous.map_or(1, |other| best[other].0 + 1), previous));
        }
        let mut at = (0..best.len()).max_by_key(|&index| (best[index].0, std::cmp::Reverse(index)));
        let mut unmoved = BTreeSet::new();
        while let Some(index) = at {
            unmoved.insert(places[index].0);
            at = best[index].1;
        }
        unmoved
    }
}

/// The column of that name, compared without case.
pub(super) fn find<'a>(table: &'a Table, name: &Ident) -> Option<&'a Column> {
    let folded_name = folded(name);
    table.column(name).or_else(|| table.columns.iter().find(|column| folded(&column.name) == folded_name))
}

/// Whether only dropping and adding leads from one to the other: the way in which it is computed differs.
pub(super) fn is_made_anew(before: &Column, after: &Column) -> bool {
    let is_virtual = |column: &Column| column.generated.as_ref().is_some_and(|generated| !generated.stored);
    is_virtual(before) != is_virtual(after) || before.settings.get(mysql::ROW) != after.settings.get(mysql::ROW)
}

/// Whether a default is the same for every row.
pub(super) fn is_constant(default: &str) -> bool {
    let lower = default.to_ascii_lowercase();
    let starts = |start: &str| lower.starts_with(start);
    starts("'")
        || starts("current_timestamp")
        || ["b'", "x'", "_", "true", "false", "null"].into_iter().any(starts)
        || lower.trim_start_matches('-').starts_with(|first: char| first.is_ascii_digit() || first == '.')
}

fn storage_operations(old: Storage<'_>, new: Storage<'_>, in_key: bool) -> Vec<Operation> {
    if old == new {
        return Vec::new();
    }
    let (from, to) = (base(old.data_type), base(new.data_type));
    let widens = matches!((old.charset, new.charset), (Some("utf8mb3" | "utf8"), Some("utf8mb4")));
    let same_charset = old.charset == new.charset;
    if from != to || !(same_charset || widens && from != "char") {
        return vec![Operation::Retype];
    }
    let mut operations = Vec::new();
    if widens {
        operations.push(Operation::WidenUtf8 { in_key });
    }
    if old.collate != new.collate && (same_charset || !is_same_collation(old.collate, new.collate)) {
        operations.push(Operation::Collation { in_key });
    }
    let bytes = |storage: Storage<'_>| length(storage.data_type).map(|length| length * width(storage.charset));
    match (from, length(old.data_type), length(new.data_type)) {
        ("varchar" | "varbinary", Some(before), Some(after)) if after >= before => {
            if let (Some(from), Some(to)) = (bytes(old), bytes(new))
                && from != to
            {
                operations.push(Operation::Lengthen { from, to });
            }
        }
        ("enum" | "set", ..) => match appended(old.data_type, new.data_type) {
            Some(grows) if old.data_type != new.data_type => operations.push(Operation::AppendLabels { grows }),
            Some(_) => {}
            None => operations.push(Operation::Retype),
        },
        _ if old.data_type != new.data_type => operations.push(Operation::Retype),
        _ => {}
    }
    operations
}

/// `utf8mb3_general_ci` and `utf8mb4_general_ci` order alike what both know.
fn is_same_collation(old: Option<&str>, new: Option<&str>) -> bool {
    let rest = |name: Option<&str>| name.and_then(|name| name.split_once('_')).map(|(_, rest)| rest.to_owned());
    rest(old) == rest(new)
}

fn length(data_type: &str) -> Option<u64> {
    let open = data_type.find('(')?;
    data_type.get(open + 1..data_type.find(')')?)?.parse().ok()
}

/// Whether the labels of the one begin those of the other; and then, whether a value takes more bytes.
fn appended(old: &str, new: &str) -> Option<bool> {
    let labels = |text: &str| -> Vec<String> {
        let inner =
            text.find('(').zip(text.rfind(')')).and_then(|(open, close)| text.get(open + 1..close)).unwrap_or_default();
        split_list(inner).into_iter().map(str::to_owned).collect()
    };
    let (old_labels, new_labels) = (labels(old), labels(new));
    let bytes = |count: usize| match (base(old), count) {
        ("enum", count) => {
            if count < 256 {
                1
            } else {
                2
            }
        }
        (_, count) => match count.div_ceil(8) {
            size @ 0..=4 => size.max(1),
            _ => 8,
        },
    };
    new_labels.starts_with(&old_labels).then(|| bytes(old_labels.len()) != bytes(new_labels.len()))
}

/// The clauses of keys and checks.
fn key_clauses(pairs: &Pairs<'_>, server: Server) -> Vec<Clause> {
    let difference = KeyDifference::of(pairs);
    let mut clauses = Vec::new();
    let one = |text: String, operation| Clause { text, operations: vec![operation] };
    let replaces_primary = [&difference.removed, &difference.added]
        .into_iter()
        .all(|list| list.iter().any(|clause| key::kind(clause) == ClauseKind::Primary));
    for clause in &difference.removed {
        let name = clause.name.as_ref().map(ident).unwrap_or_default();
        clauses.push(match key::kind(clause) {
            ClauseKind::Primary if replaces_primary => one("DROP PRIMARY KEY".to_owned(), Operation::ReplacePrimary),
            ClauseKind::Primary => one("DROP PRIMARY KEY".to_owned(), Operation::DropPrimary),
            ClauseKind::Check if server.is_mariadb() => one(format!("DROP CONSTRAINT {name}"), Operation::DropCheck),
            ClauseKind::Check => one(format!("DROP CHECK {name}"), Operation::DropCheck),
            ClauseKind::Period => {
                let (period, of_system) = (key::period(clause), key::is_of_system(clause));
                let operation = if of_system { Operation::EndVersioning } else { Operation::DropPeriod };
                one(format!("DROP PERIOD FOR {period}"), operation)
            }
            _ if key::is_over_expression(clause) => {
                one(format!("DROP KEY {name}"), Operation::DropExpressionKey { is_unique: key::is_unique(clause) })
            }
            _ => one(format!("DROP KEY {name}"), Operation::DropKey),
        });
    }
    for (before, after) in &difference.renamed {
        let (from, to) =
            (before.name.as_ref().map(ident).unwrap_or_default(), after.name.as_ref().map(ident).unwrap_or_default());
        // In place, InnoDB of MariaDB keeps the old letters for itself, and finds the key by no name afterwards.
        let is_same_name = before.name.as_ref().map(folded) == after.name.as_ref().map(folded);
        let operation = if is_same_name && server.is_mariadb() { Operation::Retype } else { Operation::RenameKey };
        clauses.push(one(format!("RENAME KEY {from} TO {to}"), operation));
    }
    for clause in &difference.shown {
        let word = match (is_hidden(clause), server.is_mariadb()) {
            (true, true) => "IGNORED",
            (false, true) => "NOT IGNORED",
            (true, false) => "INVISIBLE",
            (false, false) => "VISIBLE",
        };
        clauses.push(one(
            format!("ALTER INDEX {} {word}", clause.name.as_ref().map(ident).unwrap_or_default()),
            Operation::RenameKey,
        ));
    }
    for clause in &difference.added {
        let operation = match key::kind(clause) {
            ClauseKind::Primary if replaces_primary => Operation::ReplacePrimary,
            ClauseKind::Primary => Operation::AddPrimary,
            ClauseKind::Check if clause.definition.ends_with("NOT ENFORCED") => Operation::DropCheck,
            ClauseKind::Check => Operation::AddCheck,
            ClauseKind::Fulltext => Operation::AddFulltext,
            ClauseKind::Spatial => Operation::AddSpatial,
            ClauseKind::Vector => Operation::Retype,
            ClauseKind::Period => Operation::BeginVersioning,
            // A value too long for a key is hashed into a hidden column.
            ClauseKind::Unique if clause.definition.contains(" USING HASH") => Operation::Retype,
            ClauseKind::Unique | ClauseKind::Plain if key::is_over_expression(clause) => {
                Operation::AddExpressionKey { is_unique: key::is_unique(clause) }
            }
            ClauseKind::Unique | ClauseKind::Plain => match has_virtual_part(clause, pairs.to) {
                true => Operation::AddVirtualKey,
                false => Operation::AddKey,
            },
        };
        clauses.push(one(format!("ADD {}", key::text(clause)), operation));
    }
    for name in kept_names(pairs, &difference) {
        clauses.push(one(format!("RENAME KEY {name} TO {name}"), Operation::RenameKey));
    }
    clauses
}

/// Keys that stay, and that a new key begins with. One that the server made for a foreign key would go without a word; given a name, its own
/// too, it is nobody's but the table's (measured on MySQL 9.7 and MariaDB 11.8).
fn kept_names(pairs: &Pairs<'_>, difference: &KeyDifference<'_>) -> Vec<String> {
    let is_new = |clause: &&TableClause| difference.added.contains(clause);
    let is_led = |clause: &TableClause, kept: &[Ident]| {
        matches!(key::kind(clause), ClauseKind::Primary | ClauseKind::Unique | ClauseKind::Plain)
            && key::columns(clause).starts_with(kept)
    };
    let stays = |clause: &&TableClause| {
        let columns = key::columns(clause);
        key::kind(clause) == ClauseKind::Plain
            && !columns.is_empty()
            && !key::is_over_expression(clause)
            && pairs.from.clauses.contains(clause)
            && difference.added.iter().any(|added| is_led(added, &columns))
    };
    let kept = pairs.to.clauses.iter().filter(|clause| !is_new(clause)).filter(stays);
    kept.filter_map(|clause| clause.name.as_ref().map(ident)).collect()
}

fn has_virtual_part(clause: &TableClause, table: &Table) -> bool {
    let is_virtual = |column: &Column| column.generated.as_ref().is_some_and(|generated| !generated.stored);
    key::parts(clause)
        .iter()
        .any(|part| part.column.as_ref().is_some_and(|name| find(table, name).is_some_and(is_virtual)))
}

/// How the clauses of two forms differ.
#[derive(Clone, Debug, Default)]
pub(super) struct KeyDifference<'a> {
    pub(super) removed: Vec<&'a TableClause>,
    pub(super) added: Vec<&'a TableClause>,
    pub(super) renamed: Vec<(&'a TableClause, &'a TableClause)>,
    /// Keys that only begin or end to be used.
    pub(super) shown: Vec<&'a TableClause>,
}

impl<'a> KeyDifference<'a> {
    pub(super) fn of(pairs: &Pairs<'a>) -> Self {
        let anew: Vec<&Ident> = pairs
            .dropped()
            .filter(|column| find(pairs.to, &column.name).is_some())
            .map(|column| &column.name)
            .collect();
        // A key keeps the block size that its table had.
        let block_size = |table: &Table| table.settings.get("key_block_size").cloned();
        let is_block_kept = block_size(pairs.from) == block_size(pairs.to);
        let is_kept = |clause: &TableClause| {
            (is_block_kept || !key::is_key(clause)) && !anew.iter().any(|name| key::involves(clause, name))
        };
        let mut removed: Vec<&TableClause> = pairs.from.clauses.iter().collect();
        let mut added: Vec<&TableClause> = Vec::new();
        let mut difference = Self::default();
        for clause in &pairs.to.clauses {
            let name = clause.name.as_ref().map(folded);
            let same = removed
                .iter()
                .position(|other| other.name.as_ref().map(folded) == name && key::kind(other) == key::kind(clause));
            match same {
                Some(at)
                    if removed[at].definition == clause.definition
                        && removed[at].name == clause.name
                        && is_kept(clause) =>
                {
                    removed.remove(at);
                }
                Some(at) if bare(removed[at]) == bare(clause) && removed[at].name == clause.name && is_kept(clause) => {
                    removed.remove(at);
                    difference.shown.push(clause);
                }
                _ => added.push(clause),
            }
        }
        for clause in added {
            let twin = removed.iter().position(|other| {
                key::is_key(other)
                    && other.name.is_some()
                    && clause.name.is_some()
                    && other.definition == clause.definition
                    && is_kept(clause)
            });
            match twin {
                Some(at) => difference.renamed.push((removed.remove(at), clause)),
                None => difference.added.push(clause),
            }
        }
        difference.removed = removed;
        difference
    }
}

fn is_hidden(clause: &TableClause) -> bool {
    clause.definition.ends_with(" IGNORED") || clause.definition.ends_with(" INVISIBLE")
}

fn bare(clause: &TableClause) -> &str {
    clause.definition.trim_end_matches(" IGNORED").trim_end_matches(" INVISIBLE")
}
