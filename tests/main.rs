//! The one test binary: every test by its name, each case folder a test of its own.

mod api;
mod approvals;
mod audit;
mod bad_input;
mod cases;
mod changelists;
mod ci;
mod crash;
mod demo;
mod documents;
mod editor;
mod observers;
mod online;
mod pages;
mod recorded;
mod review;
mod rollback;
mod structure;
mod undo;
mod waves;
mod windows;

use libtest_mimic::Arguments;

fn main() {
    let arguments = Arguments::from_args();
    // One named test is asked for many times in a run: the suites that cannot hold it are not read then.
    let exact = arguments.filter.clone().filter(|_| arguments.exact);
    let wanted = |prefix: &str| exact.as_ref().is_none_or(|name| name.starts_with(prefix));
    let mut trials = structure::trials();
    trials.extend(observers::trials());
    if wanted("api/") {
        trials.extend(api::trials());
    }
    if wanted("audit/") {
        trials.extend(audit::trials());
    }
    if wanted("approvals/") {
        trials.extend(approvals::trials());
    }
    if wanted("bad_input/") {
        trials.extend(bad_input::trials());
    }
    if wanted("changelists/") {
        trials.extend(changelists::trials());
    }
    if wanted("ci/") {
        trials.extend(ci::trials());
    }
    if wanted("recorded/") {
        trials.extend(recorded::trials());
    }
    if wanted("crash/") {
        trials.extend(crash::trials());
    }
    if wanted("editor/") {
        trials.extend(editor::trials());
    }
    if wanted("online/") {
        trials.extend(online::trials());
    }
    if wanted("documents/") {
        trials.extend(documents::trials());
    }
    if wanted("pages/") {
        trials.extend(pages::trials());
    }
    if wanted("demo/") {
        trials.extend(demo::trials());
    }
    if wanted("rollback/") {
        trials.extend(rollback::trials());
    }
    if wanted("undo/") {
        trials.extend(undo::trials());
    }
    if wanted("review/") {
        trials.extend(review::trials());
    }
    if wanted("waves/") {
        trials.extend(waves::trials());
    }
    if wanted("windows/") {
        trials.extend(windows::trials());
    }
    trials.extend(cases::trials(wanted));
    libtest_mimic::run(&arguments, trials).exit();
}
