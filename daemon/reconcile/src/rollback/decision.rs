//! The `[[rollback]]` that a rollback writes into `rollouts/`.

use repo::Files;

use super::found::Rollout;
use super::proposal::Wishes;
use crate::desired::written::{self, quoted, quoted_list};
use crate::desired::{DesiredState, Name, Target};

/// The text of the file: one entry, and one more for each changelist that stays as it ran on some targets.
pub(super) fn text(rollout: &Rollout, undone: &[Name], wishes: &Wishes, state: &DesiredState) -> String {
    let (partly, whole): (Vec<&Name>, Vec<&Name>) = undone.iter().partition(|id| wishes.left.contains_key(id.as_str()));
    let mut text = format!("# Takes back: {}\n", printable(&rollout.commit.summary));
    text.push_str(&entry(rollout, &whole, &wishes.targets, wishes, &state.content().to_string()));
    for id in partly {
        let stays = wishes.left.get(id.as_str());
        let changelist = state.changelists.iter().find(|changelist| changelist.id == *id);
        let is_meant = |target: &&&Target| {
            let name = target.name.to_string();
            changelist.is_some_and(|changelist| changelist.is_for(target))
                && (wishes.targets.is_empty() || wishes.targets.contains(&name))
                && !stays.is_some_and(|stays| stays.contains(&name))
        };
        let all = state.targets_in_order();
        let targets: Vec<String> = all.iter().filter(is_meant).map(|target| target.name.to_string()).collect();
        match targets.is_empty() {
            true => text.push_str(&format!("\n# `{id}` cannot be undone and stays as it ran.\n")),
            false => {
                text.push_str(&format!("\n# `{id}` cannot be undone on other targets and stays as it ran there.\n"));
                text.push_str(&entry(rollout, &[id], &targets, wishes, &state.content().to_string()));
            }
        }
    }
    text
}

fn entry(rollout: &Rollout, undone: &[&Name], targets: &[String], wishes: &Wishes, content: &str) -> String {
    let mut text = format!("[[rollback]]\ncommit = \"{}\"\n", rollout.commit.revision);
    if !undone.is_empty() {
        text.push_str(&format!("changelists = {}\n", quoted_list(undone.iter().map(|id| id.as_str()))));
    }
    if !targets.is_empty() {
        text.push_str(&format!("targets = {}\n", quoted_list(targets.iter().map(String::as_str))));
    }
    if wishes.overwrite {
        text.push_str("overwrite = true  # rows that were changed since become what they were\n");
    }
    if !wishes.allow.is_empty() {
        text.push_str(&format!("allow = {}\n", quoted_list(wishes.allow.iter().map(|code| code.name()))));
    }
    text.push_str(&format!("content = \"{content}\"\nreason = {}\n", quoted(&wishes.reason)));
    text
}

/// A path in `rollouts/` that is free.
pub(super) fn free_path(files: &Files, rollout: &Rollout) -> String {
    let short: String = rollout.commit.revision.to_string().chars().take(10).collect();
    written::free_path(files, &format!("rollback-{short}"))
}

/// A line of a comment.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
