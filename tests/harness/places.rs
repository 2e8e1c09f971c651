//! Where things are: the checkout and what may stand beside it.

use std::path::{Path, PathBuf};

/// The root of the checkout.
pub fn workspace() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().unwrap_or(tests).to_path_buf()
}

/// `../shared/<name>` beside the checkout, where it is there.
pub fn shared(name: &str) -> Option<PathBuf> {
    let place = workspace().parent()?.join("shared").join(name);
    place.exists().then_some(place)
}
