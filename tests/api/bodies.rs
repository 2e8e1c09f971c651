//! Bodies as they come from people and from attackers: too large, too slow, garbage, or not JSON at all.

use std::io::Write;

use serde_json::json;
use tests::Fault;

use super::client::{answer, exchanged, opened};
use super::world::World;

const LIMITS: &str = "per_minute = 60000\nburst = 10000\nlargest_body = 20000\nbody_time = \"500ms\"\n";

fn head(world: &World, more: &str) -> String {
    format!(
        "POST /v1/review HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {}\r\nContent-Type: \
         application/json\r\n{more}\r\n",
        world.token
    )
}

pub(super) fn too_large() -> Result<(), Fault> {
    let world = World::with("", LIMITS)?;
    let sql = |size: usize| json!({ "statements": format!("SELECT 1;{}", " ".repeat(size)) });
    let room = 20_000 - sql(0).to_string().len();
    assert_eq!(world.review(&sql(room))?.status, 200, "as much as may be");
    for size in [room + 1, 4_000_000] {
        let answer = world.review(&sql(size))?;
        assert_eq!((answer.status, answer.json()?["limit"].as_u64()), (413, Some(20_000)), "{answer:?}");
    }
    let piece = format!("1000\r\n{}\r\n", "x".repeat(4096));
    let chunked = head(&world, "Transfer-Encoding: chunked\r\n") + &piece.repeat(30) + "0\r\n\r\n";
    let answer = exchanged(world.address(), chunked.as_bytes())?;
    assert_eq!(answer.status, 413, "{answer:?}");
    world.document().holds("POST", "/v1/review", &answer)?;
    // A length that nobody sends is refused before anything is read.
    let mut stream = opened(world.address())?;
    stream.write_all(head(&world, "Content-Length: 99999999999\r\n").as_bytes())?;
    assert_eq!(super::client::answer(stream)?.status, 413);
    assert_eq!(world.let_in(&world.token)?, "200");
    Ok(())
}

pub(super) fn too_slow() -> Result<(), Fault> {
    let world = World::with("", LIMITS)?;
    let mut stream = opened(world.address())?;
    stream.write_all((head(&world, "Content-Length: 100\r\n") + "{\"statements\":").as_bytes())?;
    let answer = answer(stream)?;
    assert_eq!((answer.status, answer.problem().as_str()), (408, "too-slow"), "{answer:?}");
    world.document().holds("POST", "/v1/review", &answer)?;
    // Nobody's body is read at all: the answer does not wait for it.
    let mut stream = opened(world.address())?;
    stream.write_all(
        b"POST /v1/review HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 100\r\n\r\n",
    )?;
    assert_eq!(super::client::answer(stream)?.status, 401);
    assert_eq!(world.let_in(&world.token)?, "200");
    Ok(())
}

pub(super) fn garbage() -> Result<(), Fault> {
    let world = World::with("", LIMITS)?;
    let bearer = format!("Bearer {}", world.token);
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json; charset=utf-8")];
    let deep = "[".repeat(5000);
    let wrong: [(&[u8], &str); 20] = [
        (b"", "EOF"),
        (b"\xff\xfe", "line 1 column"),
        (b"{\"statements\":\"\xff\"}", "unicode"),
        (b"null", "invalid type"),
        (b"[]", "invalid"),
        (b"7", "invalid type"),
        (b"{", "EOF"),
        (b"{}", "nothing to review"),
        (b"{\"files\":[]}", "`files` is empty"),
        (b"{\"statements\":7}", "invalid type"),
        (b"{\"statements\":\"\",\"files\":[]}", "both"),
        (b"{\"statements\":\"\",\"files\":[{\"path\":\"a\",\"text\":\"\"}]}", "both"),
        (b"{\"statments\":\"\"}", "unknown field `statments`"),
        (b"{\"statements\":\"\",\"statements\":\"\"}", "duplicate field"),
        (b"{\"files\":[{\"path\":\"a\"}]}", "missing field `text`"),
        (b"{\"files\":[{\"path\":\"\",\"text\":\"\"}]}", "path of `files[0]`"),
        (b"{\"files\":[{\"path\":\"a\\u0000\",\"text\":\"\"}]}", "control"),
        (b"{\"files\":[{\"path\":\"a\",\"text\":\"\"},{\"path\":\"a\",\"text\":\"\"}]}", "twice"),
        (b"{\"statements\":\"\",\"engine\":\"oracle\"}", "expected one of `sqlite`"),
        (deep.as_bytes(), "line 1"),
    ];
    for (body, words) in wrong {
        let answer = world.ask(&headers, body)?;
        let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
        assert_eq!((answer.status, answer.problem().as_str()), (400, "malformed"), "{shown}: {answer:?}");
        let detail = answer.json()?["detail"].as_str().unwrap_or_default().to_owned();
        assert!(detail.contains(words), "{shown}: {detail}");
    }
    // SQL that is no SQL is reviewed: that is what a review is for.
    for sql in ["\u{0}", "'", "/*", "$$", "\u{202e}DROP", "SELECT (((((", ";;;;", "🦀"] {
        assert_eq!(world.review(&json!({ "engine": "postgres", "statements": sql }))?.status, 200, "{sql:?}");
    }
    Ok(())
}

pub(super) fn media_type() -> Result<(), Fault> {
    let world = World::fresh()?;
    let bearer = format!("Bearer {}", world.token);
    let token = ("Authorization", bearer.as_str());
    let body = b"{\"statements\":\"SELECT 1;\"}";
    for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "", "multipart/form-data"] {
        let answer = world.ask(&[token, ("Content-Type", kind)], body)?;
        assert_eq!((answer.status, answer.problem().as_str()), (415, "media-type"), "{kind}");
    }
    assert_eq!(world.ask(&[token], body)?.status, 415, "no type at all");
    let json = ("Content-Type", "Application/JSON; charset=utf-8");
    assert_eq!(world.ask(&[token, json], body)?.status, 200);
    assert_eq!(world.ask(&[token, json, ("Content-Encoding", "gzip")], body)?.status, 415);
    assert_eq!(world.ask(&[token, json, ("Content-Encoding", "identity")], body)?.status, 200);
    Ok(())
}
