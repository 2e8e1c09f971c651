//! The server's errors, as errors of the database door.

use crate::mysql::binlog::bytes::Bytes;
use crate::{Error, Result, Url};

/// What the packet of an error begins with.
pub(in crate::mysql::binlog) const ERROR: u8 = 0xFF;

/// What the server says against something, as an error of this program.
pub(in crate::mysql::binlog) fn refuse(packet: &[u8], action: &str, url: &Url) -> Result<()> {
    match of_packet(packet) {
        None => Ok(()),
        Some((1040 | 1203, reason)) => Err(Error::Unreachable { url: url.to_string(), reason }),
        Some((1045 | 1130 | 1251 | 1524 | 1698 | 1820 | 1862 | 4151, reason)) => {
            Err(Error::LoginRefused { url: url.to_string(), reason })
        }
        Some((1044 | 1142 | 1227, reason)) => Err(Error::MissingPrivilege {
            action: "read the binary log".to_owned(),
            reason,
            hint: "`GRANT REPLICATION SLAVE ON *.* TO <user>`".to_owned(),
        }),
        Some((1053 | 1152 | 1159 | 1161 | 1927 | 2006 | 2013, reason)) => Err(Error::ConnectionLost { reason }),
        Some((number, message)) => Err(Error::Statement {
            message,
            code: Some(number.to_string()),
            statement: action.to_owned(),
            position: None,
        }),
    }
}

/// The number and the message of an error packet.
pub(in crate::mysql::binlog) fn of_packet(packet: &[u8]) -> Option<(u16, String)> {
    let (first, rest) = packet.split_first()?;
    if *first != ERROR {
        return None;
    }
    let mut bytes = Bytes::new(rest);
    let number = bytes.u16().unwrap_or_default();
    let message = bytes.rest();
    // `#28000` before the message is its class.
    let message = if message.first() == Some(&b'#') { message.get(6..).unwrap_or_default() } else { message };
    Some((number, String::from_utf8_lossy(message).into_owned()))
}
