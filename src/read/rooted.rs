//! A folder that nothing leads out of. The text that names a path here was written by whoever opened the pull request,
//! so a path may only lead where Terraform itself would look for a part of the configuration: below the root module's
//! folder, and, for the folder of a module, where `../` leads. A link may lead to another place in the same area, never
//! out of it.

#![allow(clippy::disallowed_methods, reason = "this is the place that touches the disk")]

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::modules::Listing;

/// Larger files are not read.
pub(super) const MAX_FILE: u64 = 16 << 20;
/// A folder with more entries is not one of a module.
const MAX_NAMES: usize = 20_000;

/// A folder that is read by relative paths.
pub(super) trait Place: Send + Sync {
    /// The path of a file of this folder, for people.
    fn show(&self, relative: &str) -> String;

    /// Names of the files in the folder `relative`; none where there is no such folder.
    fn names(&self, relative: &str) -> Result<Option<Vec<String>>, String>;

    /// What stands in the folder `relative`; nothing where there is no such folder.
    fn entries(&self, relative: &str) -> Result<Option<Listing>, String>;

    /// The bytes of the file `relative`.
    fn read(&self, relative: &str) -> Result<Vec<u8>, String>;

    /// The bytes of a file that an expression names: below the root module's folder, or below the folder of a module
    /// of the tree, which a `../` source may have put beside it.
    fn read_named(&self, path: &str, modules: &[String]) -> Result<Vec<u8>, String>;
}

/// The folder of a root module.
#[derive(Debug, Clone)]
pub(super) struct Rooted {
    /// As it is shown: relative to the working folder where it lies below it, empty for the working folder itself.
    shown: String,
    /// Without links.
    real: PathBuf,
    /// The folder that `../` may climb to, and no higher.
    top: Option<PathBuf>,
}

impl Rooted {
    /// The folder at `path`; nothing where there is none.
    pub(super) fn new(path: &str) -> Option<Self> {
        let path = if path.is_empty() { "." } else { path };
        let real = fs::canonicalize(path).ok().filter(|real| real.is_dir())?;
        Some(Self { shown: shown(path), top: top(&real), real })
    }

    /// Two ways to write one folder have one name.
    pub(super) fn identity(&self) -> &Path {
        &self.real
    }

    /// Where `relative` lies. It may climb with `../`, and then stays below the folder that it climbs to.
    fn resolve(&self, relative: &str) -> Result<PathBuf, String> {
        let normal = normal(relative)?;
        let ups = normal.iter().take_while(|part| **part == "..").count();
        let mut area = self.real.clone();
        for _ in 0..ups {
            if self.top.as_ref() == Some(&area) || !area.pop() {
                return Err("it leads out of the repository".to_owned());
            }
        }
        inside(&area, &normal.iter().skip(ups).collect::<PathBuf>())
    }

    fn leads_to_something(&self, relative: &str) -> bool {
        normal(relative).is_ok_and(|parts| self.real.join(parts.iter().collect::<PathBuf>()).is_dir())
    }
}

impl Place for Rooted {
    fn show(&self, relative: &str) -> String {
        shown_in(&self.shown, relative)
    }

