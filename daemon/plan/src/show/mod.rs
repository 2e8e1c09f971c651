//! How plans and differences are shown to people: text and unified diff. JSON is the plan itself.

mod json;
mod text;
mod unified;

pub use json::plan_json;
pub use text::plan_text;
pub use unified::unified_diff;
