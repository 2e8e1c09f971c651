//! The cheapest safe way for each operation of ALTER TABLE, by server.
//!
//! Data: one arm says one fact. Sources: «MariaDB» was measured on MariaDB 10.11 by asking for each algorithm and lock in turn on
//! tables of every sort named in `Ground`; «MySQL» was measured on MySQL 9.7 in the same manner, and of older versions is the manual,
//! "Online DDL Operations" of 5.7, 8.0 and 8.4. The way is written into the statement, so that a server which thinks otherwise refuses
//! instead of copying.

use super::server::Server;

/// How a statement is carried out, from cheap to dear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Algorithm {
    /// Only the catalog changes.
    Instant,
    /// Indexes are made; rows stay where they are (MySQL calls it INPLACE too).
    Nocopy,
    /// Every row is written again inside of InnoDB.
    Inplace,
    /// Every row is copied by the server, and writers wait.
    Copy,
}

/// Who waits while it runs; everybody waits for an instant at its beginning and end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Waiting {
    Nobody,
    Writers,
}

/// The cheapest way that is safe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Way {
    pub(super) algorithm: Algorithm,
    pub(super) waiting: Waiting,
}

pub(super) const INSTANT: Way = Way { algorithm: Algorithm::Instant, waiting: Waiting::Nobody };
pub(super) const NOCOPY: Way = Way { algorithm: Algorithm::Nocopy, waiting: Waiting::Nobody };
const NOCOPY_SHARED: Way = Way { algorithm: Algorithm::Nocopy, waiting: Waiting::Writers };
pub(super) const INPLACE: Way = Way { algorithm: Algorithm::Inplace, waiting: Waiting::Nobody };
const INPLACE_SHARED: Way = Way { algorithm: Algorithm::Inplace, waiting: Waiting::Writers };
pub(super) const COPY: Way = Way { algorithm: Algorithm::Copy, waiting: Waiting::Writers };

impl Way {
    /// Whether every row is written again.
    pub(super) const fn rewrites(self) -> bool {
        matches!(self.algorithm, Algorithm::Inplace | Algorithm::Copy)
    }

    /// Both together.
    pub(super) fn and(self, other: Self) -> Self {
        Self { algorithm: self.algorithm.max(other.algorithm), waiting: self.waiting.max(other.waiting) }
    }

    /// `ALGORITHM=…, LOCK=…` as the server takes it.
    pub(super) fn spelled(self, server: Server) -> String {
        // MySQL takes no LOCK beside INSTANT, and knows INSTANT since 8.0.12.
        let algorithm = match self.algorithm {
            Algorithm::Instant if server.is_mysql_since(80_012) => return "ALGORITHM=INSTANT".to_owned(),
            Algorithm::Instant if server.is_mariadb() => "INSTANT",
            Algorithm::Nocopy if server.is_mariadb() => "NOCOPY",
            Algorithm::Instant | Algorithm::Nocopy | Algorithm::Inplace => "INPLACE",
            Algorithm::Copy => "COPY",
        };
        let lock = if self.waiting == Waiting::Nobody { "NONE" } else { "SHARED" };
        format!("ALGORITHM={algorithm}, LOCK={lock}")
    }
}

/// What about a table decides how it can be changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ground {
    /// Its engine is InnoDB.
    pub(super) is_innodb: bool,
    pub(super) is_partitioned: bool,
    /// `ROW_FORMAT=COMPRESSED`.
    pub(super) is_compressed: bool,
    /// It has a fulltext key.
    pub(super) has_fulltext: bool,
    pub(super) has_virtual: bool,
    /// A key has a virtual column.
    pub(super) has_virtual_key: bool,
    pub(super) has_stored: bool,
    pub(super) has_spatial: bool,
    pub(super) is_versioned: bool,
    /// Before or after the change a key of it is `WITHOUT OVERLAPS`.
    pub(super) has_overlaps: bool,
    /// Before or after the change a key of it is over an expression.
    pub(super) has_expression_key: bool,
    /// Columns changed in an instant as often as the server allows before the rows are written again.
    pub(super) is_full: bool,
}