    fn names(&self, relative: &str) -> Result<Option<Vec<String>>, String> {
        if !self.leads_to_something(relative) {
            return Ok(None);
        }
        let folder = self.resolve(relative)?;
        let entries = fs::read_dir(folder).map_err(|error| error.to_string())?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| error.to_string())?;
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            if let (false, Ok(name)) = (is_folder, entry.file_name().into_string()) {
                names.push(name);
            }
            if names.len() > MAX_NAMES {
                return Err(format!("it has more than {MAX_NAMES} files"));
            }
        }
        Ok(Some(names))
    }

    fn entries(&self, relative: &str) -> Result<Option<Listing>, String> {
        if !self.leads_to_something(relative) {
            return Ok(None);
        }
        let mut listing = Listing::default();
        for (count, entry) in fs::read_dir(self.resolve(relative)?).map_err(|error| said(&error))?.enumerate() {
            if count >= MAX_NAMES {
                return Err(format!("{relative} has more than {MAX_NAMES} files"));
            }
            let entry = entry.map_err(|error| said(&error))?;
            // Of the entry itself: a link is a link.
            let kind = entry.file_type().map_err(|error| said(&error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            match (kind.is_file(), kind.is_dir()) {
                (true, _) => listing.files.push(name),
                (_, true) => listing.folders.push(name),
                _ => listing.others.push(name),
            }
        }
        Ok(Some(listing))
    }

    fn read(&self, relative: &str) -> Result<Vec<u8>, String> {
        read_whole(&self.resolve(relative)?)
    }

    fn read_named(&self, path: &str, modules: &[String]) -> Result<Vec<u8>, String> {
        let wanted = normal(path)?;
        let area = if wanted.first() == Some(&"..") {
            let home = modules.iter().find(|folder| {
                normal(folder).is_ok_and(|folder| folder.first() == Some(&"..") && wanted.starts_with(&folder))
            });
            home.ok_or("it leads out of the configuration's folder")?
        } else {
            "."
        };
        let area_length = normal(area)?.len();
        let area = self.resolve(area)?;
        let rest: PathBuf = wanted.iter().skip(area_length).collect();
        read_whole(&inside(&area, &rest)?)
    }
}

/// The repository that a folder stands in, or else the working folder it stands in. Whoever opens a pull request can write
/// a `source` that climbs to the root of the disk, and then a `file()` that reads below that.
fn top(real: &Path) -> Option<PathBuf> {
    let repository = real.ancestors().find(|folder| folder.join(".git").exists());
    let working = || fs::canonicalize(".").ok().filter(|working| real.starts_with(working) && real != working);
    repository.map(Path::to_owned).or_else(working)
}

/// Where `rest` below `area` lies when all links are followed.
fn inside(area: &Path, rest: &Path) -> Result<PathBuf, String> {
    let area = fs::canonicalize(area).map_err(|error| said(&error))?;
    let real = fs::canonicalize(area.join(rest)).map_err(|error| said(&error))?;
    if real.starts_with(&area) { Ok(real) } else { Err("a link leads out of the configuration's folder".to_owned()) }
}

fn read_whole(path: &Path) -> Result<Vec<u8>, String> {
    // Asked first: a pipe would wait for its other end.
    let length = fs::metadata(path)
        .map_err(|error| said(&error))
        .and_then(|metadata| if metadata.is_file() { Ok(metadata.len()) } else { Err("it is no file".to_owned()) })?;
    let too_large = || format!("it is larger than {} MiB", MAX_FILE >> 20);
    if length > MAX_FILE {
        return Err(too_large());
    }
    let file = fs::File::open(path).map_err(|error| said(&error))?;
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|error| said(&error))?;
    if bytes.len() as u64 > MAX_FILE { Err(too_large()) } else { Ok(bytes) }
}

fn said(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => error.to_string(),
    }
}

/// The parts of a relative path, with `.` gone and `..` only in front, as Terraform joins paths.
pub(super) fn normal(path: &str) -> Result<Vec<&str>, String> {
    let drive = path.as_bytes().get(1) == Some(&b':');
    if path.starts_with(['/', '\\']) || drive || path.contains('\0') {
        return Err("it is not a relative path".to_owned());
    }
    let mut parts: Vec<&str> = Vec::new();
    // Windows writes `\` in `modules.json`.
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    Ok(parts)
}

/// A relative path in its shortest form: `.` for the folder itself, `../x` where it climbs.
pub(super) fn joined(folder: &str, path: &str) -> Result<String, String> {
    normal(path)?;
    let both = format!("{folder}/{path}");
    let parts = normal(&both)?;
    Ok(if parts.is_empty() { ".".to_owned() } else { parts.join("/") })
}

