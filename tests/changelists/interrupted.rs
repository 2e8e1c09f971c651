//! Killed, or started several times at once: it runs once.

use tests::Fault;

use super::scene::Scene;
use super::{must, must_be};
use crate::cases::database::Engine;

const SQL: &str = "UPDATE orders SET idle = idle + 1 WHERE id > 50;\n";
const SUM: &str = "SELECT sum(idle) FROM orders";

pub(super) fn at_points(engine: Engine) -> Result<(), Fault> {
    for point in ["run-begins", "step-begins:1", "step-done:1", "verifying", "run-ends"] {
        let scene = Scene::new(engine)?;
        scene.changelist("count", "", SQL)?;
        let held = scene.call(&["apply", "--yes"]).env("GROUNDLINE_FAULT", format!("hold:{point}")).spawn()?;
        held.says(&format!("fault: held at {point}"))?;
        held.kill()?;
        scene.apply()?.succeeded()?;
        must_be(&scene.asks(SUM)?, "50550")?;
        must_be(&scene.standing()?, "count applied")?;
        must_be(&scene.runs()?, "1")?;
    }
    Ok(())
}

pub(super) fn four_at_once(engine: Engine) -> Result<(), Fault> {
    let scene = Scene::new(engine)?;
    scene.changelist("count", "", SQL)?;
    let running: Vec<_> = (0..4).map(|_| scene.call(&["apply", "--yes"]).spawn()).collect::<Result<_, _>>()?;
    let mut ended = Vec::new();
    for one in running {
        ended.push(one.wait()?.status);
    }
    must(ended.contains(&0), || format!("none of them applied: {ended:?}"))?;
    must_be(&scene.asks(SUM)?, "50550")?;
    must_be(&scene.runs()?, "1")
}
