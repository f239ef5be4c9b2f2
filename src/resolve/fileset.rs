//! The patterns of `fileset`: `*`, `**`, `?`, `[classes]`, `{a,b}` and folders. What the pattern library of Terraform makes
//! something of its own of (escapes, braces around a `/`, `**` beside other letters) is no pattern here.

use std::collections::BTreeSet;

use crate::modules::Listing;

/// Ways to read the braces of one pattern.
const MAX_WAYS: usize = 64;

/// A pattern, in every way its braces can be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Glob(Vec<Vec<Step>>);

#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// `**`: folders, as many as there are.
    Folders,
    Name(Vec<Token>),
}

#[derive(Debug, PartialEq, Eq)]
enum Token {
    Letter(char),
    /// `?`.
    One,
    /// `*`.
    Many,
    Class(Vec<(char, char)>),
}

impl Glob {
    /// A pattern; `None` where it is not certain what Terraform makes of it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        // Terraform's `**/**/x` does not find the `x` that `**/x` finds.
        if text.split('/').filter(|step| *step == "**").count() > 1 {
            return None;
        }
        let mut ways = vec![String::new()];
        for step in text.split('/') {
            let read = braces(step)?;
            let longer = |way: &String| read.iter().map(|name| format!("{way}/{name}")).collect::<Vec<_>>();
            ways = ways.iter().flat_map(longer).collect();
            if ways.len() > MAX_WAYS {
                return None;
            }
        }
        let way = |way: &String| way.split('/').skip(1).map(step).collect::<Option<Vec<Step>>>();
        ways.iter().map(way).collect::<Option<_>>().map(Self)
    }

    /// The files below a folder that match, with forward slashes; `list` tells what stands in a folder below it, by its path.
    ///
    /// # Errors
    /// Where a folder cannot be listed, or a link would have to be followed.
    pub(super) fn files(&self, list: &dyn Fn(&str) -> Result<Listing, String>) -> Result<BTreeSet<String>, String> {
        let mut walk = Walk { list, found: BTreeSet::new(), seen: BTreeSet::new() };
        for way in &self.0 {
            walk.seen.clear();
            walk.folder(String::new(), way)?;
        }
        Ok(walk.found)
    }
}

struct Walk<'l> {
    list: &'l dyn Fn(&str) -> Result<Listing, String>,
    found: BTreeSet<String>,
    /// Folders and how much of the pattern was open there.
    seen: BTreeSet<(String, usize)>,
}

impl Walk<'_> {
    /// Folders that are open wait in a list, however deep they lie.
    fn folder(&mut self, start: String, steps: &[Step]) -> Result<(), String> {
        let mut open = vec![(start, steps)];
        while let Some((folder, steps)) = open.pop() {
            let Some((first, rest)) = steps.split_first() else { continue };
            if !self.seen.insert((folder.clone(), steps.len())) {
                continue;
            }
            let below = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
            let listing = (self.list)(&folder)?;
            let matches = |name: &&String| first.matches(name);
            if let Some(link) = listing.others.iter().find(matches) {
                return Err(format!("{} is a link or no file, and is not followed", below(link)));
            }
            let is_all = *first == Step::Folders;
            if rest.is_empty() {
                self.found.extend(listing.files.iter().filter(matches).map(|name| below(name)));
            } else if is_all {
                open.push((folder.clone(), rest));
            } else {
                open.extend(listing.folders.iter().filter(matches).map(|name| (below(name), rest)));
            }
            if is_all {
                open.extend(listing.folders.iter().map(|name| (below(name), steps)));
            }
        }
        Ok(())
    }
}

impl Step {
    fn matches(&self, name: &str) -> bool {
        match self {
            Self::Folders => true,
            Self::Name(tokens) => matches(tokens, &name.chars().collect::<Vec<_>>()),
        }
    }
}

/// Goes back to the last `*` alone, so that the work is no more than letters by tokens.
fn matches(tokens: &[Token], letters: &[char]) -> bool {
    let (mut at, mut letter) = (0, 0);
    let mut last: Option<(usize, usize)> = None;
    loop {
        let is_one = match (tokens.get(at), letters.get(letter)) {
            (None, None) => return true,
            (Some(Token::Many), _) => {
                last = Some((at + 1, letter));
                at += 1;
                continue;
            }
            (Some(token), Some(letter)) => token.takes(*letter),
            _ => false,
        };
        if is_one {
            (at, letter) = (at + 1, letter + 1);
            continue;
        }
        match last {
            Some((after, from)) if from < letters.len() => {
                last = Some((after, from + 1));
                (at, letter) = (after, from + 1);
            }
            _ => return false,
        }
    }
}

