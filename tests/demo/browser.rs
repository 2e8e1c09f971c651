//! Chromium without a window, driven as a user's browser is: by WebDriver, through chromedriver.
//!
//! The protocol: <https://www.w3.org/TR/webdriver2/>.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use tests::Fault;

/// How long a page may take until it says what is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// An installed Chromium.
#[derive(Debug)]
pub(super) struct Browser {
    binary: PathBuf,
}

/// A window of a running browser. Both end with this.
#[derive(Debug)]
pub(super) struct Window {
    driver: Child,
    port: u16,
    session: String,
    _profile: TempDir,
}

impl Browser {
    /// The one that `GROUNDLINE_TEST_CHROMIUM` names, or that the system has.
    pub(super) fn installed() -> Option<Self> {
        let named = std::env::var_os("GROUNDLINE_TEST_CHROMIUM").map(PathBuf::from);
        let places = named.into_iter().chain(["/usr/bin/chromium", "/usr/bin/chromium-browser"].map(PathBuf::from));
        places.into_iter().find(|place| place.exists()).map(|binary| Self { binary })
    }

    /// Opens a window with a profile of its own.
    pub(super) fn open(&self) -> Result<Window, Fault> {
        let profile = tempfile::tempdir()?;
        let mut driver = Command::new("chromedriver");
        driver.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut driver = driver.spawn().map_err(|error| Fault::new(format!("chromedriver does not start: {error}")))?;
        let said = driver.stdout.take().ok_or_else(|| Fault::new("chromedriver has no output"))?;
        let port = BufReader::new(said)
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.split("successfully on port ").nth(1)?.trim_end_matches('.').parse().ok())
            .ok_or_else(|| Fault::new("chromedriver does not say its port"))?;
        let mut window = Window { driver, port, session: String::new(), _profile: profile };
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            &format!("--user-data-dir={}", window._profile.path().display()),
        ];
        let options = json!({ "binary": self.binary, "args": arguments });
        let script = u64::try_from(PATIENCE.as_millis()).unwrap_or(u64::MAX);
        let wanted = json!({ "goog:chromeOptions": options, "timeouts": { "script": script } });
        let opened = window.ask("POST", "/session", &json!({ "capabilities": { "alwaysMatch": wanted } }))?;
        window.session = opened["sessionId"].as_str().unwrap_or_default().to_owned();
        Ok(window)
    }
}

impl Window {
    /// Goes to a page.
    pub(super) fn visit(&self, url: &str) -> Result<(), Fault> {
        self.command("url", &json!({ "url": url })).map(drop)
    }

    /// The document as it is now, or, where `text` is not in it so many times yet, as it is once its scripts have put it there.
    pub(super) fn page_with(&self, text: &str, times: usize) -> Result<String, Fault> {
        let script = "const [text, times, done] = arguments;
            const page = () => document.documentElement.outerHTML;
            const isSo = () => page().split(text).length > times;
            if (isSo()) { done(page()); return; }
            const watch = new MutationObserver(() => { if (isSo()) { watch.disconnect(); done(page()); } });
            watch.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });";
        let page = self.command("execute/async", &json!({ "script": script, "args": [text, times] }));
        let page =
            page.map_err(|error| Fault::new(format!("the page does not come to say `{text}` {times} times: {error}")))?;
        Ok(page.as_str().unwrap_or_default().to_owned())
    }

    fn command(&self, name: &str, body: &Value) -> Result<Value, Fault> {
        self.ask("POST", &format!("/session/{}/{name}", self.session), body)
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, Fault> {
        let body = body.to_string();
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(PATIENCE * 2))?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )?;
        // It leaves the connection open whatever it is asked; the length says where the answer ends.
        let mut answer = BufReader::new(stream);
        let (mut line, mut length) = (String::new(), 0);
        while answer.read_line(&mut line)? > 0 && line != "\r\n" {
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().unwrap_or(0);
            }
            line.clear();
        }
        let mut answer: Value =
            serde_json::from_reader(answer.take(length)).map_err(|error| Fault::new(error.to_string()))?;
        match answer["value"]["error"].as_str() {
            Some(error) => Err(Fault::new(format!("{error}: {}", answer["value"]["message"]))),
            None => Ok(answer["value"].take()),
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // The session's end closes the browser; where it cannot be asked for, there is nobody to tell here.
        let _ = self.ask("DELETE", &format!("/session/{}", self.session), &json!({}));
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