/// One operation of ALTER TABLE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    /// A plain column.
    AddColumn {
        is_last: bool,
    },
    /// A date that is neither NULL nor has a default: the rows get the zero date, and the server looks whether there are any.
    AddZeroDate {
        is_last: bool,
    },
    /// A column whose default is computed for each row that is there.
    AddComputedDefault,
    AddVirtual {
        is_last: bool,
    },
    AddStored,
    AddAutoIncrement,
    DropColumn,
    DropVirtual,
    MoveColumn,
    MoveVirtual,
    RenameColumn,
    /// Default, comment, visibility, ON UPDATE, a check at the column.
    ColumnFacts,
    /// The column begins to count.
    BeginCounting,
    EndCounting,
    NotNull,
    Nullable,
    /// A VARCHAR or VARBINARY that gets longer, by the most bytes that a value takes.
    Lengthen {
        from: u64,
        to: u64,
    },
    /// Labels at the end of an ENUM or SET.
    AppendLabels {
        grows: bool,
    },
    /// utf8mb3 becomes utf8mb4, in the same length.
    WidenUtf8 {
        in_key: bool,
    },
    Collation {
        in_key: bool,
    },
    Retype,
    /// A virtual column is computed in another way.
    Expression {
        in_key: bool,
    },
    AddKey,
    AddPrimary,
    ReplacePrimary,
    DropPrimary,
    AddFulltext,
    AddSpatial,
    AddVirtualKey,
    /// A key over an expression.
    AddExpressionKey {
        is_unique: bool,
    },
    DropKey,
    DropExpressionKey {
        is_unique: bool,
    },
    RenameKey,
    AddCheck,
    DropCheck,
    /// A foreign key that is not checked against the rows.
    AddForeignUnchecked,
    DropForeign,
    /// Comment, statistics.
    TableFacts,
    /// The default character set, which columns do not follow.
    TableCharset,
    /// Row format, block size, page compression: what the rows are stored in.
    RowFormat,
    Engine,
    /// Versioning, or a period of either sort.
    BeginVersioning,
    EndVersioning,
    /// A period that the rows say by themselves goes.
    DropPeriod,
    Partitioning,
}

/// The cheapest safe way.
pub(super) fn way(operation: Operation, ground: Ground, server: Server) -> Way {
    if !ground.is_innodb || ground.has_overlaps {
        // Other engines know little but COPY, and a COPY of theirs blocks writers anyhow; so does a key without overlaps.
        return COPY;
    }
    if server.is_mariadb() { on_mariadb(operation, ground) } else { on_mysql(operation, ground, server) }
}

/// How every row is written again within the server's own engine.
pub(super) fn rebuilding(ground: Ground, server: Server) -> Way {
    match server.is_mariadb() {
        true if ground.has_fulltext || ground.has_virtual_key || ground.has_spatial => INPLACE_SHARED,
        false if ground.has_fulltext => COPY,
        false if ground.has_spatial => INPLACE_SHARED,
        _ => INPLACE,
    }
}

/// The way of operations together, which may be dearer than each alone.
pub(super) fn together(operations: &[Operation], ground: Ground, server: Server) -> Way {
    use Operation::*;
    let way = operations.iter().map(|operation| way(*operation, ground, server)).fold(INSTANT, Way::and);
    if !ground.is_innodb {
        return way;
    }
    let any = |which: &dyn Fn(&Operation) -> bool| operations.iter().any(which);
    let is_virtual = |operation: &Operation| matches!(operation, AddVirtual { .. } | DropVirtual);
    let is_column = |operation: &Operation| {
        matches!(operation, AddColumn { .. } | AddZeroDate { .. } | DropColumn | MoveColumn | MoveVirtual)
    };
    let rebuild = rebuilding(ground, server);
    if server.is_mariadb() {
        // Columns that are only computed come and go by themselves, or in a copy.
        if any(&is_virtual) && !operations.iter().all(is_virtual) {
            return way.and(COPY);
        }
        // A column and a key together make the table anew, where each alone does not.
        let is_rebuilt = any(&is_column) && any(&|operation| matches!(operation, AddKey | DropKey));
        // Keys are made anew where a default character set changes together with that of a column.
        let is_converted = operations.contains(&TableCharset)
            && any(&|operation| matches!(operation, Collation { .. } | WidenUtf8 { .. }));
        return match (is_rebuilt, is_converted) {
            (true, _) => way.and(rebuild),
            (false, true) => way.and(NOCOPY),
            (false, false) => way,
        };
    }
    let is_expression = any(&|operation| matches!(operation, AddExpressionKey { .. }));
    let is_key = |operation: &Operation| {
        matches!(operation, AddKey | AddExpressionKey { .. } | DropKey | DropExpressionKey { .. })
    };
    match way.algorithm {
        // The key over an expression goes and comes with the name in it.
        _ if ground.has_expression_key && operations.contains(&RenameColumn) && any(&is_key) => COPY,
        // Computed columns stand aside when rows are written again.
        Algorithm::Inplace if any(&is_virtual) => way.and(COPY),
        Algorithm::Nocopy if is_expression && any(&|operation| is_column(operation) || is_virtual(operation)) => COPY,
        // What is INSTANT alone, beside anything else writes the rows again.
        Algorithm::Nocopy if any(&is_column) && any(&is_virtual) => way.and(COPY),
        Algorithm::Nocopy if any(&is_column) => way.and(rebuild),
        Algorithm::Nocopy if any(&is_virtual) && operations.contains(&AddVirtualKey) => NOCOPY_SHARED,
        _ => way,
    }
}

