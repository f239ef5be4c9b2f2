//! A *body* is one side of a change: the values of an instance before or after. It stays text until somebody asks for
//! it, since most bodies of a plan have nothing to do with load balancing and a plan can have 100 MB of them.
//!
//! The plan splits a body in three: the values, a mirror of what is unknown and a mirror of what is sensitive. A key
//! that is missing in the values may be unknown, and a `null` in a list may be; only the mirror tells.

use std::sync::{Arc, OnceLock};

use serde_json::Value as Json;

use super::{Address, AttributeRef, Entries, Path, Raw, Value};

/// The values of an instance on one side of a change.
#[derive(Debug, Clone)]
pub struct Body {
    owner: Arc<Address>,
    deposed: Option<Arc<str>>,
    values: Option<Raw>,
    unknown: Option<Raw>,
    sensitive: Option<Raw>,
    /// One for all clones: the two sides of an object that does not change are joined once.
    joined: Arc<OnceLock<Value>>,
}

impl Body {
    /// A body of `owner` from its three parts. A mirror that marks nothing can be left out.
    pub fn new(
        owner: Arc<Address>,
        deposed: Option<Arc<str>>,
        values: Option<Raw>,
        unknown: Option<Raw>,
        sensitive: Option<Raw>,
    ) -> Self {
        Self { owner, deposed, values, unknown, sensitive, joined: Arc::default() }
    }

    /// The same body with values that say themselves where they will come from.
    #[must_use]
    pub fn with_value(self, value: Value) -> Self {
        Self { joined: Arc::new(OnceLock::from(value)), ..self }
    }

    /// The three parts put together; `null` where there is no object on this side.
    pub fn value(&self) -> &Value {
        self.joined.get_or_init(|| self.join())
    }

    /// The `id` among the values, read without the rest.
    pub fn id(&self) -> Option<String> {
        #[derive(serde::Deserialize)]
        struct Id {
            id: Option<Json>,
        }
        let id = serde_json::from_str::<Id>(&self.values.as_ref()?.text()).ok()?.id?;
        id.as_str().map(str::to_owned)
    }

    fn join(&self) -> Value {
        let values = match self.values.as_ref().map(|raw| serde_json::from_str::<Value>(&raw.text())) {
            None => Value::Null,
            Some(Ok(values)) => values,
            Some(Err(error)) => {
                return Value::unknown_because(format!("the plan's values of {} cannot be read: {error}", self.owner));
            }
        };
        if self.unknown.is_none() && self.sensitive.is_none() {
            return values;
        }
        let unknown = mirror(self.unknown.as_ref());
        let sensitive = with_copies(mirror(self.sensitive.as_ref()));
        let joiner = Joiner { owner: &self.owner, deposed: self.deposed.as_ref() };
        joiner.join(values, &unknown, &sensitive, &Path::default())
    }
}

/// A mirror that is absent hides nothing; one that cannot be read, such as one that nests too deep, may hide everything.
fn mirror(raw: Option<&Raw>) -> Value {
    raw.map_or(Value::Bool(false), |raw| serde_json::from_str(&raw.text()).unwrap_or(Value::Bool(true)))
}

/// The AWS provider copies `tags` into `tags_all`, and Terraform carries no mask over: what is masked in the one is masked
/// in the other.
fn with_copies(sensitive: Value) -> Value {
    let Value::Object(entries) = &sensitive else { return sensitive };
    let Some(tags) = entries.get("tags") else { return sensitive };
    let copies = match (tags, entries.get("tags_all")) {
        (Value::Object(tags), Some(Value::Object(copies))) => {
            let masked = tags.iter().filter(|(_, mask)| marks(mask));
            let all = copies.iter().chain(masked).map(|(name, mask)| (Arc::clone(name), mask.clone()));
            Value::object(all.collect())
        }
        (Value::Bool(false), _) => return sensitive,
        (tags, _) => tags.clone(),
    };
    let mut entries = (**entries).clone();
    entries.insert("tags_all".into(), copies);
    Value::object(entries)
}

/// All that the mirror stands for is marked.
fn marks(mirror: &Value) -> bool {
    matches!(mirror, Value::Bool(true))
}

struct Joiner<'b> {
    owner: &'b Arc<Address>,
    deposed: Option<&'b Arc<str>>,
}

