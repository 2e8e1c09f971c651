//! Windows and freezes: when a plan may begin, by clocks that are set forth and back; and what is refused of them.

use std::time::Duration;

use reconcile::desired::DesiredState;
use reconcile::status::{Timestamp, WindowStatus};
use reconcile::window::{Beginning, Calendar};

use crate::repo::shop;

const NIGHT: &str =
    "[[window]]\nname = \"night\"\nschedule = \"0 22 * * mon-fri\"\nduration = \"8h\"\ntime_zone = \"Europe/Berlin\"\n";
const YEAR_END: &str =
    "[[freeze]]\nname = \"year-end\"\nstart = 2026-12-20\nend = 2027-01-03\ntime_zone = \"Europe/Berlin\"\n";

fn at(text: &str) -> Timestamp {
    text.parse().expect("a moment")
}

fn closed_for(state: &DesiredState, target: &str, now: &str) -> Option<WindowStatus> {
    let target = state.targets.get(target).expect("it is there");
    Calendar::of(target, &state.rollout.windows, &state.rollout.freezes).closed(at(now), &Beginning::default())
}

/// Asserts when the policy lets a plan of `shop-dev` begin.
#[track_caller]
fn check(policy: &str, moments: &[(&str, Option<&str>)]) {
    let state = shop().and_rollout(policy).loads();
    for (now, opens) in moments {
        let closed = closed_for(&state, "shop-dev", now);
        let found = closed.map(|closed| closed.opens.map(|at| at.to_string()).unwrap_or_default());
        let expected = opens.map(|opens| if opens.is_empty() { String::new() } else { at(opens).to_string() });
        assert_eq!(found, expected, "at {now}");
    }
}

#[test]
fn a_window_is_open_from_its_beginning_until_before_its_end() {
    check(
        NIGHT,
        &[
            ("2026-12-01T20:59:59.999Z", Some("2026-12-01T21:00:00Z")),
            ("2026-12-01T21:00:00Z", None),
            ("2026-12-02T04:59:59.999Z", None),
            ("2026-12-02T05:00:00Z", Some("2026-12-02T21:00:00Z")),
            // After the night from Friday to Saturday it opens on Monday.
            ("2026-12-05T04:59:00Z", None),
            ("2026-12-05T05:00:00Z", Some("2026-12-07T21:00:00Z")),
            // In summer the same hour is another moment.
            ("2026-07-01T19:59:00Z", Some("2026-07-01T20:00:00Z")),
            ("2026-07-01T20:00:00Z", None),
        ],
    );
}

#[test]
fn a_beginning_that_the_clock_skips_is_as_much_later() {
    // On 2027-03-28 the clock goes from 02:00 to 03:00, at 01:00 UTC.
    let policy =
        "[[window]]\nname = \"w\"\nschedule = \"30 2 * * *\"\nduration = \"1h\"\ntime_zone = \"Europe/Berlin\"\n";
    check(
        policy,
        &[
            ("2027-03-28T00:59:00Z", Some("2027-03-28T01:30:00Z")),
            ("2027-03-28T01:30:00Z", None),
            ("2027-03-28T02:30:00Z", Some("2027-03-29T00:30:00Z")),
        ],
    );
}

#[test]
fn where_the_clock_shows_a_beginning_twice_a_window_opens_once_and_a_freeze_holds_twice() {
    // On 2026-10-25 the clock goes from 03:00 back to 02:00, at 01:00 UTC.
    let policy = |table: &str| {
        format!(
            "[[{table}]]\nname = \"w\"\nschedule = \"30 2 * * *\"\nduration = \"20m\"\ntime_zone = \"Europe/Berlin\"\n"
        )
    };
    check(
        &policy("window"),
        &[
            ("2026-10-25T00:29:00Z", Some("2026-10-25T00:30:00Z")),
            ("2026-10-25T00:30:00Z", None),
            ("2026-10-25T01:30:00Z", Some("2026-10-26T01:30:00Z")),
        ],
    );
    check(
        &policy("freeze"),
        &[
            ("2026-10-25T00:30:00Z", Some("2026-10-25T00:50:00Z")),
            ("2026-10-25T00:50:00Z", None),
            ("2026-10-25T01:30:00Z", Some("2026-10-25T01:50:00Z")),
            ("2026-10-25T01:50:00Z", None),
        ],
    );
}

