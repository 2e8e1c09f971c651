//! The same story over every transport, each with a real server.

use repo::{Access, Credentials, Look, Secret, SourceError};

use crate::servers::{GitDaemon, Sshd, Web, free_port};
use crate::support::{Upstream, follow, follow_reference, git, skipped};

/// First commit, nothing new, next commit, a big step, a rewrite, the way back, a tag, a fresh mirror.
async fn story(upstream: &Upstream, url: &str, access: Access) {
    let cache = upstream.root().join("cache");
    let source = follow(url, &cache, access.clone(), None).await;
    let first = upstream.tip("HEAD");
    assert!(matches!(source.look().await.expect("a look"), Look::Moved { from: None, to } if to.revision == first));
    assert!(matches!(source.look().await.expect("a look"), Look::Unchanged(_)));
    upstream.commit(&[("schemas/shop/orders.sql", "CREATE TABLE orders (id bigint);\n")]);
    let second = upstream.commit(&[("big.sql", &"-- a long line of text\n".repeat(20_000))]);
    assert!(matches!(source.look().await.expect("a look"), Look::Moved { to, .. } if to.revision == second));
    let files = source.files(second).await.expect("its files");
    assert_eq!(files.read("big.sql", 1 << 20).expect("a file").len(), 23 * 20_000);
    let many: Vec<String> = (0..300).map(|n| format!("schemas/t{n}.sql")).collect();
    let third = upstream.commit(&many.iter().map(|n| (n.as_str(), n.as_str())).collect::<Vec<_>>());
    assert!(matches!(source.look().await.expect("a look"), Look::Moved { to, .. } if to.revision == third));
    upstream.git(["reset", "-q", "--hard", "HEAD~1"]);
    let rewritten = upstream.commit(&[("a.sql", "rewritten")]);
    let said = source.look().await.expect_err("refused").to_string();
    assert!(said.contains("was rewritten") && said.contains(&rewritten.to_string()), "{said}");
    upstream.git(["reset", "-q", "--hard", &third.to_string()]);
    assert!(matches!(source.look().await.expect("a look"), Look::Unchanged(_)));
    upstream.git(["tag", "-a", "live", "-m", "one"]);
    let tagged = follow_reference(url, "refs/tags/live", &cache, access.clone(), None).await;
    assert!(matches!(tagged.look().await.expect("a look"), Look::Moved { to, .. } if to.revision == third));
    let missing = follow_reference(url, "refs/heads/absent", &cache, access.clone(), None).await;
    let said = missing.look().await.expect_err("it is missing").to_string();
    assert!(said.ends_with("there is `refs/heads/main` or `refs/tags/live`"), "{said}");
    let mirror = source.read(|r| r.path().to_owned()).await.expect("a mirror");
    git(&mirror, ["fsck", "--strict"]);
    empty(upstream, url, access).await;
}

/// The repository beside it that has no commits, and the one that is not there.
async fn empty(upstream: &Upstream, url: &str, access: Access) {
    git(upstream.root(), ["init", "-q", "--bare", "empty.git"]);
    let cache = upstream.root().join("cache");
    let beside = |name: &str| url.replace("work", name);
    let said =
        follow(&beside("empty.git"), &cache, access.clone(), None).await.look().await.expect_err("empty").to_string();
    assert!(said.ends_with("has no commits yet: push the schema repo first"), "{said}");
    let said = follow(&beside("absent.git"), &cache, access, None).await.look().await.expect_err("absent").to_string();
    assert!(said.contains("is not there: "), "{said}");
}

#[tokio::test]
async fn git_daemon() {
    let upstream = Upstream::new();
    let server = GitDaemon::start(upstream.root());
    story(&upstream, &format!("{}/work", server.url), Access::default()).await;
}

#[tokio::test]
async fn a_server_that_is_gone_keeps_the_last_good_revision_until_it_is_back() {
    let upstream = Upstream::new();
    let port = free_port();
    let server = GitDaemon::start_at(upstream.root(), port);
    let source = follow(&format!("{}/work", server.url), &upstream.root().join("cache"), Access::default(), None).await;
    source.look().await.expect("a look");
    let good = upstream.tip("HEAD");
    drop(server);
    let next = upstream.commit(&[("a.sql", "1")]);
    let error = source.look().await.expect_err("it is gone");
    assert!(matches!(&*error, SourceError::Unreachable { .. }), "{error}");
    let state = source.state();
    assert!(state.revision == Some(good) && state.failure.is_some() && state.last_success.is_some());
    source.files(good).await.expect("its files").list("").expect("a listing");
    let _server = GitDaemon::start_at(upstream.root(), port);
    assert!(matches!(source.look().await.expect("a look"), Look::Moved { to, .. } if to.revision == next));
    assert!(source.state().failure.is_none());
}

