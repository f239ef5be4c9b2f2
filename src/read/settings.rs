//! Settings, files of inputs, the environment and the date: what a run takes from outside beside its inputs.

#![allow(clippy::disallowed_methods, reason = "this is the place that touches the disk")]

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::source::Source;

use super::{ReadError, files};

/// The settings of a run: the file that was named, else the one in the working folder, where there is one.
///
/// # Errors
/// A file that cannot be read.
pub fn settings(named: Option<&str>) -> Result<Option<Source>, ReadError> {
    let path = match named {
        Some(path) => path,
        None if Path::new(crate::settings::FILE).is_file() => crate::settings::FILE,
        None => return Ok(None),
    };
    text(path).map(Some)
}

/// A text that a person wrote.
///
/// # Errors
/// A file that cannot be read.
pub fn text(path: &str) -> Result<Source, ReadError> {
    Ok(Source::new(path, files::read_text(path)?))
}

/// The environment variables whose names begin with `start`, without it, in the order of their names. One that is not
/// text is passed over.
pub fn environment(start: &str) -> Vec<(String, String)> {
    let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
        let name = name.into_string().ok()?;
        Some((name.strip_prefix(start)?.to_owned(), value.into_string().ok()?))
    };
    let mut found: Vec<(String, String)> = std::env::vars_os().filter_map(text).collect();
    found.sort();
    found
}

/// The date, UTC, as `2027-01-31`.
pub fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (year, month, day) = date_of_day(i64::try_from(seconds / 86_400).unwrap_or(0));
    format!("{year:04}-{month:02}-{day:02}")
}

/// The date of a day counted from 1970, in the calendar whose years begin in March, so that the leap day is the last.
fn date_of_day(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// Writes a file that is not there yet; `false` where one is.
///
/// # Errors
/// When the folder or the file cannot be written.
pub fn write_new(path: &str, text: &str) -> Result<bool, ReadError> {
    if Path::new(path).symlink_metadata().is_ok() {
        return Ok(false);
    }
    if let Some(folder) = Path::new(path).parent() {
        std::fs::create_dir_all(folder).map_err(|error| ReadError::new(path, error.to_string()))?;
    }
    files::write_whole(path, text).map(|()| true)
}

#[cfg(test)]
mod tests {
    use super::date_of_day;

    #[test]
    fn days_are_dates() {
        for (day, date) in [
            (0, (1970, 1, 1)),
            (58, (1970, 2, 28)),
            (11_016, (2000, 2, 29)),
            (20_847, (2027, 1, 29)),
            (47_540, (2100, 2, 28)),
            (47_541, (2100, 3, 1)),
        ] {
            assert_eq!(date_of_day(day), date, "{day}");
        }
    }
}
