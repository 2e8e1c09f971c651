//! The moments of `valid-after` and `valid-before`, as `ssh-keygen` reads them: `20261231Z` or `20261231235959Z`.

use crate::moment::Moment;

/// Reads a moment; it must end in `Z`, because a moment without a zone would depend on where it is read.
pub(super) fn parse(text: &str) -> Option<Moment> {
    let digits = text.strip_suffix(['Z', 'z'])?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) || !matches!(digits.len(), 8 | 12 | 14) {
        return None;
    }
    let part = |from: usize, to: usize| digits.get(from..to).map_or(Some(0), |part| part.parse::<i64>().ok());
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    let (hour, minute, second) = (part(8, 10)?, part(10, 12)?, part(12, 14)?);
    let is_there = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60 && second < 60;
    is_there.then(|| Moment::of_day(year, month, day).after(hour * 3600 + minute * 60 + second))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_has_a_zone() {
        let read = |text| parse(text).map(|moment| moment.0);
        assert_eq!(read("19700102Z"), Some(86_400));
        assert_eq!(read("197001010001Z"), Some(60));
        assert_eq!(read("20261122200821Z"), Some(1_795_378_101));
        for wrong in ["", "Z", "20261122", "2026112Z", "20261322Z", "20261122250000Z", "2026112220082Z", "2026-1-1Z"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
