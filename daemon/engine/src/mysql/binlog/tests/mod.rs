//! The feed against a real server, and its decoder against bytes that no server would send.

mod crafted;
mod filler;
mod follow;
mod foreign;
mod kinds;
mod place;
mod replay;
mod statements;
