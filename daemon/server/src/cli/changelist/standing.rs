//! `groundline changelist status`.

use clap::Args;
use reconcile::changelist::{Problem, Standing, Survey};
use reconcile::single;
use serde_json::{Value, json};

use crate::cli::options::Format;
use crate::cli::schema_repo::RepoArgs;
use crate::output::{Exit, Failure, json as print_json, print};

/// Shows where every changelist stands on every target, as the ledgers in the targets tell. Changes nothing.
///
/// A changelist is `pending`, `applied`, `undone`, `failed`, `partly applied`, `edited` after it was applied, `broken`, `running`, `to be undone`
/// or `withdrawn` by a rollback, or it `waits` for another one. Exit 1 when one was edited, is broken or is partly applied.
///
/// Example: groundline changelist status --repo shop-schemas --target shop-prod
#[derive(Args)]
pub(super) struct Status {
    /// Only this changelist
    id: Option<String>,
    #[command(flatten)]
    repo: RepoArgs,
    /// How the status is printed
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

impl Status {
    pub(super) async fn run(self) -> Result<Exit, Failure> {
        let chosen = self.repo.choose().await?;
        let all = chosen.checkout.changelists()?;
        let is_meant = |id: &str| self.id.as_deref().is_none_or(|wanted| wanted == id);
        if let Some(id) = self.id.as_deref().filter(|id| !all.iter().any(|ready| ready.changelist.id.as_str() == *id)) {
            return Err(Failure::error(format!("there is no changelist `{id}`")));
        }
        let (mut worst, mut shown) = (if chosen.is_incomplete { Exit::Error } else { Exit::Done }, Vec::new());
        for assignment in &chosen.assignments {
            let name = assignment.target.name.as_str();
            match single::survey_assignment(assignment, &all).await {
                Ok(survey) => {
                    if survey.problem.is_some() {
                        worst = Exit::Error;
                    }
                    shown.push((name, survey));
                }
                Err(error) => {
                    Failure::from(error).about(name).print();
                    worst = Exit::Error;
                }
            }
        }
        match self.format {
            Format::Json => print_json(&as_json(&shown, is_meant))?,
            Format::Text | Format::Diff => print(&as_text(&shown, is_meant))?,
        }
        Ok(worst)
    }
}

fn as_text(shown: &[(&str, Survey)], is_meant: impl Fn(&str) -> bool) -> String {
    let mut text = String::new();
    for (target, survey) in shown {
        for standing in survey.standings.iter().filter(|standing| is_meant(&standing.id)) {
            text.push_str(&format!("{target}  {}  {}{}\n", standing.id, standing.state, more(standing)));
        }
        if let Some(problem) = survey.problem.as_ref().filter(|problem| is_meant(of_problem(problem))) {
            text.push_str(&format!("  {problem}; nothing runs on this target\n"));
            if let Problem::Edited { diff, .. } = problem {
                text.extend(diff.lines().map(|line| format!("    {line}\n")));
            }
            text.push_str(&format!("  next: {}\n", problem.hint()));
        }
    }
    if text.is_empty() { "no changelist\n".to_owned() } else { text }
}

fn more(standing: &Standing) -> String {
    if !standing.waits_for.is_empty() {
        return format!(" for {}", standing.waits_for.join(", "));
    }
    let Some(run) = &standing.run else { return String::new() };
    let commit: String = run.revision.as_deref().unwrap_or("no commit").chars().take(10).collect();
    let at = reconcile::status::Timestamp::from_seconds(run.finished_at.unwrap_or(run.started_at));
    format!("  run {}  {at}  {commit}", run.run)
}

fn of_problem(problem: &Problem) -> &str {
    match problem {
        Problem::Edited { id, .. } | Problem::Broken { id, .. } | Problem::Partly { id, .. } => id,
    }
}

fn as_json(shown: &[(&str, Survey)], is_meant: impl Fn(&str) -> bool) -> Value {
    let one = |standing: &Standing| {
        json!({
            "id": standing.id,
            "title": standing.title,
            "state": standing.state,
            "waits_for": standing.waits_for,
            "run": standing.run.as_ref().map(|run| json!({
                "run": run.run, "state": run.state.word(), "revision": run.revision, "digest": run.digest,
                "started_at": run.started_at, "finished_at": run.finished_at,
            })),
        })
    };
    let targets = shown.iter().map(|(target, survey)| {
        let diff = match &survey.problem {
            Some(Problem::Edited { diff, .. }) => Some(diff),
            _ => None,
        };
        json!({
            "target": target,
            "changelists": survey.standings.iter().filter(|standing| is_meant(&standing.id)).map(one).collect::<Vec<_>>(),
            "problem": survey.problem.as_ref().map(ToString::to_string),
            "diff": diff,
        })
    });
    json!({ "version": 1, "targets": targets.collect::<Vec<_>>() })
}
