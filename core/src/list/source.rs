//! The JSON that each row was read from, as its length and a hash: a row of a refresh that begins with
//! the same bytes as the row before is copied, which takes a fraction of the time of reading it.

/// The length of the JSON of each row of a chunk, and its hash. Longer ones have the length 0, as have rows
/// that were not read from JSON.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    lengths: Vec<u16>,
    hashes: Vec<u64>,
}

/// Rows are the same whatever they were read from.
impl PartialEq for Sources {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Sources {}

impl Sources {
    /// Adds a row.
    pub(super) fn push(&mut self, json: &[u8]) {
        let length = u16::try_from(json.len()).unwrap_or(0);
        self.lengths.push(length);
        self.hashes.push(if length == 0 { 0 } else { hash(json) });
    }

    /// Adds a row of another chunk.
    pub(super) fn push_row(&mut self, from: &Self, row: usize) {
        self.lengths.push(from.lengths[row]);
        self.hashes.push(from.hashes[row]);
    }

    pub(super) fn clear(&mut self) {
        self.lengths.clear();
        self.hashes.clear();
    }

    /// With how many of these bytes, which are the first ones, a row was read; `None` where it was read from others.
    pub(super) fn beginning(&self, row: usize, bytes: &[u8]) -> Option<usize> {
        let length = usize::from(*self.lengths.get(row)?);
        let json = bytes.get(..length).filter(|json| !json.is_empty())?;
        (hash(json) == self.hashes[row]).then_some(length)
    }
}

/// One lane of `MurmurHash3` without its last step, since whole hashes are compared: two rows that differ have the same
/// one with a probability of about 2⁻⁶⁰. `xxhash-rust` is as fast and takes 665 bytes more of the first module.
fn hash(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks();
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    words.iter().chain([&last]).fold(0, |hash, word| {
        let word = u64::from_le_bytes(*word).wrapping_mul(0x87C3_7B91_1142_53D5);
        let word = word.rotate_left(31).wrapping_mul(0x4CF5_AD43_2745_937F);
        (hash ^ word).rotate_left(27).wrapping_mul(5).wrapping_add(0x52DC_E729)
    })
}
