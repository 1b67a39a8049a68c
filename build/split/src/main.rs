//! Splits a WebAssembly file that was linked with `--emit-relocs`: `devserver-jobs-split INPUT FOLDER` writes
//! `main.wasm` and one `split_NAME.wasm` for each name of a split point. Calls no other tool.

use std::path::Path;
use std::process::ExitCode;

use wasm_split_cli_support::{Options, transform};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, folder] = arguments.as_slice() else {
        eprintln!("usage: devserver-jobs-split INPUT FOLDER");
        return ExitCode::from(2);
    };
    match split(Path::new(input), Path::new(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{input} cannot be split: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn split(input: &Path, folder: &Path) -> Result<(), String> {
    let wasm = std::fs::read(input).map_err(|error| error.to_string())?;
    let main = folder.join("main.wasm");
    let mut options = Options::new(&wasm);
    options.output_dir = folder;
    options.main_out_path = &main;
    let split = transform(options).map_err(|error| format!("{error:?}"))?;
    if split.split_modules.is_empty() {
        return Err("it has no split point".to_owned());
    }
    Ok(())
}
