//! The wire to a server that sends its log: a connection of our own, because the driver's does not give out what a server
//! streams without end.
//!
//! Not what is in the log: that is in `log`. Invariant: everything that is awaited here can be dropped and asked again,
//! once the log is under way.

pub(super) mod error;
mod login;
mod packets;
mod query;
mod socket;
mod tls;

use std::time::Duration;

use self::packets::Packets;
use super::Position;
use crate::{Error, Result, Url};

/// How often the server says that it is still there.
const HEARTBEAT: Duration = Duration::from_secs(1);
/// How long a server may be silent: many heartbeats.
const SILENCE: Duration = Duration::from_secs(20);
/// How long it may take to be let in.
const PATIENCE: Duration = Duration::from_secs(30);

/// `COM_BINLOG_DUMP`.
const DUMP: u8 = 0x12;

/// A server that sends its log.
pub(super) struct Wire {
    packets: Packets,
}

impl Wire {
    /// Asks a server for its log from a position on.
    pub(super) async fn open(url: &Url, from: &Position) -> Result<Self> {
        let opening = tokio::time::timeout(PATIENCE, Self::open_without_limit(url, from));
        opening.await.unwrap_or_else(|_| {
            let reason = format!("no answer within {} s", PATIENCE.as_secs());
            Err(Error::Unreachable { url: url.to_string(), reason })
        })
    }

    async fn open_without_limit(url: &Url, from: &Position) -> Result<Self> {
        let mut packets = login::login(url).await?;
        query::run(&mut packets, url, &settings()).await?;
        let own = query::one(&mut packets, url, "SELECT @@global.server_id").await?;
        packets.send_command(&dump(from, server_id(&own))?).await?;
        packets.limit_silence(SILENCE);
        Ok(Self { packets })
    }

    /// The start of the next packet: as much of it as there is, and enough to see whether it is wanted.
    ///
    /// The same again until the packet is taken or skipped.
    pub(super) async fn head(&mut self) -> Result<&[u8]> {
        self.packets.head().await
    }

    /// The whole of the packet whose start was seen.
    pub(super) async fn take(&mut self) -> Result<&[u8]> {
        self.packets.take().await
    }

    /// Leaves out the packet whose start was seen.
    pub(super) fn skip(&mut self) {
        self.packets.skip();
    }
}

/// What a replica says of itself. Both names of a variable: each server knows one of them, and the others are only set.
fn settings() -> String {
    let heartbeat = HEARTBEAT.as_nanos();
    format!(
        "SET @master_binlog_checksum = @@global.binlog_checksum, @source_binlog_checksum = @@global.binlog_checksum, \
         @mariadb_slave_capability = 4, @master_heartbeat_period = {heartbeat}, @source_heartbeat_period = {heartbeat}, \
         SESSION net_write_timeout = 3600, SESSION net_read_timeout = 3600"
    )
}

/// A number for a replica that nobody is likely to have taken: servers tell replicas apart by it.
fn server_id(taken: &str) -> u32 {
    use std::hash::{BuildHasher as _, RandomState};
    // Each `RandomState` has keys of its own.
    let random = RandomState::new().hash_one(std::process::id());
    let id = 0xE000_0000 | u32::try_from(random >> 36).unwrap_or_default();
    if id.to_string() == taken || id == u32::MAX { 0xDFFF_FFFF } else { id }
}

fn dump(from: &Position, server_id: u32) -> Result<Vec<u8>> {
    let Ok(offset) = u32::try_from(from.offset()) else {
        let reason = "the protocol has no way to ask for what lies behind 4 GiB of one file".to_owned();
        return Err(Error::Refused { what: format!("binary log at `{from}`"), reason });
    };
    let mut command = vec![DUMP];
    command.extend(offset.to_le_bytes());
    command.extend(0_u16.to_le_bytes());
    command.extend(server_id.to_le_bytes());
    command.extend(from.file().as_bytes());
    Ok(command)
}
