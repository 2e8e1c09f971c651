//! What MariaDB writes with `log_bin_compress`: a byte, the length before, and a zlib stream.

use super::super::bytes::Bytes;

/// Nothing that a server writes as one event is longer.
const LONGEST: usize = 1 << 30;

/// The bytes as they were before.
pub(super) fn inflated(compressed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Bytes::new(compressed);
    let first = bytes.u8()?;
    // The high bit is always set, the next three are the method: 0 is zlib.
    if first & 0xF0 != 0x80 {
        return None;
    }
    let said = bytes.take(usize::from(first & 7))?.iter();
    let length = said.fold(0, |length: usize, byte| length << 8 | usize::from(*byte));
    if length > LONGEST {
        return None;
    }
    let inflated = miniz_oxide::inflate::decompress_to_vec_zlib_with_limit(bytes.rest(), length).ok()?;
    (inflated.len() == length).then_some(inflated)
}