/// How a path below the shown folder is shown.
pub(super) fn shown_in(shown: &str, relative: &str) -> String {
    let (lead, rest) = match shown.strip_prefix('/') {
        Some(rest) => ("/", rest),
        None => ("", shown),
    };
    let rest = if rest.is_empty() { "." } else { rest };
    joined(rest, relative).map_or_else(|_| relative.to_owned(), |path| format!("{lead}{path}"))
}

/// A folder as it is shown.
fn shown(path: &str) -> String {
    let here = std::env::current_dir().ok();
    let below = here.as_ref().and_then(|here| Path::new(path).strip_prefix(here).ok()).and_then(Path::to_str);
    let path = below.unwrap_or(path).trim_end_matches('/');
    path.strip_prefix("./").unwrap_or(if path == "." { "" } else { path }).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_as_terraform_joins_them() {
        assert_eq!(joined(".", "./modules/pool").unwrap(), "modules/pool");
        assert_eq!(joined("modules/app", "../pool/").unwrap(), "modules/pool");
        assert_eq!(joined("modules/app", "../../../shared").unwrap(), "../shared");
        assert_eq!(joined(".", ".").unwrap(), ".");
        assert!(joined(".", "/etc").is_err());
        assert!(joined(".", "C:\\x").is_err());
        assert_eq!(shown_in("stacks/web", "../shared/main.tf"), "stacks/shared/main.tf");
        assert_eq!(shown_in("", "main.tf"), "main.tf");
        assert_eq!(shown_in("/tmp/x", "main.tf"), "/tmp/x/main.tf");
    }

    #[cfg(unix)]
    #[test]
    fn nothing_leads_out() {
        let outer = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = outer.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("secret/key", "s");
        write("shared/file", "shared");
        write("root/policy.json", "{}");
        write("root/sub/x", "x");
        let link =
            |to: &str, from: &str| std::os::unix::fs::symlink(outer.path().join(to), outer.path().join(from)).unwrap();
        link("secret", "root/out");
        link("root/sub", "root/in");
        link("secret/key", "shared/key");
        let rooted = Rooted::new(outer.path().join("root").to_str().unwrap()).unwrap();
        let modules = ["../shared".to_owned(), ".".to_owned()];
        let read = |path: &str| rooted.read_named(path, &modules).map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(read("./policy.json").unwrap(), "{}");
        assert_eq!(read("in/x").unwrap(), "x");
        assert_eq!(read("../shared/file").unwrap(), "shared");
        assert_eq!(read("sub/../policy.json").unwrap(), "{}");
        assert!(read("out/key").unwrap_err().contains("link"));
        assert!(read("../shared/key").unwrap_err().contains("link"));
        assert!(read("../secret/key").unwrap_err().contains("out of"));
        assert!(read("../shared/../secret/key").unwrap_err().contains("out of"));
        assert!(read("/etc/hostname").unwrap_err().contains("relative"));
        assert!(read("sub").unwrap_err().contains("no file"));
        assert!(read("nothing").unwrap_err().contains("no such"));
        assert!(rooted.names("out").is_err());
        assert_eq!(rooted.names("../shared").unwrap().unwrap().len(), 2);
        assert_eq!(rooted.names("gone").unwrap(), None);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_climbs_out_of_the_repository() {
        let outer = tempfile::tempdir().unwrap();
        for folder in ["repository/.git", "repository/shared", "repository/stacks/web", "beside"] {
            fs::create_dir_all(outer.path().join(folder)).unwrap();
            fs::write(outer.path().join(folder).join("file"), "text").unwrap();
        }
        let rooted = Rooted::new(outer.path().join("repository/stacks/web").to_str().unwrap()).unwrap();
        let modules =
            ["../../shared".to_owned(), "../../../beside".to_owned(), "../../..".to_owned(), "../..".to_owned()];
        assert_eq!(rooted.read_named("../../shared/file", &modules).unwrap(), b"text");
        for path in ["../../../beside/file", "../../../../../../etc/hostname"] {
            assert!(rooted.read_named(path, &modules).unwrap_err().contains("out of the repository"), "{path}");
        }
        assert!(rooted.names("../../../beside").unwrap_err().contains("out of the repository"));
    }
}
