//! The patterns of a rule's conditions: `*` stands for any text, `?` for one character. Whether one pattern takes all that
//! another takes is decided on their automata, so that `/a*` and `/b*` together cover `/?x` or do not.

use std::collections::BTreeSet;

/// More states than this are not looked at: two patterns of 128 characters, the service's limit, that are made to be hard.
const MAX_STATES: usize = 20_000;

/// How a text becomes a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Names of hosts: case says nothing.
    Host,
    /// Paths: case matters, and the first character is `/`.
    Path,
    /// Values of headers and of the query: case says nothing, and a backslash takes `*` and `?` for themselves.
    Escaped,
    /// No wildcards.
    Literal,
}

/// A pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Glob {
    tokens: Vec<Token>,
    rooted: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Token {
    Char(char),
    One,
    Any,
}

impl Glob {
    /// The pattern of a text.
    pub fn new(text: &str, syntax: Syntax) -> Self {
        let folded = match syntax {
            Syntax::Host | Syntax::Escaped => text.to_lowercase(),
            Syntax::Path | Syntax::Literal => text.to_owned(),
        };
        let mut tokens = Vec::new();
        let mut characters = folded.chars();
        while let Some(character) = characters.next() {
            let token = match character {
                '\\' if syntax == Syntax::Escaped => Token::Char(characters.next().unwrap_or('\\')),
                '*' if syntax != Syntax::Literal => Token::Any,
                '?' if syntax != Syntax::Literal => Token::One,
                other => Token::Char(other),
            };
            // Two stars in a row take what one takes.
            if !(token == Token::Any && tokens.last() == Some(&Token::Any)) {
                tokens.push(token);
            }
        }
        Self { tokens, rooted: syntax == Syntax::Path }
    }

    /// It takes `text`.
    pub fn matches(&self, text: &str, syntax: Syntax) -> bool {
        let folded = match syntax {
            Syntax::Host | Syntax::Escaped => text.to_lowercase(),
            Syntax::Path | Syntax::Literal => text.to_owned(),
        };
        let mut states = self.start();
        for character in folded.chars() {
            states = self.step(&states, Some(character));
        }
        states.contains(&self.tokens.len())
    }

    /// A text that it takes: nothing, or `filler`, for each star, and one character for each `?`.
    pub fn example(&self, filler: &str) -> String {
        let mut text = String::new();
        for token in &self.tokens {
            match token {
                Token::Char(character) => text.push(*character),
                Token::One => text.push('x'),
                Token::Any => text.push_str(filler),
            }
        }
        if self.rooted && !text.starts_with('/') {
            text.insert(0, '/');
        }
        text
    }

    /// It takes every text there is.
    pub fn takes_everything(&self, of: &[&Self]) -> Option<bool> {
        // A text without any character of theirs is taken by none.
        if of.iter().all(|glob| glob.asks_for_a_character()) {
            return Some(false);
        }
        let everything = Self { tokens: vec![Token::Any], rooted: self.rooted };
        everything.is_covered_by(of)
    }

    /// Every text that it takes is taken by one of `others`. `None` where that would take too long to say.
    pub fn is_covered_by(&self, others: &[&Self]) -> Option<bool> {
        if self.takes_something() && others.iter().all(|other| self.is_apart_from(other)) {
            return Some(false);
        }
        let letters = letters(self, others);
        let first = vec![(self.start(), others.iter().map(|other| other.start()).collect::<Vec<_>>())];
        let mut open = if self.rooted { vec![walk(self, others, first.first()?, Some('/'))] } else { first };
        let mut seen = BTreeSet::new();
        while let Some(state) = open.pop() {
            let (own, theirs) = &state;
            if own.is_empty() || !seen.insert(state.clone()) {
                continue;
            }
            if seen.len() > MAX_STATES {
                return None;
            }
            let taken = || theirs.iter().zip(others).any(|(states, other)| states.contains(&other.tokens.len()));
            if own.contains(&self.tokens.len()) && !taken() {
                return Some(false);
            }
            open.extend(letters.iter().map(|letter| walk(self, others, &state, *letter)));
        }
        Some(true)
    }

