//! The feed against a real server, and its decoder against bytes that no server would send.

mod follow;
mod place;
