//! A daemon that publishes what it observes, and what it answers over HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;

use serde_json::Value;

use crate::{Fault, Program, Ran, Running};

/// How long a state is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running daemon.
#[derive(Debug)]
pub struct Published {
    address: String,
    daemon: Running,
}

impl Published {
    /// Starts a daemon on a schema repo.
    ///
    /// # Errors
    /// A daemon that does not serve.
    pub fn serve(program: &Program, repo: &Path, more: &[&str], env: &[(&str, &str)]) -> Result<Self, Fault> {
        let state = program.home().join("state");
        let (repo, state) = (repo.display().to_string(), state.display().to_string());
        let mut args = vec!["serve", "--repo", &repo, "--state", &state, "--listen", "127.0.0.1:0"];
        args.extend(more);
        let call = env.iter().fold(program.call(args), |call, (name, value)| call.env(name, value));
        let daemon = call.spawn()?;
        daemon.says(" and follows ")?;
        let said = daemon.said_so_far();
        let address = said.split("groundline serves http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.ok_or_else(|| Fault::new(format!("it does not say where it serves: {said}")))?.to_owned();
        Ok(Self { address, daemon })
    }

    /// Its address as a URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.daemon.id()
    }

    /// Kills it with SIGKILL and waits until it is gone.
    ///
    /// # Errors
    /// A process that cannot be waited for.
    pub fn kill(self) -> Result<Ran, Fault> {
        self.daemon.kill()
    }

    /// The status code and the body that it answers a request with.
    ///
    /// # Errors
    /// No answer.
    pub fn ask(&self, method: &str, path: &str) -> Result<(u16, String), Fault> {
        let mut stream = self.connect()?;
        write!(stream, "{method} {path} HTTP/1.0\r\nHost: localhost\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let code = head.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
        Ok((code, body.to_owned()))
    }

    /// Waits until what a path answers as JSON is so; it is asked again at every event of the daemon.
    ///
    /// # Errors
    /// Not in time, or never.
    pub fn until(&self, path: &str, is_so: impl Fn(&Value) -> bool) -> Result<Value, Fault> {
        let mut events = self.connect()?;
        write!(events, "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
        let mut events = BufReader::new(events);
        let (mut line, mut last) = (String::new(), String::new());
        loop {
            let (code, body) = self.ask("GET", path)?;
            if let Ok(value) = serde_json::from_str::<Value>(&body)
                && code == 200
                && is_so(&value)
            {
                return Ok(value);
            }
            last = if body.is_empty() { last } else { body };
            loop {
                line.clear();
                let read = events.read_line(&mut line);
                if !read.is_ok_and(|count| count > 0) {
                    return Err(Fault::new(format!("{path} never was as it should be; the last answer: {last}")));
                }
                if line.starts_with("data: ") {
                    break;
                }
            }
        }
    }

    fn connect(&self) -> Result<TcpStream, Fault> {
        let stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(stream)
    }
}