    /// Some text is taken by both.
    pub fn overlaps(&self, other: &Self) -> bool {
        if self.is_apart_from(other) {
            return false;
        }
        let letters = letters(self, &[other]);
        let mut open = vec![(self.start(), other.start())];
        if self.rooted {
            open = open.iter().map(|(a, b)| (self.step(a, Some('/')), other.step(b, Some('/')))).collect();
        }
        let mut seen = BTreeSet::new();
        while let Some(state) = open.pop() {
            let (a, b) = &state;
            if a.is_empty() || b.is_empty() || !seen.insert(state.clone()) {
                continue;
            }
            if (a.contains(&self.tokens.len()) && b.contains(&other.tokens.len())) || seen.len() > MAX_STATES {
                return true;
            }
            open.extend(letters.iter().map(|letter| (self.step(a, *letter), other.step(b, *letter))));
        }
        false
    }

    /// Both begin or end with characters that differ: no text is taken by both. Most patterns of a listener are so.
    fn is_apart_from(&self, other: &Self) -> bool {
        let (own, theirs) = (self.tokens.iter(), other.tokens.iter());
        differ_first(own.clone().zip(theirs.clone())) || differ_first(own.rev().zip(theirs.rev()))
    }

    /// It takes no text without a certain character in it, the slash at the beginning of a path aside.
    fn asks_for_a_character(&self) -> bool {
        let rest = match self.tokens.split_first() {
            Some((Token::Char('/'), rest)) if self.rooted => rest,
            _ => &self.tokens[..],
        };
        rest.iter().any(|token| matches!(token, Token::Char(_)))
    }

    /// A path begins with a slash; a pattern that cannot takes none.
    fn takes_something(&self) -> bool {
        match self.tokens.first() {
            Some(Token::Char(character)) => !self.rooted || *character == '/',
            Some(Token::One | Token::Any) => true,
            None => !self.rooted,
        }
    }

    fn start(&self) -> BTreeSet<usize> {
        self.closed([0])
    }

    /// A star may stand for nothing.
    fn closed(&self, states: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
        let mut all = BTreeSet::new();
        for mut state in states {
            all.insert(state);
            while self.tokens.get(state) == Some(&Token::Any) {
                state += 1;
                all.insert(state);
            }
        }
        all
    }

    /// The states after one more character; `None` is a character that stands in no pattern.
    fn step(&self, states: &BTreeSet<usize>, letter: Option<char>) -> BTreeSet<usize> {
        let next = states.iter().filter_map(|&state| match self.tokens.get(state)? {
            Token::Any => Some(state),
            Token::One => Some(state + 1),
            Token::Char(character) => (Some(*character) == letter).then_some(state + 1),
        });
        self.closed(next)
    }
}

/// Of pairs of characters, up to the first wildcard, one differs.
fn differ_first<'t>(mut pairs: impl Iterator<Item = (&'t Token, &'t Token)>) -> bool {
    let alike = |(a, b): &(&Token, &Token)| matches!(a, Token::Char(_)) && a == b;
    matches!(pairs.find(|pair| !alike(pair)), Some((Token::Char(_), Token::Char(_))))
}

type State = (BTreeSet<usize>, Vec<BTreeSet<usize>>);

fn walk(own: &Glob, others: &[&Glob], (at, theirs): &State, letter: Option<char>) -> State {
    let theirs = theirs.iter().zip(others).map(|(states, other)| other.step(states, letter));
    (own.step(at, letter), theirs.collect())
}

