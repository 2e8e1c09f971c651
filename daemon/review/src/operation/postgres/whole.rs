//! Operations on the table as a whole.

use super::Operation;
use crate::lock::LockMode::{AccessExclusive, ShareRowExclusive, ShareUpdateExclusive};

pub(super) const WHOLE: &[Operation] = &[
    Operation::new("rename the table", "ALTER TABLE t RENAME TO t2").locks(AccessExclusive),
    Operation::new("move the table to another schema", "ALTER TABLE t SET SCHEMA aside").locks(AccessExclusive),
    Operation::new("give the table to another role", "ALTER TABLE t OWNER TO CURRENT_USER").locks(AccessExclusive),
    Operation::new("disable a trigger", "ALTER TABLE t DISABLE TRIGGER g").locks(ShareRowExclusive).after("CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()"),
    Operation::new("switch row security on", "ALTER TABLE t ENABLE ROW LEVEL SECURITY").locks(AccessExclusive),
    Operation::new("set the fill factor", "ALTER TABLE t SET (fillfactor = 80)").locks(ShareUpdateExclusive),
    Operation::new("set how it is vacuumed", "ALTER TABLE t SET (autovacuum_enabled = false)").locks(ShareUpdateExclusive),
    Operation::new("cluster it", "CLUSTER t USING t_n").locks(AccessExclusive).writes_anew().reads(),
    Operation::new("mark the index for clustering", "ALTER TABLE t CLUSTER ON t_n").locks(ShareUpdateExclusive),
    Operation::new("make it unlogged", "ALTER TABLE t SET UNLOGGED").locks(AccessExclusive).writes_anew().reads(),
    Operation::new("make it logged", "ALTER TABLE t SET LOGGED").locks(AccessExclusive).writes_anew().reads().after("ALTER TABLE t SET UNLOGGED"),
    Operation::new("set the replica identity", "ALTER TABLE t REPLICA IDENTITY FULL").locks(AccessExclusive),
    Operation::new("make it a child", "ALTER TABLE t INHERIT above").locks(AccessExclusive).after("CREATE TABLE above (id int NOT NULL)"),
    Operation::new("attach it as a partition", "ALTER TABLE above ATTACH PARTITION t FOR VALUES FROM (0) TO (1000)").locks(AccessExclusive).reads().after("CREATE TABLE above (LIKE t INCLUDING GENERATED) PARTITION BY RANGE (id)"),
    Operation::new("attach it as a partition, where a check proves its rows", "ALTER TABLE above ATTACH PARTITION t FOR VALUES FROM (0) TO (1000)").locks(AccessExclusive).after("CREATE TABLE above (LIKE t INCLUDING GENERATED) PARTITION BY RANGE (id); ALTER TABLE t ADD CONSTRAINT b CHECK (id IS NOT NULL AND id >= 0 AND id < 1000)"),
    Operation::new("detach it", "ALTER TABLE above DETACH PARTITION t").locks(AccessExclusive).after("CREATE TABLE above (LIKE t INCLUDING GENERATED) PARTITION BY RANGE (id); ALTER TABLE above ATTACH PARTITION t FOR VALUES FROM (0) TO (1000)"),
    Operation::new("drop it", "DROP TABLE t").locks(AccessExclusive),
];
