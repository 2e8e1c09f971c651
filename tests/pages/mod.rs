//! The pages and their JSON, asked for over HTTP as anybody may ask.

use std::io::{Read, Write};
use std::net::TcpStream;

use libtest_mimic::{Failed, Trial};
use tests::{Fault, Program, Running};

/// The tests of this module.
pub(crate) fn trials() -> Vec<Trial> {
    [
        (
            "HTTP reads: every method but GET and HEAD is refused, but for the POST of a review",
            only_reads as fn() -> Result<(), Fault>,
        ),
        ("what is no request does not stop the pages", no_request),
    ]
    .into_iter()
    .map(|(name, run)| Trial::test(format!("pages/{name}"), move || run().map_err(Failed::from)))
    .collect()
}

/// A running demo, which serves what the daemon serves, and the address of its pages.
fn served(program: &Program) -> Result<(Running, String), Fault> {
    let mut demo = program.call(["demo", "--listen", "127.0.0.1:0"]).spawn()?;
    let line = demo.line_with("its pages are at")?;
    let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default().to_owned();
    Ok((demo, address))
}

/// What is answered to these bytes.
fn asked(address: &str, request: &str) -> Result<String, Fault> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(request.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

fn request(method: &str, path: &str) -> String {
    format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
}

fn only_reads() -> Result<(), Fault> {
    let program = Program::fresh()?;
    let (_demo, address) = served(&program)?;
    for method in ["GET", "HEAD"] {
        let answer = asked(&address, &request(method, "/"))?;
        assert!(answer.starts_with("HTTP/1.1 200"), "{method}: {answer}");
    }
    let paths = [
        "/",
        "/?format=json",
        "/targets/shop-staging",
        "/healthz",
        "/events",
        "/nowhere",
        "/v1/openapi.json",
        "/v1/review",
    ];
    for path in paths {
        for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PURGE"] {
            let answer = asked(&address, &request(method, path))?;
            // A review changes nothing, and nobody asks for one without a token.
            let expected = if (method, path) == ("POST", "/v1/review") { "HTTP/1.1 401" } else { "HTTP/1.1 405" };
            assert!(answer.starts_with(expected), "{method} {path}: {answer}");
        }
    }
    Ok(())
}

fn no_request() -> Result<(), Fault> {
    let program = Program::fresh()?;
    let (_demo, address) = served(&program)?;
    for bytes in ["hello\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /%zz%00/../../etc/passwd HTTP/1.0\r\n\r\n"] {
        let answer = asked(&address, bytes)?;
        assert!(!answer.contains("root:"), "{answer}");
    }
    let answer = asked(&address, &request("GET", "/healthz"))?;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    Ok(())
}
