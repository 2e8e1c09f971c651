//! Reading bytes that others wrote: nothing is taken that is not there.

/// What is left of some bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bytes<'a> {
    left: &'a [u8],
}

impl<'a> Bytes<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { left: bytes }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    /// Everything left.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.left
    }

    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, left) = self.left.split_at_checked(count)?;
        self.left = left;
        Some(taken)
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, left) = self.left.split_first_chunk::<N>()?;
        self.left = left;
        Some(*taken)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(super) fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_le_bytes)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    /// A number of `count` bytes, the lowest first.
    pub(super) fn little(&mut self, count: usize) -> Option<u64> {
        let taken = self.take(count)?;
        Some(taken.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    /// A number of one to nine bytes that says its own length.
    pub(super) fn length(&mut self) -> Option<usize> {
        let number = match self.u8()? {
            0xFC => self.little(2)?,
            0xFD => self.little(3)?,
            0xFE => self.little(8)?,
            0xFB | 0xFF => return None,
            short => u64::from(short),
        };
        usize::try_from(number).ok()
    }

    /// Up to a zero byte, which is dropped.
    pub(super) fn until_nul(&mut self) -> Option<&'a [u8]> {
        let end = self.left.iter().position(|byte| *byte == 0)?;
        let taken = self.take(end)?;
        self.take(1)?;
        Some(taken)
    }

    /// Up to a zero byte or the end.
    pub(super) fn until_nul_or_end(&mut self) -> &'a [u8] {
        self.until_nul().unwrap_or_else(|| std::mem::take(&mut self.left))
    }
}
