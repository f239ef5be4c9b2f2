//! `init`: the files of the homes that poolproof has, written where nothing stands yet.

use super::{Stop, write};
use crate::cli::Init;
use crate::{read, settings};

/// GitHub, Atlantis, GitLab, many plans on GitHub, pre-commit.
const HOMES: [(&str, &str); 5] = [
    (".github/workflows/poolproof.yml", include_str!("../init/github.yml")),
    ("atlantis.yaml", include_str!("../init/atlantis.yaml")),
    (".gitlab-ci.yml", include_str!("../init/gitlab.yml")),
    (".github/workflows/poolproof-fleet.yml", include_str!("../init/fleet.yml")),
    (".pre-commit-config.yaml", include_str!("../init/pre-commit.yaml")),
];

/// Where the files say that poolproof comes from, until `repository` in Cargo.toml says it.
const PLACEHOLDER: &str = "OWNER/poolproof";

pub(super) fn init(options: &Init) -> Result<u8, Stop> {
    let wanted = [options.github, options.atlantis, options.gitlab, options.fleet, options.pre_commit];
    let homes = HOMES.iter().zip(wanted).filter(|(_, wanted)| *wanted).map(|(home, _)| *home);
    let mut said = String::new();
    for (path, text) in [(settings::FILE, settings::STARTER)].into_iter().chain(homes) {
        let text = of_this_release(text);
        let is_new = read::write_new(path, &text).map_err(|error| format!("error: {error}"))?;
        said.push_str(&match (is_new, path == settings::FILE) {
            (true, true) => format!("{path}: written; each setting in it is a comment.\n"),
            (true, false) => format!("{path}: written; its first lines say what it needs.\n"),
            (false, true) => format!("{path}: is there already, and was left as it is.\n"),
            // A file of a home that is there already has other things in it: what to add is shown.
            (false, false) => {
                format!("{path}: is there already, and was left as it is. To be added to it:\n\n{text}\n")
            }
        });
        if is_new && text.contains(PLACEHOLDER) {
            said.push_str(
                "  to do: write the owner of the repository that you take poolproof from in place of OWNER.\n",
            );
        }
    }
    write(&said, None)?;
    Ok(0)
}

/// The files name the very release that writes them.
fn of_this_release(text: &str) -> String {
    let repository = env!("CARGO_PKG_REPOSITORY").trim_start_matches("https://github.com/");
    let repository = if repository.is_empty() { PLACEHOLDER } else { repository };
    text.replace(PLACEHOLDER, repository).replace("v0.0.0", concat!("v", env!("CARGO_PKG_VERSION")))
}
