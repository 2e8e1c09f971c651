//! `[[window]]` and `[[freeze]]` of `policies/rollout.toml`: when plans may begin, and when not.
//!
//! Not the judging of a moment, which is in `crate::window`. Invariant: every one has a name of its own, a time and a zone, and names
//! only what there is.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date as Day;
use toml::value::{Date, Datetime, Offset};

use super::code::Code;
use super::consent::Consentable;
use super::globs::read_glob;
use super::name::Name;
use super::nearest::{did_you_mean, short_list};
use super::rollout::duration;
use super::section::{Report, Section};
use super::shape::Shape;
use super::source::quoted;
use super::target::{Origin, Places};
use super::value::{Text, Value};
use super::window_keys::{FREEZE, WINDOW};
use crate::status::Timestamp;
use crate::window::{Limits, Pattern, Period, Schedule, Times, Zone};

const MINUTE: Duration = Duration::from_secs(60);
const YEAR: Duration = Duration::from_secs(366 * 86_400);

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Window,
    Freeze,
}

impl Sort {
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Window => "window",
            Self::Freeze => "freeze",
        }
    }

    pub(super) const fn shape(self) -> &'static Shape {
        match self {
            Self::Window => &WINDOW,
            Self::Freeze => &FREEZE,
        }
    }
}

/// Where the windows and freezes before this one are, by name.
pub(super) type Taken = BTreeMap<Name, Origin>;

/// Reads all of one sort.
pub(super) fn read_periods(
    sections: Vec<Section<'_>>,
    sort: Sort,
    environments: Option<&[Name]>,
    known: &Consentable<'_>,
    taken: &mut Taken,
    report: &mut Report,
) -> Vec<Arc<Period>> {
    let read = |section| read_period(section, sort, environments, known, taken, report).map(Arc::new);
    sections.into_iter().filter_map(read).collect()
}

fn read_period(
    mut section: Section<'_>,
    sort: Sort,
    environments: Option<&[Name]>,
    known: &Consentable<'_>,
    taken: &mut Taken,
    report: &mut Report,
) -> Option<Period> {
    let name = section.require("name", report).and_then(|value| value.string("\"night\"", report));
    let name = name.and_then(|text| read_name(&text, taken, report));
    let of_environments = read_patterns(section.take("environments"), "[\"prod\"]", report, |text, pattern, report| {
        check_environment(text, pattern, environments, report);
    });
    let of_targets = read_patterns(section.take("targets"), "[\"shop-*\"]", report, |text, pattern, report| {
        check_target(text, pattern, known, report);
    });
    let zone = match section.take("time_zone").map(|value| value.string("\"Europe/Berlin\"", report)) {
        None => Zone::parse("UTC").ok(),
        Some(text) => text.and_then(|text| text.parse(Zone::parse, report)),
    };
    let times = read_times(&mut section, sort, zone.as_ref(), report);
    let limits = match sort {
        Sort::Window => read_limits(&mut section, report),
        Sort::Freeze => Some(Limits::default()),
    };
    section.finish(report);
    Some(Period {
        name: name?,
        times: times?,
        zone: zone?,
        environments: of_environments?,
        targets: of_targets?,
        limits: limits?,
    })
}

fn read_limits(section: &mut Section<'_>, report: &mut Report) -> Option<Limits> {
    let changelists = read_patterns(section.take("changelists"), "[\"2026-12-01-*\"]", report, |_, _, _| ());
    let start_by = duration(section, "start_by", MINUTE..=YEAR, report);
    let finish_by = duration(section, "finish_by", MINUTE..=YEAR, report);
    let written = section
        .peek("estimate")
        .map(|value| value.at_key(Code::BadValue, "`estimate` is for `finish_by`, which is not there"));
    let estimate = duration(section, "estimate", Duration::from_secs(1)..=YEAR, report);
    if let (Some(wrong), None) = (written, finish_by) {
        report.push(wrong.hint("write finish_by = \"8h\" beside it, or take it out"));
        return None;
    }
    Some(Limits { changelists: changelists?, start_by, finish_by, estimate: estimate.unwrap_or(MINUTE) })
}

fn read_name(text: &Text<'_>, taken: &mut Taken, report: &mut Report) -> Option<Name> {
    let name = text.parse(Name::parse, report)?;
    let origin = Places::at(text.error(Code::DuplicateName, "")).origin();
    if let Some(before) = taken.insert(name.clone(), origin) {
        let message = format!("{} is already at {before}", quoted(text.text));
        report.push(text.error(Code::DuplicateName, message).hint("give each window and freeze its own name"));
        return None;
    }
    Some(name)
}

/// Reads globs; nothing where one of them is none, so that nothing holds for more than was meant.
pub(super) fn read_patterns(
    value: Option<Value<'_>>,
    example: &str,
    report: &mut Report,
    check: impl Fn(&Text<'_>, &Pattern, &mut Report),
) -> Option<Vec<Pattern>> {
    let Some(value) = value else { return Some(Vec::new()) };
    let texts = value.strings(example, report)?;
    if texts.is_empty() {
        let key = value.key().text;
        report.push(
            value
                .error(Code::BadValue, format!("`{key}` is empty"))
                .hint(format!("write {key} = {example}, or take it out for all")),
        );
        return None;
    }
    let mut read = |text: &Text<'_>| {
        let pattern = read_glob(text, report).map(Pattern)?;
        check(text, &pattern, report);
        Some(pattern)
    };
    texts.iter().map(&mut read).collect()
}

