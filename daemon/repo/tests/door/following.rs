//! A source over time: moving forward, being rewritten, going away and coming back.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use repo::{Access, Look, Revision, Source, SourceError};

use crate::support::{Upstream, chain, follow, follow_reference, git};

fn moved(look: Result<Look, Arc<SourceError>>) -> (Option<Revision>, Revision) {
    match look.expect("the look succeeds") {
        Look::Moved { from, to } => (from, to.revision),
        Look::Unchanged(commit) => (Some(commit.revision), commit.revision),
    }
}

/// The same upstream, read in place and through a mirror.
async fn both_ways(upstream: &Upstream, last: Option<Revision>) -> [Source; 2] {
    let path = upstream.path().display().to_string();
    let cache = upstream.root().join("cache");
    [
        follow(&path, &cache, Access::default(), last).await,
        follow(&format!("file://{path}"), &cache, Access::default(), last).await,
    ]
}

#[tokio::test]
async fn the_first_head_is_accepted_and_then_every_one_that_follows_from_it() {
    let upstream = Upstream::new();
    let first = upstream.tip("HEAD");
    let sources = both_ways(&upstream, None).await;
    for source in &sources {
        assert_eq!(source.state().revision, None);
        assert_eq!(moved(source.look().await), (None, first));
        assert!(matches!(source.look().await, Ok(Look::Unchanged(_))));
    }
    upstream.commit(&[("a.sql", "1")]);
    let second = upstream.commit(&[("a.sql", "2")]);
    for source in &sources {
        assert_eq!(moved(source.look().await), (Some(first), second));
        let files = source.files(second).await.expect("its files");
        assert_eq!(files.read("a.sql", 10).expect("a file"), b"2");
        let changed =
            source.read(move |r| r.changed_paths(Some(first), second)).await.expect("it reads").expect("a comparison");
        assert_eq!(changed.into_iter().collect::<Vec<_>>(), ["a.sql"]);
    }
}

#[tokio::test]
async fn a_rewritten_history_is_refused_and_the_last_good_revision_stays() {
    let upstream = Upstream::new();
    upstream.commit(&[("a.sql", "good")]);
    let good = upstream.tip("HEAD");
    let sources = both_ways(&upstream, None).await;
    for source in &sources {
        moved(source.look().await);
    }
    upstream.git(["reset", "-q", "--hard", "HEAD~1"]);
    let bad = upstream.commit(&[("a.sql", "rewritten")]);
    for source in &sources {
        for attempt in 1..=2 {
            let error = source.look().await.expect_err("it is refused");
            let SourceError::HistoryRewritten { last, head, .. } = &*error else { unreachable!("{error}") };
            assert_eq!((*last, *head), (good, bad));
            assert!(!error.is_transient());
            let state = source.state();
            assert_eq!((state.revision, state.failure.map(|f| f.attempts)), (Some(good), Some(attempt)));
        }
        let files = source.files(good).await.expect("the last good revision is still read");
        assert_eq!(files.read("a.sql", 10).expect("a file"), b"good");
    }
    upstream.git(["reset", "-q", "--hard", &format!("{bad}~1")]);
    let said = sources[1].look().await.expect_err("an older commit is no step forward").to_string();
    assert!(said.contains("was rewritten") && said.contains(&good.to_string()), "{said}");
    upstream.git(["reset", "-q", "--hard", &good.to_string()]);
    for source in &sources {
        assert!(matches!(source.look().await, Ok(Look::Unchanged(_))), "moved back");
        assert!(source.state().failure.is_none());
    }
}

#[tokio::test]
async fn a_person_can_accept_a_rewritten_history() {
    let upstream = Upstream::new();
    let old = upstream.tip("HEAD");
    let sources = both_ways(&upstream, Some(old)).await;
    upstream.git(["checkout", "-q", "--orphan", "fresh"]);
    upstream.git(["branch", "-q", "-D", "main"]);
    upstream.git(["branch", "-q", "-m", "main"]);
    let new = upstream.commit(&[("a.sql", "1")]);
    for source in &sources {
        assert!(source.look().await.is_err());
        assert_eq!(source.accept(new).await.expect("it is accepted").revision, new);
        assert!(matches!(source.look().await, Ok(Look::Unchanged(_))));
        assert_eq!(source.state().revision, Some(new));
    }
}

#[tokio::test]
async fn what_was_accepted_before_a_restart_still_counts() {
    let upstream = Upstream::new();
    let first = upstream.tip("HEAD");
    moved(both_ways(&upstream, None).await[1].look().await);
    upstream.git(["commit", "-q", "--amend", "-m", "another"]);
    for source in both_ways(&upstream, Some(first)).await {
        assert!(matches!(*source.look().await.expect_err("refused"), SourceError::HistoryRewritten { .. }));
    }
    let lost = "1234567890123456789012345678901234567890".parse().expect("an id");
    for source in both_ways(&upstream, Some(lost)).await {
        let error = source.look().await.expect_err("nothing follows from a commit that is gone");
        assert!(matches!(&*error, SourceError::HistoryRewritten { last, .. } if *last == lost), "{error}");
    }
}

