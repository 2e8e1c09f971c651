//! Chromium without a window: loads a page with its scripts and gives the document as it then is.

use std::path::PathBuf;
use std::process::Command;

use tests::{Fault, ran};

/// An installed Chromium.
#[derive(Debug)]
pub(super) struct Browser {
    binary: PathBuf,
}

impl Browser {
    /// The one that `GROUNDLINE_TEST_CHROMIUM` names, or that the system has.
    pub(super) fn installed() -> Option<Self> {
        let named = std::env::var_os("GROUNDLINE_TEST_CHROMIUM").map(PathBuf::from);
        let places = named.into_iter().chain(["/usr/bin/chromium", "/usr/bin/chromium-browser"].map(PathBuf::from));
        places.into_iter().find(|place| place.exists()).map(|binary| Self { binary })
    }

    /// The document of a page three seconds after it was loaded.
    pub(super) fn page(&self, url: &str) -> Result<String, Fault> {
        let profile = tempfile::tempdir()?;
        let mut command = Command::new(&self.binary);
        command.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]);
        command.args(["--disable-background-networking", "--disable-component-update", "--disable-sync"]);
        command.args(["--disable-dev-shm-usage", "--timeout=3000", "--dump-dom"]);
        command.arg(format!("--user-data-dir={}", profile.path().display())).arg(url);
        ran(&mut command, "")?.succeeded()
    }
}
