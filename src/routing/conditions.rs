//! The *conditions* of a rule: it takes a request when each of its tests does, and a test takes it when one of its patterns
//! does. What one rule leaves for another is decided on the sets of requests that they take.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::model::Value;

use super::addresses::Range;
use super::glob::{Glob, Syntax};

/// More examples of a rule's requests than these say nothing new.
const MAX_EXAMPLES: usize = 24;

/// The conditions of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conditions {
    tests: Vec<Test>,
    /// Whole conditions are not known, and why.
    open: Option<String>,
}

/// What a test looks at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Host,
    Path,
    Method,
    Header(String),
    Query,
    Source,
}

/// One of the patterns of a test.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Pattern {
    Text(Glob),
    Pair(Option<String>, Glob),
    Range(Range),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Test {
    part: Part,
    patterns: Vec<Pattern>,
    /// As they are written, for people; nothing of what is sensitive.
    written: Vec<String>,
    /// It has patterns that are not known, and why.
    open: Option<String>,
}

/// A request. What is `None` or missing is not sent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Request {
    /// `HTTP` or `HTTPS`.
    pub protocol: String,
    /// The port of the listener it comes to.
    pub port: u16,
    /// The host it asks for.
    pub host: String,
    /// Its path.
    pub path: String,
    /// The query, as text after the `?`.
    pub query: String,
    /// Headers by lower-case name.
    pub headers: BTreeMap<String, String>,
    /// Its method.
    pub method: String,
    /// Where it comes from.
    pub source: Option<IpAddr>,
}

impl Request {
    /// A request that no rule but one for everything takes.
    pub fn plain(protocol: &str, port: u16) -> Self {
        Self {
            protocol: protocol.to_owned(),
            port,
            host: "any-other-host.invalid".to_owned(),
            path: "/~other~".to_owned(),
            query: String::new(),
            headers: BTreeMap::new(),
            method: "GET".to_owned(),
            source: None,
        }
    }
}

impl Request {
    /// Requests that a listener is left with when its rules have taken theirs.
    pub fn plain_ones(protocol: &str, port: u16) -> Vec<Self> {
        let plain = Self::plain(protocol, port);
        vec![Self { path: "/".to_owned(), ..plain.clone() }, plain]
    }
}

impl Conditions {
    /// The conditions in the `condition` blocks of a rule.
    pub fn new(blocks: &Value) -> Self {
        let mut conditions = Self { tests: Vec::new(), open: None };
        if let Some(unknown) = blocks.as_unknown() {
            conditions.open = Some(unknown.reason());
        }
        for block in &blocks.elements() {
            conditions.add(block);
        }
        conditions.tests.sort_by(|a, b| a.part.cmp(&b.part));
        conditions
    }

    fn add(&mut self, block: &Value) {
        let kinds = [
            ("host_header", Part::Host, Syntax::Host),
            ("path_pattern", Part::Path, Syntax::Path),
            ("http_request_method", Part::Method, Syntax::Literal),
            ("http_header", Part::Header(String::new()), Syntax::Escaped),
            ("source_ip", Part::Source, Syntax::Literal),
        ];
        if let Some(unknown) = block.as_unknown() {
            self.open = Some(unknown.reason());
        }
        for (name, part, syntax) in kinds {
            let found = block.get(name).unwrap_or(Value::Null);
            if let Some(unknown) = found.as_unknown() {
                self.open = Some(unknown.reason());
            }
            for one in &found.elements() {
                let part = if matches!(part, Part::Header(_)) { header(one) } else { part.clone() };
                self.tests.push(Test::of_values(part, one, syntax));
            }
        }
        let query = block.get("query_string").unwrap_or(Value::Null);
        if let Some(unknown) = query.as_unknown() {
            self.open = Some(unknown.reason());
        }
        let pairs = query.elements();
        if !pairs.is_empty() {
            self.tests.push(Test::of_pairs(&pairs));
        }
    }

    /// Why they are not all known.
    pub fn open(&self) -> Option<&str> {
        self.open.as_deref().or_else(|| self.tests.iter().find_map(|test| test.open.as_deref()))
    }

    /// They take every request.
    pub fn take_everything(&self) -> Option<bool> {
        let known = all(self.tests.iter().map(Test::takes_everything));
        if known == Some(true) && self.open.is_some() { None } else { known }
    }