#[test]
fn a_window_is_as_long_in_the_night_in_which_the_clock_is_set() {
    let policy = NIGHT.replace("mon-fri", "*");
    check(
        &policy,
        &[
            ("2026-10-25T03:59:59Z", None),
            ("2026-10-25T04:00:00Z", Some("2026-10-25T21:00:00Z")),
            ("2027-03-28T04:59:59Z", None),
            ("2027-03-28T05:00:00Z", Some("2027-03-28T20:00:00Z")),
        ],
    );
}

#[test]
fn a_freeze_beats_a_window_and_the_next_moment_is_after_both() {
    let policy = format!("{NIGHT}{YEAR_END}");
    check(
        &policy,
        &[
            ("2026-12-18T21:00:00Z", None),
            ("2026-12-21T21:00:00Z", Some("2027-01-04T21:00:00Z")),
            // Sunday, the last day: over at midnight, and the night of Monday opens at 22:00.
            ("2027-01-03T22:59:59Z", Some("2027-01-04T21:00:00Z")),
            ("2027-01-04T21:00:00Z", None),
        ],
    );
    let state = shop().and_rollout(&policy).loads();
    let said = |now: &str| closed_for(&state, "shop-dev", now).expect("it is closed").sentence();
    assert_eq!(
        said("2026-12-21T12:00:00Z"),
        "waits for window `night`, which opens 2026-12-21 22:00 Europe/Berlin; freeze `year-end` also matches until \
         2027-01-04 00:00 Europe/Berlin"
    );
    assert_eq!(
        said("2026-12-21T21:30:00Z"),
        "waits for the end of freeze `year-end`, which ends 2027-01-04 00:00 Europe/Berlin"
    );
    assert_eq!(said("2026-12-01T12:00:00Z"), "waits for window `night`, which opens 2026-12-01 22:00 Europe/Berlin");
}

#[test]
fn nothing_begins_late_nor_what_would_not_end_in_time() {
    let start_by = format!("{NIGHT}start_by = \"2h\"\n");
    check(
        &start_by,
        &[
            ("2026-12-01T22:59:59.999Z", None),
            ("2026-12-01T23:00:00Z", Some("2026-12-02T21:00:00Z")),
            ("2026-12-02T21:00:00Z", None),
        ],
    );
    let finish_by = format!("{NIGHT}finish_by = \"7h30m\"\nestimate = \"90m\"\n");
    check(&finish_by, &[("2026-12-02T02:59:59Z", None), ("2026-12-02T03:00:00Z", Some("2026-12-02T21:00:00Z"))]);
    let state = shop().and_rollout(&finish_by).loads();
    let calendar = Calendar::of(&state.targets["shop-dev"], &state.rollout.windows, &[]);
    let of = |hours: u64| Beginning { takes: Duration::from_secs(hours * 3_600), ..Beginning::default() };
    let said = |now, hours| calendar.closed(at(now), &of(hours)).map(|closed| closed.sentence());
    // What is known to take longer than is assumed counts as that.
    assert_eq!(said("2026-12-02T00:29:59Z", 4), None);
    assert_eq!(
        said("2026-12-02T00:30:00Z", 4).as_deref(),
        Some(
            "window `night` is to be over by 2026-12-02 05:30 Europe/Berlin, and it takes 4h by its estimate; waits for window `night`, \
             which opens 2026-12-02 22:00 Europe/Berlin"
        )
    );
    let never = calendar.closed(at("2026-12-01T21:00:00Z"), &of(8)).expect("it is closed");
    assert_eq!(never.opens, None);
    assert_eq!(
        never.sentence(),
        "it takes 8h by its estimate, for which window `night` is too short; no window for it opens any more"
    );
}

