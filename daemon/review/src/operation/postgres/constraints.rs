//! Operations on constraints.

use super::Operation;
use crate::lock::LockMode::{AccessExclusive, ShareRowExclusive, ShareUpdateExclusive};

pub(super) const CONSTRAINTS: &[Operation] = &[
    Operation::new("add a check", "ALTER TABLE t ADD CONSTRAINT c CHECK (n < 1000)").locks(AccessExclusive).reads(),
    Operation::new("add a check without validating it", "ALTER TABLE t ADD CONSTRAINT c CHECK (n < 1000) NOT VALID")
        .locks(AccessExclusive),
    Operation::new("validate a check", "ALTER TABLE t VALIDATE CONSTRAINT c")
        .locks(ShareUpdateExclusive)
        .reads()
        .after("ALTER TABLE t ADD CONSTRAINT c CHECK (n < 1000) NOT VALID"),
    Operation::new("add a foreign key", "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (n) REFERENCES other")
        .locks(ShareRowExclusive)
        .reads(),
    Operation::new(
        "add a foreign key without validating it",
        "ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (n) REFERENCES other NOT VALID",
    )
    .locks(ShareRowExclusive),
    Operation::new("validate a foreign key", "ALTER TABLE t VALIDATE CONSTRAINT f")
        .locks(ShareUpdateExclusive)
        .reads()
        .after("ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (n) REFERENCES other NOT VALID"),
    Operation::new(
        "be referred to by a new foreign key",
        "ALTER TABLE other ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES t NOT VALID",
    )
    .locks(ShareRowExclusive),
    Operation::new("add a unique constraint", "ALTER TABLE t ADD CONSTRAINT u UNIQUE (s)")
        .locks(AccessExclusive)
        .reads(),
    Operation::new("add a unique constraint from an index", "ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX u")
        .locks(AccessExclusive)
        .after("CREATE UNIQUE INDEX u ON t (s)"),
    Operation::new(
        "add a primary key from an index over columns that are not null",
        "ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY USING INDEX p",
    )
    .locks(AccessExclusive)
    .after("ALTER TABLE t DROP CONSTRAINT t_pkey; CREATE UNIQUE INDEX p ON t (id)"),
    Operation::new("add a primary key over a column that may be null", "ALTER TABLE t ADD PRIMARY KEY (s)")
        .locks(AccessExclusive)
        .reads()
        .after("ALTER TABLE t DROP CONSTRAINT t_pkey"),
    Operation::new("add an exclusion constraint", "ALTER TABLE t ADD CONSTRAINT e EXCLUDE USING btree (id WITH =)")
        .locks(AccessExclusive)
        .reads(),
    Operation::new("drop a constraint", "ALTER TABLE t DROP CONSTRAINT n_positive").locks(AccessExclusive),
    Operation::new("rename a constraint", "ALTER TABLE t RENAME CONSTRAINT n_positive TO z").locks(AccessExclusive),
    Operation::new("make a foreign key deferrable", "ALTER TABLE t ALTER CONSTRAINT f DEFERRABLE")
        .locks(AccessExclusive)
        .after("ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (n) REFERENCES other NOT VALID"),
];
