//! Table maps: which number stands for which table in the rows that follow.
//!
//! Invariant: a number is here if and only if the log last gave it to a watched table.

use super::super::bytes::Bytes;
use super::super::watched::Watched;
use super::column::Stored;

/// A watched table as the log has it.
#[derive(Clone, Debug)]
pub(super) struct Mapped {
    id: u64,
    /// Its place among the watched tables.
    pub(super) table: usize,
    pub(super) columns: Vec<Stored>,
}

/// The numbers of the watched tables.
#[derive(Clone, Debug, Default)]
pub(super) struct Maps {
    maps: Vec<Mapped>,
}

/// Why rows of a table cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// The event ends too early, or says what cannot be.
    Damaged,
    /// The table is not as it was when it was first looked at.
    Different { table: usize, reason: String },
}

impl Maps {
    pub(super) fn of(&self, id: u64) -> Option<&Mapped> {
        self.maps.iter().find(|map| map.id == id)
    }

    pub(super) fn clear(&mut self) {
        self.maps.clear();
    }

    /// Takes note of a table map.
    pub(super) fn read(&mut self, body: &[u8], watched: &[Watched]) -> Result<(), Unreadable> {
        let mut bytes = Bytes::new(body);
        let (id, database, name) = names(&mut bytes).ok_or(Unreadable::Damaged)?;
        let table = watched.iter().position(|watched| watched.is_named(database, name));
        if table.is_none_or(|table| self.of(id).is_some_and(|map| map.table != table)) {
            self.maps.retain(|map| map.id != id);
        }
        let Some(table) = table else { return Ok(()) };
        if self.of(id).is_some() {
            return Ok(());
        }
        let codes = columns(&mut bytes).ok_or(Unreadable::Damaged)?;
        let columns = stored(codes, &mut bytes).ok_or(Unreadable::Damaged)?;
        let checked = watched.get(table).map_or(Ok(()), |watched| watched.check(&columns));
        checked.map_err(|reason| Unreadable::Different { table, reason })?;
        // A number that is older than the definition can come no more.
        self.maps.retain(|map| map.table != table);
        self.maps.push(Mapped { id, table, columns });
        Ok(())
    }
}

fn names<'a>(bytes: &mut Bytes<'a>) -> Option<(u64, &'a [u8], &'a [u8])> {
    let id = bytes.little(6)?;
    bytes.take(2)?;
    Some((id, name(bytes)?, name(bytes)?))
}

/// A name has its length before it, and a zero byte behind it.
fn name<'a>(bytes: &mut Bytes<'a>) -> Option<&'a [u8]> {
    let length = usize::from(bytes.u8()?);
    let name = bytes.take(length)?;
    bytes.take(1)?;
    Some(name)
}

fn columns<'a>(bytes: &mut Bytes<'a>) -> Option<&'a [u8]> {
    let count = bytes.length()?;
    bytes.take(count)
}

fn stored(codes: &[u8], bytes: &mut Bytes<'_>) -> Option<Vec<Stored>> {
    let length = bytes.length()?;
    let mut said = Bytes::new(bytes.take(length)?);
    codes.iter().map(|code| Stored::parse(*code, &mut said)).collect()
}