#[test]
fn a_window_of_a_changelist_is_when_that_is_rolled_out_and_holds_up_nothing_else() {
    let policy = "[[window]]\nname = \"move\"\nchangelists = [\"2026-12-*\"]\nstart = 2026-12-05T22:00:00\nend = 2026-12-06\n\
                  start_by = \"30m\"\ntime_zone = \"Europe/Berlin\"\n";
    let state = shop().and_rollout(policy).loads();
    let calendar = Calendar::of(&state.targets["shop-dev"], &state.rollout.windows, &[]);
    let closed = |now, changelist| calendar.closed(at(now), &Beginning { changelist, ..Beginning::default() });
    let opens = |now| closed(now, Some("2026-12-01-move")).map(|closed| closed.opens.map(|at| at.to_string()));
    assert_eq!(opens("2026-12-01T00:00:00Z"), Some(Some("2026-12-05T21:00:00.000Z".to_owned())));
    assert_eq!(opens("2026-12-05T21:00:00Z"), None);
    assert_eq!(opens("2026-12-05T21:30:00Z"), Some(None));
    assert_eq!(
        closed("2026-12-05T21:30:00Z", Some("2026-12-01-move")).map(|closed| closed.sentence()).as_deref(),
        Some(
            "in window `move` nothing begins after 2026-12-05 22:30 Europe/Berlin, and nothing begins late; no window for it opens any more"
        )
    );
    assert_eq!(closed("2026-12-01T00:00:00Z", None), None);
    assert_eq!(closed("2026-12-01T00:00:00Z", Some("2026-11-30-other")), None);
}

#[test]
fn moments_may_have_an_offset_of_their_own_or_that_of_the_zone() {
    let policy = "[[window]]\nname = \"w\"\nstart = 2026-12-20T18:00:00\nend = 2026-12-20T18:00:00Z\ntime_zone = \"Europe/Berlin\"\n";
    check(
        policy,
        &[
            ("2026-12-20T16:59:59Z", Some("2026-12-20T17:00:00Z")),
            ("2026-12-20T17:00:00Z", None),
            // It does not come again.
            ("2026-12-20T18:00:00Z", Some("")),
        ],
    );
}

#[test]
fn what_is_always_frozen_is_said_to_have_no_next_moment() {
    let policy = "[[freeze]]\nname = \"f\"\nschedule = \"* * * * *\"\nduration = \"31d\"\n";
    check(policy, &[("2026-12-20T16:59:59Z", Some(""))]);
    check(
        "[[window]]\nname = \"leap\"\nschedule = \"0 0 29 2 *\"\nduration = \"1d\"\n",
        &[("2096-03-01T00:00:00Z", Some("2104-02-29T00:00:00Z"))],
    );
}

