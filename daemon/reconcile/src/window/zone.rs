//! Time zones: between what a clock on a wall shows and moments.
//!
//! The rules of all zones are in the program, so that every machine answers the same. Invariant: a time that a clock skips or shows
//! twice has an answer, and the answer is the same on every machine.

use std::fmt;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::status::Timestamp;

/// A time zone of the IANA database.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone {
    name: Box<str>,
    rules: TimeZone,
}

/// There is no such time zone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no time zone `{0}`")]
pub struct UnknownZone(pub(crate) String);

impl Zone {
    /// The zone of that name, such as `Europe/Berlin`.
    ///
    /// # Errors
    /// There is none.
    pub fn parse(name: &str) -> Result<Self, UnknownZone> {
        let shown = || UnknownZone(name.chars().take(60).flat_map(char::escape_debug).collect());
        let rules = TimeZoneDatabase::bundled().get(name).map_err(|_| shown())?;
        let name = rules.iana_name().unwrap_or(name).into();
        Ok(Self { name, rules })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The names of all zones.
    pub fn names() -> Vec<String> {
        TimeZoneDatabase::bundled().available().map(|name| name.as_str().to_owned()).collect()
    }

    /// What the clock shows at a moment.
    pub(super) fn local(&self, at: Timestamp) -> DateTime {
        let edge = if at.millis() < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        self.rules.to_datetime(jiff::Timestamp::from_millisecond(at.millis()).unwrap_or(edge))
    }

    /// When the clock shows that: the first time, and the second where it is set back. A time that the clock skips is as much later.
    pub(super) fn moments(&self, date: Date, hour: i8, minute: i8) -> impl Iterator<Item = Timestamp> + use<> {
        let local = Time::new(hour, minute, 0, 0).ok().map(|time| date.to_datetime(time));
        let ambiguous = local.map(|local| self.rules.to_ambiguous_timestamp(local));
        let first = ambiguous.and_then(|found| found.compatible().ok());
        let second = ambiguous.and_then(|found| found.later().ok()).filter(|later| Some(*later) > first);
        let moments = [first, second].into_iter().flatten();
        moments.map(|moment| Timestamp::from_millis(moment.as_millisecond()))
    }

    /// When the clock first shows that; nothing where it is no time.
    pub(crate) fn moment(&self, date: Date, hour: u8, minute: u8, second: u8) -> Option<Timestamp> {
        let whole = self.moments(date, i8::try_from(hour).ok()?, i8::try_from(minute).ok()?).next()?;
        Some(whole.after(std::time::Duration::from_secs(u64::from(second))))
    }

    /// A moment as people of the zone write it: `2026-12-01 22:00 Europe/Berlin`.
    pub fn show(&self, at: Timestamp) -> String {
        let local = self.local(at);
        let (date, time) = (local.date(), local.time());
        let seconds = if time.second() == 0 { String::new() } else { format!(":{:02}", time.second()) };
        format!("{date} {:02}:{:02}{seconds} {}", time.hour(), time.minute(), self.name)
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}
