//! SIGKILL at each point of the journal, then the next start: finished or undone, nothing twice, nothing skipped.

use tests::Fault;

use super::scenarios::Scenario;
use super::scene::{Scene, Seen, about, must, steps_told};

/// `apply` is killed at each point; the next `apply` finishes what was begun and no step runs twice.
pub(super) fn apply_then_apply(scenario: &Scenario) -> Result<(), Fault> {
    let control = Control::of(scenario)?;
    for point in control.points() {
        about(&point, killed_and_applied_again(scenario, &control, &point))?;
    }
    Ok(())
}

fn killed_and_applied_again(scenario: &Scenario, control: &Control, point: &str) -> Result<(), Fault> {
    let scene = Scene::of(scenario)?;
    scene.killed_at("apply", point)?;
    let done = ledger_tells_the_truth(&scene, control, point)?;
    let again = scene.run("apply")?;
    must(again.status == 0, || format!("the next start fails: {again}"))?;
    let rest: Vec<_> = control.numbers().filter(|step| !done.contains(step)).collect();
    must(steps_told(&again, " …") == rest, || format!("{done:?} were done, {rest:?} were to be run: {again}"))?;
    control.is_what_came_of(&scene)?;
    scene.has_arrived()?;
    scene.run("undo")?.succeeded()?;
    scene.seen()?.must_equal(&control.before, "after undo")?;
    scene.leaves_nothing_behind()
}

/// What the ledger says of the killed run must be what was done; gives the steps that are done.
fn ledger_tells_the_truth(scene: &Scene, control: &Control, point: &str) -> Result<Vec<i64>, Fault> {
    let ledger = scene.ledger()?;
    let (name, number) = point.split_once(':').map_or((point, 0), |(name, step)| (name, step.parse().unwrap_or(0)));
    let count = match name {
        "run-begins" => 0,
        "step-begins" => number - 1,
        "step-done" => number,
        _ => control.numbers().count() as i64,
    };
    let state = if name == "run-ends" { "succeeded" } else { "running" };
    let done = ledger.steps_of(1, "done");
    must(ledger.states() == [state] && done == (1..=count).collect::<Vec<_>>(), || {
        format!("the ledger does not tell what was done: {ledger:?}")
    })?;
    Ok(done)
}

/// `apply` is killed at each point; `undo` takes back whatever was done, or would have been.
pub(super) fn apply_then_undo(scenario: &Scenario) -> Result<(), Fault> {
    let control = Control::of(scenario)?;
    for point in control.points() {
        let scene = Scene::of(scenario)?;
        scene.killed_at("apply", &point)?;
        let undone = about(&point, scene.run("undo")?.succeeded().map(drop))
            .and_then(|()| scene.seen()?.must_equal(&control.before, "after undo"))
            .and_then(|()| scene.leaves_nothing_behind())
            .and_then(|()| {
                let ledger = scene.ledger()?;
                must(ledger.states() == ["undone"] && ledger.steps_of(1, "undone").len() == ledger.steps.len(), || {
                    format!("the ledger says {ledger:?}")
                })
            });
        about(&point, undone)?;
    }
    Ok(())
}

/// `undo` is killed at each point; the next `undo` takes back the rest of that run, and no other run.
pub(super) fn undo_then_undo(scenario: &Scenario) -> Result<(), Fault> {
    let steps = Control::of(scenario)?.steps;
    for point in undo_points(steps) {
        about(&point, killed_and_undone_again(scenario, &point))?;
    }
    Ok(())
}

fn killed_and_undone_again(scenario: &Scenario, point: &str) -> Result<(), Fault> {
    let (scene, before) = applied_twice(scenario)?;
    scene.killed_at("undo", point)?;
    if point == "run-ends" {
        let again = scene.call("undo", &["2"]).run()?;
        must(again.status == 3 && again.stderr.contains("it is undone"), || format!("it is undone twice: {again}"))?;
    } else {
        let was_done = scene.ledger()?.steps_of(2, "done");
        let again = scene.run("undo")?;
        must(again.status == 0, || format!("the next start fails: {again}"))?;
        let rest: Vec<_> = was_done.into_iter().rev().collect();
        must(steps_told(&again, ": undoing") == rest, || format!("{rest:?} were to be undone: {again}"))?;
    }
    scene.seen()?.must_equal(&before, "after undo")?;
    let ledger = scene.ledger()?;
    must(ledger.states() == ["succeeded", "undone"], || format!("the ledger says {ledger:?}"))?;
    must(ledger.steps_of(2, "done").is_empty() && ledger.kept == 0, || format!("the ledger says {ledger:?}"))?;
    scene.leaves_nothing_behind()
}

/// `undo` is killed at each point; the next `apply` finishes that undo, and applies anew.
pub(super) fn undo_then_apply(scenario: &Scenario) -> Result<(), Fault> {
    let control = Control::of(scenario)?;
    for point in undo_points(control.steps) {
        let scene = Scene::of(scenario)?;
        scene.run("apply")?.succeeded()?;
        scene.killed_at("undo", &point)?;
        let ended = about(&point, scene.run("apply")?.succeeded().map(drop))
            .and_then(|()| scene.seen()?.must_equal(&control.after, "after apply"))
            .and_then(|()| {
                let ledger = scene.ledger()?;
                must(ledger.states() == ["undone", "succeeded"], || format!("the ledger says {ledger:?}"))?;
                must(ledger.steps_of(2, "done") == control.numbers().collect::<Vec<_>>(), || format!("{ledger:?}"))
            });
        about(&point, ended)?;
    }
    Ok(())
}

