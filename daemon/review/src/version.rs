//! Versions of servers, to compare.
//!
//! Not what each version can, which rules know.
//!
//! Invariant: MariaDB and MySQL are never compared with each other.

/// A version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Version {
    /// Whether it is one of MariaDB.
    pub(crate) is_mariadb: bool,
    /// Major, minor and patch; 0 where not said.
    pub(crate) numbers: (u32, u32, u32),
}

impl Version {
    /// Reads `16`, `8.0.36`, `mariadb-10.11` or `10.11.6-MariaDB`; `None` where it begins with no number.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_mariadb = text.to_ascii_lowercase().contains("mariadb");
        let start = text.find(|c: char| c.is_ascii_digit())?;
        let numbers = text[start..].split(|c: char| !(c.is_ascii_digit() || c == '.')).next().unwrap_or_default();
        let mut parts = numbers.split('.').map(|part| part.parse().unwrap_or(0));
        let mut next = || parts.next().unwrap_or(0);
        Some(Self { is_mariadb, numbers: (next(), next(), next()) })
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[test]
    fn the_usual_spellings_are_read() {
        let numbers = |text| Version::parse(text).map(|version| (version.is_mariadb, version.numbers));
        assert_eq!(numbers("16"), Some((false, (16, 0, 0))));
        assert_eq!(numbers("8.0.36-log"), Some((false, (8, 0, 36))));
        assert_eq!(numbers("mariadb-10.11"), Some((true, (10, 11, 0))));
        assert_eq!(numbers("10.6.4-MariaDB"), Some((true, (10, 6, 4))));
        assert_eq!(numbers("newest"), None);
    }
}
