//! Writes the bills of materials of the gateway and of the npm package into the given folder.

use std::path::PathBuf;
use std::{env, fs, io};

use devserver_jobs_checks::dependencies::{PLATFORMS, packages};
use devserver_jobs_checks::sbom::{Product, bill};

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.ok_or_else(|| io::Error::other("which folder?"))?;
    let [gateway, page] = PLATFORMS.map(|platform| packages(&[platform]));
    let page = ("devserver-jobs", &page);
    let gateway = Product {
        name: "devserver-jobs-gateway",
        parts: &[("devserver-jobs-gateway", &gateway), page],
    };
    let npm = Product { name: "devserver-jobs", parts: &[page] };
    for (file, product) in
        [("devserver-jobs-gateway.cdx.json", gateway), ("npm/sbom.cdx.json", npm)]
    {
        let path = folder.join(file);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(path, format!("{:#}\n", bill(&product)))?;
    }
    Ok(())
}