#[test]
fn both_globs_narrow_what_a_window_is_for() {
    let repo = shop().with(
        "targets/more.toml",
        "[[target]]\nname = \"shop-prod\"\nenvironment = \"prod\"\nschema = \"shop\"\nurl = \"sqlite:p.db\"\n\
         [[target]]\nname = \"bank-prod\"\nenvironment = \"prod\"\nschema = \"shop\"\nurl = \"sqlite:b.db\"\n\
         [[target-set]]\nname = \"tenant-{id}\"\nenvironment = \"prod\"\nschema = \"shop\"\nurl = \"sqlite:t-{id}.db\"\nids = [\"x\"]\n",
    );
    let frozen = |keys: &str| {
        let state = repo.clone().and_rollout(&YEAR_END.replace("start", &format!("{keys}\nstart"))).loads();
        let names =
            state.targets.keys().filter(|name| closed_for(&state, name.as_str(), "2026-12-24T18:00:00Z").is_some());
        names.map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(frozen(""), ["bank-prod", "shop-dev", "shop-prod", "tenant-x"]);
    assert_eq!(frozen("environments = [\"p*\"]"), ["bank-prod", "shop-prod", "tenant-x"]);
    assert_eq!(frozen("targets = [\"shop-*\"]"), ["shop-dev", "shop-prod"]);
    assert_eq!(frozen("environments = [\"prod\"]\ntargets = [\"shop-*\", \"tenant-{id}\"]"), ["shop-prod", "tenant-x"]);
}

#[test]
fn what_is_wrong_with_a_window_is_said_where_it_stands() {
    shop()
        .and_rollout(
            "[[window]]\nname = \"a\"\nschedul = \"0 22 * * *\"\nduration = \"8h\"\n\
             [[window]]\nname = \"b\"\nschedule = \"0 25 * * *\"\nduration = \"8h\"\ntime_zone = \"Berlin\"\n\
             [[freeze]]\nname = \"b\"\nstart = 2027-01-03\nend = 2026-12-20\nenvironments = [\"prd\"]\ntargets = [\"shop-dv\"]\n\
             [[freeze]]\nname = \"c\"\nschedule = \"0 0 31 feb *\"\ntime_zone = \"Europe/Berln\"\n\
             [[freeze]]\nname = \"d\"\nstart = 2026-12-20\nduration = \"1h\"\nend = 2026-12-21\n\
             [[freeze]]\nname = \"e\"\nstart = 18:00:00\nend = 2026-12-21\ntargets = []\n\
             [[freeze]]\nname = \"f\"\nstart = 2026-12-20\n\
             [[window]]\nname = \"g\"\nstart = 2026-12-20\nend = 2026-12-21\nestimate = \"2h\"\n",
        )
        .is_refused_with("
error: policies/rollout.toml:1:1: `[[window]]` says no time
hint: write schedule = \"0 22 * * mon-fri\" and duration = \"8h\", or start = 2026-12-20 and end = 2027-01-03
error: policies/rollout.toml:3:1: unknown key `schedul`: did you mean `schedule`?
hint: the keys of `[[window]]` are `name`, `environments`, `targets`, `changelists`, `schedule`, `duration`, `start`, `end`, `start_by`, `finish_by`, `estimate`, `time_zone`
error: policies/rollout.toml:7:12: `schedule`: `25` is no hour; it goes from 0 to 23
hint: minute, hour, day of the month, month, day of the week: `0 22 * * mon-fri` is 22:00 from Monday to Friday
error: policies/rollout.toml:9:13: `time_zone`: there is no time zone `Berlin`
hint: did you mean `Europe/Berlin`?
error: policies/rollout.toml:11:8: `b` is already at policies/rollout.toml:6:8
hint: give each window and freeze its own name
error: policies/rollout.toml:13:7: `end` is not after `start`
hint: a day counts to its end; write a later one
error: policies/rollout.toml:14:17: no environment is `prd`: did you mean `prod`?
hint: `environments` in `groundline.toml` has `dev`, `prod`
error: policies/rollout.toml:15:12: no target is `shop-dv`: did you mean `shop-dev`?
hint: the targets are `shop-dev`
error: policies/rollout.toml:16:1: there is no `duration` beside `schedule`
hint: write duration = \"8h\"
error: policies/rollout.toml:18:12: `schedule`: `0 0 31 feb *` never comes: no month of it has such a day
hint: minute, hour, day of the month, month, day of the week: `0 22 * * mon-fri` is 22:00 from Monday to Friday
error: policies/rollout.toml:19:13: `time_zone`: there is no time zone `Europe/Berln`
hint: did you mean `Europe/Berlin`?
error: policies/rollout.toml:22:1: `[[freeze]]` says its time twice
hint: `schedule` and `duration` are for what comes again, `start` and `end` for what comes once
error: policies/rollout.toml:27:9: `start` is no day and no time of a day
hint: write start = 2026-12-20, or start = 2026-12-20T18:00:00
error: policies/rollout.toml:29:11: `targets` is empty
hint: write targets = [\"shop-*\"], or take it out for all
error: policies/rollout.toml:30:1: there is no `end` beside `start`
hint: write end = 2027-01-03
error: policies/rollout.toml:37:1: `estimate` is for `finish_by`, which is not there
hint: write finish_by = \"8h\" beside it, or take it out",
        );
}

#[test]
fn what_is_wrong_with_waves_is_said_where_it_stands() {
    shop()
        .and_rollout(
            "canary = [\"shop-*\"]\nwave = 0\nbake = \"8d\"\nmax_failures = \"10\"\n[environment.prod]\ncanary = [\"shop-dv\"]\n",
        )
        .is_refused_with(
            "
error: policies/rollout.toml:2:8: `wave` is 0, and it goes from 1 to 65535
error: policies/rollout.toml:3:8: `bake` is 8d, and it goes from 0s to 7d
error: policies/rollout.toml:4:16: `max_failures`: `10` is no share
hint: write a whole number of percent, such as \"10%\"
error: policies/rollout.toml:6:11: no target is `shop-dv`: did you mean `shop-dev`?
hint: the targets are `shop-dev`",
        );
}
