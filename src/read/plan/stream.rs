//! A large plan is read through a window: its changes and its objects are made one by one as they come by, what is skipped
//! anyway is in memory at no time, and the few small sections are put together to a text that is read as any plan is.

use std::io::Read;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::model::{Change, Plan, Raw, StateObject, Text};

use super::raw::{RawChange, RawPlan, RawStateObject};
use super::window::{BEGINNING, Keep, Stop, Window};
use super::{Lists, ReadError, Reader, gate, version};

/// Reads a plan and tells how many bytes it has. Bodies are pieces of `whole`, which holds the same text; `width` is how
/// many bytes are read at a time. Nothing where the text has to be read whole: only that way tells what is wrong with it.
pub(in crate::read) fn in_pieces(
    path: &str,
    from: impl Read,
    whole: &Arc<Text>,
    width: usize,
) -> Option<(Plan, usize)> {
    let walk =
        Walk { path, whole, window: Window::new(from, width), rest: Sections::default(), lists: Lists::default() };
    walk.plan().ok()
}

/// The sections of a JSON object without what is in them: `null` where there is nothing, else `0`. Nothing where it has to be
/// read whole.
pub(in crate::read) fn sections(from: impl Read, width: usize) -> Option<String> {
    let mut sections = Sections::default();
    let mut window = Window::new(from, width);
    let mut walk = || {
        window.open(b'{')?;
        while let Some(key) = window.key()? {
            let stands_for = if window.peek()? == b'n' { "null" } else { "0" };
            sections.add(&key, stands_for);
            window.skip()?;
        }
        window.end()
    };
    walk().ok().map(|_| sections.text())
}

/// An object that is put together section by section.
#[derive(Default)]
struct Sections(String);

impl Sections {
    fn add(&mut self, key: &str, value: &str) {
        let before = if self.0.is_empty() { '{' } else { ',' };
        self.0.push_str(&format!("{before}{}:", Json::from(key)));
        self.0.push_str(value);
    }

    fn text(self) -> String {
        if self.0.is_empty() { "{}".to_owned() } else { self.0 + "}" }
    }
}

struct Walk<'w, R> {
    path: &'w str,
    whole: &'w Arc<Text>,
    window: Window<R>,
    /// A plan of all sections that are not lists; of those it has only whether they are there.
    rest: Sections,
    lists: Lists,
}

