//! A schema repo, the daemon that follows it, and a token that lets in.

use std::io::{BufRead, BufReader, Write};

use serde_json::{Value, json};
use tests::{Fault, GitRepo, Program, Running};

use super::client::{self, Answer, exchanged, request};
use super::document::Document;

const PROJECT: &str = "format = 1\nproject = \"shop\"\nenvironments = [\"dev\", \"prod\"]\n";
const TARGETS: &str = "[[target]]\nname = \"shop-dev\"\nenvironment = \"dev\"\nschema = \"shop\"\nurl = \"sqlite:dev.db\"\n\n\
    [[target]]\nname = \"shop-prod\"\nenvironment = \"prod\"\nschema = \"shop\"\nurl = \"sqlite:prod.db\"\n";
const SCHEMA: &str = "CREATE TABLE orders (\n    id INTEGER PRIMARY KEY,\n    note TEXT\n);\n";
/// Enough for a test that is not about limits.
const GENEROUS: &str = "per_minute = 60000\nburst = 10000\n";

/// A schema repo and its daemon, in a world of their own.
pub(super) struct World {
    pub(super) program: Program,
    pub(super) repo: GitRepo,
    /// A token of the service account `ci`.
    pub(super) token: String,
    address: String,
    daemon: Running,
    document: Document,
}

impl World {
    /// With generous limits.
    pub(super) fn fresh() -> Result<Self, Fault> {
        Self::with("", "")
    }

    /// With more lines of `access/people.toml`, and with other lines of `[review]` in the configuration.
    pub(super) fn with(people: &str, limits: &str) -> Result<Self, Fault> {
        let (program, repo) = (Program::fresh()?, GitRepo::fresh()?);
        repo.write("groundline.toml", PROJECT)?;
        repo.write("targets/shop.toml", TARGETS)?;
        repo.write("schemas/shop/orders.sql", SCHEMA)?;
        repo.write(".gitignore", "*.db*\n.groundline\n")?;
        repo.write("access/people.toml", &format!("[[service-account]]\nname = \"ci\"\n\n{people}"))?;
        let token = new_token(&program, &repo, "ci")?;
        let commit = repo.commit("a shop")?;
        let config = program.home().join("daemon.toml");
        let limits = if limits.is_empty() { GENEROUS } else { limits };
        std::fs::write(&config, format!("listen = \"127.0.0.1:0\"\n[review]\n{limits}"))?;
        let daemon = program.call(["serve", "--repo"]).arg(repo.path()).arg("--config").arg(&config).arg("--state");
        let daemon = daemon.arg(program.home().join("state")).spawn()?;
        daemon.says("groundline serves http://")?;
        let said = daemon.said_so_far();
        let address =
            said.split("http://").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default().to_owned();
        let document = Document(exchanged(&address, &request("GET", "/v1/openapi.json", &[], b""))?.json()?);
        let world = Self { program, repo, token, address, daemon, document };
        world.is_in_force(&commit)?;
        Ok(world)
    }

    /// Where the daemon listens.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// The document as it was served.
    pub(super) fn document(&self) -> &Document {
        &self.document
    }

    /// What the daemon logged so far.
    pub(super) fn log(&self) -> String {
        self.daemon.said_so_far()
    }

    /// Waits until the daemon logged that.
    pub(super) fn logs(&self, text: &str) -> Result<(), Fault> {
        self.daemon.says(text)
    }

    /// Commits a file and waits until the commit is in force.
    pub(super) fn commit(&self, path: &str, text: &str) -> Result<(), Fault> {
        self.repo.write(path, text)?;
        self.is_in_force(&self.repo.commit(path)?)
    }

    /// Waits until a commit is in force, as the daemon's events tell.
    pub(super) fn is_in_force(&self, commit: &str) -> Result<(), Fault> {
        let mut events = client::opened(&self.address)?;
        events.write_all(&request("GET", "/events", &[], b""))?;
        for line in BufReader::new(events).lines() {
            line?;
            let status = exchanged(&self.address, &request("GET", "/?format=json", &[], b""))?.json()?;
            if status["source"]["revision"] == commit {
                return Ok(());
            }
        }
        Err(Fault::new(format!("{commit} never came into force\n{}", self.log())))
    }

    /// Asks for a review of statements with the world's own token.
    pub(super) fn review(&self, body: &Value) -> Result<Answer, Fault> {
        self.review_as(&self.token, body)
    }

    /// Asks for a review with a token.
    pub(super) fn review_as(&self, token: &str, body: &Value) -> Result<Answer, Fault> {
        let bearer = format!("Bearer {token}");
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        self.ask(&headers, body.to_string().as_bytes())
    }

    /// Whether a token lets in: `200`, or the problem.
    pub(super) fn let_in(&self, token: &str) -> Result<String, Fault> {
        let answer = self.review_as(token, &json!({ "statements": "SELECT 1;" }))?;
        Ok(if answer.status == 200 { "200".to_owned() } else { format!("{} {}", answer.status, answer.problem()) })
    }

    /// Posts a body; the answer is held against the document.
    pub(super) fn ask(&self, headers: &[(&str, &str)], body: &[u8]) -> Result<Answer, Fault> {
        let answer = exchanged(&self.address, &request("POST", "/v1/review", headers, body))?;
        self.document.holds("POST", "/v1/review", &answer)?;
        Ok(answer)
    }

    /// Another token of an account, written to the schema repo and not committed yet.
    pub(super) fn new_token(&self, account: &str) -> Result<String, Fault> {
        new_token(&self.program, &self.repo, account)
    }

    /// `access/people.toml` as it is in the work tree.
    pub(super) fn people(&self) -> Result<String, Fault> {
        Ok(std::fs::read_to_string(self.repo.path().join("access/people.toml"))?)
    }
}

fn new_token(program: &Program, repo: &GitRepo, account: &str) -> Result<String, Fault> {
    let ran = program.call(["token", "new", account, "--write", "--repo"]).arg(repo.path()).run()?;
    Ok(ran.succeeded()?.trim().to_owned())
}
