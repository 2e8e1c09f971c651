//! The result is not what was desired, because somebody meddled, and the process is killed while it takes the steps back.

use tests::Fault;

use super::points::Control;
use super::scenarios::Scenario;
use super::scene::{Scene, about, must};

/// The run ends as failed, whoever finishes it, and the next one arrives.
pub(super) fn failed_and_killed(scenario: &Scenario) -> Result<(), Fault> {
    let control = Control::of(scenario)?;
    for point in ["undo-begins:1", "undo-done:1", "run-ends"] {
        let scene = Scene::of(scenario)?;
        scene.killed_at("apply", "verifying")?;
        scene.database.run("ALTER TABLE payment ADD COLUMN meddled integer;")?;
        scene.killed_at("apply", point)?;
        let arrived = scene.run("apply")?.succeeded().map(drop);
        about(point, arrived.and_then(|()| scene.seen()?.must_equal(&control.after, "after the next start")))?;
        let ledger = scene.ledger()?;
        must(ledger.states() == ["failed", "succeeded"], || format!("{point}: the ledger says {ledger:?}"))?;
    }
    Ok(())
}
