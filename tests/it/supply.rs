//! What the program is made of: nothing but crates.io, by checksum, and no `unsafe` of our own. `cargo deny` in CI looks at
//! licences and advisories beside; what is here holds without a network.

use crate::tool::root;

fn file(name: &str) -> String {
    std::fs::read_to_string(root().join(name)).unwrap()
}

/// The values of `key = "…"` in a package of `Cargo.lock`.
fn value<'t>(package: &'t str, key: &str) -> Option<&'t str> {
    package.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"'))
}

#[test]
fn every_dependency_comes_from_crates_io_by_its_checksum() {
    let lock = file("Cargo.lock");
    let packages: Vec<&str> = lock.split("[[package]]\n").skip(1).collect();
    assert!(packages.len() > 50);
    for package in packages {
        let name = value(package, "name").unwrap();
        if name == "poolproof" {
            continue;
        }
        assert_eq!(value(package, "source"), Some("registry+https://github.com/rust-lang/crates.io-index"), "{name}");
        assert_eq!(value(package, "checksum").map(str::len), Some(64), "{name}");
    }
}

#[test]
fn no_code_of_ours_is_unsafe() {
    let manifest = file("Cargo.toml");
    let (_, lints) = manifest.split_once("\n[lints.rust]\n").unwrap();
    assert!(lints.lines().take_while(|line| !line.is_empty()).any(|line| line == "unsafe_code = \"forbid\""));
    for path in crate::policies::files_below(&root().join("src"))
        .iter()
        .filter(|path| path.extension().is_some_and(|it| it == "rs"))
    {
        let text = std::fs::read_to_string(path).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        assert!(
            !code.into_iter().any(|line| line.contains("unsafe {") || line.contains("unsafe fn")),
            "{}",
            path.display()
        );
    }
}

/// A package that nobody asks a feature of brings no more than it needs.
#[test]
fn nothing_is_there_twice_that_unpacks() {
    let lock = file("Cargo.lock");
    for name in ["zopfli", "zlib-rs", "libz-sys", "openssl-sys", "tokio", "reqwest", "ureq", "rustls"] {
        assert!(!lock.contains(&format!("name = \"{name}\"\n")), "{name}: no network, and one decoder");
    }
}