    /// Every request that they take is taken by `earlier`.
    pub fn covered_by(&self, earlier: &Self) -> Option<bool> {
        let covered = all(earlier.tests.iter().map(|test| self.within(test)));
        match covered {
            // A test that is not known leaves requests to the later rule; one of the later takes requests from it.
            Some(true) if earlier.open.is_some() => None,
            Some(false) if self.open.is_some() => None,
            known => known,
        }
    }

    /// A test of an earlier rule takes all of these requests.
    fn within(&self, earlier: &Test) -> Option<bool> {
        if earlier.takes_everything() == Some(true) {
            return Some(true);
        }
        let own = self.tests.iter().filter(|test| test.part == earlier.part);
        let covered = any(own.map(|test| test.covered_by(earlier)));
        if covered == Some(false) && earlier.takes_everything().is_none() { None } else { covered }
    }

    /// They take the same requests, as they are written.
    pub fn same(&self, other: &Self) -> Option<bool> {
        all([self.covered_by(other), other.covered_by(self)])
    }

    /// Some request may be taken by both. False only where there is certainly none.
    pub fn may_overlap(&self, other: &Self) -> bool {
        self.tests.iter().all(|test| {
            other.tests.iter().filter(|theirs| theirs.part == test.part).all(|theirs| test.may_overlap(theirs))
        })
    }

    /// They take this request.
    pub fn take(&self, request: &Request) -> Option<bool> {
        let known = all(self.tests.iter().map(|test| test.takes(request)));
        if known == Some(true) && self.open.is_some() { None } else { known }
    }

    /// Requests that they take: one for each pattern of host and path, with the first pattern of all others.
    pub fn examples(&self, protocol: &str, port: u16) -> Vec<Request> {
        let mut requests = vec![Request::plain(protocol, port)];
        for test in &self.tests {
            requests = requests.iter().flat_map(|request| test.put_in(request)).take(MAX_EXAMPLES).collect();
        }
        requests
    }

    /// All of them in one text, in the words of the configuration; nothing of what is sensitive.
    pub fn words(&self) -> String {
        let tests = self.tests.iter().map(|test| {
            let open = test.open.as_ref().map(|_| "(known after apply)".to_owned());
            let written: Vec<String> = test.written.iter().cloned().chain(open).collect();
            format!("{} {}", test.word(), written.join(" or "))
        });
        let open = self.open.as_ref().map(|_| "(known after apply)".to_owned());
        tests.chain(open).collect::<Vec<_>>().join(", ")
    }

    /// Each combination of a host and a path that they take, in the words of the configuration, as conditions of its own.
    pub fn alternatives(&self) -> Vec<(String, Self)> {
        let mut parts = vec![(Vec::new(), Self { tests: Vec::new(), open: self.open.clone() })];
        for test in &self.tests {
            let each = test.alternatives();
            parts = parts
                .iter()
                .flat_map(|(words, have)| each.iter().map(move |(word, test)| join(words, have, word, test)))
                .take(MAX_EXAMPLES)
                .collect();
        }
        parts.into_iter().map(|(words, conditions)| (words.join(", "), conditions)).collect()
    }
}

fn join(words: &[String], have: &Conditions, word: &str, test: &Test) -> (Vec<String>, Conditions) {
    let mut words = words.to_vec();
    words.push(word.to_owned());
    let mut have = have.clone();
    have.tests.push(test.clone());
    (words, have)
}

fn header(block: &Value) -> Part {
    let name = block.get("http_header_name");
    Part::Header(name.as_ref().and_then(Value::as_str).unwrap_or_default().to_lowercase())
}

impl Test {
    fn of_values(part: Part, block: &Value, syntax: Syntax) -> Self {
        let mut test = Self { part, patterns: Vec::new(), written: Vec::new(), open: None };
        let values = block.get("values").unwrap_or(Value::Null);
        test.open = values.as_unknown().map(crate::model::Unknown::reason);
        let masked = values.unmask().1;
        for value in values.elements() {
            match (value.as_str(), value.as_unknown()) {
                (Some(text), _) => test.push(text, syntax, masked || value.unmask().1),
                (None, Some(unknown)) => test.open = Some(unknown.reason()),
                (None, None) => {}
            }
        }
        let expressions = block.get("regex_values").unwrap_or(Value::Null);
        if !expressions.is_unset() {
            test.open = Some("it has regular expressions, which are not compared".to_owned());
        }
        test.patterns.sort();
        test
    }