fn on_mariadb(operation: Operation, ground: Ground) -> Way {
    use Operation::*;
    let rebuild =
        if ground.has_fulltext || ground.has_virtual_key || ground.has_spatial { INPLACE_SHARED } else { INPLACE };
    let no_instant = ground.is_compressed || ground.has_fulltext || ground.has_virtual_key || ground.has_spatial;
    let columns = if no_instant { rebuild } else { INSTANT };
    match operation {
        AddZeroDate { is_last } => on_mariadb(AddColumn { is_last }, ground),
        AddColumn { is_last: false } | AddVirtual { is_last: false } if ground.has_virtual => COPY,
        AddVirtual { .. } if ground.is_partitioned => COPY,
        AddVirtual { .. } => INSTANT,
        DropColumn if ground.has_virtual_key => COPY,
        AddColumn { .. } | DropColumn | MoveColumn | MoveVirtual => columns,
        DropVirtual if ground.is_partitioned || ground.has_virtual_key => COPY,
        DropVirtual => INSTANT,
        NotNull if ground.has_stored || ground.has_virtual_key => COPY,
        NotNull | Nullable | RowFormat => rebuild,
        ReplacePrimary if ground.is_partitioned => COPY,
        AddPrimary | ReplacePrimary => rebuild,
        // A length in one byte stays there up to 127 bytes before, and up to 255 bytes after.
        Lengthen { from, to } if from <= 127 || to <= 255 || from > 255 => INSTANT,
        AppendLabels { grows: false } | WidenUtf8 { .. } => INSTANT,
        Collation { in_key: false } => INSTANT,
        Collation { in_key: true } | AddKey | DropKey | DropExpressionKey { .. } => NOCOPY,
        AddVirtualKey if ground.is_versioned => COPY,
        AddVirtualKey | AddExpressionKey { .. } => NOCOPY_SHARED,
        AddFulltext | AddSpatial if ground.is_versioned => COPY,
        AddFulltext | AddSpatial => INPLACE_SHARED,
        Expression { in_key: false } => INSTANT,
        RenameColumn | ColumnFacts | EndCounting | RenameKey | DropCheck | AddForeignUnchecked | DropForeign
        | TableFacts | TableCharset | DropPeriod => INSTANT,
        EndVersioning => INPLACE_SHARED,
        AddComputedDefault
        | AddStored
        | AddAutoIncrement
        | BeginCounting
        | Lengthen { .. }
        | AppendLabels { .. }
        | Retype
        | Expression { .. }
        | DropPrimary
        | AddCheck
        | Engine
        | BeginVersioning
        | Partitioning => COPY,
    }
}

