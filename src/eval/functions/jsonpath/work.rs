//! What a JSONPath costs on a document, before it is asked. Its work multiplies with each `..`, which meets every part of
//! the document once for each part around it, and with lists of selectors that select the same; the library that answers
//! has no end of its own.

use jsonpath_rust::parser::model::{
    Comparable, Filter, FilterAtom, FnArg, JpQuery, Literal, Segment, Selector, Test, TestFunction,
};
use regex::RegexBuilder;
use serde_json::Value as Json;

/// Parts that are met at most, and how often each part of a document may be: a larger one is worth more.
const MOST: u64 = 20_000_000;
const MOST_OF_EACH: u64 = 20;
/// Bytes of the paths to all parts, which the library keeps with them.
const MOST_PATHS: u64 = 4 << 30;
/// Largest compiled pattern of `match` and `search`: it is compiled for each element.
const MOST_PATTERN: usize = 1 << 17;

/// How a query multiplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Growth {
    /// How many `..` are inside each other.
    descents: u32,
    /// How often one part is selected by one list.
    times: u64,
}

impl Growth {
    const NONE: Self = Self { descents: 0, times: 1 };

    fn then(self, next: Self) -> Self {
        Self { descents: self.descents + next.descents, times: self.times.saturating_mul(next.times) }
    }

    /// Both, one after the other, on the same part.
    fn and(self, other: Self) -> Self {
        Self { descents: self.descents.max(other.descents), times: self.times.saturating_add(other.times) }
    }
}

/// What a document is to a query.
#[derive(Debug, Clone, Copy, Default)]
struct Size {
    parts: u64,
    deepest: u64,
    /// Length of the longest path, in bytes.
    longest: u64,
}

/// Refuses a query that takes too long on this document.
pub(super) fn check(query: &JpQuery, document: &Json) -> Result<(), String> {
    let mut size = Size::default();
    measure(document, 1, 0, &mut size);
    let growth = segments(&query.segments);
    let around = size.deepest.max(2).saturating_pow(growth.descents.saturating_sub(1));
    let met = size.parts.saturating_mul(around).saturating_mul(growth.times);
    if met > MOST + MOST_OF_EACH * size.parts || size.parts.saturating_mul(size.longest) > MOST_PATHS {
        let words = "this JSONPath takes too many steps on a document of this size and depth; name more of the way, and \
                     write `..` once";
        return Err(words.to_owned());
    }
    Ok(())
}

/// Refuses a pattern that is large, or that stands in the document: it would be compiled for each element.
pub(super) fn check_patterns(query: &JpQuery) -> Result<(), String> {
    let mut patterns = Vec::new();
    gather(&query.segments, &mut patterns);
    for pattern in patterns {
        let FnArg::Literal(Literal::String(text)) = pattern else {
            return Err("the second argument of `match` and `search` is a text in quotes".to_owned());
        };
        let built = RegexBuilder::new(text).size_limit(MOST_PATTERN).build();
        if let Err(regex::Error::CompiledTooBig(_)) = built {
            return Err("the regular expression is too large to be compiled for each element".to_owned());
        }
    }
    Ok(())
}

fn gather<'q>(segments: &'q [Segment], patterns: &mut Vec<&'q FnArg>) {
    for segment in segments {
        match segment {
            Segment::Descendant(inner) => gather(std::slice::from_ref(inner), patterns),
            Segment::Selector(Selector::Filter(filter)) => gather_filter(filter, patterns),
            Segment::Selector(_) => {}
            Segment::Selectors(list) => list.iter().for_each(|one| {
                if let Selector::Filter(filter) = one {
                    gather_filter(filter, patterns);
                }
            }),
        }
    }
}

fn gather_filter<'q>(filter: &'q Filter, patterns: &mut Vec<&'q FnArg>) {
    match filter {
        Filter::Or(all) | Filter::And(all) => all.iter().for_each(|one| gather_filter(one, patterns)),
        Filter::Atom(FilterAtom::Filter { expr, .. }) => gather_filter(expr, patterns),
        Filter::Atom(FilterAtom::Test { expr, .. }) => gather_test(expr, patterns),
        Filter::Atom(FilterAtom::Comparison(comparison)) => {
            for side in [comparison.vals().0, comparison.vals().1] {
                if let Comparable::Function(function) = side {
                    gather_function(function, patterns);
                }
            }
        }
    }
}

fn gather_test<'q>(test: &'q Test, patterns: &mut Vec<&'q FnArg>) {
    match test {
        Test::RelQuery(inner) => gather(inner, patterns),
        Test::AbsQuery(query) => gather(&query.segments, patterns),
        Test::Function(function) => gather_function(function, patterns),
    }
}

fn gather_function<'q>(function: &'q TestFunction, patterns: &mut Vec<&'q FnArg>) {
    if let TestFunction::Search(_, pattern) | TestFunction::Match(_, pattern) = function {
        patterns.push(pattern);
    }
    for argument in arguments(function) {
        match argument {
            FnArg::Literal(_) => {}
            FnArg::Test(test) => gather_test(test, patterns),
            FnArg::Filter(filter) => gather_filter(filter, patterns),
        }
    }
}