impl<R: Read> Walk<'_, R> {
    fn plan(mut self) -> Result<(Plan, usize), Stop> {
        self.window.open(b'{')?;
        while let Some(key) = self.window.key()? {
            let section = self.section(&key)?;
            self.rest.add(&key, &section);
        }
        let length = self.window.end()?;
        let rest = Arc::new(self.rest.text());
        let raw: RawPlan<'_> = serde_json::from_str(&rest).map_err(|_| Stop::Odd)?;
        gate(self.path, version(&raw).ok_or(Stop::Odd)?)?;
        let kept = Arc::new(Text::Kept(Arc::clone(&rest)));
        let reader = Reader { path: self.path, text: &rest, start: 0, kept: &kept };
        Ok((reader.plan(raw, self.lists, Raw::new(self.whole, 0..length)), length))
    }

    /// Passes a section, and returns what stands for it in the rest. A section that comes twice does so there as well.
    fn section(&mut self, key: &str) -> Result<String, Stop> {
        let is_null = self.window.peek()? == b'n';
        match key {
            "planned_values" => {
                let beginning = self.window.keep(Keep::Beginning)?;
                return Ok(if beginning.chars().count() < BEGINNING { beginning } else { "{}".to_owned() });
            }
            "resource_changes" if !is_null => self.lists.changes = self.changes()?,
            "resource_drift" if !is_null => self.lists.drift = self.changes()?,
            "prior_state" if !is_null => {
                self.lists.prior = self.state()?;
                return Ok("{}".to_owned());
            }
            // A state, and this is all of it.
            "values" => return Err(Stop::Odd),
            _ => return self.window.keep(Keep::All),
        }
        Ok("[]".to_owned())
    }

    fn changes(&mut self) -> Result<Vec<Change>, Stop> {
        let (path, whole, mut changes) = (self.path, self.whole, Vec::new());
        self.window.open(b'[')?;
        while self.window.element()? {
            let change = self.window.make(|window| {
                let (raw, end) = window.ahead::<RawChange<'_>>()?;
                if nests(&raw) { Err(Stop::Odd) } else { Ok((reader(path, whole, window).change(raw)?, end)) }
            });
            changes.push(change?);
        }
        Ok(changes)
    }

    fn state(&mut self) -> Result<Vec<StateObject>, Stop> {
        self.below("values", |walk| walk.below("root_module", Self::module))
    }

    /// What `read` finds below a key of the object that comes next. Where the key has no value it finds nothing.
    fn below(
        &mut self,
        wanted: &str,
        read: fn(&mut Self) -> Result<Vec<StateObject>, Stop>,
    ) -> Result<Vec<StateObject>, Stop> {
        let mut found = None;
        self.window.open(b'{')?;
        while let Some(key) = self.window.key()? {
            if key != wanted {
                self.window.skip()?;
            } else if self.window.peek()? == b'n' {
                once(&mut found, Vec::new())?;
                self.window.skip()?;
            } else {
                once(&mut found, read(self)?)?;
            }
        }
        Ok(found.unwrap_or_default())
    }

    /// The objects of a module come before those of the modules below it, in whatever order it has the two.
    fn module(&mut self) -> Result<Vec<StateObject>, Stop> {
        let (mut own, mut below) = (None, None);
        self.window.open(b'{')?;
        while let Some(key) = self.window.key()? {
            match &*key {
                "resources" => once(&mut own, self.objects()?)?,
                "child_modules" => once(&mut below, self.modules()?)?,
                _ => self.window.skip()?,
            }
        }
        let mut objects = own.unwrap_or_default();
        objects.append(&mut below.unwrap_or_default());
        Ok(objects)
    }

    fn modules(&mut self) -> Result<Vec<StateObject>, Stop> {
        let mut objects = Vec::new();
        self.window.open(b'[')?;
        while self.window.element()? {
            objects.append(&mut self.module()?);
        }
        Ok(objects)
    }

    fn objects(&mut self) -> Result<Vec<StateObject>, Stop> {
        let (path, whole, mut objects) = (self.path, self.whole, Vec::new());
        self.window.open(b'[')?;
        while self.window.element()? {
            let object = self.window.make(|window| {
                let (raw, end) = window.ahead::<RawStateObject<'_>>()?;
                Ok((reader(path, whole, window).state_object(raw)?, end))
            });
            objects.push(object?);
        }
        Ok(objects)
    }
}

fn reader<'r, R: Read>(path: &'r str, whole: &'r Arc<Text>, window: &'r Window<R>) -> Reader<'r> {
    let (text, start) = window.text();
    Reader { path, text, start, kept: whole }
}

/// A key that is known comes once.
fn once<V>(found: &mut Option<V>, value: V) -> Result<(), Stop> {
    if found.replace(value).is_some() { Err(Stop::Odd) } else { Ok(()) }
}

/// How deep values may nest is counted from the top of a text, and nothing else that is read of a change does nest.
fn nests(raw: &RawChange<'_>) -> bool {
    let paths = raw.change.replace_paths.iter().flatten();
    paths.flatten().any(|step| step.is_array() || step.is_object())
}

impl From<ReadError> for Stop {
    fn from(_: ReadError) -> Self {
        Self::Odd
    }
}

#[cfg(test)]
mod tests {
    use super::sections;

    #[test]
    fn sections_are_told_without_what_is_in_them() {
        let of = |text: &str| sections(text.as_bytes(), 16);
        let text = r#" {"format_version":"1.2", "a":{"b":[1,2,3,"a long text"]},"ä\n":null,"a":[] } "#;
        assert_eq!(of(text).as_deref(), Some(r#"{"format_version":0,"a":0,"ä\n":null,"a":0}"#));
        assert_eq!(of("{}").as_deref(), Some("{}"));
        assert_eq!([of("[]"), of("{\"a\":1"), of("{\"a\":nothing}"), of("{} x")], [None, None, None, None]);
    }
}
