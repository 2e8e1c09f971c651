//! Events made by hand, because no test can make a server write them.

use super::super::log::{Log, Look};
use super::super::{Event, Position};
use crate::Url;

const XID: u8 = 16;
const ROTATE: u8 = 4;
const INSERTED: u8 = 23;
const IGNORABLE: u16 = 0x80;

/// A packet with an event that ends at `next`.
fn packet(kind: u8, next: u32, flags: u16, body: &[u8]) -> Vec<u8> {
    let mut packet = vec![0];
    packet.extend(1_700_000_000_u32.to_le_bytes());
    packet.push(kind);
    packet.extend(1_u32.to_le_bytes());
    packet.extend(u32::try_from(19 + body.len()).expect("short").to_le_bytes());
    packet.extend(next.to_le_bytes());
    packet.extend(flags.to_le_bytes());
    packet.extend(body);
    packet
}

fn log() -> Log {
    Log::new(&Position::new("bin.000001", 4), Vec::new())
}

fn told(log: &mut Log, packet: &[u8]) -> Vec<Event> {
    let url = Url::parse("mysql://localhost/", |_| None).expect("a URL");
    if log.look(packet) == Look::Wanted {
        log.read(packet, &url).expect("sound");
    }
    std::iter::from_fn(|| log.told()).collect()
}

fn committed(file: &str, offset: u64) -> Vec<Event> {
    vec![Event::Committed { at: Position::new(file, offset), timestamp: 1_700_000_000 }]
}

#[test]
fn a_position_that_cannot_be_asked_for_is_not_told() {
    let mut log = log();
    assert_eq!(told(&mut log, &packet(XID, 1000, 0, &[0; 8])), committed("bin.000001", 1000));
    // A file of more than 4 GiB counts from 0 again.
    for next in [3_000_000_000, 4_200_000_000, 100] {
        assert_eq!(told(&mut log, &packet(INSERTED, next, 0, &[7; 40])), []);
    }
    assert_eq!(told(&mut log, &packet(XID, 200, 0, &[0; 8])), []);
    let rotate = [&4_u64.to_le_bytes()[..], b"bin.000002"].concat();
    assert_eq!(told(&mut log, &packet(ROTATE, 300, 0, &rotate)), committed("bin.000002", 4));
    assert_eq!(told(&mut log, &packet(XID, 500, 0, &[0; 8])), committed("bin.000002", 500));
}

#[test]
fn a_position_in_the_midst_of_a_transaction_is_not_told() {
    let mut log = log();
    let query = |sql: &str| [&[0; 13], &[0][..], sql.as_bytes()].concat();
    let heartbeat = packet(27, 900, 0, b"bin.000001");
    assert_eq!(told(&mut log, &packet(2, 800, 0, &query("BEGIN"))), []);
    assert_eq!(told(&mut log, &heartbeat), []);
    assert_eq!(told(&mut log, &packet(2, 950, 0, &query("SAVEPOINT `a`"))), []);
    assert_eq!(told(&mut log, &packet(2, 960, 0, &query("ROLLBACK TO `a`"))), []);
    assert_eq!(told(&mut log, &packet(2, 990, 0, &query("INSERT INTO x VALUES (1)"))), []);
    assert_eq!(told(&mut log, &packet(2, 1000, 0, &query("COMMIT"))), committed("bin.000001", 1000));
    assert_eq!(told(&mut log, &heartbeat), committed("bin.000001", 1000));
}

#[test]
fn what_is_not_known_is_told_unless_it_may_be_left_out() {
    // An incident, a transaction compressed as a whole, and kinds of servers to come.
    for kind in [26, 40, 172, 250] {
        let told = told(&mut log(), &packet(kind, 500, 0, &[0; 20]));
        assert!(matches!(told[..], [Event::Unfollowable { table: None, .. }, ..]), "{kind}: {told:?}");
    }
    assert_eq!(told(&mut log(), &packet(172, 500, IGNORABLE, &[0; 20])), []);
    // Part of a statement, a note on rows, the start of encryption.
    for kind in [5, 13, 14, 29, 160, 164] {
        assert_eq!(told(&mut log(), &packet(kind, 500, 0, &[0; 20])), [], "{kind}");
    }
}
