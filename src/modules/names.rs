//! Which files of a folder are read, and in which order: the rules of Terraform and OpenTofu for file names.

/// The endings of files, the longer ones first.
const ENDINGS: [&str; 4] = [".tf.json", ".tofu.json", ".tf", ".tofu"];

/// The names among `names` that Terraform or OpenTofu reads, in the order in which their blocks count: the primary files
/// by name, then the override files by name. `x.tofu` hides `x.tf`, and `x.tofu.json` hides `x.tf.json`.
pub fn read_order<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let mut read: Vec<&str> = names.into_iter().filter(|name| !is_ignored(name) && stem(name).is_some()).collect();
    read.sort_unstable();
    read.dedup();
    let hidden = |name: &str| {
        let twin = name
            .strip_suffix(".tf.json")
            .map(|stem| format!("{stem}.tofu.json"))
            .or_else(|| name.strip_suffix(".tf").map(|stem| format!("{stem}.tofu")));
        twin.is_some_and(|twin| read.binary_search(&twin.as_str()).is_ok())
    };
    let mut chosen: Vec<&str> = read.iter().copied().filter(|name| !hidden(name)).collect();
    // Stable: inside the two groups the names stay sorted.
    chosen.sort_by_key(|name| is_override(name));
    chosen
}

/// The blocks of this file change those of other files.
pub fn is_override(name: &str) -> bool {
    stem(name).is_some_and(|stem| stem == "override" || stem.ends_with("_override"))
}

/// What is written in JSON.
pub(super) fn is_json(name: &str) -> bool {
    name.ends_with(".json")
}

fn stem(name: &str) -> Option<&str> {
    ENDINGS.iter().find_map(|ending| name.strip_suffix(ending))
}

/// Hidden files and the backups of editors.
fn is_ignored(name: &str) -> bool {
    name.starts_with('.') || name.ends_with('~') || (name.starts_with('#') && name.ends_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_come_last_and_tofu_hides_tf() {
        let names = [
            "z.tf",
            "override.tf",
            "a_override.tf.json",
            "a.tf",
            "a.tofu",
            "b.tf.json",
            "b.tofu.json",
            "c.tf",
            "c.tofu.json",
            ".hidden.tf",
            "x.tf~",
            "#x.tf#",
            "terraform.tfvars",
            "main.tftest.hcl",
            "notes.tf.md",
            "b.tf",
        ];
        let read = read_order(names);
        assert_eq!(
            read,
            ["a.tofu", "b.tf", "b.tofu.json", "c.tf", "c.tofu.json", "z.tf", "a_override.tf.json", "override.tf"]
        );
    }
}