    fn push(&mut self, text: &str, syntax: Syntax, masked: bool) {
        let pattern = match self.part {
            Part::Source => Range::parse(text).map(Pattern::Range),
            _ => Some(Pattern::Text(Glob::new(text, syntax))),
        };
        match pattern {
            Some(pattern) => self.patterns.push(pattern),
            None => self.open = Some("a source_ip of it is no range of addresses".to_owned()),
        }
        self.written.push(if masked { "(sensitive)".to_owned() } else { text.to_owned() });
    }

    fn of_pairs(pairs: &[Value]) -> Self {
        let mut test = Self { part: Part::Query, patterns: Vec::new(), written: Vec::new(), open: None };
        for pair in pairs {
            let (key, value) = (pair.get("key").unwrap_or(Value::Null), pair.get("value").unwrap_or(Value::Null));
            let unknown = [pair, &key, &value].into_iter().find_map(|part| part.as_unknown().map(|one| one.reason()));
            if unknown.is_some() {
                test.open = unknown;
                continue;
            }
            let name = key.as_str().filter(|text| !text.is_empty()).map(str::to_lowercase);
            let text = value.as_str().unwrap_or_default();
            let masked = pair.has_mask() || key.has_mask() || value.has_mask();
            test.written.push(if masked {
                "(sensitive)".to_owned()
            } else {
                format!("{}={text}", name.as_deref().unwrap_or("*"))
            });
            test.patterns.push(Pattern::Pair(name, Glob::new(text, Syntax::Escaped)));
        }
        test.patterns.sort();
        test
    }

