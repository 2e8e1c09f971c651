//! `groundline demo`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use crate::demo;
use crate::output::{Exit, Failure};

/// The quick start: a schema repo and two SQLite databases of a music shop, the daemon, the pages, and a tour of it all.
///
/// It commits a change and shows it planned, reviewed and applied, finds a drift, drops a column and brings its data back by
/// a revert. Then it goes on serving until Ctrl-C.
///
/// Example: groundline demo --dir /tmp/music-shop
#[derive(Args)]
pub(crate) struct DemoCommand {
    /// The folder to make it in; it must be empty or absent. A temporary one that is removed at the end, where none is named
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// End after the tour: exit 0 only if every part of it worked
    #[arg(long)]
    once: bool,
    /// Where the pages are served
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
}

impl DemoCommand {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        demo::run(self.dir, self.listen, self.once).await
    }
}
