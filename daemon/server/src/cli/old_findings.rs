//! The baseline of `groundline review`: where it is, what it takes out, and what is told of it.
//!
//! Invariant: what is there and is no baseline is not written over.

use std::path::{Path, PathBuf};

use clap::Args;
use reconcile::review_repo::{BASELINE, baseline};
use review::{Baseline, Review, Sifted};

use crate::output::{Failure, failures};

/// How many entries of a baseline that match nothing are told by name.
const MOST_STALE: usize = 20;

/// What a review does about old findings.
#[derive(Args)]
pub(super) struct OldFindings {
    /// Old findings, which are counted and stop nobody; default: policies/review-baseline.toml of a schema repo
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Writes every finding of this run into the baseline as an old one, and takes out what matches nothing any more
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = BASELINE)]
    #[arg(conflicts_with_all = ["baseline", "only", "rule"])]
    write_baseline: Option<PathBuf>,
}

/// A baseline and where it is.
pub(super) struct Known {
    path: PathBuf,
    baseline: Baseline,
    is_written: bool,
}

impl OldFindings {
    /// The baseline; none where nothing asks for one.
    pub(super) fn known(&self, is_repo: bool) -> Result<Option<Known>, Failure> {
        let is_written = self.write_baseline.is_some();
        let path = match (&self.write_baseline, &self.baseline) {
            (Some(path), _) => path.clone(),
            (None, Some(path)) if !path.exists() => {
                let failure = Failure::error(format!("the baseline `{}` is not there", path.display()));
                return Err(failure.hint(format!("`--write-baseline {}` writes one", path.display())));
            }
            (None, Some(path)) => path.clone(),
            (None, None) if is_repo => PathBuf::from(BASELINE),
            (None, None) => return Ok(None),
        };
        if is_written && path.extension().is_none_or(|ending| ending != "toml") {
            let message = format!("`{}` is no name for a baseline, which is a .toml file", path.display());
            let hint = "files to review come behind `--`: groundline review --write-baseline -- PATH";
            return Err(Failure::error(message).hint(hint));
        }
        let found = baseline(&path).map_err(failures)?;
        let is_needed = found.is_some() || is_written;
        Ok(is_needed.then(|| Known { path, baseline: found.unwrap_or_default(), is_written }))
    }
}

impl Known {
    /// Takes the old findings out, or writes them down as old first.
    pub(super) fn sift(mut self, found: &mut Review, files: &[&str], is_partial: bool) -> Result<(), Failure> {
        if self.is_written {
            self.write(found, files)?;
        }
        let sifted = self.baseline.sift(found, files);
        if is_partial {
            found.summary.stale = 0;
        } else {
            self.tell(&sifted);
        }
        Ok(())
    }

    fn write(&mut self, found: &Review, files: &[&str]) -> Result<(), Failure> {
        let before = self.baseline.len();
        self.baseline = self.baseline.renewed(&found.findings, files, |file| Path::new(file).is_file());
        let folder = self.path.parent().map_or(Ok(()), std::fs::create_dir_all);
        let written = folder.and_then(|()| std::fs::write(&self.path, self.baseline.to_string()));
        written.map_err(|error| Failure::error(format!("cannot write `{}`: {error}", self.path.display())))?;
        eprintln!("{}: {} old findings, {before} before", self.path.display(), self.baseline.len());
        Ok(())
    }

    /// Says what of the baseline is old no longer, so that it shrinks.
    fn tell(&self, sifted: &Sifted) {
        let path = self.path.display();
        for entry in sifted.stale.iter().take(MOST_STALE) {
            eprintln!("note: {path}: no longer there: {} {}: {}", entry.rule, entry.file, entry.about);
        }
        let gone: usize = sifted.stale.iter().map(|entry| entry.count).sum();
        if gone > 0 {
            eprintln!("hint: {gone} old findings match nothing any more; `--write-baseline` takes them out");
        }
        let missing: Vec<_> = self.baseline.files().into_iter().filter(|file| !Path::new(file).exists()).collect();
        if !missing.is_empty() {
            eprintln!("hint: the baseline names files that are gone: {}", missing.join(", "));
        }
    }
}
