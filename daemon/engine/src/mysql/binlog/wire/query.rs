//! The few statements that are said before the log begins.
//!
//! Not for queries of the engine: those go through a session.

use super::error;
use super::packets::Packets;
use crate::mysql::binlog::bytes::Bytes;
use crate::{Result, Url};

/// `COM_QUERY`.
const QUERY: u8 = 0x03;
const END: u8 = 0xFE;

/// Runs a statement that gives no rows.
pub(super) async fn run(packets: &mut Packets, url: &Url, sql: &str) -> Result<()> {
    packets.send_command(&[&[QUERY], sql.as_bytes()].concat()).await?;
    error::refuse(packets.take().await?, sql, url)
}

/// The only value of a query; empty where it is NULL.
pub(super) async fn one(packets: &mut Packets, url: &Url, sql: &str) -> Result<String> {
    run(packets, url, sql).await?;
    // The columns, the end of the columns, the rows, the end of the rows.
    let (mut ends, mut value) = (0, String::new());
    while ends < 2 {
        let packet = packets.take().await?;
        error::refuse(packet, sql, url)?;
        match packet {
            [END, rest @ ..] if rest.len() < 8 => ends += 1,
            row if ends == 1 => value = first_value(row).unwrap_or_default(),
            _ => {}
        }
    }
    Ok(value)
}

fn first_value(row: &[u8]) -> Option<String> {
    let mut bytes = Bytes::new(row);
    let length = bytes.length()?;
    Some(String::from_utf8_lossy(bytes.take(length)?).into_owned())
}
