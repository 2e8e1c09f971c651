//! The wire form of SSH (RFC 4251): numbers and strings behind their lengths.
//!
//! Invariant: whatever the bytes are, reading ends and gives a part of them or nothing.

/// Reads from the front of bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wire<'b>(&'b [u8]);

impl<'b> Wire<'b> {
    pub(super) const fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes that were not read yet.
    pub(super) const fn rest(self) -> &'b [u8] {
        self.0
    }

    pub(super) fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.take(1).map(|byte| byte[0])
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_be_bytes)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.take(8)?.try_into().ok().map(u64::from_be_bytes)
    }

    /// A string behind its length.
    pub(super) fn string(&mut self) -> Option<&'b [u8]> {
        let mut ahead = *self;
        let length = usize::try_from(ahead.u32()?).ok()?;
        let string = ahead.take(length)?;
        *self = ahead;
        Some(string)
    }

    /// A string that is UTF-8.
    pub(super) fn text(&mut self) -> Option<&'b str> {
        std::str::from_utf8(self.string()?).ok()
    }

    /// A number that is not negative, in that many bytes.
    pub(super) fn number(&mut self, size: usize) -> Option<Vec<u8>> {
        let bytes = self.string()?;
        if bytes.first().is_some_and(|byte| *byte >= 0x80) {
            return None;
        }
        let digits: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
        let zeros = size.checked_sub(digits.len())?;
        Some([vec![0; zeros], digits].concat())
    }
}

/// All strings of a blob that is nothing but strings.
pub(crate) fn fields(blob: &[u8]) -> Option<Vec<&[u8]>> {
    let (mut wire, mut fields) = (Wire::new(blob), Vec::new());
    while !wire.rest().is_empty() {
        fields.push(wire.string()?);
    }
    Some(fields)
}

/// Writes a string behind its length.
pub(super) fn put(out: &mut Vec<u8>, string: &[u8]) {
    let length = u32::try_from(string.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(string);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_that_is_cut_short_is_no_string() {
        let mut out = Vec::new();
        put(&mut out, b"abc");
        assert_eq!(fields(&out), Some(vec![b"abc".as_slice()]));
        assert_eq!(fields(&out[..6]), None);
        assert_eq!(fields(&[0xff, 0xff, 0xff, 0xff, 1]), None);
        assert_eq!(fields(&[]), Some(Vec::new()));
    }

    #[test]
    fn a_number_fills_its_bytes_and_is_not_negative() {
        let number = |bytes: &[u8], size| {
            let mut out = Vec::new();
            put(&mut out, bytes);
            Wire::new(&out).number(size)
        };
        assert_eq!(number(&[0, 0x80], 3), Some(vec![0, 0, 0x80]));
        assert_eq!((number(&[0x80], 3), number(&[1, 2, 3, 4], 3)), (None, None));
        assert_eq!(number(&[], 2), Some(vec![0, 0]));
    }
}
