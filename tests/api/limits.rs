//! How much may be asked for, and what is answered beyond it.

use std::io::Write;

use serde_json::json;
use tests::Fault;

use super::client::{answer, opened};
use super::world::World;

pub(super) fn pace() -> Result<(), Fault> {
    let world = World::with("", "per_minute = 1\nburst = 3\n")?;
    let other = world.new_token("other")?;
    let commit = world.repo.commit("another account")?;
    world.is_in_force(&commit)?;
    for _ in 0..3 {
        assert_eq!(world.let_in(&world.token)?, "200");
    }
    for _ in 0..5 {
        let answer = world.review(&json!({ "statements": "SELECT 1;" }))?;
        assert_eq!((answer.status, answer.problem().as_str()), (429, "too-many"), "{answer:?}");
        let seconds: u64 = answer.header("retry-after").and_then(|text| text.parse().ok()).unwrap_or_default();
        assert!((1..=60).contains(&seconds), "{answer:?}");
    }
    assert_eq!(world.let_in(&other)?, "200", "another account has a pace of its own");
    let second = world.new_token("ci")?;
    let commit = world.repo.commit("another token")?;
    world.is_in_force(&commit)?;
    assert_eq!(world.let_in(&second)?, "429 too-many", "the pace is that of the account, whichever token");
    Ok(())
}

pub(super) fn time() -> Result<(), Fault> {
    let world = World::with("", "per_minute = 60000\nburst = 10000\ntime_limit = \"50ms\"\n")?;
    let many = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL);\n".repeat(20_000);
    let answer = world.review(&json!({ "statements": many }))?;
    assert_eq!((answer.status, answer.problem().as_str()), (503, "too-long"), "{}", answer.status);
    // It still runs where nobody waits for it, and leaves the daemon to others.
    let mut small = world.let_in(&world.token)?;
    while small == "503 too-long" {
        small = world.let_in(&world.token)?;
    }
    assert_eq!(small, "200");
    Ok(())
}

pub(super) fn held() -> Result<(), Fault> {
    let world = World::with("", "per_minute = 60000\nburst = 10000\nat_once = 1\nheld = 1\n")?;
    let body = json!({ "statements": "SELECT 1;" }).to_string();
    let mut slow = opened(world.address())?;
    let head = format!(
        "POST /v1/review HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {}\r\nContent-Type: \
         application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        world.token,
        body.len()
    );
    slow.write_all(head.as_bytes())?;
    // The daemon says that it reads the body: the place is taken.
    let mut line = [0; 25];
    std::io::Read::read_exact(&mut slow, &mut line)?;
    assert_eq!(String::from_utf8_lossy(&line), "HTTP/1.1 100 Continue\r\n\r\n");
    let answer_of_other = world.review(&json!({ "statements": "SELECT 1;" }))?;
    assert_eq!((answer_of_other.status, answer_of_other.problem().as_str()), (503, "busy"), "{answer_of_other:?}");
    slow.write_all(body.as_bytes())?;
    assert_eq!(answer(slow)?.status, 200);
    assert_eq!(world.let_in(&world.token)?, "200");
    Ok(())
}

pub(super) fn configuration() -> Result<(), Fault> {
    let program = tests::Program::fresh()?;
    let file = program.home().join("daemon.toml");
    for (text, words) in [
        ("[review]\nper_minute = 0\n", "`per_minute` in `[review]`"),
        ("[review]\nper_hour = 1\n", "daemon.toml:2:1"),
        ("[review]\nbody_time = 3\n", "daemon.toml:2:13"),
        ("[review]\nbody_time = \"3\"\n", "no unit"),
        ("[review]\nlargest_body = -1\n", "daemon.toml:2:16"),
    ] {
        std::fs::write(&file, text)?;
        let ran = program.run(["serve", "--repo", "nowhere", "--config", "daemon.toml"])?;
        assert!(ran.status == 1 && ran.stderr.contains(words), "{text}: {ran}");
    }
    Ok(())
}
