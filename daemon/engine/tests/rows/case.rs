//! One case: a file with sections, each begun by a line such as `--- step`.

use std::path::{Path, PathBuf};

use schema::Dialect;

/// One case.
#[derive(Clone, Debug, Default)]
pub(crate) struct Case {
    /// Its name: that of its file.
    pub(crate) name: String,
    /// What is there before.
    pub(crate) live: String,
    /// The statements of the steps that are undone by their rows; mostly one step.
    pub(crate) steps: Vec<Vec<String>>,
    /// What somebody does since.
    pub(crate) since: String,
    /// The rows that are then not as the steps left them, a line each.
    pub(crate) conflicts: Vec<String>,
    /// Why the step is refused.
    pub(crate) refused: Option<String>,
    /// Why the undo is refused, overwriting or not.
    pub(crate) not_undone: Option<String>,
    /// Whether nothing differs afterwards.
    pub(crate) changes_nothing: bool,
    /// Whether only a superuser can set it up.
    pub(crate) needs_superuser: bool,
    /// The oldest major version of the server that knows its statements.
    pub(crate) from_version: u32,
}

impl Case {
    fn read(path: &Path, dialect: Dialect) -> Self {
        let text = std::fs::read_to_string(path).expect("a case");
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let mut case = Self { name, ..Self::default() };
        for section in text.split("--- ").skip(1) {
            let (title, body) = section.split_once('\n').unwrap_or((section, ""));
            let lines = || body.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned);
            match title.trim() {
                "live" => body.clone_into(&mut case.live),
                "step" => case.steps.push(statements(dialect, body)),
                "since" => body.clone_into(&mut case.since),
                "conflicts" => case.conflicts = lines().collect(),
                "refused" => case.refused = lines().next(),
                "not undone" => case.not_undone = lines().next(),
                "changes nothing" => case.changes_nothing = true,
                "from version" => case.from_version = lines().find_map(|line| line.parse().ok()).expect("a number"),
                "needs a superuser" => case.needs_superuser = true,
                other => panic!("{}: no section is called `{other}`", path.display()),
            }
        }
        case
    }
}

fn statements(dialect: Dialect, sql: &str) -> Vec<String> {
    schema::sql::split(dialect, sql).map(|statement| statement.expect("it splits").text.to_owned()).collect()
}

/// The cases of an engine; `GROUNDLINE_TEST_CASE` chooses among them.
pub(crate) fn cases(engine: &str, dialect: Dialect) -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/rows").join(engine);
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(root).expect("cases").filter_map(Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    let only = std::env::var("GROUNDLINE_TEST_CASE").unwrap_or_default();
    let cases = paths.iter().map(|path| Case::read(path, dialect));
    cases.filter(|case| case.name.contains(&only)).collect()
}
