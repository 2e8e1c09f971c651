//! The online change of a table: copied by ranges of a key, kept up from the row log, compared, and exchanged in one moment.
//!
//! No triggers, no other program. Rows never pass through here: the server copies and converts them; only keys are read from its log.
//! Invariant: at each moment either everybody uses the table as it was, or everybody uses the new one, and no write is lost; what is
//! left of a change after a death is told by the tables that are there and by the job's row.

mod batches;
mod columns;
mod compare;
mod copy;
mod exchange;
mod flow;
mod held;
mod job;
mod key;
mod mapping;
mod names;
mod pending;
mod pieces;
mod preflight;
mod reading;
mod replay;
mod report;
mod revert;
mod run;
mod settle;
mod shadow;
mod throttle;
mod unique;
mod verify;
mod work;

pub(super) use self::names::is_of_online_change;
pub(super) use self::pieces::CREATE as PIECES;
