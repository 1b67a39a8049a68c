//! A small keyed hash for numbers that look random but are reproducible. It is not secure.

/// The key from which the random numbers of one project are derived.
#[derive(Clone, Copy)]
pub(crate) struct Key(u64);

impl Key {
    /// FNV-1a over the bytes of the project ID, mixed with the seed.
    pub(crate) fn new(project: &str, seed: u64) -> Self {
        let name = project.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Key(mix(name ^ mix(seed)))
    }

    /// A separate key for values that do not depend on slots.
    pub(crate) fn branch(self, name: &str) -> Self {
        Key::new(name, self.0)
    }

    /// The numbers of one slot.
    pub(crate) fn at(self, slot: i64) -> Numbers {
        Numbers(mix(self.0 ^ mix(slot as u64)))
    }

    /// A number below `bound`, the same for all slots of the project.
    pub(crate) fn offset(self, bound: u64) -> i64 {
        (mix(self.0 ^ bound) % bound) as i64
    }
}

/// An infinite sequence of numbers: SplitMix64, in which every step is a bijection.
pub(crate) struct Numbers(u64);

impl Numbers {
    /// The numbers for the nth part of something with its own random number.
    pub(crate) fn of_part(whole: u64, nth: u64) -> Self {
        Numbers(mix(whole ^ mix(nth)))
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// A number below `bound`. The bias of the remainder is negligible here.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    /// An element of a table, which must not be empty.
    pub(crate) fn pick<T: Copy>(&mut self, table: &[T]) -> T {
        let at = self.below(table.len() as u64) as usize;
        table.get(at).copied().expect("a remainder is smaller than what it was divided by")
    }

    /// A UUID of version 4, like the documented IDs.
    pub(crate) fn uuid(&mut self) -> u128 {
        let random = u128::from(self.next()) << 64 | u128::from(self.next());
        let version = 0x4 << 76;
        let variant = 0b10 << 62;
        random & !(0xf << 76) & !(0b11 << 62) | version | variant
    }
}

fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

/// A UUID as text, in lower case.
pub(crate) fn hyphenated(id: u128) -> String {
    let (high, low) = ((id >> 64) as u64, id as u64);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff,
    )
}
