//! Remotes that refuse us, are not there, or send what they should not; and no secret in what is said of it.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use repo::{Access, Credentials, Secret, SourceError};

use crate::servers::{Sshd, Web, free_port};
use crate::support::{Upstream, chain, follow, skipped};

/// What a look at a location fails with.
async fn failure(location: &str, access: Access) -> std::sync::Arc<SourceError> {
    let cache = tempfile::tempdir().expect("a folder");
    let source = follow(location, cache.path(), access, None).await;
    let error = source.look().await.expect_err("the look fails");
    let shown = format!("{error} {error:?} {:?} {:?}", source.location(), source.state());
    assert!(!shown.contains("s3cret") && !shown.contains("wr0ng"), "a secret is shown: {shown}");
    assert!(!chain(&*error).chars().any(char::is_control), "{error:?}");
    error
}

#[tokio::test]
async fn a_wrong_token_a_missing_token_and_an_unknown_authority_are_told_apart() {
    let upstream = Upstream::new();
    let server = match Web::https(upstream.root(), "bot:s3cret", "-") {
        Ok(server) => server,
        Err(because) => return skipped("refusals over https", &because),
    };
    let url = format!("https://127.0.0.1:{}/work", server.port);
    let trusting = Access { ca_file: Some(server.ca_file()), ..Access::default() };
    let said = failure(&url, trusting.clone()).await.to_string();
    assert_eq!(said, format!("`{url}` refused us: 401 Unauthorized; it wants credentials, give a user and a token"));
    let wrong = Credentials::Basic { user: "bot".to_owned(), secret: Secret::new("wr0ng") };
    let error = failure(&url, Access { credentials: Some(wrong), ..trusting.clone() }).await;
    assert!(
        matches!(&*error, SourceError::Refused { reason, .. } if reason.contains("check user and token")),
        "{error}"
    );
    let in_url = format!("https://s3cret:wr0ng@127.0.0.1:{}/work", server.port);
    assert!(matches!(&*failure(&in_url, trusting.clone()).await, SourceError::Refused { .. }));
    let said = failure(&url, Access::default()).await.to_string();
    assert!(said.contains("its certificate is not trusted") && said.contains("`ca_file`"), "{said}");
    let other_name = format!("https://127.0.0.2:{}/work", server.port);
    let said = failure(&other_name, trusting).await.to_string();
    assert!(said.contains("cannot reach"), "{said}");
}

#[tokio::test]
async fn a_page_that_is_not_git_and_a_broken_server_are_told_apart() {
    let upstream = Upstream::new();
    let server = match Web::http(upstream.root(), "-", "-") {
        Ok(server) => server,
        Err(because) => return skipped("bad answers over http", &because),
    };
    let url = |path: &str| format!("http://127.0.0.1:{}/{path}", server.port);
    let said = failure(&url("page/x.git"), Access::default()).await.to_string();
    assert!(said.contains("does not answer as a Git server: it sends `text/html`"), "{said}");
    let error = failure(&url("broken/x.git"), Access::default()).await;
    assert!(error.is_transient() && error.to_string().contains("503"), "{error}");
}

#[tokio::test]
async fn a_file_that_is_no_authority_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ca.pem");
    let access = Access { ca_file: Some(file.clone()), ..Access::default() };
    let said = failure("https://127.0.0.1:1/x", access.clone()).await.to_string();
    assert!(said.contains("ca.pem` cannot be used"), "{said}");
    std::fs::write(&file, "no certificate").expect("a file");
    let said = failure("https://127.0.0.1:1/x", access).await.to_string();
    assert!(said.ends_with("it holds no PEM certificate"), "{said}");
}

#[tokio::test]
async fn ssh_says_whether_the_key_the_host_or_the_repository_is_at_fault() {
    let server = match Sshd::start() {
        Ok(server) => server,
        Err(because) => return skipped("refusals over ssh", &because),
    };
    let upstream = Upstream::new();
    let url = format!("ssh://{}@127.0.0.1:{}{}", server.user, server.port, upstream.path().display());
    let error = failure(&url, server.access("stranger", "known")).await;
    assert!(matches!(&*error, SourceError::Refused { reason, .. } if reason.contains("Permission denied")), "{error}");
    let error = failure(&url, server.access("user", "absent")).await;
    assert!(matches!(&*error, SourceError::Refused { reason, .. } if reason.contains("known_hosts")), "{error}");
    let error = failure(&format!("{url}-not"), server.access("user", "known")).await;
    assert!(matches!(&*error, SourceError::NotFound { .. }), "{error}");
    let injected = format!("{url}'; touch {}/pwned; '", upstream.root().display());
    failure(&injected, server.access("user", "known")).await;
    assert!(!upstream.root().join("pwned").exists(), "a path ran as a command");
}

