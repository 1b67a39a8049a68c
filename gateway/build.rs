//! With the feature `embedded-page`: compresses every file of the built page as far as it goes, and
//! writes the table that `src/page/embedded.rs` includes. Without it, nothing.

fn main() {
    #[cfg(feature = "embedded-page")]
    embed::run();
    println!("cargo::rerun-if-changed=build.rs");
}

#[cfg(feature = "embedded-page")]
mod embed {
    use std::fmt::Write as _;
    use std::io::Write as _;
    use std::path::{Path, PathBuf};
    use std::{env, fs};

    const VARIABLE: &str = "DEVSERVER_JOBS_PAGE";

    pub fn run() {
        println!("cargo::rerun-if-env-changed={VARIABLE}");
        let page = env::var_os(VARIABLE).map(PathBuf::from).unwrap_or_else(|| {
            panic!("{VARIABLE} is not set: it names the folder of the built page (`cargo xtask package` sets it)")
        });
        println!("cargo::rerun-if-changed={}", page.display());
        let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
        let mut table = String::from("&[\n");
        let mut pending = vec![(page.clone(), String::new())];
        let mut number = 0;
        while let Some((folder, prefix)) = pending.pop() {
            let entries = fs::read_dir(&folder)
                .unwrap_or_else(|error| panic!("cannot read {}: {error}", folder.display()));
            for entry in entries {
                let path = entry.expect("the folder can be read").path();
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or(".");
                if name.starts_with('.') {
                    continue;
                }
                let key = format!("{prefix}{name}");
                if path.is_dir() {
                    pending.push((path, format!("{key}/")));
                    continue;
                }
                println!("cargo::rerun-if-changed={}", path.display());
                let bytes = fs::read(&path).expect("the file can be read");
                let stored = |suffix: &str, bytes: &[u8]| {
                    let path = out.join(format!("{number}{suffix}"));
                    fs::write(&path, bytes).expect("OUT_DIR can be written");
                    include(&path)
                };
                let smaller = |suffix: &str, coded: Vec<u8>| match coded.len() < bytes.len() {
                    true => format!("Some({})", stored(suffix, &coded)),
                    false => "None".to_owned(),
                };
                let (brotli, gzip) = (smaller(".br", brotli(&bytes)), smaller(".gz", gzip(&bytes)));
                writeln!(
                    table,
                    "File {{ name: {key:?}, identity: {}, brotli: {brotli}, gzip: {gzip} }},",
                    stored("", &bytes)
                )
                .expect("writing to a String cannot fail");
                number += 1;
            }
        }
        table.push(']');
        fs::write(out.join("page.rs"), table).expect("OUT_DIR can be written");
    }

    fn include(path: &Path) -> String {
        format!("include_bytes!({path:?})")
    }

    fn brotli(bytes: &[u8]) -> Vec<u8> {
        let params =
            brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
        let (mut bytes, mut out) = (bytes, Vec::new());
        brotli::BrotliCompress(&mut bytes, &mut out, &params)
            .expect("reading from and writing to memory cannot fail");
        out
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let best = flate2::Compression::best();
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), best);
        encoder
            .write_all(bytes)
            .and_then(|()| encoder.finish())
            .expect("writing to memory cannot fail")
    }
}