#[tokio::test]
async fn a_crafted_tree_comes_through_and_is_refused_when_it_is_read() {
    let upstream = Upstream::new();
    let sql = upstream.blob("SELECT 1;");
    let head = upstream.commit_entries(&[("100644", b"../../escape.sql", sql), ("120000", b"link.sql", sql)]);
    let server = GitDaemon::start(upstream.root());
    let source = follow(&format!("{}/work", server.url), &upstream.root().join("cache"), Access::default(), None).await;
    source.look().await.expect("a look");
    let said = source.files(head).await.expect("its files").list("").expect_err("it is refused").to_string();
    assert!(said.contains("`../../escape.sql` is named") && said.contains("`link.sql` is a symbolic link"), "{said}");
}

#[tokio::test]
async fn ssh_with_a_url_and_in_the_short_form() {
    let server = match Sshd::start() {
        Ok(server) => server,
        Err(because) => return skipped("ssh against a real sshd", &because),
    };
    let upstream = Upstream::new();
    let url = format!("ssh://{}@127.0.0.1:{}{}", server.user, server.port, upstream.path().display());
    story(&upstream, &url, server.access("user", "known")).await;
    let mut access = server.access("user", "known");
    access.ssh.extend(["-o".into(), format!("Port={}", server.port).into()]);
    let short = format!("{}@127.0.0.1:{}", server.user, upstream.path().display());
    let source = follow(&short, &upstream.root().join("cache"), access, None).await;
    assert!(matches!(source.look().await.expect("a look"), Look::Moved { .. }));
}

#[tokio::test]
async fn https_with_a_token_and_an_own_authority() {
    let upstream = Upstream::new();
    let server = match Web::https(upstream.root(), "bot:s3cret", "-") {
        Ok(server) => server,
        Err(because) => return skipped("https against git http-backend", &because),
    };
    let secret = Secret::new("s3cret");
    let credentials = Some(Credentials::Basic { user: "bot".to_owned(), secret: secret.clone() });
    let access = Access { credentials, ca_file: Some(server.ca_file()), ..Access::default() };
    story(&upstream, &format!("https://127.0.0.1:{}/work", server.port), access.clone()).await;
    let in_url = format!("https://bot:s3cret@localhost:{}/work/", server.port);
    let access = Access { credentials: None, ..access };
    let source = follow(&in_url, &upstream.root().join("cache"), access.clone(), None).await;
    assert!(matches!(source.look().await.expect("a look"), Look::Moved { .. }));
    let bearer = Access { credentials: Some(Credentials::Bearer(secret)), ..access };
    let url = format!("https://localhost:{}/work", server.port);
    follow(&url, &upstream.root().join("cache"), bearer, None).await.look().await.expect("a look");
}

#[tokio::test]
async fn http_without_tls() {
    let upstream = Upstream::new();
    let server = match Web::http(upstream.root(), "-", "-") {
        Ok(server) => server,
        Err(because) => return skipped("http against git http-backend", &because),
    };
    let url = format!("http://127.0.0.1:{}/work", server.port);
    story(&upstream, &url, Access::default()).await;
    let before = server.log().lines().count();
    let source = follow(&url, &upstream.root().join("cache"), Access::default(), None).await;
    source.look().await.expect("a look");
    assert_eq!(server.log().lines().count(), before + 1, "an unmoved reference costs one request");
}

#[tokio::test]
async fn a_redirect_is_followed_and_the_token_stays_with_its_host() {
    let upstream = Upstream::new();
    let (end, there) = match Web::https(upstream.root(), "-", "-") {
        Ok(end) => {
            let there = format!("https://localhost:{}", end.port);
            (end, there)
        }
        Err(because) => return skipped("redirects over https", &because),
    };
    let start = Web::http(upstream.root(), "-", &there).expect("it starts where https did");
    let url = format!("http://bot:s3cret@127.0.0.1:{}/moved/work", start.port);
    let access = Access { ca_file: Some(end.ca_file()), ..Access::default() };
    follow(&url, &upstream.root().join("cache"), access, None).await.look().await.expect("a look");
    assert_eq!(start.log().trim(), "GET /moved/work/info/refs?service=git-upload-pack yes");
    let expected = "GET /work/info/refs?service=git-upload-pack no\nPOST /work/git-upload-pack no\n";
    assert_eq!(end.log(), expected);
}

#[tokio::test]
async fn a_redirect_on_the_same_host_keeps_the_token() {
    let upstream = Upstream::new();
    let server = match Web::http(upstream.root(), "bot:s3cret", "") {
        Ok(server) => server,
        Err(because) => return skipped("redirects over http", &because),
    };
    let url = format!("http://bot:s3cret@127.0.0.1:{}/moved/work", server.port);
    follow(&url, &upstream.root().join("cache"), Access::default(), None).await.look().await.expect("a look");
    assert!(server.log().lines().all(|line| line.ends_with(" yes")), "{}", server.log());
}
