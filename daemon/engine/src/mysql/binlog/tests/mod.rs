//! The feed against a real server, and its decoder against bytes that no server would send.

mod filler;
mod follow;
mod kinds;
mod place;