pub(super) fn check_environment(text: &Text<'_>, pattern: &Pattern, known: Option<&[Name]>, report: &mut Report) {
    let Some(known) = known else { return };
    if known.iter().any(|name| pattern.is_match(name.as_str())) {
        return;
    }
    let names = || known.iter().map(Name::as_str);
    let message = format!("no environment is {}{}", quoted(text.text), did_you_mean(text.text, names()));
    let hint = short_list(names()).map(|list| format!("`environments` in `groundline.toml` has {list}"));
    report.push(text.error(Code::UnknownEnvironment, message).maybe_hint(hint));
}

/// Reports a glob that no target and no target set is meant by.
pub(super) fn check_target(text: &Text<'_>, pattern: &Pattern, known: &Consentable<'_>, report: &mut Report) {
    let Some(targets) = &known.targets else { return };
    let is_set = known.sets.iter().any(|set| pattern.is_match(&set.name) || set.could_have(text.text));
    if is_set || targets.iter().any(|name| pattern.is_match(name.as_str())) {
        return;
    }
    let names = || targets.iter().map(|name| name.as_str()).chain(known.sets.iter().map(|set| set.name.as_str()));
    let message = format!("no target is {}{}", quoted(text.text), did_you_mean(text.text, names()));
    let hint = short_list(names()).map(|list| format!("the targets are {list}"));
    report.push(text.error(Code::UnknownTarget, message).maybe_hint(hint));
}

fn read_times(section: &mut Section<'_>, sort: Sort, zone: Option<&Zone>, report: &mut Report) -> Option<Times> {
    let schedule = section.take("schedule");
    let has_duration = section.peek("duration").is_some();
    let length = duration(section, "duration", MINUTE..=YEAR, report);
    let (start, end) = (section.take("start"), section.take("end"));
    match (schedule, start, end) {
        (Some(schedule), None, None) => {
            let schedule =
                schedule.string("\"0 22 * * mon-fri\"", report).and_then(|text| text.parse(Schedule::parse, report));
            if !has_duration {
                lacks(section, "duration", "`schedule`", report);
            }
            // What is frozen is frozen in both of two equal hours; what is open is open in the first of them.
            Some(Times::Again { schedule: schedule?, length: length?, is_twice: sort == Sort::Freeze })
        }
        (None, Some(start), Some(end)) if !has_duration => read_once(&start, &end, zone, report),
        (None, Some(_), None) => {
            lacks(section, "end", "`start`", report);
            None
        }
        (None, None, Some(_)) => {
            lacks(section, "start", "`end`", report);
            None
        }
        (None, None, None) => {
            let message = format!("`{}` says no time", section_title(sort));
            let hint = "write schedule = \"0 22 * * mon-fri\" and duration = \"8h\", or start = 2026-12-20 and end = 2027-01-03";
            report.push(section.error(Code::MissingKey, message).hint(hint));
            None
        }
        (Some(value), _, _) | (None, Some(value), Some(_)) => {
            let message = format!("`{}` says its time twice", section_title(sort));
            let hint = "`schedule` and `duration` are for what comes again, `start` and `end` for what comes once";
            report.push(value.at_key(Code::BadValue, message).hint(hint));
            None
        }
    }
}

const fn section_title(sort: Sort) -> &'static str {
    sort.shape().header
}

fn lacks(section: &Section<'_>, key: &str, beside: &str, report: &mut Report) {
    let example = WINDOW.key(key).map_or("…", |key| key.example);
    let message = format!("there is no `{key}` beside {beside}");
    report.push(section.error(Code::MissingKey, message).hint(format!("write {key} = {example}")));
}

fn read_once(start: &Value<'_>, end: &Value<'_>, zone: Option<&Zone>, report: &mut Report) -> Option<Times> {
    let (from, to) = (read_moment(start, zone, false, report), read_moment(end, zone, true, report));
    let (start, to) = (from?, to?);
    if to <= start {
        let message = "`end` is not after `start`";
        report.push(end.error(Code::BadValue, message).hint("a day counts to its end; write a later one"));
        return None;
    }
    Some(Times::Once { start, end: to })
}

/// Reads a moment; a day is its beginning, or its end. Nothing, without a report, where the zone is not known either.
fn read_moment(value: &Value<'_>, zone: Option<&Zone>, is_end: bool, report: &mut Report) -> Option<Timestamp> {
    let written = value.datetime("2026-12-20", report)?;
    let zone = zone?;
    let moment = moment(written, zone, is_end);
    if moment.is_none() {
        let key = value.key().text;
        let hint = format!("write {key} = 2026-12-20, or {key} = 2026-12-20T18:00:00");
        report.push(value.error(Code::BadValue, format!("`{key}` is no day and no time of a day")).hint(hint));
    }
    moment
}

fn moment(written: Datetime, zone: &Zone, is_end: bool) -> Option<Timestamp> {
    let Datetime { date: Some(date), time, offset } = written else { return None };
    let Some(time) = time else { return zone.moment(day(date, is_end)?, 0, 0, 0) };
    let at = |zone: &Zone| zone.moment(day(date, false)?, time.hour, time.minute, time.second.unwrap_or(0));
    let minutes = match offset {
        None => return at(zone),
        Some(Offset::Z) => 0,
        Some(Offset::Custom { minutes }) => i64::from(minutes),
    };
    let utc = at(&Zone::parse("UTC").ok()?)?;
    Some(Timestamp::from_millis(utc.millis().saturating_sub(minutes * 60_000)))
}

/// The day, or the one after it.
fn day(date: Date, is_end: bool) -> Option<Day> {
    let (year, month, day) =
        (i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
    let day = Day::new(year, month, day).ok()?;
    if is_end { day.tomorrow().ok() } else { Some(day) }
}
