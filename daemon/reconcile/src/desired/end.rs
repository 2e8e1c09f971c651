//! The end of something that holds for a while: a last day, or a moment.
//!
//! Not a clock. Invariant: an end never depends on where it is read.

use std::time::{Duration, SystemTime};

use access::Moment;
use toml::value::{Date, Datetime, Offset};

use super::code::Code;
use super::section::Report;
use super::value::Value;

/// Reads an end: a day counts to its end in UTC.
pub(super) fn read_end(value: &Value<'_>, report: &mut Report) -> Option<SystemTime> {
    let moment = value.datetime("2026-12-31", report)?;
    let seconds = match moment {
        Datetime { date: Some(date), time: None, .. } => begin(date) + 86_400,
        Datetime { date: Some(date), time: Some(time), offset: Some(offset) } => {
            let minutes = match offset {
                Offset::Z => 0,
                Offset::Custom { minutes } => i64::from(minutes),
            };
            let of_day =
                i64::from(time.hour) * 3600 + i64::from(time.minute) * 60 + i64::from(time.second.unwrap_or(0));
            begin(date) + of_day - minutes * 60
        }
        _ => {
            let key = value.key().text;
            let message = format!("`{key}` is a time without a date or without a time zone");
            let hint = format!("write {key} = 2026-12-31, or {key} = 2026-12-31T18:00:00Z");
            report.push(value.error(Code::BadValue, message).hint(hint));
            return None;
        }
    };
    Some(SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

/// The beginning of a day, in seconds since 1970-01-01 UTC.
fn begin(date: Date) -> i64 {
    Moment::of_day(i64::from(date.year), i64::from(date.month), i64::from(date.day)).0
}
