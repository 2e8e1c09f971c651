//! How plans and differences are shown to people: text and unified diff. JSON is the plan itself.

mod text;
mod unified;

pub use text::plan_text;
pub use unified::unified_diff;
