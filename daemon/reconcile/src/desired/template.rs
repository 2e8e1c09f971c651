//! The schema repo that `groundline init` writes.
//!
//! The files are those of `schema-repo-template/`, held in the program. Invariant: what is written loads without a word.

use schema::Dialect;

/// A file of the template: its path in the schema repo, and its content.
pub type TemplateFile = (&'static str, &'static [u8]);

const COMMON: [TemplateFile; 4] = [
    (".gitattributes", include_bytes!("../../../../schema-repo-template/common/.gitattributes")),
    (".gitignore", include_bytes!("../../../../schema-repo-template/common/.gitignore")),
    ("README.md", include_bytes!("../../../../schema-repo-template/common/README.md")),
    ("policies/rollout.toml", include_bytes!("../../../../schema-repo-template/common/policies/rollout.toml")),
];

const SQLITE: [TemplateFile; 4] = [
    ("groundline.toml", include_bytes!("../../../../schema-repo-template/sqlite/groundline.toml")),
    ("schemas/app/tables.sql", include_bytes!("../../../../schema-repo-template/sqlite/schemas/app/tables.sql")),
    ("schemas/app/views.sql", include_bytes!("../../../../schema-repo-template/sqlite/schemas/app/views.sql")),
    ("targets/app.toml", include_bytes!("../../../../schema-repo-template/sqlite/targets/app.toml")),
];

const POSTGRES: [TemplateFile; 4] = [
    ("groundline.toml", include_bytes!("../../../../schema-repo-template/postgres/groundline.toml")),
    ("schemas/app/tables.sql", include_bytes!("../../../../schema-repo-template/postgres/schemas/app/tables.sql")),
    ("schemas/app/views.sql", include_bytes!("../../../../schema-repo-template/postgres/schemas/app/views.sql")),
    ("targets/app.toml", include_bytes!("../../../../schema-repo-template/postgres/targets/app.toml")),
];

const MYSQL: [TemplateFile; 4] = [
    ("groundline.toml", include_bytes!("../../../../schema-repo-template/mysql/groundline.toml")),
    ("schemas/app/tables.sql", include_bytes!("../../../../schema-repo-template/mysql/schemas/app/tables.sql")),
    ("schemas/app/views.sql", include_bytes!("../../../../schema-repo-template/mysql/schemas/app/views.sql")),
    ("targets/app.toml", include_bytes!("../../../../schema-repo-template/mysql/targets/app.toml")),
];

/// A kit that reviews changes where they are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kit {
    /// GitHub Actions.
    GitHub,
    /// GitLab CI.
    GitLab,
    /// Actions of Gitea and Forgejo.
    Gitea,
    /// A hook of Git, by itself and for the pre-commit program.
    Hook,
}

const GITHUB: [TemplateFile; 1] = [(
    ".github/workflows/groundline.yml",
    include_bytes!("../../../../schema-repo-template/ci/github/.github/workflows/groundline.yml"),
)];

const GITLAB: [TemplateFile; 1] =
    [(".gitlab-ci.yml", include_bytes!("../../../../schema-repo-template/ci/gitlab/.gitlab-ci.yml"))];

const GITEA: [TemplateFile; 1] = [(
    ".gitea/workflows/groundline.yml",
    include_bytes!("../../../../schema-repo-template/ci/gitea/.gitea/workflows/groundline.yml"),
)];

const HOOK: [TemplateFile; 2] = [
    (".githooks/pre-commit", include_bytes!("../../../../schema-repo-template/ci/hook/.githooks/pre-commit")),
    (".pre-commit-config.yaml", include_bytes!("../../../../schema-repo-template/ci/hook/.pre-commit-config.yaml")),
];

/// The files of a kit, in the order of their paths.
pub const fn kit(kit: Kit) -> &'static [TemplateFile] {
    match kit {
        Kit::GitHub => &GITHUB,
        Kit::GitLab => &GITLAB,
        Kit::Gitea => &GITEA,
        Kit::Hook => &HOOK,
    }
}

/// Whether a file of the template is a program.
pub fn is_program(path: &str) -> bool {
    path.starts_with(".githooks/")
}

/// The files of a new schema repo for an engine, in the order of their paths.
pub fn template(engine: Dialect) -> Vec<TemplateFile> {
    let own = match engine {
        Dialect::Sqlite => SQLITE,
        Dialect::Postgres => POSTGRES,
        Dialect::MySql => MYSQL,
    };
    let mut files: Vec<_> = COMMON.into_iter().chain(own).collect();
    files.sort_unstable();
    files
}