/// Every character that stands in a pattern, and one that stands in none.
fn letters(own: &Glob, others: &[&Glob]) -> Vec<Option<char>> {
    let all = others.iter().copied().chain([own]).flat_map(|glob| &glob.tokens);
    let mut letters: BTreeSet<Option<char>> = all
        .filter_map(|token| match token {
            Token::Char(character) => Some(Some(*character)),
            Token::One | Token::Any => None,
        })
        .collect();
    letters.insert(None);
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn path(text: &str) -> Glob {
        Glob::new(text, Syntax::Path)
    }

    fn host(text: &str) -> Glob {
        Glob::new(text, Syntax::Host)
    }

    #[test]
    fn what_covers_what() {
        for (specific, general, covered) in [
            ("/api/v1/*", &["/api/*"][..], true),
            ("/api/*", &["/api/v1/*"], false),
            ("/api", &["/api/*"], false),
            ("*", &["/*"], true),
            ("/*", &["*"], true),
            ("*.png", &["/*"], true),
            ("/*", &["/?*", "/"], true),
            ("/?", &["/a", "/b*"], false),
            ("/API/*", &["/api/*"], false),
            ("/a*b", &["/a*", "/x"], true),
        ] {
            let general: Vec<Glob> = general.iter().map(|text| path(text)).collect();
            assert_eq!(
                path(specific).is_covered_by(&general.iter().collect::<Vec<_>>()),
                Some(covered),
                "{specific} by {general:?}"
            );
        }
        assert_eq!(host("API.example.com").is_covered_by(&[&host("*.Example.com")]), Some(true));
        assert_eq!(host("*").is_covered_by(&[&host("?*")]), Some(false));
    }

    #[test]
    fn what_overlaps() {
        assert!(path("/a*").overlaps(&path("*b")));
        assert!(!path("/a*").overlaps(&path("/b*")));
        assert!(!host("a.example.com").overlaps(&host("b.example.com")));
    }

    #[test]
    fn backslashes_in_headers() {
        assert!(Glob::new(r"a\*", Syntax::Escaped).matches("A*", Syntax::Escaped));
        assert!(!Glob::new(r"a\*", Syntax::Escaped).matches("ab", Syntax::Escaped));
    }

    /// Written down once more in the plainest way.
    fn naive(pattern: &[char], text: &[char]) -> bool {
        match (pattern.split_first(), text.split_first()) {
            (None, None) => true,
            (Some(('*', rest)), None) => naive(rest, text),
            (Some(('*', rest)), Some((_, after))) => naive(rest, text) || naive(pattern, after),
            (Some(('?', rest)), Some((_, after))) => naive(rest, after),
            (Some((c, rest)), Some((d, after))) => c == d && naive(rest, after),
            _ => false,
        }
    }

    /// Every text up to six characters of an alphabet that has one letter more than the patterns.
    fn texts() -> Vec<String> {
        let mut all = vec![String::new()];
        let mut last = all.clone();
        for _ in 0..6 {
            last = last.iter().flat_map(|text| ["a", "b", "c", "/"].map(|letter| format!("{text}{letter}"))).collect();
            all.extend(last.iter().cloned());
        }
        all
    }

    fn pattern() -> impl Strategy<Value = String> {
        proptest::string::string_regex("[ab/*?]{0,4}").unwrap()
    }

    proptest! {
        #[test]
        fn coverage_is_what_brute_force_says(
            specific in pattern(),
            general in proptest::collection::vec(pattern(), 0..3),
            rooted in any::<bool>(),
        ) {
            let syntax = if rooted { Syntax::Path } else { Syntax::Host };
            let made: Vec<Glob> = general.iter().map(|text| Glob::new(text, syntax)).collect();
            let own = Glob::new(&specific, syntax);
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            let all: Vec<String> = texts().into_iter().filter(|text| !rooted || text.starts_with('/')).collect();
            let takes = |pattern: &str, text: &str| naive(&chars(pattern), &chars(text));
            let mut missed = false;
            let mut both = false;
            for text in &all {
                let taken = takes(&specific, text);
                prop_assert_eq!(own.matches(text, syntax), taken);
                missed |= taken && !general.iter().any(|pattern| takes(pattern, text));
                both |= taken && general.first().is_some_and(|pattern| takes(pattern, text));
            }
            // Patterns of four characters that differ do so on a text of six.
            prop_assert_eq!(own.is_covered_by(&made.iter().collect::<Vec<_>>()), Some(!missed), "{} by {:?}", specific, general);
            if both {
                prop_assert!(own.overlaps(&made[0]));
            }
            if made.first().is_some_and(|other| !own.overlaps(other)) {
                prop_assert!(!both);
            }
        }

        #[test]
        fn an_example_is_taken(text in pattern(), filler in "[ab]{0,3}") {
            let glob = Glob::new(&text, Syntax::Host);
            prop_assert!(glob.matches(&glob.example(&filler), Syntax::Host));
        }
    }
}
