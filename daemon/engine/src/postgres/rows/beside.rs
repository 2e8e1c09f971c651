//! A second session beside the one whose transaction is open: it sees the rows as they were.

use futures_util::TryStreamExt as _;

use super::super::session::Session;
use crate::live::Options;
use crate::{Error, Result};

/// How many bytes are sent at once.
const PIECE: usize = 64 * 1024;

/// Opens it. It waits for no lock for long: what it would wait for is the transaction beside, which waits for it.
pub(super) async fn open(session: &Session) -> Result<Session> {
    let options = Options { read_only: true, ..Options::default() };
    let mut beside = Session::connect(&session.url, &options).await?;
    let forms = super::FORMS.replace("SET LOCAL", "SET");
    beside.batch(&format!("{forms}; SET lock_timeout = '5s'; SET statement_timeout = 0")).await?;
    Ok(beside)
}

/// Pours the rows of a query in one session into a table of the other, in text form and in pieces.
pub(super) async fn pour(from: &mut Session, query: &str, to: &mut Session, table: &str) -> Result<()> {
    let (out, into) = (format!("COPY ({query}) TO STDOUT"), format!("COPY {table} FROM STDIN"));
    let (from_url, to_url) = (from.url.clone(), to.url.clone());
    let fault = |cause: sqlx::Error| super::super::fault::of_statement(cause, &out, &from_url);
    let sunk = |cause: sqlx::Error| super::super::fault::of_statement(cause, &into, &to_url);
    let mut rows = from.connection.copy_out_raw(&out).await.map_err(fault)?;
    let mut sink = to.connection.copy_in_raw(&into).await.map_err(sunk)?;
    let mut piece: Vec<u8> = Vec::with_capacity(PIECE);
    let outcome: Result<(), Error> = async {
        while let Some(row) = rows.try_next().await.map_err(fault)? {
            piece.extend_from_slice(&row);
            if piece.len() >= PIECE {
                sink.send(std::mem::take(&mut piece)).await.map_err(sunk)?;
            }
        }
        if !piece.is_empty() {
            sink.send(std::mem::take(&mut piece)).await.map_err(sunk)?;
        }
        Ok(())
    }
    .await;
    match outcome {
        Ok(()) => sink.finish().await.map(drop).map_err(sunk),
        Err(error) => {
            // The transaction fails with the first error; what ending the copy says after it tells nothing more.
            let _ = sink.abort("the other session failed").await;
            Err(error)
        }
    }
}