    fn globs<'t>(&'t self) -> Vec<&'t Glob> {
        let text = |pattern: &'t Pattern| match pattern {
            Pattern::Text(glob) => Some(glob),
            Pattern::Pair(..) | Pattern::Range(_) => None,
        };
        self.patterns.iter().filter_map(text).collect()
    }

    fn takes_everything(&self) -> Option<bool> {
        let known = match self.part {
            Part::Host | Part::Path => {
                self.globs().first().map_or(Some(false), |glob| glob.takes_everything(&self.globs()))
            }
            // A request need not have the header, nor any query.
            Part::Method | Part::Header(_) | Part::Query => return Some(false),
            Part::Source => Some(self.patterns.contains(&Pattern::Range(Range::ALL))),
        };
        if known == Some(false) && self.open.is_some() { None } else { known }
    }

    fn covered_by(&self, earlier: &Self) -> Option<bool> {
        let globs = earlier.globs();
        let covered = all(self.patterns.iter().map(|pattern| match pattern {
            Pattern::Text(glob) => glob.is_covered_by(&globs),
            Pattern::Pair(key, value) => any(earlier.patterns.iter().map(|other| match other {
                Pattern::Pair(other_key, other) if other_key.is_none() || other_key == key => {
                    value.is_covered_by(&[other])
                }
                _ => Some(false),
            })),
            Pattern::Range(range) => {
                Some(earlier.patterns.iter().any(|other| matches!(other, Pattern::Range(other) if other.covers(range))))
            }
        }));
        match covered {
            Some(true) if self.open.is_some() => None,
            Some(false) if earlier.open.is_some() => None,
            known => known,
        }
    }

    fn may_overlap(&self, other: &Self) -> bool {
        if self.open.is_some() || other.open.is_some() {
            return true;
        }
        let pairs = self.patterns.iter().flat_map(|own| other.patterns.iter().map(move |theirs| (own, theirs)));
        pairs.into_iter().any(|pair| match pair {
            (Pattern::Text(own), Pattern::Text(theirs)) => own.overlaps(theirs),
            (Pattern::Range(own), Pattern::Range(theirs)) => own.covers(theirs) || theirs.covers(own),
            // A query has many pairs.
            _ => true,
        })
    }

    fn takes(&self, request: &Request) -> Option<bool> {
        let text = |text: &str, syntax: Syntax| self.globs().iter().any(|glob| glob.matches(text, syntax));
        let known = match &self.part {
            Part::Host => text(&request.host, Syntax::Host),
            Part::Path => text(&request.path, Syntax::Path),
            Part::Method => text(&request.method, Syntax::Literal),
            Part::Header(name) => request.headers.get(name).is_some_and(|value| text(value, Syntax::Escaped)),
            Part::Query => self.patterns.iter().any(|pattern| pattern.takes_query(&request.query)),
            Part::Source => self.patterns.iter().any(|pattern| match (pattern, request.source) {
                (Pattern::Range(range), Some(address)) => range.has(address),
                (Pattern::Range(range), None) => *range == Range::ALL,
                _ => false,
            }),
        };
        if !known && self.open.is_some() { None } else { Some(known) }
    }

    /// The request, made one that this test takes.
    fn put_in(&self, request: &Request) -> Vec<Request> {
        let with = |change: &dyn Fn(&mut Request)| {
            let mut request = request.clone();
            change(&mut request);
            request
        };
        let several = matches!(self.part, Part::Host | Part::Path);
        let patterns = self.patterns.iter().take(if several { MAX_EXAMPLES } else { 1 });
        patterns
            .flat_map(|pattern| match (pattern, &self.part) {
                (Pattern::Text(glob), Part::Host) => vec![with(&|it| it.host = glob.example("any-other"))],
                (Pattern::Text(glob), Part::Path) => {
                    vec![with(&|it| it.path = glob.example("")), with(&|it| it.path = glob.example("any-other"))]
                }
                (Pattern::Text(glob), Part::Method) => vec![with(&|it| it.method = glob.example(""))],
                (Pattern::Text(glob), Part::Header(name)) => {
                    vec![with(&|it| drop(it.headers.insert(name.clone(), glob.example("any"))))]
                }
                (Pattern::Pair(key, value), _) => {
                    let pair = format!("{}={}", key.as_deref().unwrap_or("any"), value.example("any"));
                    vec![with(&|it| it.query.clone_from(&pair))]
                }
                (Pattern::Range(range), _) => vec![with(&|it| it.source = Some(range.base))],
                (Pattern::Text(_), Part::Query | Part::Source) => Vec::new(),
            })
            .collect()
    }

    /// The part of the request that is looked at, in a word.
    fn word(&self) -> &str {
        match &self.part {
            Part::Host => "host",
            Part::Path => "path",
            Part::Method => "method",
            Part::Header(name) => name,
            Part::Query => "query",
            Part::Source => "source",
        }
    }

    /// Each pattern of a host or path by itself; all others stay together.
    fn alternatives(&self) -> Vec<(String, Self)> {
        let word = self.word();
        if !matches!(self.part, Part::Host | Part::Path) || self.open.is_some() {
            return vec![(format!("{word} {}", self.written.join(" or ")), self.clone())];
        }
        let syntax = if self.part == Part::Host { Syntax::Host } else { Syntax::Path };
        // Patterns are sorted, what is written is not: the pattern is made again from the text.
        let each = self.written.iter().map(|text| {
            let glob = Glob::new(text, syntax);
            let patterns = if self.patterns.contains(&Pattern::Text(glob.clone())) {
                vec![Pattern::Text(glob)]
            } else {
                self.patterns.clone()
            };
            let test = Self { part: self.part.clone(), patterns, written: vec![text.clone()], open: None };
            (format!("{word} {text}"), test)
        });
        each.collect()
    }
}

impl Pattern {
    fn takes_query(&self, query: &str) -> bool {
        let Self::Pair(wanted, glob) = self else { return false };
        query.split('&').filter(|pair| !pair.is_empty()).any(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            wanted.as_deref().is_none_or(|wanted| wanted == key.to_lowercase()) && glob.matches(value, Syntax::Escaped)
        })
    }
}

/// True when all are, false when one is not, else not known.
fn all(answers: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    let mut result = Some(true);
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            None => result = None,
            Some(true) => {}
        }
    }
    result
}

/// True when one is, false when none is, else not known.
fn any(answers: impl IntoIterator<Item = Option<bool>>) -> Option<bool> {
    all(answers.into_iter().map(|answer| answer.map(|truth| !truth))).map(|truth| !truth)
}

#[cfg(test)]
mod tests;
