//! A daemon over a fleet: started on a schema repo of it, given changelists, killed and started again.

use std::time::{Duration, Instant};

use serde_json::Value;
use tests::{Fault, GitRepo, Program, Published};

use crate::fleet::{CHANGE, Fleet, SCHEMA};

/// How often the daemon is asked how far it is: rarely, because its answer is long.
const ASK: Duration = Duration::from_millis(200);
/// How long is waited for a commit to be everywhere.
const PATIENCE: Duration = Duration::from_secs(1_800);

/// A daemon over a fleet.
pub(crate) struct Contest<'a, F> {
    fleet: &'a F,
    program: Program,
    repo: GitRepo,
    parallel: String,
    daemon: Option<Published>,
    peak_mb: f64,
}

impl<'a, F: Fleet> Contest<'a, F> {
    /// Starts it and waits until every target is what Git says.
    pub(crate) fn begin(fleet: &'a F, parallel: usize) -> Result<Self, Fault> {
        let repo = GitRepo::fresh()?;
        let ids = fleet.ids().iter().map(|id| format!("{id:?}")).collect::<Vec<_>>().join(", ");
        let set = format!(
            "[[target-set]]\nname = \"{{id}}\"\nenvironment = \"prod\"\nschema = \"shop\"\nengine = {:?}\nurl = \"env:FLEET\"\nids = [{ids}]\n",
            fleet.engine()
        );
        repo.write("groundline.toml", "format = 1\nproject = \"fleet\"\nenvironments = [\"prod\"]\n")?;
        repo.write("targets/fleet.toml", &set)?;
        repo.write("policies/rollout.toml", "mode = \"auto\"\n")?;
        repo.write("schemas/shop/accounts.sql", SCHEMA)?;
        let commit = repo.commit("begin")?;
        let (program, parallel) = (Program::fresh()?, parallel.to_string());
        let mut contest = Self { fleet, program, repo, parallel, daemon: None, peak_mb: 0.0 };
        contest.start()?;
        contest.until(fleet.size(), |target| is_at(target, &commit))?;
        Ok(contest)
    }

    /// Commits a changelist and waits until it ran everywhere; the seconds that took. Killed and started again when it ran on so many.
    pub(crate) fn run(&mut self, id: &str, killed_at: Option<usize>) -> Result<f64, Fault> {
        let text = format!("title = \"Count {id}\"\ntargets = 'environment == \"prod\"'\n");
        self.repo.write(&format!("changelists/{id}/changelist.toml"), &text)?;
        self.repo.write(&format!("changelists/{id}/01.sql"), CHANGE)?;
        let begun = Instant::now();
        let commit = self.repo.commit(id)?;
        if let Some(at) = killed_at {
            self.until(at, |target| is_at(target, &commit))?;
            self.kill()?;
            self.start()?;
        }
        self.until(self.fleet.size(), |target| is_at(target, &commit))?;
        Ok(begun.elapsed().as_secs_f64())
    }

    /// Starts it again and waits until every target was looked at; the seconds that took.
    pub(crate) fn sweep(&mut self) -> Result<f64, Fault> {
        self.kill()?;
        let begun = Instant::now();
        self.start()?;
        let started = self.asked()?["started"].as_str().unwrap_or_default().to_owned();
        let is_seen = |target: &Value| target["last_verified"].as_str().is_some_and(|at| at >= started.as_str());
        self.until(self.fleet.size(), is_seen)?;
        Ok(begun.elapsed().as_secs_f64())
    }

    /// The highest peak of resident memory so far, in megabytes.
    pub(crate) fn peak_mb(&self) -> f64 {
        self.peak_mb
    }

    fn start(&mut self) -> Result<(), Fault> {
        let template = self.fleet.template();
        let more = ["--parallel", &self.parallel];
        self.daemon = Some(Published::serve(&self.program, self.repo.path(), &more, &[("FLEET", &template)])?);
        Ok(())
    }

    fn kill(&mut self) -> Result<(), Fault> {
        self.daemon.take().map_or(Ok(()), |daemon| daemon.kill().map(drop))
    }

    fn daemon(&self) -> Result<&Published, Fault> {
        self.daemon.as_ref().ok_or_else(|| Fault::new("the daemon does not run"))
    }

    fn asked(&self) -> Result<Value, Fault> {
        Ok(serde_json::from_str(&self.daemon()?.ask("GET", "/?format=json")?.1)?)
    }

    /// Waits until so many targets are so.
    fn until(&mut self, count: usize, is_so: impl Fn(&Value) -> bool) -> Result<(), Fault> {
        let begun = Instant::now();
        loop {
            let status = self.asked()?;
            self.peak_mb = self.peak_mb.max(high_water(self.daemon()?.id()));
            let targets = status["targets"].as_array().map(Vec::as_slice).unwrap_or_default();
            if targets.iter().filter(|target| is_so(target)).count() >= count {
                return Ok(());
            }
            if begun.elapsed() > PATIENCE {
                return Err(Fault::new(format!("not in time; the first target: {:#}", status["targets"][0])));
            }
            std::thread::park_timeout(ASK);
        }
    }
}

fn is_at(target: &Value, commit: &str) -> bool {
    target["revision"]["applied"] == commit && target["reason"] == "in-sync"
}

fn high_water(pid: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok())
        .map_or(0.0, |kilobytes| kilobytes / 1024.0)
}
