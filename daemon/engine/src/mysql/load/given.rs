//! The privileges that desired SQL gives: resolved against what was made, and kept beside the scratch database.

use schema::{Dialect, Ident, Kind};

use super::piece::Piece;
use crate::Result;
use crate::mysql::grants::{Known, resolve};
use crate::mysql::inspect::reading::routine_kind;
use crate::mysql::scratch::Scratch;
use crate::mysql::session::value;
use crate::source::SqlDiagnostic;

/// Takes in every `GRANT`; what is wrong with them comes back.
pub(super) async fn hold(scratch: &mut Scratch, pieces: &[Piece<'_>]) -> Vec<SqlDiagnostic> {
    let Some(first) = pieces.first() else { return Vec::new() };
    let hidden: Vec<String> = scratch.access().hidden.iter().map(|table| format!("`mysql.{table}`")).collect();
    if !hidden.is_empty() {
        let message = "the privileges on this database are to be as Git says, and they cannot be read".to_owned();
        let hint = format!("the user needs `SELECT` on {}", hidden.join(", "));
        return vec![first.diagnostic(0, message, Some(hint))];
    }
    let known = match known(scratch, pieces).await {
        Ok(known) => known,
        Err(error) => return vec![first.diagnostic(0, error.to_string(), None)],
    };
    let must_exist = !scratch.target().is_empty();
    let mut wrong = Vec::new();
    for piece in pieces {
        let Some(statement) = &piece.grant else { continue };
        match resolve(statement, scratch.access(), &known, must_exist) {
            Ok(given) => given.into_iter().for_each(|(id, grant)| scratch.held().give(id, &grant)),
            Err(fault) => wrong.push(piece.fault(fault)),
        }
    }
    wrong
}

/// What was made.
async fn known(scratch: &mut Scratch, pieces: &[Piece<'_>]) -> Result<Known> {
    let mut known = Known::default();
    for row in scratch.rows("SHOW TABLES").await? {
        known.relations.insert(Ident::from(value(&row, 0)), Vec::new());
    }
    let routines =
        "SELECT ROUTINE_TYPE, ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()";
    for row in scratch.rows(routines).await? {
        let kind: Option<Kind> = routine_kind(&value(&row, 0));
        known.routines.extend(kind.map(|kind| (kind, Ident::from(value(&row, 1)))));
    }
    let looked_into = pieces.iter().filter_map(|piece| piece.grant.as_ref()?.looks_into());
    for name in looked_into {
        let Some(columns) = known.relations.get_mut(name).filter(|columns| columns.is_empty()) else { continue };
        let rows = scratch.rows(&format!("SHOW COLUMNS FROM {}", name.display(Dialect::MySql))).await?;
        columns.extend(rows.iter().map(|row| Ident::from(value(row, 0))));
    }
    Ok(known)
}
