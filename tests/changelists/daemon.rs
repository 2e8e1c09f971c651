//! The daemon: it runs changelists by itself or waits for a person, and tells where they stand.

use serde_json::Value;
use tests::{Fault, Running};

use super::scene::Scene;
use super::{must, must_be, must_say};
use crate::cases::database::Engine;

const SQL: &str = "UPDATE orders SET idle = idle + 1 WHERE id > 50;\n";
const SUM: &str = "SELECT sum(idle) FROM orders";

/// Serves until the status of the target is as it is wanted, and ends in order; asked at most 3000 times.
fn serves_until(scene: &Scene, wanted: impl Fn(&Value) -> bool) -> Result<Value, Fault> {
    let running: Running = scene.serve().spawn()?;
    running.says("groundline serves")?;
    let mut last = Value::Null;
    for _ in 0..3000 {
        let state = scene.program.home().join("state").display().to_string();
        let ran = scene.program.run(["status", "--format", "json", "--state", &state])?;
        if let Ok(answer) = serde_json::from_str::<Value>(&ran.stdout) {
            last = answer["targets"][0].clone();
            if wanted(&last) {
                running.terminate()?;
                return Ok(last);
            }
        }
    }
    Err(Fault::new(format!("the status did not come:\n{last:#}")))
}

fn mode(scene: &Scene, mode: &str) -> Result<(), Fault> {
    scene.repo.write("policies/rollout.toml", &format!("mode = \"{mode}\"\n")).map(drop)
}

pub(super) fn by_itself(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    mode(&scene, "auto")?;
    scene.changelist("a", "", SQL)?;
    scene.changelist("b", "after = [\"a\"]", SQL)?;
    let status = serves_until(&scene, |status| status["reason"] == "in-sync")?;
    must(status["changelists"].is_null() && status["last_run"]["run"] == 2, || format!("{status:#}"))?;
    must_be(&scene.asks(SUM)?, "50600")?;
    serves_until(&scene, |status| status["reason"] == "in-sync")?;
    must_be(&scene.asks(SUM)?, "50600")?;
    must_be(&scene.runs()?, "2")
}

pub(super) fn by_hand(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    mode(&scene, "manual")?;
    scene.changelist("a", "", SQL)?;
    let status = serves_until(&scene, |status| status["reason"] == "manual-mode")?;
    must_say(status["message"].as_str().unwrap_or_default(), "the changelist `a` waits to be applied")?;
    must_be(status["changelists"][0]["state"].as_str().unwrap_or_default(), "pending")?;
    must_be(status["plan"]["changelist"].as_str().unwrap_or_default(), "a")?;
    must(status["sync"] == "pending" && status["plan"]["estimates"][0]["rows"].is_u64(), || format!("{status:#}"))?;
    must_be(&scene.asks(SUM)?, "50500")?;
    let running = scene.serve().spawn()?;
    running.says("groundline serves")?;
    scene.apply()?.succeeded()?;
    running.terminate()?;
    serves_until(&scene, |status| status["reason"] == "in-sync")?;
    must_be(&scene.asks(SUM)?, "50550")
}

pub(super) fn edited(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    mode(&scene, "auto")?;
    scene.changelist("a", "", SQL)?;
    serves_until(&scene, |status| status["reason"] == "in-sync")?;
    scene.changelist("a", "", "UPDATE orders SET idle = idle + 2 WHERE id > 50;\n")?;
    scene.changelist("b", "", SQL)?;
    let status = serves_until(&scene, |status| status["reason"] == "changelist")?;
    let message = status["message"].as_str().unwrap_or_default();
    must_say(message, "the changelist `a` was edited after it was applied in run 1: nothing runs on this target")?;
    must_say(message, "+UPDATE orders SET idle = idle + 2 WHERE id > 50;")?;
    must_be(&scene.asks(SUM)?, "50550")
}
