//! Operations on indexes.

use super::Operation;
use crate::lock::LockMode::{AccessExclusive, Share, ShareUpdateExclusive};

pub(super) const INDEXES: &[Operation] = &[
    Operation::new("create an index", "CREATE INDEX x ON t (s)").locks(Share).reads(),
    Operation::new("create an index concurrently", "CREATE INDEX CONCURRENTLY x ON t (s)")
        .locks(ShareUpdateExclusive)
        .reads()
        .alone(),
    Operation::new("drop an index", "DROP INDEX t_n").locks(AccessExclusive),
    Operation::new("drop an index concurrently", "DROP INDEX CONCURRENTLY t_n").locks(ShareUpdateExclusive).alone(),
    Operation::new("build an index anew", "REINDEX INDEX t_n").locks(Share).reads(),
    Operation::new("build an index anew concurrently", "REINDEX INDEX CONCURRENTLY t_n")
        .locks(ShareUpdateExclusive)
        .reads()
        .alone(),
    Operation::new("build all indexes anew", "REINDEX TABLE t").locks(Share).reads(),
    Operation::new("rename an index", "ALTER INDEX t_n RENAME TO z"),
];
