//! The file name of an export.

use devserver_jobs_core::iso;
use devserver_jobs_core::job::Millis;

/// A file name from its subject and the time, such as `devserver-jobs_demo_night-shift_20250610-152000.csv`.
/// Characters that file systems forbid become hyphens.
pub fn file_name(of: &[&str], at: Millis, offset: i32, extension: &str) -> String {
    let mut name = "devserver-jobs".to_owned();
    for part in of.iter().filter(|part| !part.is_empty()) {
        name.push('_');
        let kept = |c: char| if c.is_alphanumeric() { c } else { '-' };
        name.extend(part.chars().take(64).map(kept));
    }
    let mut time = String::new();
    iso::write(&mut time, at, offset);
    let digits = time.chars().take(19).filter_map(|c| match c {
        'T' => Some('-'),
        digit => digit.is_ascii_digit().then_some(digit),
    });
    name.push('_');
    name.extend(digits);
    name.push('.');
    name.push_str(extension);
    name
}
