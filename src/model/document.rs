//! The *document* of a plan is its whole JSON, for policies that select over it. It is text until somebody selects, and
//! then only the section that a path begins with is parsed, once: a plan can have 100 MB of which nobody asks for anything
//! but whether it is errored.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::Raw;

/// Small sections that were read with the plan, and whether they were there.
pub type Head = BTreeMap<&'static str, Option<Json>>;

/// What was asked for so far, by section; the whole document has no name.
type Parsed = BTreeMap<Option<String>, Option<Arc<Json>>>;

/// The JSON of a plan.
#[derive(Debug, Clone)]
pub struct Document {
    text: Raw,
    head: Head,
    parsed: Arc<Mutex<Parsed>>,
}

impl Document {
    /// The document `text`; `head` has those of its sections that are known already.
    pub fn new(text: Raw, head: Head) -> Self {
        Self { text, head, parsed: Arc::default() }
    }

    /// The document with nothing in it but `section`, or the whole of it. `None` where it cannot be parsed.
    pub fn of(&self, section: Option<&str>) -> Option<Arc<Json>> {
        let mut parsed = self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
        let known = parsed.entry(section.map(str::to_owned));
        known.or_insert_with(|| self.parse(section).map(Arc::new)).clone()
    }

    fn parse(&self, section: Option<&str>) -> Option<Json> {
        let Some(section) = section else { return serde_json::from_str(&self.text.text()).ok() };
        let value = match self.head.get(section) {
            Some(value) => value.clone(),
            None => self.find(section)?,
        };
        Some(Json::Object(value.map(|value| (section.to_owned(), value)).into_iter().collect()))
    }

    fn find(&self, section: &str) -> Option<Option<Json>> {
        let text = self.text.text();
        let sections: BTreeMap<String, &RawValue> = serde_json::from_str(&text).ok()?;
        sections.get(section).map(|raw| serde_json::from_str(raw.get())).transpose().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_section_is_all_that_is_parsed_of_it() {
        let text = r#"{"a":[1],"checks":[2],"b":3}"#.to_owned();
        let head = Head::from([("checks", Some(json!([2]))), ("errored", None)]);
        let document = Document::new(Raw::whole(text), head);
        let of = |section| document.of(section).map(|json| (*json).clone());
        assert_eq!(of(Some("a")), Some(json!({ "a": [1] })));
        assert_eq!(of(Some("checks")), Some(json!({ "checks": [2] })));
        assert_eq!(of(Some("errored")), Some(json!({})));
        assert_eq!(of(Some("none")), Some(json!({})));
        assert_eq!(of(None), Some(json!({ "a": [1], "checks": [2], "b": 3 })));
        assert!(Arc::ptr_eq(&document.of(Some("a")).unwrap(), &document.of(Some("a")).unwrap()));
    }
}
