//! What inspection met and does not understand, from every other catalog: reported by name, never touched.

use schema::Unsupported;

use super::rare::Rare;
use super::reading::{Reading, text};
use crate::Result;

/// One line a kind. What belongs to the system has a low oid; what belongs to an extension is its business.
const QUERY: &str = r"
WITH member AS (SELECT classid, objid FROM pg_depend WHERE deptype = 'e' ),
met(class, number, kind, name, reason) AS (
    SELECT 6100::oid, s.oid, 'subscription', s.name, 'subscriptions are not managed' FROM $SUBSCRIPTIONS s
    UNION ALL SELECT DISTINCT 3596::oid, l.objoid, 'security label', l.provider || ':' || l.objoid, 'security labels are not managed'
        FROM pg_seclabel l WHERE l.objoid >= 16384)
SELECT m.kind || ' ' || m.name, m.reason FROM met m
WHERE m.number >= 16384 AND NOT EXISTS (SELECT FROM member e WHERE e.classid = m.class AND e.objid = m.number)";

/// Subscriptions of this database; only a superuser may read all of the catalog, everyone may read these columns.
const SUBSCRIPTIONS: &str = r"(SELECT oid, subname::text AS name FROM pg_subscription
    WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database()))";

impl Reading<'_> {
    pub(super) async fn unsupported(&mut self) -> Result<()> {
        self.each_of(Rare::Unsupported, &QUERY.replace("$SUBSCRIPTIONS", SUBSCRIPTIONS), |found, row| {
            found.unsupported.push(Unsupported { object: text(row, 0)?.to_owned(), reason: text(row, 1)?.to_owned() });
            Ok(())
        })
        .await
    }
}
