//! A moment as whole seconds since 1970-01-01T00:00:00Z: how tokens and signatures tell time.
//!
//! Not a clock: whoever asks has read one.

/// Whole seconds since 1970-01-01T00:00:00Z; before that, negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub i64);

impl Moment {
    /// The beginning of a day of the Gregorian calendar, in UTC.
    pub const fn of_day(year: i64, month: i64, day: i64) -> Self {
        // Years that begin in March, so that the leap day is the last of its year.
        let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
        let of_year = (153 * month + 2) / 5 + day - 1;
        let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
        Self((year * 365 + leap_days + of_year - 719_468) * 86_400)
    }

    /// The moment so many seconds later.
    #[must_use]
    pub const fn after(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}
