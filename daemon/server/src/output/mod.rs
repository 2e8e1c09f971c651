//! What people and programs read: results on standard output, messages and progress on standard error.

mod failure;
mod fault;
mod narrator;
mod online;
mod result;

pub(crate) use failure::{Exit, Failure, failures};
pub(crate) use fault::fault_checkpoint;
pub(crate) use narrator::Narrator;
pub(crate) use online::{took_as_json, took_in_words};
pub(crate) use result::{json, print};
