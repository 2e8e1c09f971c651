//! How the errors of names, durations and URLs are reported: their codes and hints.

use super::code::Code;
use super::duration::DurationError;
use super::name::NameError;
use super::nearest::{nearest, short_list};
use super::url::UrlError;
use super::value::Fault;
use crate::window::{ScheduleError, UnknownZone, Zone};

impl Fault for NameError {
    fn code(&self) -> Code {
        Code::BadName
    }

    fn hint(&self) -> Option<String> {
        Some(Self::hint(self))
    }
}

impl Fault for DurationError {
    fn code(&self) -> Code {
        Code::BadDuration
    }

    fn hint(&self) -> Option<String> {
        let forms = "a duration is a whole number with its unit: `100ms`, `3s`, `20m`, `1h30m`, `30d`";
        Some(match self {
            Self::NoUnit(number) => format!("{forms}; try `{number}s`"),
            _ => forms.to_owned(),
        })
    }
}

impl Fault for UrlError {
    fn code(&self) -> Code {
        match self {
            Self::Password => Code::PasswordInUrl,
            _ => Code::BadUrl,
        }
    }

    fn hint(&self) -> Option<String> {
        Some(Self::hint(self))
    }
}

impl Fault for ScheduleError {
    fn code(&self) -> Code {
        Code::BadSchedule
    }

    fn hint(&self) -> Option<String> {
        let form =
            "minute, hour, day of the month, month, day of the week: `0 22 * * mon-fri` is 22:00 from Monday to Friday";
        Some(form.to_owned())
    }
}

impl Fault for UnknownZone {
    fn code(&self) -> Code {
        Code::UnknownZone
    }

    fn hint(&self) -> Option<String> {
        let names = Zone::names();
        let place = |name: &str| name.rsplit('/').next().is_some_and(|place| place.eq_ignore_ascii_case(&self.0));
        let of_place = short_list(names.iter().map(String::as_str).filter(|name| place(name)));
        let near = || nearest(&self.0, names.iter().map(String::as_str)).map(|near| format!("`{near}`"));
        Some(match of_place.or_else(near) {
            Some(meant) => format!("did you mean {meant}?"),
            None => {
                "a time zone is named as the IANA database does: `Europe/Berlin`, `America/New_York`, `UTC`".to_owned()
            }
        })
    }
}
