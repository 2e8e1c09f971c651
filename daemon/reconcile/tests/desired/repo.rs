//! Small schema repos in memory, and what is said about them.

use std::collections::BTreeMap;

use reconcile::desired::{DesiredState, Diagnostics, load};

/// A schema repo in memory.
#[derive(Clone)]
pub(crate) struct Repo(pub(crate) BTreeMap<String, Vec<u8>>);

/// A schema repo that loads without a word.
pub(crate) fn shop() -> Repo {
    let mut repo = Repo(BTreeMap::new());
    repo.0.insert("README.md".to_owned(), b"# shop\n".to_vec());
    repo.with("groundline.toml", "format = 1\nproject = \"shop\"\nenvironments = [\"dev\", \"prod\"]\n")
        .with("targets/shop.toml", TARGET)
        .with("schemas/shop/orders.sql", "CREATE TABLE orders (id integer PRIMARY KEY);\n")
}

/// The one target of `shop`.
pub(crate) const TARGET: &str =
    "[[target]]\nname = \"shop-dev\"\nenvironment = \"dev\"\nschema = \"shop\"\nurl = \"sqlite:shop.db\"\n";

impl Repo {
    /// The same with a file added or replaced.
    pub(crate) fn with(mut self, path: &str, text: impl Into<Vec<u8>>) -> Self {
        self.0.insert(path.to_owned(), text.into());
        self
    }

    /// The same without a file.
    pub(crate) fn without(mut self, path: &str) -> Self {
        self.0.remove(path);
        self
    }

    /// The same with lines after the last of the target's file.
    pub(crate) fn and_target(self, text: &str) -> Self {
        self.with("targets/shop.toml", format!("{TARGET}{text}"))
    }

    /// The same with a rollout policy.
    pub(crate) fn and_rollout(self, text: &str) -> Self {
        self.with("policies/rollout.toml", text)
    }

    /// What it says.
    #[track_caller]
    pub(crate) fn loads(&self) -> DesiredState {
        let wrong = load(&self.0).err().unwrap_or_default();
        assert!(wrong.is_empty(), "it should load:\n{wrong}");
        load(&self.0).expect("nothing is wrong, as asserted above")
    }

    /// What is wrong with it.
    #[track_caller]
    pub(crate) fn fails(&self) -> Diagnostics {
        load(&self.0).expect_err("it should be refused")
    }

    /// Asserts what is wrong with it, as printed.
    #[track_caller]
    pub(crate) fn is_refused_with(&self, expected: &str) {
        assert_eq!(self.fails().to_string(), expected.trim_start_matches('\n').trim_end());
    }
}
