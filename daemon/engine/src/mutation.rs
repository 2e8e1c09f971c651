//! Numbers that look random, and broken variants of texts, the same ones on every run: for tests of what reads what others wrote.

/// Marsaglia's xorshift.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap_or_default()
    }
}

/// So many variants of the seeds, each broken in one to six places; the pieces have a meaning to whoever reads.
pub(crate) fn variants<'a>(seeds: &'a [&str], pieces: &'a [&str], count: usize) -> impl Iterator<Item = String> + 'a {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    (0..count).map(move |round| {
        let mut bytes = seeds[round % seeds.len()].as_bytes().to_vec();
        for _ in 0..=numbers.below(6) {
            mutate(&mut numbers, &mut bytes, pieces);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn mutate(numbers: &mut Numbers, bytes: &mut Vec<u8>, pieces: &[&str]) {
    let at = numbers.below(bytes.len() + 1);
    let to = (at + numbers.below(14)).min(bytes.len());
    match numbers.below(7) {
        0 => drop(bytes.drain(at..to)),
        1 => bytes.truncate(at),
        2 => bytes.insert(at, u8::try_from(numbers.below(256)).unwrap_or_default()),
        3 => {
            let copy = bytes[at..to].to_vec();
            bytes.splice(at..at, copy);
        }
        _ => drop(bytes.splice(at..at, pieces[numbers.below(pieces.len())].bytes())),
    }
}
