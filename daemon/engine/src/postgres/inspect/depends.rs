//! What needs what, from `pg_depend`: rows of catalogs resolved to objects.
//!
//! What is done here: everything that stands for a part (a default, a column, the index of a constraint, the sequence of
//! an identity column, a row type, an array type, the rule of a view) is counted for the object it belongs to. That a
//! sequence is owned by a column is a fact of the sequence, not an edge: the default of that column needs the sequence.

use schema::Kind;

use super::reading::{Reading, catalog, oid};
use crate::Result;

/// `$NONE` is no object at all: dependencies on schemas are known already, and parts of the same object need nothing.
const QUERY: &str = r"
SELECT d.classid, d.objid, d.refclassid, d.refobjid
FROM pg_depend d
WHERE d.objid >= 16384 AND d.refobjid >= 16384 AND d.refclassid <> 2615 AND d.deptype IN ('n', 'a', 'i', 'P', 'S', 'x')
  AND d.classid IN (1247, 1255, 1259, 2604, 2606, 2618, 2620, 3256, 1417, 1418, 2328, 2601, 2602, 2603, 2605, 2607, 2612, 2616, 2617, 2753,
                    3381, 3456, 3466, 3600, 3601, 3602, 3576, 3764, 6104, 6106, 6237)
  AND NOT (d.classid = 1259 AND d.deptype = 'a' AND d.refobjsubid > 0
           AND EXISTS (SELECT FROM pg_sequence s WHERE s.seqrelid = d.objid))";

const DEFAULTS: &str = r"
SELECT d.oid, d.adrelid FROM pg_attrdef d JOIN pg_class c ON c.oid = d.adrelid WHERE c.relnamespace = ANY($1)";

impl Reading<'_> {
    pub(super) async fn dependencies(&mut self) -> Result<()> {
        self.each(DEFAULTS, |found, row| {
            found.alias((catalog::DEFAULT, oid(row, 0)?), (catalog::CLASS, oid(row, 1)?));
            Ok(())
        })
        .await?;
        let mut edges: Vec<(u32, u32)> = Vec::new();
        self.each(QUERY, |found, row| {
            let node = |class: u32, number: u32| found.nodes.get(&(class, number)).copied();
            let from = node(oid(row, 0)?, oid(row, 1)?);
            let to = node(oid(row, 2)?, oid(row, 3)?);
            edges.extend(from.zip(to).filter(|edge| edge.0 != edge.1 && edges.last() != Some(edge)));
            Ok(())
        })
        .await?;
        self.connect(edges);
        Ok(())
    }

    fn connect(&mut self, mut edges: Vec<(u32, u32)>) {
        edges.sort_unstable();
        edges.dedup();
        for &(from, to) in &edges {
            let mut needed = self.found.objects[to as usize].id.clone();
            // A function that its base type needs needs no more of it than its name.
            if needed.kind == Kind::BaseType && edges.binary_search(&(to, from)).is_ok() {
                needed.kind = Kind::ShellType;
            }
            self.found.objects[from as usize].depends_on.push(needed);
        }
        for object in &mut self.found.objects {
            let this = &object.id;
            object.depends_on.retain(|needed| needed != this);
            object.depends_on.sort_unstable();
            object.depends_on.dedup();
            object.depends_on.shrink_to_fit();
        }
    }
}
