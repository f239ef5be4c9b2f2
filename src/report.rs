//! A *report* is what people and machines are shown: the frozen model of [`crate::finding`] or [`crate::picture`] as text.
//! It knows neither graph nor policies nor the disk, and it decides nothing: it only words what was found.
//! Every text of a plan goes through [`escape`] on its way out. A new format is one more file here, run over the same fixtures.

mod back;
mod closing;
mod coverage;
mod dot;
mod drawing;
pub mod escape;
mod github;
mod gitlab;
mod graph_json;
mod group;
mod html;
mod human;
mod json;
mod junit;
mod layout;
mod markdown;
mod mermaid;
mod page;
mod routing;
mod sarif;
mod scene;
mod shard;
mod snippet;
mod style;
mod svg;
mod table;
mod timeline;
mod tree;
mod trial;
mod way;
mod words;

#[cfg(test)]
mod drawn;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod formats;
#[cfg(test)]
mod pictures;
#[cfg(test)]
mod tests;

pub use back::back;
pub use dot::dot;
pub use github::github;
pub use gitlab::gitlab;
pub use graph_json::graph_json;
pub use html::{Page, html};
pub use human::{HumanOptions, human};
pub use json::json;
pub use junit::junit;
pub use markdown::{MARKER, markdown};
pub use mermaid::{changes, mermaid};
pub use routing::{routing, routing_json};
pub use sarif::sarif;
pub use svg::svg;
pub use timeline::{steps, steps_json};
pub use tree::tree;
pub use trial::{trial_human, trial_json, trial_junit};
