//! Wake-ups: every way in which references of a repository change, and the pace of a remote.

use std::time::{Duration, Instant};

use repo::{Access, Pace, Watch};

use crate::support::{Upstream, follow, git};

/// So slow that only a seen change can wake in time.
const SLOW: Pace = Pace {
    interval: Duration::from_secs(3600),
    jitter: 0.2,
    retry: Duration::from_secs(3600),
    retry_most: Duration::from_secs(3600),
};

async fn wakes(watch: &mut Watch, why: &str) {
    let woken = tokio::time::timeout(Duration::from_secs(20), watch.changed()).await;
    assert!(woken.is_ok(), "it did not wake on {why}");
}

async fn stays_asleep(watch: &mut Watch, why: &str) {
    let woken = tokio::time::timeout(Duration::from_millis(400), watch.changed()).await;
    assert!(woken.is_err(), "it woke on {why}");
}

async fn watching(path: &std::path::Path) -> Watch {
    let cache = path.join("no mirror is made of what is local");
    let source = follow(&path.display().to_string(), &cache, Access::default(), None).await;
    let watch = Watch::start(&source, SLOW).await;
    assert!(watch.sees());
    watch
}

#[tokio::test]
async fn every_change_of_references_wakes_and_reading_does_not() {
    let upstream = Upstream::new();
    let mut watch = watching(&upstream.path()).await;
    stays_asleep(&mut watch, "nothing").await;
    upstream.git(["status"]);
    upstream.git(["log", "--all"]);
    upstream.write("edited.sql", "not committed");
    upstream.git(["add", "-A"]);
    stays_asleep(&mut watch, "reading and staging").await;
    upstream.commit(&[("a.sql", "1")]);
    wakes(&mut watch, "a commit").await;
    stays_asleep(&mut watch, "one commit twice").await;
    upstream.git(["pack-refs", "--all"]);
    wakes(&mut watch, "packed references").await;
    upstream.git(["checkout", "-q", "-b", "feature/deep/branch"]);
    wakes(&mut watch, "a switch of branch").await;
    upstream.commit(&[("a.sql", "2")]);
    wakes(&mut watch, "a commit in a new folder of branches").await;
    upstream.git(["tag", "v1"]);
    wakes(&mut watch, "a tag").await;
    upstream.git(["branch", "-q", "-D", "main"]);
    wakes(&mut watch, "a deleted branch").await;
}

#[tokio::test]
async fn a_push_into_a_bare_repository_wakes() {
    let upstream = Upstream::new();
    git(upstream.root(), ["clone", "-q", "--bare", "work", "bare.git"]);
    let mut watch = watching(&upstream.root().join("bare.git")).await;
    upstream.commit(&[("a.sql", "1")]);
    upstream.git(["push", "-q", "../bare.git", "main"]);
    wakes(&mut watch, "a push").await;
}

#[tokio::test]
async fn a_linked_work_tree_wakes_for_its_own_head_and_for_shared_branches() {
    let upstream = Upstream::new();
    upstream.git(["worktree", "add", "-q", "../linked", "-b", "side"]);
    let linked = upstream.root().join("linked");
    let mut watch = watching(&linked).await;
    upstream.commit(&[("a.sql", "1")]);
    wakes(&mut watch, "a commit in the other work tree").await;
    git(&linked, ["checkout", "-q", "--detach"]);
    wakes(&mut watch, "its own head").await;
}

#[tokio::test]
async fn a_change_before_or_during_a_dropped_wait_is_not_lost() {
    let upstream = Upstream::new();
    let mut watch = watching(&upstream.path()).await;
    upstream.commit(&[("a.sql", "1")]);
    for _ in 0..3 {
        let _ = tokio::time::timeout(Duration::from_millis(1), watch.changed()).await;
    }
    wakes(&mut watch, "a change that was seen during a dropped wait").await;
}

#[tokio::test]
async fn a_burst_of_commits_is_told_without_waiting_for_its_end() {
    let upstream = Upstream::new();
    let mut watch = watching(&upstream.path()).await;
    let path = upstream.path();
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let stopped = stop.clone();
    let burst = tokio::task::spawn_blocking(move || {
        while !stopped.load(std::sync::atomic::Ordering::Relaxed) {
            git(&path, ["commit", "-q", "--allow-empty", "-m", "more"]);
        }
    });
    wakes(&mut watch, "a burst").await;
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    burst.await.expect("the burst ends");
}

#[tokio::test]
async fn a_repository_that_was_replaced_is_seen_again_after_the_pace() {
    let upstream = Upstream::new();
    let source = follow(&upstream.path().display().to_string(), upstream.root(), Access::default(), None).await;
    let mut watch = Watch::start(&source, Pace { interval: Duration::from_millis(300), ..SLOW }).await;
    git(upstream.root(), ["clone", "-q", "work", "again"]);
    std::fs::remove_dir_all(upstream.path()).expect("it goes");
    wakes(&mut watch, "the removal").await;
    std::fs::rename(upstream.root().join("again"), upstream.path()).expect("it is back");
    wakes(&mut watch, "the pace").await;
    wakes(&mut watch, "the pace").await;
    assert!(watch.sees());
}

#[tokio::test]
async fn a_remote_is_polled_at_the_pace_and_more_rarely_while_it_fails() {
    let cache = tempfile::tempdir().expect("a folder");
    let port = crate::servers::free_port();
    let source = follow(&format!("git://127.0.0.1:{port}/x.git"), cache.path(), Access::default(), None).await;
    let pace = Pace { interval: Duration::from_millis(50), ..SLOW };
    let mut watch = Watch::start(&source, pace).await;
    assert!(!watch.sees());
    let begun = Instant::now();
    wakes(&mut watch, "the pace").await;
    assert!(begun.elapsed() >= Duration::from_millis(40));
    source.look().await.expect_err("nobody is there");
    stays_asleep(&mut watch, "the pace of a remote that answers").await;
}
