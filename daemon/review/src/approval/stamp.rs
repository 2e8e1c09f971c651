//! A moment as statements write it: `2026-12-01T00:00:00Z`.
//!
//! Not a clock and no calendar: the texts have one width and one zone, so that their order is that of the moments.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A moment in UTC, in whole seconds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Stamp(String);

impl Stamp {
    /// Reads exactly that form.
    pub fn parse(text: &str) -> Option<Self> {
        let form = b"dddd-dd-ddTdd:dd:ddZ";
        let fits = |(byte, wanted): (u8, &u8)| if *wanted == b'd' { byte.is_ascii_digit() } else { byte == *wanted };
        let is_form = text.len() == form.len() && text.bytes().zip(form).all(fits);
        let part = |from: usize| text.get(from..from + 2).and_then(|part| part.parse::<u8>().ok());
        let is_in = |from, least, most| is_form && part(from).is_some_and(|part| (least..=most).contains(&part));
        let is_moment = is_in(5, 1, 12) && is_in(8, 1, 31) && is_in(11, 0, 23) && is_in(14, 0, 59) && is_in(17, 0, 59);
        is_moment.then(|| Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Stamp {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("`{text}` is no moment such as `2026-12-01T00:00:00Z`"))
    }
}

impl From<Stamp> for String {
    fn from(stamp: Stamp) -> Self {
        stamp.0
    }
}