#[tokio::test]
async fn a_source_that_is_gone_keeps_its_revision_and_tells_its_age_until_it_is_back() {
    let upstream = Upstream::new();
    let good = upstream.tip("HEAD");
    let sources = both_ways(&upstream, None).await;
    for source in &sources {
        moved(source.look().await);
    }
    let away = upstream.root().join("away");
    std::fs::rename(upstream.path(), &away).expect("it goes");
    for source in &sources {
        let said = chain(&*source.look().await.expect_err("it is gone"));
        assert!(said.contains("does not exist"), "{said}");
        source.look().await.expect_err("it is still gone");
        let state = source.state();
        let failure = state.failure.clone().expect("a failure");
        assert_eq!((state.revision, failure.attempts), (Some(good), 2));
        let later = SystemTime::now() + Duration::from_secs(3600);
        assert!(state.age(later).expect("an age") >= Duration::from_secs(3600));
        assert!(failure.since >= state.last_success.expect("a time"));
    }
    let files = sources[1].files(good).await.expect("the mirror is read while the remote is gone");
    assert_eq!(files.read("groundline.toml", 100).expect("a file"), b"version = 1\n");
    std::fs::rename(&away, upstream.path()).expect("it is back");
    let next = upstream.commit(&[("a.sql", "1")]);
    for source in &sources {
        assert_eq!(moved(source.look().await), (Some(good), next));
        assert!(source.state().failure.is_none());
    }
}

#[tokio::test]
async fn a_missing_reference_and_an_empty_repository_are_told_apart() {
    let upstream = Upstream::empty();
    for source in both_ways(&upstream, None).await {
        let said = source.look().await.expect_err("it is empty").to_string();
        assert!(said.contains("has no commits yet"), "{said}");
    }
    upstream.commit(&[("a.sql", "1")]);
    upstream.git(["branch", "-m", "main", "trunk"]);
    for source in both_ways(&upstream, None).await {
        let said = source.look().await.expect_err("it is missing").to_string();
        assert!(said.contains("`refs/heads/main` is not in") && said.contains("`refs/heads/trunk`"), "{said}");
    }
}

#[tokio::test]
async fn an_annotated_tag_is_followed_to_its_commit() {
    let upstream = Upstream::new();
    upstream.git(["tag", "-a", "live", "-m", "one"]);
    let first = upstream.tip("HEAD");
    let url = format!("file://{}", upstream.path().display());
    let source =
        follow_reference(&url, "refs/tags/live", &upstream.root().join("cache"), Access::default(), None).await;
    assert_eq!(moved(source.look().await), (None, first));
    assert!(matches!(source.look().await, Ok(Look::Unchanged(_))));
    let second = upstream.commit(&[("a.sql", "1")]);
    upstream.git(["tag", "-f", "-a", "live", "-m", "two"]);
    assert_eq!(moved(source.look().await), (Some(first), second));
}

#[tokio::test]
async fn a_big_history_comes_as_one_pack_and_small_steps_do_not_add_packs() {
    let upstream = Upstream::new();
    let names: Vec<String> = (0..200).map(|n| format!("schemas/shop/t{n}.sql")).collect();
    upstream.commit(&names.iter().map(|name| (name.as_str(), name.as_str())).collect::<Vec<_>>());
    let [_, source] = both_ways(&upstream, None).await;
    moved(source.look().await);
    for step in 0..5 {
        upstream.commit(&[("schemas/shop/t7.sql", &format!("step {step}"))]);
        moved(source.look().await);
    }
    let mirror = source.read(|r| r.path().to_owned()).await.expect("a mirror");
    let packs = std::fs::read_dir(mirror.join("objects/pack")).expect("a folder");
    let packs = packs.filter(|e| e.as_ref().is_ok_and(|e| e.path().extension().is_some_and(|x| x == "pack")));
    assert_eq!(packs.count(), 1);
    git(&mirror, ["fsck", "--strict"]);
    assert_eq!(git(&mirror, ["rev-parse", "refs/heads/main"]).trim(), upstream.tip("HEAD").to_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn reading_goes_on_while_new_commits_are_fetched() {
    let upstream = Upstream::new();
    let names: Vec<String> = (0..50).map(|n| format!("t{n}.sql")).collect();
    let first = upstream.commit(&names.iter().map(|name| (name.as_str(), "first")).collect::<Vec<_>>());
    let [_, source] = both_ways(&upstream, None).await;
    moved(source.look().await);
    let files = Arc::new(source.files(first).await.expect("its files"));
    let done = Arc::new(std::sync::atomic::AtomicBool::new(false));
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let (files, done, names) = (files.clone(), done.clone(), names.clone());
            tokio::task::spawn_blocking(move || {
                let mut rounds = 0;
                while !done.load(std::sync::atomic::Ordering::Relaxed) || rounds == 0 {
                    names.iter().for_each(|name| assert_eq!(files.read(name, 10).expect("a file"), b"first"));
                    assert_eq!(files.list("").expect("a listing").len(), 54);
                    rounds += 1;
                }
            })
        })
        .collect();
    for step in 0..10 {
        let text = format!("step {step}");
        upstream.commit(&names.iter().map(|name| (name.as_str(), text.as_str())).collect::<Vec<_>>());
        let (one, other) = tokio::join!(source.look(), source.look());
        let (one, other) = (moved(one), moved(other));
        assert_eq!((one.1, other.1), (upstream.tip("HEAD"), upstream.tip("HEAD")));
    }
    done.store(true, std::sync::atomic::Ordering::Relaxed);
    for reader in readers {
        reader.await.expect("every reader read the same");
    }
}

#[tokio::test]
async fn a_local_repository_is_never_written() {
    let upstream = Upstream::new();
    let snapshot =
        || git(upstream.root(), ["-c", "alias.x=!find work -newer marker -type f -o -newer marker -type d", "x"]);
    let [local, mirrored] = both_ways(&upstream, None).await;
    moved(local.look().await);
    std::fs::write(upstream.root().join("marker"), "").expect("a file");
    for source in [&local, &mirrored] {
        moved(source.look().await);
        let head = upstream.tip("HEAD");
        source.files(head).await.expect("its files").list("").expect("a listing");
        local
            .read(|r| r.work_tree().map(|f| f.list("").map(drop)))
            .await
            .expect("it reads")
            .expect("a tree")
            .expect("a listing");
    }
    assert_eq!(snapshot(), "");
}
