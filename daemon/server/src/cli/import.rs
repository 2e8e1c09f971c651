//! `groundline import`.

use std::path::PathBuf;

use clap::Args;
use reconcile::rollout::Retry;
use reconcile::single::{ImportedFile, SchemaSource, import, plan};

use super::options::{PlanningArgs, schema_source, site};
use super::plan::refuse_unsupported;
use crate::output::{Exit, Failure, print};

/// Writes a live database as desired SQL, one file an object. A plan against it is empty, and this is checked.
///
/// Example: groundline import --url env:SHOP_URL --out schemas/shop
#[derive(Args)]
pub(crate) struct Import {
    /// The database: `postgres://…`, `mysql://…`, `sqlite:path`, or `env:NAME`
    #[arg(long)]
    url: String,
    /// The folder to write to; it must be empty or absent
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    #[command(flatten)]
    planning: PlanningArgs,
}

impl Import {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        let mut planning = self.planning.planning("")?;
        planning.cache = None;
        let site = site(&self.url, planning.scope.clone(), Retry::default())?;
        self.refuse_filled_folder()?;
        let files = import(&site, &planning).await?;
        self.write(&files)?;
        if files.is_empty() {
            eprintln!("the database has no objects: nothing was written");
            return Ok(Exit::Done);
        }
        let SchemaSource::Files(sources) = schema_source(&self.out.display().to_string())? else {
            return Err(Failure::error(format!("`{}` cannot be read back", self.out.display())));
        };
        let planned = plan(&site, &SchemaSource::Files(sources), &planning).await?;
        refuse_unsupported(&planned)?;
        if !planned.plan.empty {
            let failure = Failure::error("a plan against what was written is not empty; please report this defect");
            return Err(failure.hint(planned.unified_diff()));
        }
        print(&format!("{}: {} file(s) written; a plan against them is empty\n", self.out.display(), files.len()))?;
        Ok(Exit::Done)
    }

    fn refuse_filled_folder(&self) -> Result<(), Failure> {
        let filled = std::fs::read_dir(&self.out).is_ok_and(|mut entries| entries.next().is_some());
        if filled || self.out.is_file() {
            let message = format!("`{}` is not empty; nothing was written", self.out.display());
            return Err(Failure::error(message).hint("give a folder that is absent or empty with `--out`"));
        }
        Ok(())
    }

    fn write(&self, files: &[ImportedFile]) -> Result<(), Failure> {
        for file in files {
            let path = self.out.join(&file.path);
            let folder = path.parent().unwrap_or(&self.out);
            std::fs::create_dir_all(folder)
                .and_then(|()| std::fs::write(&path, &file.text))
                .map_err(|error| Failure::error(format!("cannot write `{}`: {error}", path.display())))?;
        }
        Ok(())
    }
}
