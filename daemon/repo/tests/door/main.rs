//! The Git door against real Git: real repositories, `git daemon`, sshd, and `git http-backend` behind TLS.
//!
//! A server program that is not installed is named as `skipped: … because …` on standard error.

mod following;
mod locations;
mod opening;
mod reading;
mod refusals;
mod remotes;
mod servers;
mod support;
mod watching;
mod work_trees;
mod writing;