/// A step fails, what was done is being undone, and the process is killed there: the next start ends with the database as
/// it was.
pub(super) fn failure_then_apply(scenario: &Scenario) -> Result<(), Fault> {
    let control = Scene::of(scenario)?;
    let before = control.seen()?;
    let ran = control.run("apply")?;
    must(ran.status == 1 && ran.stderr.contains("every step before it was undone"), || {
        format!("it did not fail: {ran}")
    })?;
    control.seen()?.must_equal(&before, "after the failure")?;
    control.leaves_nothing_behind()?;
    let undone = steps_told(&ran, ": undoing");
    must(!undone.is_empty(), || format!("nothing was done before the step that fails: {ran}"))?;
    let failed = undone.iter().max().map_or(1, |step| step + 1);
    let mut points = vec![format!("step-failed:{failed}"), "run-ends".to_owned()];
    points.extend(undone.iter().flat_map(|step| [format!("undo-begins:{step}"), format!("undo-done:{step}")]));
    for point in points {
        let scene = Scene::of(scenario)?;
        scene.killed_at("apply", &point)?;
        about(&point, ends_as_it_was(&scene, &before))?;
    }
    Ok(())
}

fn ends_as_it_was(scene: &Scene, before: &Seen) -> Result<(), Fault> {
    let again = scene.run("apply")?;
    must(again.status == 1, || format!("it ends otherwise than without the kill: {again}"))?;
    scene.seen()?.must_equal(before, "after the next start")?;
    let ledger = scene.ledger()?;
    must(ledger.states() == ["failed", "failed"] && ledger.kept == 0, || format!("the ledger says {ledger:?}"))?;
    must(ledger.steps.iter().all(|step| step.2 == "undone"), || format!("the ledger says {ledger:?}"))?;
    scene.leaves_nothing_behind()
}

/// The process that takes up a killed run is killed as well, wherever it is.
pub(super) fn killed_again_and_again(scenario: &Scenario) -> Result<(), Fault> {
    let control = Control::of(scenario)?;
    let scene = Scene::of(scenario)?;
    scene.killed_at("apply", "run-begins")?;
    for step in control.numbers() {
        scene.killed_at("apply", "run-resumes")?;
        scene.killed_at("apply", &format!("step-begins:{step}"))?;
        scene.killed_at("apply", &format!("step-done:{step}"))?;
    }
    scene.killed_at("apply", "verifying")?;
    scene.run("apply")?.succeeded()?;
    control.is_what_came_of(&scene)?;
    for step in control.numbers().collect::<Vec<_>>().into_iter().rev() {
        scene.killed_at("undo", "run-resumes")?;
        scene.killed_at("undo", &format!("undo-begins:{step}"))?;
        scene.killed_at("undo", &format!("undo-done:{step}"))?;
    }
    scene.run("undo")?.succeeded()?;
    scene.seen()?.must_equal(&control.before, "after undo")?;
    scene.leaves_nothing_behind()
}

/// The same change without a kill: what must come of it.
pub(super) struct Control {
    pub(super) steps: usize,
    pub(super) before: Seen,
    pub(super) after: Seen,
    ledger: super::ledger::Ledger,
}

impl Control {
    pub(super) fn of(scenario: &Scenario) -> Result<Self, Fault> {
        let scene = Scene::of(scenario)?;
        let (steps, before) = (scene.steps()?, scene.seen()?);
        must(steps >= 5, || format!("{steps} steps are too few to say much"))?;
        scene.run("apply")?.succeeded()?;
        Ok(Self { steps, before, after: scene.seen()?, ledger: scene.ledger()? })
    }

    fn numbers(&self) -> impl Iterator<Item = i64> + use<> {
        1..=i64::try_from(self.steps).unwrap_or(i64::MAX)
    }

    fn points(&self) -> Vec<String> {
        let mut points = vec!["run-begins".to_owned()];
        points.extend(self.numbers().flat_map(|step| [format!("step-begins:{step}"), format!("step-done:{step}")]));
        points.extend(["verifying".to_owned(), "run-ends".to_owned()]);
        points
    }

    pub(super) fn is_what_came_of(&self, scene: &Scene) -> Result<(), Fault> {
        scene.seen()?.must_equal(&self.after, "after the kill")?;
        let ledger = scene.ledger()?;
        must(ledger == self.ledger, || format!("the ledger says {ledger:?} and not {:?}", self.ledger))
    }
}

fn undo_points(steps: usize) -> Vec<String> {
    let mut points = vec!["run-resumes".to_owned()];
    points.extend((1..=steps).rev().flat_map(|step| [format!("undo-begins:{step}"), format!("undo-done:{step}")]));
    points.push("run-ends".to_owned());
    points
}

/// A database with two runs behind it, so that an undo too many would be seen.
fn applied_twice(scenario: &Scenario) -> Result<(Scene, Seen), Fault> {
    let scene = Scene::empty(scenario.engine, scenario.live)?;
    scene.run("apply")?.succeeded()?;
    scene.database.run(scenario.rows)?;
    scene.wants(scenario.desired)?;
    let before = scene.seen()?;
    scene.run("apply")?.succeeded()?;
    Ok((scene, before))
}