impl Joiner<'_> {
    fn join(&self, value: Value, unknown: &Value, sensitive: &Value, path: &Path) -> Value {
        let joined = if marks(unknown) { self.unknown(path) } else { self.parts(value, unknown, sensitive, path) };
        if marks(sensitive) { joined.sensitive() } else { joined }
    }

    /// A part, of which nothing has to be known where nothing of it is marked.
    fn below(&self, value: &Value, unknown: &Value, sensitive: &Value, path: impl FnOnce() -> Path) -> Value {
        if is_empty(unknown) && is_empty(sensitive) {
            return value.clone();
        }
        self.join(value.clone(), unknown, sensitive, &path())
    }

    fn unknown(&self, path: &Path) -> Value {
        Value::unknown_attribute(AttributeRef {
            instance: Arc::clone(self.owner),
            deposed: self.deposed.cloned(),
            path: path.clone(),
        })
    }

    fn parts(&self, value: Value, unknown: &Value, sensitive: &Value, path: &Path) -> Value {
        if is_empty(unknown) && is_empty(sensitive) {
            return value;
        }
        match value {
            Value::Seq(kind, elements) => {
                let elements = elements.iter().enumerate().map(|(index, element)| {
                    let part = |mirror| part_of(mirror, |mirror: &Value| mirror.as_seq()?.get(index));
                    self.below(element, part(unknown), part(sensitive), || path.index(index))
                });
                Value::Seq(kind, Arc::new(elements.collect()))
            }
            Value::Object(entries) => Value::object(self.entries(&entries, unknown, sensitive, path)),
            // The whole object is missing from the values when all that is in it is unknown.
            Value::Null if unknown.as_object().is_some() => {
                Value::object(self.entries(&Entries::default(), unknown, sensitive, path))
            }
            other => other,
        }
    }

    fn entries(&self, known: &Entries, unknown: &Value, sensitive: &Value, path: &Path) -> Entries {
        let part = |mirror, key: &str| part_of(mirror, |mirror: &Value| mirror.as_object()?.get(key));
        let join =
            |key: &str, value: &Value| self.below(value, part(unknown, key), part(sensitive, key), || path.name(key));
        let marks = unknown.as_object().into_iter().flatten();
        let missing = marks.filter(|(key, mark)| !known.contains_key(key) && !is_empty(mark));
        let missing = missing.map(|(key, _)| (Arc::clone(key), join(key, &Value::Null)));
        let mut missing = missing.peekable();
        if missing.peek().is_none() {
            return known.map(join);
        }
        let known = known.iter().map(|(key, value)| (Arc::clone(key), join(key, value)));
        Entries::of_schema(known.chain(missing))
    }
}

/// What a mirror has for a part of its value; nothing is marked where it has none.
fn part_of<'m>(mirror: &'m Value, part: impl Fn(&'m Value) -> Option<&'m Value>) -> &'m Value {
    const NOTHING: &Value = &Value::Bool(false);
    part(mirror).unwrap_or(NOTHING)
}

/// Nothing is marked at this level or below. `[false, false]` stands for a list of known elements.
fn is_empty(mirror: &Value) -> bool {
    match mirror {
        Value::Bool(mark) => !mark,
        Value::Seq(_, elements) => elements.iter().all(is_empty),
        Value::Object(entries) => entries.values().all(is_empty),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(values: &str, unknown: &str, sensitive: &str) -> Value {
        let raw = |text: &str| Some(Raw::whole(text.to_owned()));
        let owner = Arc::new(Address::parse("aws_lb_listener.http").unwrap());
        Body::new(owner, None, raw(values), raw(unknown), raw(sensitive)).value().clone()
    }

    fn unknown_at(value: &Value) -> String {
        value.as_unknown().unwrap().reason()
    }

    #[test]
    fn the_copy_of_masked_tags_is_masked_too() {
        let shown = |sensitive: &str| {
            let values = r#"{"tags":{"a":"x","b":"y"},"tags_all":{"a":"x","b":"y","c":"z"}}"#;
            let all = body(values, "{}", sensitive).get("tags_all").unwrap();
            ["a", "b", "c"].map(|key| all.get(key).is_some_and(|value| !value.unmask().1))
        };
        assert_eq!(shown(r#"{"tags":{},"tags_all":{}}"#), [true; 3]);
        assert_eq!(shown(r#"{"tags":{"a":true},"tags_all":{}}"#), [false, true, true]);
        assert_eq!(shown(r#"{"tags":{"a":true}}"#), [false, true, true]);
        assert_eq!(shown(r#"{"tags":true,"tags_all":{"b":true}}"#), [false; 3]);
    }

    #[test]
    fn a_missing_key_is_unknown_when_the_mirror_says_so() {
        let value = body(r#"{"port":80}"#, r#"{"arn":true,"id":false}"#, "{}");
        assert_eq!(unknown_at(&value.get("arn").unwrap()), "known after apply: aws_lb_listener.http.arn");
        assert_eq!(value.get("id"), None);
    }

    #[test]
    fn null_in_a_list_is_unknown_or_null_as_the_mirror_says() {
        let value = body(r#"{"x":[null,null]}"#, r#"{"x":[true,false]}"#, "false");
        let elements = value.get("x").unwrap();
        let elements = elements.as_seq().unwrap();
        assert!(elements[0].as_unknown().is_some());
        assert_eq!(elements[1], Value::Null);
    }

    #[test]
    fn a_bare_true_covers_a_whole_block() {
        let value = body(r#"{}"#, r#"{"health_check":true}"#, "{}");
        assert!(value.get("health_check").unwrap().as_unknown().is_some());
    }

    #[test]
    fn one_masked_element_masks_the_set_and_unknown_stays_below() {
        let value = body(r#"{"s":[{"arn":"a"}]}"#, r#"{"s":[{"arn":false}]}"#, r#"{"s":true}"#);
        let set = value.get("s").unwrap();
        assert!(set.unmask().1);
        assert_eq!(set.as_seq().unwrap()[0].get("arn").unwrap(), Value::string("a"));
    }
}
