//! The page inside the program, compressed when it was compiled. It holds the bytes and nothing else.

/// A file of the page.
#[derive(Debug)]
pub struct File {
    /// Its path below the page's folder.
    pub name: &'static str,
    /// As it is.
    pub identity: &'static [u8],
    /// Where that is shorter.
    pub brotli: Option<&'static [u8]>,
    /// Where that is shorter.
    pub gzip: Option<&'static [u8]>,
}

/// Every file; none where the program was compiled without the page.
#[cfg(feature = "embedded-page")]
pub const FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/page.rs"));
/// Every file; none where the program was compiled without the page.
#[cfg(not(feature = "embedded-page"))]
pub const FILES: &[File] = &[];
