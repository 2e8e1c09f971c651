//! Operations on columns.

use super::Operation;
use crate::lock::LockMode::{AccessExclusive, ShareUpdateExclusive};

pub(super) const COLUMNS: &[Operation] = &[
    Operation::new("add a column", "ALTER TABLE t ADD COLUMN x int").locks(AccessExclusive),
    Operation::new("add a column with a constant default", "ALTER TABLE t ADD COLUMN x int NOT NULL DEFAULT 5")
        .locks(AccessExclusive),
    Operation::new("add a column with a volatile default", "ALTER TABLE t ADD COLUMN x uuid DEFAULT gen_random_uuid()")
        .locks(AccessExclusive)
        .writes_anew()
        .reads(),
    Operation::new("add a serial column", "ALTER TABLE t ADD COLUMN x serial")
        .locks(AccessExclusive)
        .writes_anew()
        .reads(),
    Operation::new("add an identity column", "ALTER TABLE t ADD COLUMN x int GENERATED ALWAYS AS IDENTITY")
        .locks(AccessExclusive)
        .writes_anew()
        .reads(),
    Operation::new(
        "add a stored generated column",
        "ALTER TABLE t ADD COLUMN x int GENERATED ALWAYS AS (n * 2) STORED",
    )
    .locks(AccessExclusive)
    .writes_anew()
    .reads(),
    Operation::new(
        "add a virtual generated column",
        "ALTER TABLE t ADD COLUMN x int GENERATED ALWAYS AS (n * 2) VIRTUAL",
    )
    .locks(AccessExclusive)
    .only(18, 18),
    Operation::new("add a column with a check", "ALTER TABLE t ADD COLUMN x int CHECK (x > 0)")
        .locks(AccessExclusive)
        .reads(),
    Operation::new("add a column that refers to another table", "ALTER TABLE t ADD COLUMN x int REFERENCES other")
        .locks(AccessExclusive),
    Operation::new("add a unique column", "ALTER TABLE t ADD COLUMN x int UNIQUE").locks(AccessExclusive).reads(),
    Operation::new("drop a column", "ALTER TABLE t DROP COLUMN s").locks(AccessExclusive),
    Operation::new("rename a column", "ALTER TABLE t RENAME COLUMN s TO z").locks(AccessExclusive),
    Operation::new("set a default", "ALTER TABLE t ALTER COLUMN s SET DEFAULT 'x'").locks(AccessExclusive),
    Operation::new("drop a default", "ALTER TABLE t ALTER COLUMN n DROP DEFAULT").locks(AccessExclusive),
    Operation::new("set not null", "ALTER TABLE t ALTER COLUMN s SET NOT NULL").locks(AccessExclusive).reads(),
    Operation::new("set not null, where a validated check proves it", "ALTER TABLE t ALTER COLUMN s SET NOT NULL")
        .locks(AccessExclusive)
        .after("ALTER TABLE t ADD CONSTRAINT s_there CHECK (s IS NOT NULL)"),
    Operation::new("drop not null", "ALTER TABLE t ALTER COLUMN n DROP NOT NULL").locks(AccessExclusive),
    Operation::new("change int to bigint", "ALTER TABLE t ALTER COLUMN n TYPE bigint")
        .locks(AccessExclusive)
        .writes_anew()
        .reads(),
    Operation::new("lengthen a varchar", "ALTER TABLE t ALTER COLUMN s TYPE varchar(40)").locks(AccessExclusive),
    Operation::new("change varchar to text", "ALTER TABLE t ALTER COLUMN s TYPE text").locks(AccessExclusive),
    Operation::new("shorten a varchar", "ALTER TABLE t ALTER COLUMN s TYPE varchar(10)")
        .locks(AccessExclusive)
        .writes_anew()
        .reads(),
    Operation::new("change text to varchar without a length", "ALTER TABLE t ALTER COLUMN doc TYPE varchar")
        .locks(AccessExclusive),
    Operation::new("change text to a varchar with a length", "ALTER TABLE t ALTER COLUMN doc TYPE varchar(100)")
        .locks(AccessExclusive)
        .writes_anew()
        .reads(),
    Operation::new("widen a numeric", "ALTER TABLE t ALTER COLUMN d TYPE numeric(12, 2)").locks(AccessExclusive),
    Operation::new("change the scale of a numeric", "ALTER TABLE t ALTER COLUMN d TYPE numeric(12, 3)")
        .locks(AccessExclusive)
        .writes_anew()
        .reads(),
    Operation::new("drop the precision of a numeric", "ALTER TABLE t ALTER COLUMN d TYPE numeric")
        .locks(AccessExclusive),
    Operation::new(
        "change timestamptz to timestamp where the session is not in UTC",
        "SELECT set_config('timezone', 'Europe/Berlin', true); ALTER TABLE t ALTER COLUMN at TYPE timestamp",
    )
    .locks(AccessExclusive)
    .writes_anew()
    .reads(),
    Operation::new("change json to jsonb", "ALTER TABLE t ALTER COLUMN j TYPE jsonb")
        .locks(AccessExclusive)
        .writes_anew()
        .reads(),
    Operation::new("change the collation of a column", "ALTER TABLE t ALTER COLUMN doc TYPE text COLLATE \"C\"")
        .locks(AccessExclusive),
    Operation::new(
        "change the collation of an indexed column",
        "ALTER TABLE t ALTER COLUMN doc TYPE text COLLATE \"C\"",
    )
    .locks(AccessExclusive)
    .reads()
    .after("CREATE INDEX t_doc ON t (doc)"),
    Operation::new("set the statistics target of a column", "ALTER TABLE t ALTER COLUMN n SET STATISTICS 500")
        .locks(ShareUpdateExclusive),
    Operation::new("set an option of a column", "ALTER TABLE t ALTER COLUMN n SET (n_distinct = 5)")
        .locks(ShareUpdateExclusive),
    Operation::new("set the storage of a column", "ALTER TABLE t ALTER COLUMN doc SET STORAGE EXTERNAL")
        .locks(AccessExclusive),
    Operation::new("set the compression of a column", "ALTER TABLE t ALTER COLUMN doc SET COMPRESSION pglz")
        .locks(AccessExclusive),
    Operation::new(
        "make a column an identity column",
        "ALTER TABLE t ALTER COLUMN n ADD GENERATED BY DEFAULT AS IDENTITY",
    )
    .locks(AccessExclusive)
    .after("ALTER TABLE t ALTER COLUMN n DROP DEFAULT"),
    Operation::new("make a generated column an ordinary one", "ALTER TABLE t ALTER COLUMN g DROP EXPRESSION")
        .locks(AccessExclusive),
];
