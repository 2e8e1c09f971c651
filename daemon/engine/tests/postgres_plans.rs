//! Plans of PostgreSQL on real databases: after the steps the desired database is inspected, after their undo the old one.
//!
//! Every case folder is planned with tables of unknown size, which count as big. Small tables, rows, locks, the command line
//! and what others wrote are the business of `tests/`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use engine::{Scope, Scratch, Source, Url};
use plan::{Draft, Refusal, Situation, Step, Timeouts, Undo};
use schema::{Database, Dialect};

/// One change: what is live and what is desired.
struct Case {
    name: String,
    live: String,
    desired: String,
}

/// What became of a case.
enum Outcome {
    Passed,
    Refused(String),
    Unusable(String),
    Wrong(String),
}

fn url() -> Option<Url> {
    let url = std::env::var("GROUNDLINE_TEST_POSTGRES").ok();
    if url.is_none() {
        println!("skipped: plans of PostgreSQL: GROUNDLINE_TEST_POSTGRES is not set");
    }
    url.map(|url| Url::parse(&url, |_| None).expect("a URL"))
}

async fn loaded(url: &Url, sql: &str) -> Result<(Scratch, Database), Outcome> {
    let mut scratch = Scratch::alone(Dialect::Postgres, Some(url)).await.expect("a scratch database");
    let source = Source { path: "case.sql".to_owned(), id: String::new(), text: Arc::from(sql) };
    if let Err(diagnostics) = scratch.load(&[source]).await {
        scratch.discard().await.expect("discarded");
        let text: Vec<_> = diagnostics.iter().map(ToString::to_string).collect();
        return Err(Outcome::Unusable(text.join("\n")));
    }
    let database = scratch.inspect(&Scope::default()).await.expect("inspected");
    Ok((scratch, database))
}

async fn judge(url: &Url, case: &Case) -> Outcome {
    judged(url, case).await.err().unwrap_or(Outcome::Passed)
}

async fn judged(url: &Url, case: &Case) -> Result<(), Outcome> {
    let (desired_scratch, desired) = loaded(url, &case.desired).await?;
    desired_scratch.discard().await.expect("discarded");
    let (mut live, observed) = loaded(url, &case.live).await?;
    let outcome = on_live(&mut live, &observed, &desired).await;
    live.discard().await.expect("discarded");
    outcome
}

async fn on_live(live: &mut Scratch, observed: &Database, desired: &Database) -> Result<(), Outcome> {
    if let Some(unsupported) = observed.unsupported.iter().chain(&desired.unsupported).next() {
        return Err(Outcome::Refused(format!("{}: {}", unsupported.object, unsupported.reason)));
    }
    let sizes = BTreeMap::new();
    let timeouts = Timeouts { lock_ms: 3_000, statement_ms: 0 };
    let situation =
        Situation { observed, desired, kept: &[], sizes: &sizes, server_version: 150_000, online: true, timeouts };
    let Draft { steps, .. } = match plan::draft(&situation) {
        Ok(draft) => draft,
        Err(refusal @ Refusal::Unsupported { .. }) => return Err(Outcome::Refused(refusal.to_string())),
        Err(circle) => return Err(Outcome::Wrong(circle.to_string())),
    };
    let text = plan_text(&steps);
    for step in &steps {
        let ran = live.run(&step.statements).await;
        ran.map_err(|fault| Outcome::Wrong(format!("step `{}` fails: {fault}\n{text}", step.summary)))?;
    }
    equals(live, desired, "the result", &text).await?;
    if steps.iter().any(|step| matches!(step.undo, Undo::Irreversible { .. })) {
        return Ok(());
    }
    for step in steps.iter().rev() {
        if let Undo::Statements { statements } | Undo::Snapshot { statements } = &step.undo {
            let ran = live.run(statements).await;
            ran.map_err(|fault| Outcome::Wrong(format!("the undo of `{}` fails: {fault}\n{text}", step.summary)))?;
        }
    }
    equals(live, observed, "what undo left", &text).await
}

async fn equals(live: &mut Scratch, expected: &Database, what: &str, plan: &str) -> Result<(), Outcome> {
    let found = live.inspect(&Scope::default()).await.expect("inspected");
    let diff = plan::show::unified_diff(&found, expected);
    let facts: Vec<_> = schema::diff(&found, expected)
        .iter()
        .map(|change| format!("{} {}", change.word(), change.object().id))
        .collect();
    let diff = format!("{}\n{diff}", facts.join("\n"));
    let is_same = schema::diff(&found, expected).is_empty();
    if is_same { Ok(()) } else { Err(Outcome::Wrong(format!("{what} differs:\n{diff}\n{plan}"))) }
}

fn plan_text(steps: &[Step]) -> String {
    let shown = steps.iter().map(|step| {
        format!(
            "-- {} ({:?})\n{};\n-- undo\n{};\n",
            step.summary,
            step.mode,
            step.statements.join(";\n"),
            step.undo.statements().join(";\n")
        )
    });
    shown.collect()
}

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut folders: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Groups about owners, privileges and versions of extensions, of which floors above say what is managed, and of foreign data with its
/// passwords.
const NEED_MORE: &[&str] = &["default-privileges", "extensions", "foreign", "grants", "owners"];

/// Our own case folders that speak of the schema alone: what declares renames, or needs roles, needs the command line.
fn own_cases() -> Vec<Case> {
    let mut groups = folders(&workspace().join("tests/cases/postgres"));
    groups.retain(|group| !NEED_MORE.iter().any(|name| group.ends_with(name)));
    let cases = groups.iter().flat_map(|group| folders(group)).map(|folder| {
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).expect("a file of a case");
        let name = folder.iter().rev().take(2).map(|part| part.to_string_lossy()).collect::<Vec<_>>().join(" of ");
        Case { name, live: read("live.sql"), desired: read("desired.sql") }
    });
    cases.filter(|case| !case.desired.contains("renamed-from")).collect()
}

/// Judges all cases, a few at a time, and says what became of them.
async fn check(cases: Vec<Case>) {
    let Some(url) = url() else { return };
    let filter = std::env::var("GROUNDLINE_TEST_CASE").unwrap_or_default();
    let cases = cases.into_iter().filter(|case| case.name.contains(&filter));
    let jobs: Vec<_> = cases.map(Arc::new).collect();
    let (mut passed, mut refused, mut unusable, mut wrong) = (0, 0, 0, Vec::new());
    for some in jobs.chunks(4) {
        let running: Vec<_> = some
            .iter()
            .map(|case| {
                let (url, case) = (url.clone(), Arc::clone(case));
                tokio::spawn(async move { (judge(&url, &case).await, case) })
            })
            .collect();
        for task in running {
            let (outcome, case) = task.await.expect("a judgement");
            match outcome {
                Outcome::Passed => passed += 1,
                Outcome::Refused(reason) => {
                    refused += 1;
                    println!("refused {}: {reason}", case.name);
                }
                Outcome::Unusable(reason) => {
                    unusable += 1;
                    println!("unusable {}: {reason}", case.name);
                }
                Outcome::Wrong(text) => {
                    println!("WRONG {}: {text}\n", case.name);
                    wrong.push(case.name.clone());
                }
            }
        }
    }
    println!("passed {passed}, refused {refused}, unusable {unusable}, wrong {}", wrong.len());
    assert!(wrong.is_empty(), "wrong: {wrong:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn our_own_cases_arrive_and_come_back() {
    check(own_cases()).await;
}
