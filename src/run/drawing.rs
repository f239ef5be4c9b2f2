//! `poolproof graph`: one plan, drawn.

use super::judging::{Judge, waive};
use super::ready::{Asked, Ready};
use super::{Stop, inputs, kinds, settings, terminal, write};
use crate::changes;
use crate::cli::{Graph, GraphFormat};
use crate::evaluate::{Rules, Waiving};
use crate::finding::{Report, Shift};
use crate::graph::{self, Kinds, World};
use crate::input::Input;
use crate::order::Order;
use crate::picture::{Picture, Steps};
use crate::report;
use crate::settings::Settings;

pub(super) fn draw(options: &Graph) -> Result<u8, Stop> {
    let settings = settings(options.read.settings.as_deref())?;
    let inputs = inputs(&options.read, settings.as_ref())?;
    let [input] = inputs.as_slice() else {
        return Err(format!("error: graph draws one plan, and {} were found: name one of them", inputs.len()));
    };
    let kinds = kinds(settings.as_ref());
    let world = World::planned(input, &kinds);
    let graph = graph::Graph::build(&world);
    let steps = || Order::of(&world, &graph).picture(&input.plan.changes, &graph);
    let picture = graph.picture();
    let text = match options.format {
        GraphFormat::Html if !options.diff => report::html(&report::Page {
            picture: &picture,
            steps: &steps(),
            report: &verdicts(&inputs, &kinds, settings.as_ref())?,
            opens_at_steps: options.steps,
        }),
        format if options.diff => shifted(&changes::shifts(&graph, 0), &picture, format)?,
        format if options.steps => listed(&steps(), format)?,
        GraphFormat::Tree => report::tree(&picture, terminal::shows_colour()),
        GraphFormat::Json => report::graph_json(&picture),
        GraphFormat::Mermaid => report::mermaid(&picture),
        GraphFormat::Dot => report::dot(&picture),
        GraphFormat::Svg | GraphFormat::Html => report::svg(&picture),
    };
    write(&text, None)?;
    Ok(0)
}

fn shifted(shifts: &[Shift], picture: &Picture, format: GraphFormat) -> Result<String, Stop> {
    match format {
        GraphFormat::Tree => Ok(report::routing(shifts)),
        GraphFormat::Json => Ok(report::routing_json(shifts)),
        GraphFormat::Mermaid => Ok(report::changes(picture).unwrap_or_else(|| "flowchart LR\n".to_owned())),
        _ => Err("error: --diff is shown as a list, as JSON or as Mermaid: leave --format out, or write --format json"
            .to_owned()),
    }
}

fn listed(steps: &Steps, format: GraphFormat) -> Result<String, Stop> {
    match format {
        GraphFormat::Tree => Ok(report::steps(steps)),
        GraphFormat::Json => Ok(report::steps_json(steps)),
        _ => Err("error: --steps are shown as a list or as JSON: leave --format out, or write --format json\n  \
                  what to do: --format html has them as a slider through the picture"
            .to_owned()),
    }
}

/// What a check without options says: the page shows it beside the graph.
fn verdicts(inputs: &[Input], kinds: &Kinds, settings: Option<&Settings>) -> Result<Report, Stop> {
    let ready = Ready::of(&Asked::default(), settings)?;
    let judge = Judge { kinds, files: &ready.files, values: &ready.values, rules: Rules::default(), draws: false };
    let mut judged = judge.at_once(inputs, &[]);
    let written = settings.map_or(&[][..], |settings| &settings.waivers);
    let known = ready.known(&judged.ignores)?;
    let waiving = Waiving { written, taking_part: &[], known: &known, today: &ready.today, before: None };
    waive(&mut judged.report, &judged.ignores, &waiving);
    Ok(judged.report)
}
