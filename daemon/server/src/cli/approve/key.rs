//! The key to sign with: as given, that of Git's configuration, or one of `~/.ssh` that a known person has.

use std::path::{Path, PathBuf};

use access::SigningKey;
use reconcile::desired::Governance;
use repo::Repository;

use crate::output::Failure;

/// The names of keys that `ssh` looks for itself.
const USUAL: [&str; 5] = ["id_ed25519", "id_ed25519_sk", "id_ecdsa", "id_ecdsa_sk", "id_rsa"];

/// A key, by the file that `ssh-keygen` is given.
pub(super) struct Key {
    pub(super) file: PathBuf,
    /// The public key, where its file is there.
    pub(super) public: Option<SigningKey>,
    /// Kept while the file is needed.
    _written: Option<tempfile::NamedTempFile>,
}

impl Key {
    /// Chooses a key; nothing where there is none.
    pub(super) fn choose(
        given: Option<&Path>,
        repository: &Repository,
        people: &Governance,
    ) -> Result<Option<Self>, Failure> {
        if let Some(file) = given {
            if !file.is_file() {
                return Err(Failure::error(format!("there is no key at `{}`", file.display())));
            }
            return Ok(Some(Self::of_file(file)));
        }
        if let Some(key) = repository.setting("user.signingKey").and_then(|text| Self::of_setting(&text)) {
            return Ok(Some(key));
        }
        let folder = std::env::home_dir().map(|home| home.join(".ssh"));
        let files = folder.into_iter().flat_map(|folder| USUAL.map(|name| folder.join(name)));
        let mut there: Vec<_> = files.filter(|file| file.is_file()).map(|file| Self::of_file(&file)).collect();
        let known = there.iter().position(|key| key.address(people).is_some());
        Ok((!there.is_empty()).then(|| there.swap_remove(known.unwrap_or(0))))
    }

    fn of_file(file: &Path) -> Self {
        let is_public = file.extension().is_some_and(|ending| ending == "pub");
        let public = if is_public { file.to_owned() } else { with_ending(file, ".pub") };
        let public = std::fs::read_to_string(public).ok().and_then(|text| SigningKey::parse(&text).ok());
        Self { file: file.to_owned(), public, _written: None }
    }

    /// `user.signingKey` of Git: a file, or a public key itself, whose private part the agent has.
    fn of_setting(text: &str) -> Option<Self> {
        let literal = text.strip_prefix("key::").unwrap_or(text);
        if let Ok(public) = SigningKey::parse(literal) {
            let written = tempfile::Builder::new().suffix(".pub").tempfile().ok()?;
            std::fs::write(written.path(), format!("{literal}\n")).ok()?;
            return Some(Self { file: written.path().to_owned(), public: Some(public), _written: Some(written) });
        }
        let path = match (text.strip_prefix("~/"), std::env::home_dir()) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => PathBuf::from(text),
        };
        path.is_file().then(|| Self::of_file(&path))
    }

    /// The first address of the person whose key it is.
    pub(super) fn address(&self, people: &Governance) -> Option<String> {
        let key = self.public.as_ref()?;
        let owner = people.persons().find(|(_, person)| person.keys.contains(key));
        owner.and_then(|(_, person)| person.emails.first().cloned())
    }

    /// How a message names it.
    pub(super) fn shown(&self) -> String {
        self.public.as_ref().map_or_else(|| self.file.display().to_string(), SigningKey::fingerprint)
    }
}

fn with_ending(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
