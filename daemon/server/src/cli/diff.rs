//! `groundline diff`.

use clap::Args;
use reconcile::single::{Difference, difference};

use super::options::{Format, PlanningArgs, schema_source, source_name};
use crate::output::{Exit, Failure, json, print};

/// Shows the difference of two schemas, as a unified diff and as statements. Changes nothing.
///
/// A source is a database URL, a folder of .sql files, or one .sql file. Exit 0: the same; 2: they differ.
///
/// Example: groundline diff --from env:PROD_URL --to schemas/shop
#[derive(Args)]
pub(crate) struct Diff {
    /// The schema before
    #[arg(long, value_name = "SOURCE")]
    from: String,
    /// The schema after
    #[arg(long, value_name = "SOURCE")]
    to: String,
    /// How the difference is printed; text is the unified diff and the statements
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    planning: PlanningArgs,
}

impl Diff {
    pub(crate) async fn run(self) -> Result<Exit, Failure> {
        let name = format!("{}\n{}", source_name(&self.from), source_name(&self.to));
        let mut planning = self.planning.planning(&name)?;
        planning.cache = None;
        let (from, to) = (schema_source(&self.from)?, schema_source(&self.to)?);
        let difference = difference(&from, &to, self.planning.engine.map(Into::into), &planning).await?;
        show(&difference, self.format)?;
        Ok(if difference.objects.is_empty() { Exit::Done } else { Exit::Difference })
    }
}

fn show(difference: &Difference, format: Format) -> Result<(), Failure> {
    match format {
        Format::Diff => print(&difference.text),
        Format::Text => print(&format!("{}{}", difference.text, statements(difference))),
        Format::Json => {
            let mut value = plan::show::plan_json(&difference.plan);
            value["diff"] = difference.text.clone().into();
            let object = |(id, change): &(schema::ObjectId, &str)| serde_json::json!({ "object": { "kind": id.kind, "name": id.dotted() }, "change": change });
            value["objects"] = difference.objects.iter().map(object).collect();
            json(&value)
        }
    }
}

fn statements(difference: &Difference) -> String {
    let statements = difference.plan.steps.iter().flat_map(|step| &step.statements);
    let text: String = statements.map(|statement| format!("{statement};\n")).collect();
    if text.is_empty() { text } else { format!("\n{text}") }
}
