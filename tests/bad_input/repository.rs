//! Folders that are no schema repo, or one with mistakes in it.

use std::os::unix::fs::symlink;

use tests::{Fault, Program, ran};

use super::answer::says;

/// A schema repo from the template.
struct Repo(Program);

impl Repo {
    fn fresh() -> Result<Self, Fault> {
        let program = Program::fresh()?;
        program.run(["init", "repo", "--engine", "sqlite"])?.succeeded()?;
        Ok(Self(program))
    }

    /// Replaces text in a file of it; where no text is named, the new one is appended.
    fn edit(&self, file: &str, old: &str, new: &str) -> Result<(), Fault> {
        let path = self.0.home().join("repo").join(file);
        let text = std::fs::read_to_string(&path)?;
        Ok(std::fs::write(path, if old.is_empty() { text + new } else { text.replace(old, new) })?)
    }

    fn plans(&self, words: &[&str]) -> Result<(), Fault> {
        says(&self.0.run(["plan", "--repo", "repo"])?, 1, words)
    }
}

pub(super) fn not_a_repo() -> Result<(), Fault> {
    let program = Program::fresh()?;
    says(&program.run(["plan", "--repo", "nosuch"])?, 1, &["`nosuch`", "is not there", "groundline init"])?;
    std::fs::create_dir(program.home().join("folder"))?;
    std::fs::write(program.home().join("folder/notes.txt"), "x")?;
    says(&program.run(["plan", "--repo", "folder"])?, 1, &["no schema repo", "groundline.toml", "groundline init"])?;
    says(&program.run(["apply", "--repo", "folder", "--yes"])?, 1, &["no schema repo", "groundline init"])
}

pub(super) fn empty_repo() -> Result<(), Fault> {
    let program = Program::fresh()?;
    ran(std::process::Command::new("git").args(["init", "-q"]).arg(program.home().join("empty")), "")?.succeeded()?;
    says(&program.run(["plan", "--repo", "empty"])?, 1, &["no schema repo", "empty", "groundline init"])
}

pub(super) fn unknown_key() -> Result<(), Fault> {
    let repo = Repo::fresh()?;
    repo.edit("targets/app.toml", "environment", "enviroment")?;
    let words =
        ["targets/app.toml:5:1", "unknown key `enviroment`", "did you mean `environment`?", "groundline explain"];
    repo.plans(&words)
}

pub(super) fn broken_toml() -> Result<(), Fault> {
    let repo = Repo::fresh()?;
    repo.edit("groundline.toml", "", "\n[oops\n")?;
    repo.plans(&["groundline.toml:", "not TOML", "[oops"])
}

pub(super) fn broken_sql_in_a_repo() -> Result<(), Fault> {
    let repo = Repo::fresh()?;
    repo.edit("schemas/app/views.sql", "", "\nCREATE VIEW broken AS SELEC 1;\n")?;
    repo.plans(&["schemas/app/views.sql:", "SELEC", "syntax error"])
}

pub(super) fn unknown_target() -> Result<(), Fault> {
    let program = Repo::fresh()?.0;
    says(&program.run(["plan", "--repo", "repo", "--target", "app"])?, 1, &["no target `app`", "`app-dev`"])
}

pub(super) fn links_and_parents() -> Result<(), Fault> {
    let repo = Repo::fresh()?;
    let (program, home) = (&repo.0, repo.0.home());
    std::fs::write(home.join("secret.sql"), "CREATE TABLE stolen (a integer);")?;
    symlink("../../../secret.sql", home.join("repo/schemas/app/linked.sql"))?;
    repo.plans(&["schemas/app/linked.sql", "symbolic link"])?;
    std::fs::remove_file(home.join("repo/schemas/app/linked.sql"))?;
    symlink("../..", home.join("repo/schemas/app/up"))?;
    repo.plans(&["schemas/app/up", "symbolic link"])?;
    std::fs::remove_file(home.join("repo/schemas/app/up"))?;
    repo.edit("targets/app.toml", "schema = \"app\"", "schema = \"../../other\"")?;
    repo.plans(&["targets/app.toml:6:", "../../other"])?;
    std::fs::create_dir(home.join("schema"))?;
    symlink("../secret.sql", home.join("schema/linked.sql"))?;
    says(&program.run(["plan", "--url", "sqlite:x.db", "--schema", "schema"])?, 1, &["linked.sql", "symbolic link"])
}

pub(super) fn init_twice() -> Result<(), Fault> {
    let program = Repo::fresh()?.0;
    says(&program.run(["init", "repo"])?, 1, &["is there already", "nothing was written"])
}
