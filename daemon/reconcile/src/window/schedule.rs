//! Schedules as cron writes them: minute, hour, day of the month, month, day of the week.
//!
//! Not the moments: a time zone makes those. Invariant: a schedule that was read comes round again.

use jiff::civil::Date;

/// When something begins, by the clock and the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    text: String,
    minutes: u64,
    hours: u64,
    days: u64,
    months: u64,
    weekdays: u64,
    /// Whether the day of the month, and that of the week, is any.
    is_any: (bool, bool),
}

/// Why a text is not a schedule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// It has not five fields.
    #[error("`{text}` has {found} field(s), and a schedule has five")]
    Fields {
        /// The text.
        text: String,
        /// How many it has.
        found: usize,
    },
    /// A part of a field is not one.
    #[error("`{part}` is no {field}; it goes from {least} to {most}")]
    Part {
        /// The part.
        part: String,
        /// What it should be.
        field: &'static str,
        /// The least.
        least: u8,
        /// The most.
        most: u8,
    },
    /// No year has such a day.
    #[error("`{0}` never comes: no month of it has such a day")]
    Never(String),
}

struct Field {
    name: &'static str,
    least: u8,
    most: u8,
    /// Words for numbers, from the least on.
    words: &'static [&'static str],
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 8] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const LONGEST_DAYS: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const FIELDS: [Field; 5] = [
    Field { name: "minute", least: 0, most: 59, words: &[] },
    Field { name: "hour", least: 0, most: 23, words: &[] },
    Field { name: "day of the month", least: 1, most: 31, words: &[] },
    Field { name: "month", least: 1, most: 12, words: &MONTHS },
    Field { name: "day of the week", least: 0, most: 7, words: &WEEKDAYS },
];

impl Schedule {
    /// Reads a schedule, such as `0 22 * * mon-fri`.
    ///
    /// # Errors
    /// Not five fields, a part that is out of its range, or a day that never comes.
    pub fn parse(text: &str) -> Result<Self, ScheduleError> {
        let shown = || text.chars().take(60).flat_map(char::escape_debug).collect::<String>();
        let parts: Vec<&str> = text.split_ascii_whitespace().collect();
        let [minute, hour, day, month, weekday] = parts[..] else {
            return Err(ScheduleError::Fields { text: shown(), found: parts.len() });
        };
        let [of_minute, of_hour, of_day, of_month, of_weekday] = &FIELDS;
        let mut weekdays = of_weekday.read(weekday)?;
        // Sunday is both 0 and 7.
        weekdays |= u64::from(weekdays >> 7 & 1 == 1);
        let schedule = Self {
            text: parts.join(" "),
            minutes: of_minute.read(minute)?,
            hours: of_hour.read(hour)?,
            days: of_day.read(day)?,
            months: of_month.read(month)?,
            weekdays,
            is_any: (day.starts_with('*'), weekday.starts_with('*')),
        };
        if schedule.ever_comes() { Ok(schedule) } else { Err(ScheduleError::Never(shown())) }
    }

    fn ever_comes(&self) -> bool {
        let first = self.days.trailing_zeros();
        let has = |(at, longest): (usize, &u32)| self.months >> (at + 1) & 1 == 1 && first <= *longest;
        !self.is_any.1 || LONGEST_DAYS.iter().enumerate().any(has)
    }

    /// The schedule as it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it falls on a day: on that of the month or of the week where both are said, as cron does it.
    pub(super) fn falls_on(&self, date: Date) -> bool {
        let has = |set: u64, at: i8| set.checked_shr(u32::from(at.unsigned_abs())).is_some_and(|rest| rest & 1 == 1);
        let (day, weekday) = (has(self.days, date.day()), has(self.weekdays, date.weekday().to_sunday_zero_offset()));
        let is_day = match self.is_any {
            (false, false) => day || weekday,
            _ => day && weekday,
        };
        is_day && has(self.months, date.month())
    }

    /// The times of a day, as hour and minute.
    pub(super) fn times(&self) -> impl Iterator<Item = (i8, i8)> {
        let of = |set: u64, most: i8| (0..=most).filter(move |at| set >> at & 1 == 1);
        of(self.hours, 23).flat_map(move |hour| of(self.minutes, 59).map(move |minute| (hour, minute)))
    }
}

impl Field {
    /// The numbers that a field names, as the bits of a set.
    fn read(&self, text: &str) -> Result<u64, ScheduleError> {
        text.split(',').try_fold(0, |set, part| Ok(set | self.part(part).ok_or_else(|| self.error(part))?))
    }

    fn part(&self, part: &str) -> Option<u64> {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, Some(step.parse::<u8>().ok().filter(|step| *step > 0)?)),
            None => (part, None),
        };
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (self.least, self.most),
            Some((from, to)) => (self.number(from)?, self.last(to)?),
            // `5/15` goes on to the end, as cron does it.
            None => (self.number(range)?, if step.is_some() { self.most } else { self.number(range)? }),
        };
        let numbers = (from..=to).step_by(usize::from(step.unwrap_or(1)));
        (from <= to).then(|| numbers.fold(0, |set, number| set | 1 << number))
    }

    /// The end of a range: `sun` is then the day after Saturday.
    fn last(&self, text: &str) -> Option<u8> {
        match text.eq_ignore_ascii_case("sun") && self.words.len() == WEEKDAYS.len() {
            true => Some(7),
            false => self.number(text),
        }
    }

    fn number(&self, text: &str) -> Option<u8> {
        let word = self.words.iter().zip(self.least..).find(|(word, _)| word.eq_ignore_ascii_case(text));
        let is_number = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
        let number = word.map(|(_, number)| number).or_else(|| text.parse().ok().filter(|_| is_number))?;
        (self.least..=self.most).contains(&number).then_some(number)
    }

    fn error(&self, part: &str) -> ScheduleError {
        let part = part.chars().take(40).flat_map(char::escape_debug).collect();
        ScheduleError::Part { part, field: self.name, least: self.least, most: self.most }
    }
}