fn on_mysql(operation: Operation, ground: Ground, server: Server) -> Way {
    use Operation::*;
    let rebuild = rebuilding(ground, server);
    let is_measured = server.is_mysql_since(90_000);
    let instant_since = |version: u32| {
        let can = server.is_mysql_since(version) && !ground.is_compressed && !ground.has_fulltext && !ground.is_full;
        if can { INSTANT } else { rebuild }
    };
    match operation {
        // INSTANT at the end since 8.0.12, anywhere and for dropping since 8.0.29.
        AddColumn { is_last: true } => instant_since(80_012),
        AddColumn { is_last: false } | DropColumn => instant_since(80_029),
        AddZeroDate { .. } | MoveColumn | NotNull | Nullable | RowFormat | AddPrimary | ReplacePrimary => rebuild,
        AddVirtual { .. } | DropVirtual if ground.is_partitioned && !is_measured => COPY,
        AddVirtual { .. } if ground.has_expression_key => COPY,
        AddVirtual { is_last: false } if ground.has_virtual => COPY,
        DropVirtual if ground.has_virtual_key || ground.has_expression_key => NOCOPY,
        AddVirtual { .. } | DropVirtual => INSTANT,
        // RENAME COLUMN is INSTANT since 8.0.28, INPLACE before.
        RenameColumn if server.is_mysql_since(80_028) => INSTANT,
        RenameColumn => NOCOPY,
        ColumnFacts | AppendLabels { grows: false } => INSTANT,
        DropCheck => INSTANT,
        Lengthen { from, to } if to <= 255 || from > 255 => NOCOPY,
        WidenUtf8 { in_key: false } | Collation { in_key: false } if is_measured => NOCOPY,
        AddKey | DropKey | AddForeignUnchecked | DropForeign | RenameKey | TableFacts | TableCharset => NOCOPY,
        AddExpressionKey { is_unique } | DropExpressionKey { is_unique } if is_unique || ground.is_partitioned => COPY,
        AddExpressionKey { .. } => NOCOPY_SHARED,
        DropExpressionKey { .. } => NOCOPY,
        AddVirtualKey => NOCOPY,
        AddFulltext => INPLACE_SHARED,
        AddSpatial => NOCOPY_SHARED,
        AddAutoIncrement => INPLACE_SHARED,
        MoveVirtual
        | WidenUtf8 { .. }
        | Collation { .. }
        | Lengthen { .. }
        | AppendLabels { .. }
        | AddComputedDefault
        | AddStored
        | BeginCounting
        | EndCounting
        | Retype
        | Expression { .. }
        | DropPrimary
        | AddCheck
        | Engine
        | BeginVersioning
        | EndVersioning
        | DropPeriod
        | Partitioning => COPY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INNODB: Ground = Ground {
        is_innodb: true,
        is_partitioned: false,
        is_compressed: false,
        has_fulltext: false,
        has_virtual: false,
        has_virtual_key: false,
        has_stored: false,
        has_spatial: false,
        is_versioned: false,
        has_overlaps: false,
        has_expression_key: false,
        is_full: false,
    };

    #[test]
    fn the_way_is_written_as_the_server_takes_it() {
        let add = Operation::AddColumn { is_last: true };
        for (version, expected) in [
            (50_744, "ALGORITHM=INPLACE, LOCK=NONE"),
            (80_036, "ALGORITHM=INSTANT"),
            (101_119, "ALGORITHM=INSTANT, LOCK=NONE"),
        ] {
            let server = Server::new(version);
            assert_eq!(way(add, INNODB, server).spelled(server), expected, "{version}");
        }
        let mariadb = Server::new(101_119);
        assert_eq!(way(Operation::AddKey, INNODB, mariadb).spelled(mariadb), "ALGORITHM=NOCOPY, LOCK=NONE");
        assert_eq!(way(Operation::Retype, INNODB, mariadb).spelled(mariadb), "ALGORITHM=COPY, LOCK=SHARED");
    }

    #[test]
    fn what_is_instant_alone_writes_rows_again_beside_something_else_on_mysql() {
        let (mysql, add) = (Server::new(90_704), Operation::AddColumn { is_last: true });
        let of = |other, ground| together(&[add, other], ground, mysql);
        assert_eq!(of(Operation::DropCheck, INNODB), INSTANT);
        assert_eq!(of(Operation::RenameKey, INNODB), INPLACE);
        assert_eq!(of(Operation::AddKey, Ground { has_spatial: true, ..INNODB }), INPLACE_SHARED);
        assert_eq!(of(Operation::AddKey, Ground { has_fulltext: true, ..INNODB }), COPY);
        assert_eq!(of(Operation::AddExpressionKey { is_unique: false }, INNODB), COPY);
        assert_eq!(of(Operation::AddVirtual { is_last: true }, INNODB), INSTANT);
    }

    #[test]
    fn a_computed_column_goes_in_place_where_a_key_is_over_an_expression() {
        let keyed = Ground { has_expression_key: true, ..INNODB };
        assert_eq!(way(Operation::DropVirtual, keyed, Server::new(90_704)), NOCOPY);
        assert_eq!(way(Operation::DropVirtual, INNODB, Server::new(90_704)), INSTANT);
    }

    #[test]
    fn where_no_more_columns_change_in_an_instant_rows_are_written_again() {
        let full = Ground { is_full: true, ..INNODB };
        assert_eq!(way(Operation::DropColumn, full, Server::new(90_704)), INPLACE);
        assert_eq!(way(Operation::ColumnFacts, full, Server::new(90_704)), INSTANT);
    }

    #[test]
    fn a_fulltext_key_stands_in_the_way_of_an_instant_column() {
        let ground = Ground { has_fulltext: true, ..INNODB };
        let way = way(Operation::AddColumn { is_last: true }, ground, Server::new(101_119));
        assert_eq!(way, INPLACE_SHARED);
        assert!(way.rewrites());
    }
}
