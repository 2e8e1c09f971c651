//! Several processes on one database at once: one works, the others wait or are refused, never two.

use tests::Fault;

use super::points::Control;
use super::scenarios::Scenario;
use super::scene::{Scene, must};

/// The second process waits while the first is at work, and takes the run up when the first is killed.
pub(super) fn one_waits(scenario: &Scenario) -> Result<(), Fault> {
    let control = Control::of(scenario)?;
    let scene = Scene::of(scenario)?;
    let first = scene.held_at("apply", "step-begins:2")?;
    let second = scene.call("apply", &[]).spawn()?;
    first.kill()?;
    second.wait()?.succeeded()?;
    control.is_what_came_of(&scene)
}

/// The second process may not wait: it is told who is at work, and changes nothing.
pub(super) fn one_is_refused(scenario: &Scenario) -> Result<(), Fault> {
    let scene = Scene::of(scenario)?;
    let first = scene.held_at("apply", "step-done:1")?;
    let (seen, ledger) = (scene.seen()?, scene.ledger()?);
    let ran = scene.call("apply", &["--attempts", "1"]).run()?;
    must(ran.status == 1 && ran.stderr.contains("the target is locked by "), || format!("not refused: {ran}"))?;
    scene.seen()?.must_equal(&seen, "after the refusal")?;
    must(scene.ledger()? == ledger, || "the refused process wrote into the ledger".to_owned())?;
    first.kill().map(drop)
}

/// Of several that are started together one applies; the others find it done, or are told that it changed under them.
pub(super) fn four_at_once(scenario: &Scenario) -> Result<(), Fault> {
    let control = Control::of(scenario)?;
    let scene = Scene::of(scenario)?;
    let started = (0..4).map(|_| scene.call("apply", &[]).spawn()).collect::<Result<Vec<_>, _>>()?;
    let ended = started.into_iter().map(tests::Running::wait).collect::<Result<Vec<_>, _>>()?;
    must(ended.iter().any(|ran| ran.status == 0), || format!("none applied: {ended:?}"))?;
    for ran in &ended {
        let is_told = ran.stderr.contains("superseded") || ran.stderr.contains("locked");
        must(ran.status == 0 || is_told, || format!("it is not told what happened: {ran}"))?;
    }
    control.is_what_came_of(&scene)
}
