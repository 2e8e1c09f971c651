//! What is made beside the table, and what only reads or writes it.

use super::Operation;
use crate::lock::LockMode::{AccessExclusive, AccessShare, RowExclusive, ShareRowExclusive, ShareUpdateExclusive};

pub(super) const BESIDE: &[Operation] = &[
    Operation::new(
        "create a trigger",
        "CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    )
    .locks(ShareRowExclusive),
    Operation::new("drop a trigger", "DROP TRIGGER g ON t").locks(AccessExclusive).after(
        "CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    ),
    Operation::new("create a rule", "CREATE RULE r AS ON DELETE TO t DO ALSO NOTHING").locks(AccessExclusive),
    Operation::new("create a policy", "CREATE POLICY p ON t USING (n > 0)").locks(AccessExclusive),
    Operation::new("comment on it", "COMMENT ON TABLE t IS 'x'").locks(ShareUpdateExclusive),
    Operation::new("grant a privilege", "GRANT SELECT ON t TO PUBLIC").only(14, 17),
    Operation::new("create a view of it", "CREATE VIEW v AS SELECT id FROM t").locks(AccessShare),
    Operation::new("create a materialized view of it", "CREATE MATERIALIZED VIEW v AS SELECT id FROM t")
        .locks(AccessShare)
        .reads(),
    Operation::new("refresh a materialized view of it", "REFRESH MATERIALIZED VIEW v")
        .locks(AccessShare)
        .reads()
        .after("CREATE MATERIALIZED VIEW v AS SELECT id, n FROM t"),
    Operation::new("create extended statistics", "CREATE STATISTICS x ON n, s FROM t").locks(ShareUpdateExclusive),
    Operation::new("publish it", "CREATE PUBLICATION x FOR TABLE t").locks(ShareUpdateExclusive),
    Operation::new("analyze it", "ANALYZE t").locks(ShareUpdateExclusive),
    Operation::new("empty it", "TRUNCATE t").locks(AccessExclusive).writes_anew(),
    Operation::new("insert a row", "INSERT INTO t (id) VALUES (1000)").locks(RowExclusive),
    Operation::new("update all rows", "UPDATE t SET n = n + 1").locks(RowExclusive).reads(),
    Operation::new("delete all rows", "DELETE FROM t").locks(RowExclusive).reads(),
    Operation::new("read all rows", "SELECT count(*) FROM t").locks(AccessShare).reads(),
];
