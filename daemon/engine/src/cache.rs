//! The cache of elaborations: one file for each schema, scope and server version.
//!
//! A cache is never trusted to be there or to be whole: what cannot be read is elaborated again.

use std::fs;
use std::path::{Path, PathBuf};

use schema::{Dialect, Digest, ENCODING};

use crate::elaborate::Elaborated;
use crate::live::Version;
use crate::scope::Scope;

/// Where the elaboration of one schema is kept between runs.
#[derive(Clone, Debug)]
pub struct Cache {
    file: PathBuf,
}

impl Cache {
    /// The place for the schema called `name` (any text that tells schemas apart) in `folder`.
    pub fn new(folder: &Path, name: &str, dialect: Dialect, version: &Version, scope: &Scope) -> Self {
        let build = build();
        let parts = [build.as_str(), ENCODING, name, dialect.name(), &version.text, scope.key()];
        let key = Digest::of_parts(parts.map(str::as_bytes)).hex();
        Self { file: folder.join(format!("{key}.json")) }
    }

    /// The elaboration kept last, if there is one that can be read.
    pub fn load(&self) -> Option<Elaborated> {
        let bytes = fs::read(&self.file).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Keeps an elaboration in place of the one before. A cache that cannot be written is no error: it is only slower.
    pub fn store(&self, elaborated: &Elaborated) {
        let _ = self.try_store(elaborated);
    }

    fn try_store(&self, elaborated: &Elaborated) -> std::io::Result<()> {
        let folder = self.file.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let part = self.file.with_extension(format!("{}.part", std::process::id()));
        let written = fs::File::create(&part).and_then(|file| {
            let mut writer = std::io::BufWriter::new(file);
            serde_json::to_writer(&mut writer, elaborated)?;
            std::io::Write::flush(&mut writer)
        });
        match written {
            Ok(()) => fs::rename(&part, &self.file),
            Err(error) => {
                let _ = fs::remove_file(&part);
                Err(error)
            }
        }
    }
}

/// What tells builds of the program apart: another build may inspect differently, and must not read what this one kept.
fn build() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let metadata = std::env::current_exe().and_then(fs::metadata);
    let made = metadata.as_ref().ok().and_then(|metadata| metadata.modified().ok());
    let size = metadata.as_ref().map_or(0, fs::Metadata::len);
    format!("{version} {size} {made:?}")
}
