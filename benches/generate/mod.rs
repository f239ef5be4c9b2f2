//! A plan of any size, stamped from recorded ones: each service is a recorded stack as an instance of a module, with
//! names and ARNs of its own. Between them stand resources that have nothing to do with routing, with bodies of recorded
//! ones, until load balancing is about 28 % of the bytes, as it is in plans of real estates.

pub(crate) mod buckets;
pub(crate) mod modules;

use serde_json::{Map, Value as Json, json};

/// Recorded stacks, and how many of ten services are made of each: most services do not change in a plan.
const STAMPS: [(&str, usize); 3] = [
    ("healthy/steady-stack", 8),
    ("modes/first-create-of-everything", 1),
    ("healthy/weight-shifted-to-filled-pool", 1),
];
const ROUTING: f64 = 0.28;
const IDS: [&str; 8] = ["i-", "vpc-", "subnet-", "sg-", "sgr-", "igw-", "rtb-", "eni-"];
const UNRELATED: [&str; 5] =
    ["aws_db_instance", "aws_iam_role", "aws_s3_bucket", "aws_sqs_queue", "aws_cloudwatch_metric_alarm"];

/// The text of a plan of about `bytes` bytes, and the share of load balancing in it.
pub(crate) fn plan(bytes: usize) -> (String, f64) {
    let stamps: Vec<Json> = STAMPS.iter().map(|(name, _)| recorded(name)).collect();
    let mut estate = Estate::default();
    let mut service = 0;
    while estate.bytes < bytes {
        let slot = (service * 7) % 10;
        let mut below = 0;
        let stamp = STAMPS.iter().position(|(_, share)| {
            below += share;
            slot < below
        });
        estate.add_service(stamp.unwrap_or(0), &stamps, service);
        while estate.routing > ROUTING * estate.bytes as f64 {
            estate.add_unrelated(&stamps[0]);
        }
        service += 1;
    }
    let share = estate.routing / estate.bytes as f64;
    (estate.finish(&stamps).to_string(), share)
}

fn recorded(name: &str) -> Json {
    let path = format!("{}/testdata/{name}/plan.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).expect("a recorded plan")).expect("JSON")
}

#[derive(Default)]
struct Estate {
    changes: Vec<Json>,
    planned: Vec<Json>,
    prior: Vec<Json>,
    modules: Vec<Json>,
    prior_modules: Vec<Json>,
    blocks: Vec<Json>,
    bytes: usize,
    routing: f64,
}

impl Estate {
    fn add_service(&mut self, stamp: usize, stamps: &[Json], number: usize) {
        let name = format!("svc-{number:05}");
        let module = format!("module.stack{stamp}[\"{name}\"]");
        let own = |part: &Json| stamped(part, &module, &name, "");
        let changes = own(&stamps[stamp]["resource_changes"]);
        let planned = own(&stamps[stamp]["planned_values"]["root_module"]);
        let prior = own(&stamps[stamp]["prior_state"]["values"]["root_module"]);
        for part in [&changes, &planned, &prior] {
            self.count(part);
        }
        self.changes.extend(changes.as_array().into_iter().flatten().cloned());
        self.modules.push(within(planned, &module));
        self.prior_modules.push(within(prior, &module));
    }

    fn count(&mut self, part: &Json) {
        match part {
            Json::Object(entries) if entries.contains_key("type") && entries.contains_key("address") => {
                let size = part.to_string().len();
                self.bytes += size;
                if entries["type"].as_str().is_some_and(|type_| type_.starts_with("aws_lb")) {
                    self.routing += size as f64;
                }
            }
            Json::Object(entries) => entries.values().for_each(|part| self.count(part)),
            Json::Array(list) => list.iter().for_each(|part| self.count(part)),
            _ => {}
        }
    }

    /// A resource with the body of a recorded server.
    fn add_unrelated(&mut self, stamp: &Json) {
        let number = self.planned.len();
        let type_ = UNRELATED[number % UNRELATED.len()];
        let name = format!("r{number}");
        let address = format!("{type_}.{name}");
        let mut recorded = stamp["resource_changes"].as_array().into_iter().flatten();
        let server = recorded.find(|change| change["type"] == "aws_instance").expect("a recorded server");
        let named = |mut part: Json| {
            part["address"] = json!(address);
            part["type"] = json!(type_);
            part["name"] = json!(name);
            part
        };
        let values = &server["change"]["after"];
        let object = json!({ "mode": "managed", "schema_version": 1, "sensitive_values": {}, "values": values });
        let (change, object) = (named(server.clone()), named(object));
        self.bytes += change.to_string().len() + 2 * object.to_string().len();
        self.changes.push(change);
        self.planned.push(object.clone());
        self.prior.push(object);
        self.blocks.push(json!({
            "address": address, "mode": "managed", "type": type_, "name": name, "provider_config_key": "aws",
            "expressions": { "tags": { "references": ["var.tags", "local.owner"] } }, "schema_version": 1,
        }));
    }

    fn finish(self, stamps: &[Json]) -> Json {
        let calls: Map<String, Json> = (0..stamps.len())
            .map(|stamp| {
                let module = &stamps[stamp]["configuration"]["root_module"];
                let for_each = json!({ "references": ["local.services"] });
                (
                    format!("stack{stamp}"),
                    json!({ "source": "./stack", "for_each_expression": for_each, "module": module }),
                )
            })
            .collect();
        let root =
            |resources: Vec<Json>, modules: Vec<Json>| json!({ "resources": resources, "child_modules": modules });
        json!({
            "format_version": "1.2",
            "terraform_version": "1.11.4",
            "planned_values": { "root_module": root(self.planned, self.modules) },
            "resource_changes": self.changes,
            "prior_state": { "format_version": "1.0", "terraform_version": "1.11.4", "values": { "root_module": root(self.prior, self.prior_modules) } },
            "configuration": {
                "provider_config": stamps[0]["configuration"]["provider_config"],
                "root_module": { "resources": self.blocks, "module_calls": calls },
            },
            "timestamp": "2026-01-01T00:00:00Z",
            "applyable": true,
            "complete": true,
            "errored": false,
        })
    }
}

fn within(mut module: Json, address: &str) -> Json {
    if !module.is_object() {
        module = json!({});
    }
    module["address"] = json!(address);
    module
}

/// A part of a recorded plan as that of one service: below its module, under its name, with identities of its own.
fn stamped(part: &Json, module: &str, name: &str, key: &str) -> Json {
    match part {
        Json::String(text) if key == "address" || key == "module_address" => json!(format!("{module}.{text}")),
        Json::String(text) if text.contains("shop") => json!(text.replace("shop", name)),
        // Servers and networks have ids that nobody else has.
        Json::String(text) if IDS.iter().any(|kind| text.starts_with(kind)) => json!(format!("{text}{name}")),
        Json::Array(list) => list.iter().map(|part| stamped(part, module, name, key)).collect(),
        Json::Object(entries) => {
            let entries = entries.iter().map(|(key, part)| (key.clone(), stamped(part, module, name, key)));
            Json::Object(entries.collect())
        }
        other => other.clone(),
    }
}
