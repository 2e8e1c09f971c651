//! The music shop: its schema repo, its two databases, and what people do to them.

use std::fs;
use std::path::{Path, PathBuf};

use engine::{Options, Scope, Url, count_by_hand, run_by_hand};
use reconcile::planning::Planning;
use reconcile::rollout::{Retry, Site};
use reconcile::single::{self, SchemaSource};
use repo::{Include, Repository, Revision};

use crate::output::{Failure, Narrator, failures};

const FILES: [(&str, &str); 8] = [
    ("groundline.toml", include_str!("shop/groundline.toml")),
    (".gitignore", include_str!("shop/gitignore")),
    ("targets/shop.toml", include_str!("shop/targets/shop.toml")),
    ("policies/rollout.toml", include_str!("shop/policies/rollout.toml")),
    ("schemas/shop/artists.sql", include_str!("shop/schemas/shop/artists.sql")),
    ("schemas/shop/tracks.sql", include_str!("shop/schemas/shop/tracks.sql")),
    ("schemas/shop/customers.sql", include_str!("shop/schemas/shop/customers.sql")),
    ("schemas/shop/invoices.sql", include_str!("shop/schemas/shop/invoices.sql")),
];
const ROWS: &str = include_str!("shop/rows.sql");

/// The shop in a folder.
pub(super) struct Shop {
    folder: PathBuf,
    repository: Repository,
}

impl Shop {
    /// Makes the schema repo with its first commit, and both databases with rows in them.
    pub(super) async fn make(folder: &Path) -> Result<Self, Failure> {
        if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
            let failure = Failure::error(format!("`{}` is not empty; nothing was written", folder.display()));
            return Err(failure.hint("give an empty or absent folder with `--dir`"));
        }
        let repository = Repository::init(folder).map_err(failures)?;
        let shop = Self { folder: folder.to_owned(), repository };
        for (path, text) in FILES {
            shop.write(path, text)?;
        }
        shop.commit("Open the music shop")?;
        for target in ["shop-staging", "shop-production"] {
            shop.fill(target).await?;
        }
        Ok(shop)
    }

    async fn fill(&self, target: &str) -> Result<(), Failure> {
        let site = self.site(target)?;
        let source = self.folder.join("schemas/shop").display().to_string();
        let schema = SchemaSource::read(&source, |_| None).map_err(failures)?;
        let timeouts = plan::Timeouts { lock_ms: 3000, statement_ms: 0 };
        let planning = Planning { scope: Scope::default(), scratch_url: None, timeouts, all_big: false, cache: None };
        let planned = single::plan(&site, &schema, &planning).await?;
        single::apply(&site, &planned.plan, None, &mut Narrator::silent()).await?;
        run_by_hand(&site.url, ROWS).await.map_err(failures)
    }

    /// The folder.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// One of its databases.
    pub(super) fn site(&self, target: &str) -> Result<Site, Failure> {
        let text = format!("sqlite:{}", self.folder.join(format!("{target}.db")).display());
        let url = Url::parse(&text, |_| None).map_err(failures)?;
        Ok(Site { url, options: Options::default(), scope: Scope::default(), retry: Retry::default(), retention: None })
    }

    /// Writes a file of the schema repo.
    pub(super) fn write(&self, path: &str, text: &str) -> Result<(), Failure> {
        let path = self.folder.join(path);
        let parent = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent).and_then(|()| fs::write(&path, text)).map_err(failures)
    }

    /// Replaces words in a file of the schema repo.
    pub(super) fn edit(&self, path: &str, old: &str, new: &str) -> Result<(), Failure> {
        let text = fs::read_to_string(self.folder.join(path)).map_err(failures)?;
        if !text.contains(old) {
            return Err(Failure::error(format!("`{path}` does not contain what the demo changes")));
        }
        self.write(path, &text.replacen(old, new, 1))
    }

    /// Commits everything that changed.
    pub(super) fn commit(&self, message: &str) -> Result<Revision, Failure> {
        Ok(self.repository.commit(Include::All, &format!("{message}\n"), None).map_err(failures)?.revision)
    }

    /// Commits the opposite of a commit.
    pub(super) fn revert(&self, revision: Revision) -> Result<Revision, Failure> {
        Ok(self.repository.revert(revision, None).map_err(failures)?.revision)
    }

    /// Changes a database as somebody at a shell would.
    pub(super) async fn by_hand(&self, target: &str, sql: &'static str) -> Result<(), Failure> {
        run_by_hand(&self.site(target)?.url, sql).await.map_err(failures)
    }

    /// Asks a database for one number.
    pub(super) async fn count(&self, target: &str, sql: &'static str) -> Result<i64, Failure> {
        count_by_hand(&self.site(target)?.url, sql).await.map_err(failures)
    }
}
