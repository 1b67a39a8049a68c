//! The page inside the program, compressed at compile time.

/// A file of the page.
#[derive(Debug)]
pub struct File {
    /// Its path below the page's folder.
    pub name: &'static str,
    /// Without encoding.
    pub identity: &'static [u8],
    /// If that is shorter.
    pub brotli: Option<&'static [u8]>,
    /// If that is shorter.
    pub gzip: Option<&'static [u8]>,
}

/// Every file; none if the program was compiled without the page.
#[cfg(feature = "embedded-page")]
pub const FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/page.rs"));
/// Every file; none if the program was compiled without the page.
#[cfg(not(feature = "embedded-page"))]
pub const FILES: &[File] = &[];