#[tokio::test]
async fn an_ssh_program_that_is_missing_is_named() {
    let access = Access { ssh: vec!["/no/such/ssh".into()], ..Access::default() };
    let said = failure("git@example.com:x.git", access).await.to_string();
    assert!(said.contains("the program `/no/such/ssh` cannot be run"), "{said}");
}

#[tokio::test]
async fn nobody_at_the_port_is_unreachable_on_every_transport() {
    let port = free_port();
    let ssh = ["ssh", "-F", "none"].map(Into::into).to_vec();
    for scheme in ["git", "http", "https", "ssh"] {
        let access = Access { ssh: ssh.clone(), ..Access::default() };
        let error = failure(&format!("{scheme}://127.0.0.1:{port}/x.git"), access).await;
        assert!(matches!(&*error, SourceError::Unreachable { .. }) && error.is_transient(), "{scheme}: {error}");
    }
}

fn pkt(line: &str) -> String {
    format!("{:04x}{line}", line.len() + 4)
}

/// Starts a server that answers every connection with these bytes and then waits for the other side.
fn saying(bytes: Vec<u8>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("its address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            if stream.write_all(&bytes).is_ok() {
                let _ = stream.read_to_end(&mut Vec::new());
            }
        }
    });
    port
}

#[tokio::test]
async fn a_silent_remote_is_given_up_after_the_patience() {
    let port = saying(Vec::new());
    let access = Access { patience: Duration::from_millis(200), ..Access::default() };
    for scheme in ["git", "http", "https"] {
        let begun = Instant::now();
        let said = failure(&format!("{scheme}://127.0.0.1:{port}/x.git"), access.clone()).await.to_string();
        assert!(said.ends_with("it was silent for 0.2 seconds"), "{scheme}: {said}");
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
}

#[tokio::test]
async fn answers_that_are_not_gits_are_refused_without_harm() {
    let cases = [
        ("HTTP/1.1 200 OK\r\n\r\n".to_owned(), "a packet has no length"),
        ("0003".to_owned(), "a packet has no length"),
        (pkt("ERR go away\n"), "go away"),
        (pkt("ERR \x1b[31m\x07red"), "\\u{1b}[31m\\u{7}red"),
        (pkt("abcd"), "a reference has no name"),
        (pkt("xyz refs/heads/main"), "a reference has no object id"),
        (pkt(&format!("{} refs/heads/main\0object-format=sha256\n", "a".repeat(64))), "SHA-256"),
    ];
    for (bytes, expected) in cases {
        let error = failure(&format!("git://127.0.0.1:{}/x.git", saying(bytes.into_bytes())), Access::default()).await;
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[tokio::test]
async fn a_pack_that_is_cut_or_wrong_never_enters_the_mirror() {
    let id = "1234567890123456789012345678901234567890";
    let refs = pkt(&format!("{id} refs/heads/main\0side-band-64k ofs-delta\n")) + "0000" + &pkt("NAK\n");
    let cases = [
        (pkt("\u{1}PACK") + "0000", "cannot keep a mirror"),
        (pkt("\u{1}this is not a pack at all") + "0000", "cannot keep a mirror"),
        (pkt("\u{3}access denied"), "access denied"),
        (pkt("oops"), "something that is no pack"),
        (pkt("\u{1}PACK")[..6].to_owned(), "cut short"),
    ];
    for (answer, expected) in cases {
        let bytes = (refs.clone() + &answer).into_bytes();
        let cache = tempfile::tempdir().expect("a folder");
        let url = format!("git://127.0.0.1:{}/x.git", saying(bytes));
        let source = follow(&url, cache.path(), Access::default(), None).await;
        let said = source.look().await.expect_err("it is refused").to_string();
        assert!(said.contains(expected), "{said}");
        let mirror = source.read(|r| r.path().to_owned()).await.expect("a mirror");
        assert!(!mirror.join("refs/groundline/fetched").exists());
        assert_eq!(incoming(&mirror), 0, "{said}");
    }
}

/// Serves a pack of these objects of a repository as the answer to a fetch of its `main`.
fn serving(upstream: &Upstream, objects: &[String]) -> u16 {
    let list = upstream.root().join("objects");
    std::fs::write(&list, objects.join("\n") + "\n").expect("a file");
    let mut command = std::process::Command::new("git");
    command.current_dir(upstream.path()).args(["pack-objects", "-q", "--stdout"]);
    let pack = command.stdin(std::fs::File::open(list).expect("a file")).output().expect("git runs").stdout;
    let refs = pkt(&format!("{} refs/heads/main\0side-band-64k\n", upstream.tip("main"))) + "0000" + &pkt("NAK\n");
    let mut bytes = refs.into_bytes();
    bytes.extend_from_slice(format!("{:04x}\u{1}", pack.len() + 5).as_bytes());
    bytes.extend_from_slice(&pack);
    bytes.extend_from_slice(b"0000");
    saying(bytes)
}

#[tokio::test]
async fn a_pack_in_which_a_file_a_folder_or_a_parent_is_missing_is_refused() {
    let upstream = Upstream::new();
    upstream.commit(&[("a.sql", "1")]);
    let all: Vec<String> =
        upstream.git(["rev-list", "--objects", "--no-object-names", "main"]).lines().map(str::to_owned).collect();
    let without = |name: &str| {
        let id = upstream.git(["rev-parse", name]).trim().to_owned();
        all.iter().filter(|object| **object != id).cloned().collect::<Vec<_>>()
    };
    for name in ["main:a.sql", "main:schemas/shop", "main~1", "main"] {
        let url = format!("git://127.0.0.1:{}/x.git", serving(&upstream, &without(name)));
        let said = failure(&url, Access::default()).await.to_string();
        assert!(said.contains("did not send all that was asked for"), "{name}: {said}");
    }
    let cache = tempfile::tempdir().expect("a folder");
    let url = format!("git://127.0.0.1:{}/x.git", serving(&upstream, &all));
    follow(&url, cache.path(), Access::default(), None).await.look().await.expect("the whole pack is taken");
}

/// Starts a server that says this much and then nothing more, without closing.
fn holding(bytes: Vec<u8>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("its address").port();
    std::thread::spawn(move || {
        let mut held = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            stream.write_all(&bytes).expect("it takes bytes");
            held.push(stream);
        }
    });
    port
}

#[tokio::test]
async fn a_look_that_is_dropped_in_the_middle_of_a_pack_leaves_nothing_behind() {
    let refs = pkt(&format!("{} refs/heads/main\0side-band-64k\n", "1".repeat(40))) + "0000" + &pkt("NAK\n");
    let port = holding((refs + &pkt("\u{1}PACK\0\0\0\u{2}")).into_bytes());
    let cache = tempfile::tempdir().expect("a folder");
    let access = Access { patience: Duration::from_secs(2), ..Access::default() };
    let source = follow(&format!("git://127.0.0.1:{port}/x.git"), cache.path(), access, None).await;
    assert!(tokio::time::timeout(Duration::from_millis(300), source.look()).await.is_err(), "it is under way");
    assert_eq!(source.state().failure.map(|f| f.attempts), None);
    let said = source.look().await.expect_err("the next look waits in vain too").to_string();
    assert!(said.contains("silent"), "{said}");
    let mirror = source.read(|r| r.path().to_owned()).await.expect("a mirror");
    assert_eq!(incoming(&mirror), 0);
}

/// Counts packs that were begun and not cleared away.
fn incoming(mirror: &std::path::Path) -> usize {
    let names = std::fs::read_dir(mirror).expect("a folder").map(|e| e.expect("an entry").file_name());
    names.filter(|name| name.to_string_lossy().starts_with("incoming")).count()
}

#[tokio::test]
async fn a_fetch_beyond_the_limit_is_stopped() {
    let upstream = Upstream::new();
    let server = crate::servers::GitDaemon::start(upstream.root());
    let access = Access { largest_fetch: 100, ..Access::default() };
    let error = failure(&format!("{}/work", server.url), access).await;
    assert!(error.to_string().ends_with("sends more than 100 bytes in one fetch, which is the limit"), "{error}");
}

#[tokio::test]
async fn a_shallow_clone_is_no_source_of_history() {
    let upstream = Upstream::new();
    upstream.commit(&[("a.sql", "1")]);
    crate::support::git(
        upstream.root(),
        ["clone", "-q", "--bare", "--depth=1", &format!("file://{}", upstream.path().display()), "shallow.git"],
    );
    let server = crate::servers::GitDaemon::start(upstream.root());
    let said = failure(&format!("{}/shallow.git", server.url), Access::default()).await.to_string();
    assert!(said.contains("shallow"), "{said}");
}
