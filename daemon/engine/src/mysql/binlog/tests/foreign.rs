//! Bytes that no server would send: they may be refused, and may not make the program panic.

use super::super::log::{Log, Look};
use super::super::wire::Wire;
use super::super::{Event, Position, Watched};
use super::filler;
use super::place::Place;
use crate::Url;
use crate::mutation::Numbers;

/// What a server sent, from one position to another.
struct Recording {
    url: Url,
    from: Position,
    watched: Vec<Watched>,
    packets: Vec<Vec<u8>>,
}

impl Recording {
    /// Writes of every kind to a watched table of every type.
    async fn make(place: &mut Place) -> Self {
        place.lock_form_of_log().await;
        let is_mariadb = place.is_mariadb();
        let filler = filler::definitions(is_mariadb);
        place.run(&format!("CREATE TABLE t ({filler} k VARCHAR(9), n INT, PRIMARY KEY (k, n))")).await;
        place.run("CREATE TABLE other (id INT)").await;
        let from = place.here().await;
        let watched = vec![place.watched("t", &["k", "n"]).await.expect("a table")];
        let (names, values) = (filler::names(is_mariadb), filler::values(is_mariadb, 1));
        place.run(&format!("INSERT INTO t ({names}, k, n) VALUES ({values}, 'a', 1)")).await;
        place.run("INSERT INTO other VALUES (1); UPDATE t SET k = 'b'").await;
        place.compress_log(true).await;
        place
            .run("UPDATE t SET n = 3; DELETE FROM t; ALTER TABLE t ADD x INT, COMMENT 'a comment to be compressed'")
            .await;
        place.compress_log(false).await;
        place.run("SET binlog_format = STATEMENT; INSERT INTO t (k, n) VALUES ('x', 1); FLUSH BINARY LOGS").await;
        let (end, url) = (place.here().await, place.url.clone());
        let mut wire = Wire::open(&url, &from).await.expect("a log");
        let mut log = Log::new(&from, watched.clone());
        let mut packets = Vec::new();
        loop {
            let packet = wire.take().await.expect("a packet").to_vec();
            log.read(&packet, &url).expect("sound");
            packets.push(packet);
            while let Some(event) = log.told() {
                if matches!(event, Event::Committed { at, .. } if at >= end) {
                    return Self { url, from, watched, packets };
                }
            }
        }
    }

    /// What is told of the packets; nothing of those that are refused.
    fn told(&self, packets: &[Vec<u8>]) -> (usize, usize) {
        let mut log = Log::new(&self.from, self.watched.clone());
        let (mut told, mut refused) = (0, 0);
        for packet in packets {
            if log.look(packet) == Look::Wanted && log.read(packet, &self.url).is_err() {
                refused += 1;
            }
            while let Some(event) = log.told() {
                told += 1;
                if let Event::Rows { keys, .. } = event {
                    let mut sql = String::new();
                    keys.iter().for_each(|key| key.write_tuple(&self.watched[0], &mut sql));
                }
            }
        }
        (told, refused)
    }
}

/// Damages an event in one place.
fn mutate(numbers: &mut Numbers, packet: &mut Vec<u8>) {
    let at = numbers.below(packet.len());
    match numbers.below(6) {
        0 => packet[at] = 0xFF,
        1 => packet[at] ^= 1 << numbers.below(8),
        2 => packet[at] = u8::try_from(numbers.below(256)).expect("a byte"),
        3 => packet.truncate(at),
        4 => drop(packet.drain(at..(at + numbers.below(9)).min(packet.len()))),
        _ => packet.insert(at, u8::try_from(numbers.below(256)).expect("a byte")),
    }
}

/// Gives a changed event the checksum that belongs to it, so that what is inside is looked at.
fn seal(packet: &mut [u8]) {
    let crc = crc::Crc::<u32>::new(&crc::CRC_32_ISO_HDLC);
    if let Some((before, sum)) = packet.get_mut(1..).and_then(|event| event.split_last_chunk_mut::<4>()) {
        *sum = crc.checksum(before).to_le_bytes();
    }
}

#[tokio::test]
async fn no_bytes_make_the_reader_panic() {
    let Some(mut place) = Place::new("no_bytes_make_the_reader_panic").await else { return };
    let recording = Recording::make(&mut place).await;
    let (told, refused) = recording.told(&recording.packets);
    let kinds: &[u8] =
        if place.is_mariadb() { &[2, 4, 15, 16, 19, 23, 24, 165, 167, 168] } else { &[2, 4, 15, 16, 19, 30, 31, 32] };
    for &kind in kinds {
        assert!(recording.packets.iter().any(|packet| packet[5] == kind), "no event of kind {kind}");
    }
    assert!(told > 10 && refused == 0, "{told} told, {refused} refused");
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    let mut refusals = 0;
    for _ in 0..1000 {
        let mut packets = recording.packets.clone();
        for _ in 0..=numbers.below(3) {
            let chosen = numbers.below(packets.len());
            let packet = &mut packets[chosen];
            for _ in 0..=numbers.below(4) {
                mutate(&mut numbers, packet);
                if packet.is_empty() {
                    packet.push(0);
                }
            }
            seal(packet);
        }
        refusals += recording.told(&packets).1;
    }
    assert!(refusals > 100, "{refusals} refusals");
    place.drop().await;
}

#[tokio::test]
async fn a_damaged_event_is_refused() {
    let Some(mut place) = Place::new("a_damaged_event_is_refused").await else { return };
    if place.rows("SELECT @@global.binlog_checksum").await != ["CRC32"] {
        println!("skipped: a_damaged_event_is_refused: the server writes no checksums");
        return;
    }
    let recording = Recording::make(&mut place).await;
    let is_insert = |packet: &Vec<u8>| [23, 30, 166, 169].contains(&packet[5]);
    let damaged = |packet: usize, at: usize| {
        let mut packets = recording.packets.clone();
        packets[packet][at] ^= 1;
        packets
    };
    // Others write on the same server: their rows are not read, whatever is in them.
    let mut inserts = (0..recording.packets.len()).filter(|packet| is_insert(&recording.packets[*packet]));
    let is_watched = |packet: &usize| recording.told(&damaged(*packet, 10)).1 > 0;
    let chosen = inserts.find(is_watched).expect("rows of the watched table");
    for at in 6..recording.packets[chosen].len() {
        let packets = damaged(chosen, at);
        // Another number of a table makes the rows those of a foreign one, which are not read.
        let is_table_number = (20..26).contains(&at);
        assert_eq!(recording.told(&packets).1, usize::from(!is_table_number), "byte {at}");
    }
    place.drop().await;
}
