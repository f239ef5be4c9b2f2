//! What is there now, judged by the same policies. The states are those that recorded plans were made on: `prior_state` of
//! a plan is what `terraform show -json` printed before it.

use serde_json::Value;

use crate::cases;
use crate::tool::{Text, poolproof, root};

/// The state that a recorded plan was made on.
fn state_before(case: &str) -> Option<Value> {
    let plan: Value = serde_json::from_str(&cases::case(case).text()).unwrap();
    plan.get("prior_state").filter(|state| state.get("values").is_some()).cloned()
}

fn check(state: &Value) -> (i32, Value) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("now.json"), state.to_string()).unwrap();
    let done = poolproof(["check", "now.json", "--report", "json"]).within(&folder).run();
    (done.code, serde_json::from_str(&done.stdout).unwrap_or_else(|_| panic!("{done}")))
}

fn broken(report: &Value) -> Vec<(&str, &str)> {
    let findings = report["findings"].as_array().unwrap().iter().filter(|it| it["blocks"] == true);
    findings.map(|it| (it["policy"].as_str().unwrap(), it["subject"]["address"].as_str().unwrap())).collect()
}

/// Every object of a type, to change a fact of it.
fn each<'s>(module: &'s mut Value, type_: &str, change: &mut dyn FnMut(&'s mut Value)) {
    let Some(module) = module.as_object_mut() else { return };
    for (key, value) in module {
        for entry in value.as_array_mut().into_iter().flatten() {
            match key.as_str() {
                "resources" if entry["type"] == type_ => change(&mut entry["values"]),
                "child_modules" => each(entry, type_, change),
                _ => {}
            }
        }
    }
}

#[test]
fn recorded_states_of_healthy_stacks_do_not_block() {
    let mut judged = 0;
    for group in ["healthy", "incident", "broken", "modes"] {
        for entry in std::fs::read_dir(root().join("testdata").join(group)).unwrap() {
            let name = format!("{group}/{}", entry.unwrap().file_name().to_str().unwrap());
            // The service of the first ran no task before the plan, which is a fault of the state. The second is written by
            // hand, with no more in its state than its own faults need.
            const NOT_HEALTHY: [&str; 2] = ["healthy/preexisting-zero-tasks", "broken/blue-green-rule-replaced"];
            let Some(state) = state_before(&name).filter(|_| !NOT_HEALTHY.contains(&name.as_str())) else {
                continue;
            };
            let (code, report) = check(&state);
            assert_eq!((code, broken(&report)), (0, Vec::new()), "{name}");
            assert_eq!(report["inputs"][0]["kind"], "state");
            // CodeDeploy knows its two pools by name, and a server of another account is known by its id. A state does not
            // tell in whose account either is meant.
            let possible = match name.as_str() {
                "healthy/what-names-it-moves-on" | "broken/what-names-it-stays" => 2,
                "healthy/traps-stepped-over" => 1,
                _ => 0,
            };
            let edges = &report["summary"]["edges"];
            assert_eq!((&edges["possible"], &edges["unresolved"]), (&possible.into(), &0.into()), "{name}");
            judged += usize::from(report["summary"]["evaluations"].as_u64().unwrap() > 0);
        }
    }
    assert!(judged > 30, "{judged}");
}

#[test]
fn a_fault_that_is_there_blocks_without_having_been_introduced() {
    let (code, report) = check(&state_before("healthy/preexisting-zero-tasks").unwrap());
    assert_eq!((code, broken(&report)), (1, vec![("ecs_zero_tasks", "aws_ecs_service.api")]));
    // The plan on that state meets it as it was.
    let plan = cases::case("healthy/preexisting-zero-tasks").folder.join("plan.json");
    poolproof(["check", plan.to_str().unwrap()]).gives(0, &Text::Has(&[""]), &Text::Nothing);
}

#[test]
fn a_single_fact_decides() {
    let mut state = state_before("broken/all-weights-zero").unwrap();
    assert_eq!(check(&state).0, 0);
    each(&mut state["values"]["root_module"], "aws_lb_listener", &mut |listener| {
        for pool in listener["default_action"][0]["forward"][0]["target_group"].as_array_mut().unwrap() {
            pool["weight"] = 0.into();
        }
    });
    let (code, report) = check(&state);
    assert_eq!((code, broken(&report)), (1, vec![("all_weights_zero", "aws_lb_listener.http")]), "{report:#}");

    let mut state = state_before("broken/asg-zero-capacity").unwrap();
    assert_eq!(check(&state).0, 0);
    each(&mut state["values"]["root_module"], "aws_autoscaling_group", &mut |group| {
        for size in ["min_size", "max_size", "desired_capacity"] {
            group[size] = 0.into();
        }
    });
    let (code, report) = check(&state);
    assert!(code == 1 && broken(&report).iter().any(|(policy, _)| *policy == "asg_zero_capacity"), "{report:#}");
    // Whoever has the pool's ARN may fill it.
    let mut arn = Value::Null;
    each(&mut state["values"]["root_module"], "aws_lb_target_group", &mut |pool| arn = pool["arn"].clone());
    assert!(arn.is_string());
    state["values"]["outputs"] = serde_json::json!({ "pool": { "value": [arn], "sensitive": false } });
    let (_, report) = check(&state);
    let dead = broken(&report).into_iter().filter(|(policy, _)| policy.contains("empty_pool")).count();
    assert_eq!(dead, 0, "{report:#}");
}

#[test]
fn states_are_drawn_and_read_by_people() {
    let folder = tempfile::tempdir().unwrap();
    let state = state_before("healthy/steady-stack").unwrap();
    std::fs::write(folder.path().join("now.json"), state.to_string()).unwrap();
    poolproof(["graph", "now.json"]).within(&folder).gives(
        0,
        &Text::Has(&["listener aws_lb_listener"]),
        &Text::Nothing,
    );
    let told = ["Read now.json (state, version ", "This is a state"];
    poolproof(["check", "now.json"]).within(&folder).gives(0, &Text::Has(&told), &Text::Nothing);
    // A folder stands for its plans; a state in it is passed over.
    poolproof(["check", "."]).within(&folder).gives(2, &Text::Nothing, &Text::Has(&["no plan JSON in this folder"]));
    let shown = poolproof(["check", "testdata/wrong/state.json"]).run();
    assert_eq!(shown.code, 0, "{shown}");
}
