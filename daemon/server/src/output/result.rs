//! Results on standard output.

use std::io::Write as _;

use serde::Serialize;

use super::Failure;

/// Prints text to standard output; a closed pipe is no error.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::error(format!("cannot write the result: {error}")))
        }
        _ => Ok(()),
    }
}

/// Prints a value as JSON, one object, to standard output.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Failure::of(&error))?;
    print(&format!("{text}\n"))
}
