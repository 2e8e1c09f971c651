//! Comments, from `pg_description`: all of them in one pass, handed to objects as these are made.

use super::reading::{Reading, maybe, oid};
use crate::Result;
use sqlx::Row as _;

/// What the system itself comments has a low oid.
const QUERY: &str = r"
SELECT classoid, objoid, objsubid, description FROM pg_description
WHERE objoid >= 16384
  AND classoid IN (1247, 1255, 1259, 2606, 2618, 2620, 3256, 1417, 2328, 2601, 2605, 2607, 2616, 2617, 2753, 3381, 3456, 3466, 3600, 3601, 3602,
                   2612, 3576, 3764, 6104)";

impl Reading<'_> {
    pub(super) async fn comments(&mut self) -> Result<()> {
        self.each(QUERY, |found, row| {
            let catalog_row = (oid(row, 0)?, oid(row, 1)?);
            if found.members.contains(&catalog_row) {
                return Ok(());
            }
            let column = row.try_get::<i32, _>(2)?;
            if let Some(text) = maybe(row, 3)? {
                found.comments.insert((catalog_row, column), text);
            }
            Ok(())
        })
        .await
    }
}
