//! The checksum behind an event: CRC-32, in its last four bytes.

use crc::{CRC_32_ISO_HDLC, Crc, Table};

static CRC: Crc<u32, Table<16>> = Crc::<u32, Table<16>>::new(&CRC_32_ISO_HDLC);

/// The event without its last four bytes, and whether these are its checksum.
pub(super) fn split(event: &[u8]) -> Option<(&[u8], bool)> {
    let (before, sum) = event.split_last_chunk::<4>()?;
    Some((before, CRC.checksum(before) == u32::from_le_bytes(*sum)))
}
