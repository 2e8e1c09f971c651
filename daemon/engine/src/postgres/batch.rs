//! Many statements through one session: in batches that are one round trip and one transaction each.
//!
//! A batch that fails leaves nothing; its statements are then run one by one, so that the failing one is known, and those
//! that cannot run beside others can run alone.

use super::session::Session;
use crate::Result;

/// How many statements go together: more would need a larger lock table, fewer more round trips.
pub(super) const SIZE: usize = 150;

/// Runs statements in order; the first that fails, alone, is the error.
pub(super) async fn run(session: &mut Session, statements: &[String]) -> Result<()> {
    for chunk in statements.chunks(SIZE) {
        if chunk.len() > 1 && session.try_batch(&joined(chunk)).await.is_ok() {
            continue;
        }
        // A lock lasts for a transaction; one by one, in a database of our own, it has no meaning.
        for statement in chunk.iter().filter(|statement| chunk.len() == 1 || !statement.starts_with("LOCK TABLE ")) {
            session.batch(statement).await?;
        }
    }
    Ok(())
}

/// Statements as one text.
pub(super) fn joined(statements: &[impl AsRef<str>]) -> String {
    let mut sql = String::new();
    for statement in statements {
        sql.push_str(statement.as_ref());
        sql.push_str(";\n");
    }
    sql
}