fn measure(document: &Json, depth: u64, path: u64, size: &mut Size) {
    size.parts += 1;
    size.deepest = size.deepest.max(depth);
    size.longest = size.longest.max(path);
    match document {
        Json::Array(list) => list.iter().for_each(|one| measure(one, depth + 1, path + 8, size)),
        Json::Object(entries) => {
            entries.iter().for_each(|(name, one)| measure(one, depth + 1, path + name.len() as u64 + 4, size));
        }
        _ => {}
    }
}

fn segments(segments: &[Segment]) -> Growth {
    segments.iter().map(segment).fold(Growth::NONE, Growth::then)
}

fn segment(segment: &Segment) -> Growth {
    match segment {
        Segment::Descendant(inner) => Growth { descents: 1, times: 1 }.then(self::segment(inner)),
        Segment::Selector(selector) => self::selector(selector),
        Segment::Selectors(list) => {
            let all = list.iter().map(selector).fold(Growth { descents: 0, times: 0 }, Growth::and);
            let alike = |at: usize, one: &Selector| list.iter().skip(at + 1).any(|other| other == one);
            let single = |one: &Selector| matches!(one, Selector::Name(_) | Selector::Index(0..));
            // Names and indexes that differ select different parts.
            let apart = list.iter().enumerate().all(|(at, one)| single(one) && !alike(at, one));
            if apart { Growth::NONE } else { all }
        }
    }
}

fn selector(selector: &Selector) -> Growth {
    match selector {
        Selector::Filter(filter) => Growth::NONE.and(self::filter(filter)),
        _ => Growth::NONE,
    }
}

fn filter(filter: &Filter) -> Growth {
    let nothing = Growth { descents: 0, times: 0 };
    match filter {
        Filter::Or(all) | Filter::And(all) => all.iter().map(self::filter).fold(nothing, Growth::and),
        Filter::Atom(FilterAtom::Filter { expr, .. }) => self::filter(expr),
        Filter::Atom(FilterAtom::Test { expr, .. }) => test(expr),
        Filter::Atom(FilterAtom::Comparison(comparison)) => {
            let (left, right) = comparison.vals();
            comparable(left).and(comparable(right))
        }
    }
}

fn comparable(comparable: &Comparable) -> Growth {
    match comparable {
        Comparable::Function(function) => self::function(function),
        Comparable::Literal(_) | Comparable::SingularQuery(_) => Growth { descents: 0, times: 0 },
    }
}

fn test(test: &Test) -> Growth {
    match test {
        Test::RelQuery(inner) => segments(inner),
        Test::AbsQuery(query) => segments(&query.segments),
        Test::Function(function) => self::function(function),
    }
}

fn function(function: &TestFunction) -> Growth {
    arguments(function).into_iter().map(argument).fold(Growth { descents: 0, times: 0 }, Growth::and)
}

fn arguments(function: &TestFunction) -> Vec<&FnArg> {
    match function {
        TestFunction::Custom(_, arguments) => arguments.iter().collect(),
        TestFunction::Length(one) => vec![&**one],
        TestFunction::Value(one) | TestFunction::Count(one) => vec![one],
        TestFunction::Search(one, other) | TestFunction::Match(one, other) => vec![one, other],
    }
}

fn argument(argument: &FnArg) -> Growth {
    match argument {
        FnArg::Literal(_) => Growth { descents: 0, times: 0 },
        FnArg::Test(inner) => test(inner),
        FnArg::Filter(inner) => filter(inner),
    }
}

#[cfg(test)]
mod tests {
    use jsonpath_rust::parser::parse_json_path;
    use serde_json::json;

    use super::*;

    fn growth(path: &str) -> (u32, u64) {
        let Growth { descents, times } = segments(&parse_json_path(path).unwrap().segments);
        (descents, times)
    }

    #[test]
    fn what_multiplies_is_seen() {
        for (path, expected) in [
            ("$.a[*].b[?@.c == 1]", (0, 1)),
            ("$['a', 'b'][0, 1]", (0, 1)),
            ("$['a', 'a'][*, *, 0]", (0, 6)),
            ("$..a", (1, 1)),
            ("$..*..*..a[?@..b]", (4, 2)),
            ("$..[?@..a && @..b[*]]", (2, 3)),
            ("$[?count(@..a) > 1 || !(@.b)]", (1, 3)),
        ] {
            assert_eq!(growth(path), expected, "{path}");
        }
    }

    #[test]
    fn a_deep_document_is_not_searched_again_and_again() {
        let deep = |depth: usize| (0..depth).fold(json!([1]), |inner, _| json!({ "a": inner, "b": [1, 2] }));
        let asked = |path: &str, document: &Json| check(&parse_json_path(path).unwrap(), document);
        assert_eq!(asked("$..*..*..a", &deep(20)), Ok(()));
        assert!(asked("$..*..*..*..*", &deep(100)).unwrap_err().contains("too many steps"));
        assert!(asked(&format!("${}", "[*, *]".repeat(40)), &deep(50)).is_err());
        // A long name is written once in the document and once in the path to each part below it.
        let wide = json!({ "n".repeat(1 << 20): vec![1; 5000] });
        assert!(asked("$.*.*", &wide).is_err());
    }
}