impl Token {
    fn takes(&self, letter: char) -> bool {
        match self {
            Self::Letter(own) => *own == letter,
            Self::One => true,
            Self::Many => false,
            Self::Class(ranges) => ranges.iter().any(|(first, last)| (*first..=*last).contains(&letter)),
        }
    }
}

/// The ways to read the braces in one step: `a.{yml,yaml}` is `a.yml` and `a.yaml`.
fn braces(step: &str) -> Option<Vec<String>> {
    let Some((before, rest)) = step.split_once('{') else {
        return (!step.contains('}')).then(|| vec![step.to_owned()]);
    };
    let (inside, after) = rest.split_once('}')?;
    // In a class a brace is a letter.
    let in_class = before.matches('[').count() != before.matches(']').count();
    if in_class || before.contains('}') || inside.contains('{') || inside.split(',').any(str::is_empty) {
        return None;
    }
    let rest = braces(after)?;
    let ways = inside.split(',').flat_map(|one| rest.iter().map(move |rest| format!("{before}{one}{rest}")));
    let ways: Vec<String> = ways.collect();
    (ways.len() <= MAX_WAYS).then_some(ways)
}

fn step(text: &str) -> Option<Step> {
    if text == "**" {
        return Some(Step::Folders);
    }
    if text.contains("**") || matches!(text, "" | "." | "..") {
        return None;
    }
    let mut tokens = Vec::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        tokens.push(match letter {
            '*' => Token::Many,
            '?' => Token::One,
            '[' => class(&mut letters)?,
            '\\' | ']' => return None,
            letter => Token::Letter(letter),
        });
    }
    Some(Step::Name(tokens))
}

/// The letters and ranges of a class, without the ones that are written in more than one way.
fn class(letters: &mut std::str::Chars<'_>) -> Option<Token> {
    let (inside, after) = letters.as_str().split_once(']')?;
    *letters = after.chars();
    let inside: Vec<char> = inside.chars().collect();
    let mut ranges = Vec::new();
    let mut rest = inside.as_slice();
    while let Some((first, after)) = rest.split_first() {
        let (last, after) = match after {
            ['-', last, after @ ..] => (last, after),
            _ => (first, after),
        };
        if !first.is_alphanumeric() && *first != '_' || !last.is_alphanumeric() && *last != '_' {
            return None;
        }
        ranges.push((*first, *last));
        rest = after;
    }
    (!ranges.is_empty()).then_some(Token::Class(ranges))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands in the folder of the recorded answers.
    const FILES: &[&str] = &[
        ".dot.yaml",
        ".hid/h.yaml",
        "a.yaml",
        "b.yml",
        "c.json",
        "conf/a.yaml",
        "main.tf",
        "services/api.yaml",
        "services/deep/er/y.yaml",
        "services/deep/z.yaml",
        "services/web.yml",
        "services/x1.yaml",
        "services/x2.yaml",
        "services/{q}.yaml",
    ];

    fn list(folder: &str) -> Result<Listing, String> {
        let start = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut listing = Listing::default();
        for below in FILES.iter().filter_map(|file| file.strip_prefix(&start)) {
            match below.split_once('/') {
                None => listing.files.push(below.to_owned()),
                Some((name, _)) if listing.folders.iter().all(|folder| folder != name) => {
                    listing.folders.push(name.to_owned());
                }
                Some(_) => {}
            }
        }
        Ok(listing)
    }

    fn files(pattern: &str) -> Vec<String> {
        Glob::parse(pattern).unwrap_or_else(|| panic!("{pattern}")).files(&list).unwrap().into_iter().collect()
    }

    /// As `terraform console` of Terraform 1.11.4 answers in a folder of these files.
    #[test]
    fn patterns_mean_what_they_mean_to_terraform() {
        for (pattern, expected) in [
            ("*.yaml", &[".dot.yaml", "a.yaml"] as &[&str]),
            ("*.{yml,yaml}", &[".dot.yaml", "a.yaml", "b.yml"] as &[&str]),
            (
                "services/*.{yml,yaml}",
                &["services/api.yaml", "services/web.yml", "services/x1.yaml", "services/x2.yaml", "services/{q}.yaml"]
                    as &[&str],
            ),
            (
                "services/*",
                &["services/api.yaml", "services/web.yml", "services/x1.yaml", "services/x2.yaml", "services/{q}.yaml"]
                    as &[&str],
            ),
            (
                "services/**",
                &[
                    "services/api.yaml",
                    "services/deep/er/y.yaml",
                    "services/deep/z.yaml",
                    "services/web.yml",
                    "services/x1.yaml",
                    "services/x2.yaml",
                    "services/{q}.yaml",
                ] as &[&str],
            ),
            (
                "**/*.yaml",
                &[
                    ".dot.yaml",
                    ".hid/h.yaml",
                    "a.yaml",
                    "conf/a.yaml",
                    "services/api.yaml",
                    "services/deep/er/y.yaml",
                    "services/deep/z.yaml",
                    "services/x1.yaml",
                    "services/x2.yaml",
                    "services/{q}.yaml",
                ] as &[&str],
            ),
            (
                "services/**/*.yaml",
                &[
                    "services/api.yaml",
                    "services/deep/er/y.yaml",
                    "services/deep/z.yaml",
                    "services/x1.yaml",
                    "services/x2.yaml",
                    "services/{q}.yaml",
                ] as &[&str],
            ),
            ("services/x[12].yaml", &["services/x1.yaml", "services/x2.yaml"] as &[&str]),
            ("services/x[0-1].yaml", &["services/x1.yaml"] as &[&str]),
            (
                "{services,conf}/*.yaml",
                &["conf/a.yaml", "services/api.yaml", "services/x1.yaml", "services/x2.yaml", "services/{q}.yaml"]
                    as &[&str],
            ),
            (
                "{services,conf}/**",
                &[
                    "conf/a.yaml",
                    "services/api.yaml",
                    "services/deep/er/y.yaml",
                    "services/deep/z.yaml",
                    "services/web.yml",
                    "services/x1.yaml",
                    "services/x2.yaml",
                    "services/{q}.yaml",
                ] as &[&str],
            ),
            ("?.yaml", &["a.yaml"] as &[&str]),
            ("services/??.yaml", &["services/x1.yaml", "services/x2.yaml"] as &[&str]),
            ("*/api.yaml", &["services/api.yaml"] as &[&str]),
            ("*/*/z.yaml", &["services/deep/z.yaml"] as &[&str]),
            ("services/{api,web}.*", &["services/api.yaml", "services/web.yml"] as &[&str]),
            ("{a,b}.{yml,yaml}", &["a.yaml", "b.yml"] as &[&str]),
            ("**/deep/*", &["services/deep/z.yaml"] as &[&str]),
            ("**/deep", &[] as &[&str]),
            ("services", &[] as &[&str]),
            ("services/nothing/*", &[] as &[&str]),
            ("services/*x*.y*l", &["services/x1.yaml", "services/x2.yaml"] as &[&str]),
            ("{*.yml,*.json}", &["b.yml", "c.json"] as &[&str]),
            ("services/**/er/*.yaml", &["services/deep/er/y.yaml"] as &[&str]),
            ("s*/**/z.yaml", &["services/deep/z.yaml"] as &[&str]),
            ("**/{y,z}.yaml", &["services/deep/er/y.yaml", "services/deep/z.yaml"] as &[&str]),
            ("services/{x[12],api}.yaml", &["services/api.yaml", "services/x1.yaml", "services/x2.yaml"] as &[&str]),
            ("[a-c].y[am]*", &["a.yaml", "b.yml"] as &[&str]),
            ("{a,ab}.yaml", &["a.yaml"] as &[&str]),
            ("services/deep/**", &["services/deep/er/y.yaml", "services/deep/z.yaml"] as &[&str]),
            ("nothing/**", &[] as &[&str]),
        ] {
            assert_eq!(files(pattern), *expected, "{pattern}");
        }
        assert_eq!(files("**"), FILES);
    }

    #[test]
    fn what_is_not_certain_is_no_pattern() {
        for pattern in [
            "**/**/*.yaml",
            "a**",
            "**.yaml",
            "a\\*b",
            "{a/b,c}",
            "{a,{b,c}}",
            "{,a}",
            "{a",
            "a}",
            "[^a]",
            "[!a]",
            "[",
            "[]",
            "[a",
            "[a-]",
            "[{a,b}]",
            "{a[b,c]d}",
            "../*",
            "./*",
            "a//b",
            "a/",
            "",
            "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}",
        ] {
            assert_eq!(Glob::parse(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn a_link_is_not_followed_and_not_left_out() {
        let with_link = |folder: &str| {
            let mut listing = list(folder)?;
            if folder == "services" {
                listing.others.push("link.yaml".to_owned());
            }
            Ok(listing)
        };
        let of = |pattern| Glob::parse(pattern).unwrap().files(&with_link);
        assert!(of("services/*.yaml").unwrap_err().contains("services/link.yaml"));
        assert!(of("**/z.yaml").is_err());
        assert!(of("services/*.yml").is_ok());
        // It may be a link to a folder.
        assert!(of("*/*/z.yaml").is_err());
    }

    #[test]
    fn many_stars_take_no_time() {
        let pattern = "*a".repeat(200);
        let name: Vec<char> = "a".repeat(20_000).chars().chain(['b']).collect();
        let Some(Step::Name(tokens)) = step(&pattern) else { panic!("{pattern}") };
        assert!(!matches(&tokens, &name));
    }
}
