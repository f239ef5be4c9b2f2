//! What the file may say, and each mistake that can be made in it.

use super::*;
use crate::waiver::Reach;

fn read(text: &str) -> Result<Settings, String> {
    let source = Source::new("team/.poolproof.hcl", text);
    parse(&source).map_err(|errors| errors.iter().map(PolicyError::render).collect())
}

#[test]
fn everything_that_can_be_set() {
    let settings = read(
        r#"
policies = ["policies", "/shared/one.policy.hcl"]
policy "traffic_to_empty_pool" {
  enabled           = false
  enforcement_level = "advisory"
}
inputs {
  least = 2
}
external_pool "aws_lb_target_group.*" {
  filled_by = "CodeDeploy"
}
waiver {
  policy  = "traffic_to_empty_pool"
  address = "*"
  reason  = <<-EOT
    it is filled by hand
  EOT
  owner   = "payments"
  expires = "2028-02-29"
}
"#,
    )
    .unwrap();
    assert_eq!(settings.policy_paths, ["team/policies", "/shared/one.policy.hcl"]);
    assert_eq!(settings.enabled("traffic_to_empty_pool"), Some(false));
    assert_eq!(settings.enabled("other"), None);
    assert_eq!(settings.policies[0].level, Some(Level::Advisory));
    assert_eq!(settings.inputs[0].0, "least");
    assert_eq!(settings.external_pools[0].words(), "filled by CodeDeploy, as team/.poolproof.hcl:10 says");
    let waiver = &settings.waivers[0];
    assert_eq!((waiver.reason.as_str(), waiver.location.line), ("it is filled by hand", 13));
    assert_eq!(waiver.reach, Reach::Address("*".to_owned()));
    let unknown = settings.unknown_labels(["traffic_to_empty_pol", "other"].into_iter());
    assert_eq!(unknown.len(), 2);
    assert!(unknown[0].render().contains("did you mean `traffic_to_empty_pol`?"));
    assert!(settings.unknown_labels(["traffic_to_empty_pool"].into_iter()).is_empty());
}

fn setting(line: &str) -> Option<&str> {
    let line = line.strip_prefix("# ")?;
    let sets = [" ", "}", "policies = "].iter().any(|start| line.starts_with(start)) || line.ends_with('{');
    sets.then_some(line)
}

#[test]
fn what_init_writes_sets_nothing_and_is_right_once_the_marks_are_gone() {
    let nothing = read(STARTER).unwrap();
    assert!(nothing.waivers.is_empty() && nothing.policies.is_empty() && nothing.policy_paths.is_empty());
    let set: Vec<&str> = STARTER.lines().filter_map(setting).filter(|line| !line.contains("poolproof:")).collect();
    let all = read(&set.join("\n")).unwrap();
    assert_eq!((all.policy_paths.len(), all.policies.len(), all.inputs.len()), (1, 1, 1));
    assert_eq!((all.external_pools.len(), all.waivers.len()), (1, 1));
    let built_in: Vec<Source> = crate::run::built_in();
    let files: Vec<PolicyFile> = built_in.iter().map(|source| crate::policy::parse(source).unwrap()).collect();
    let labels = files.iter().flat_map(|file| &file.policies).map(|policy| policy.label.as_str());
    assert!(all.unknown_labels(labels).is_empty());
}

#[test]
fn every_mistake_is_named_with_its_line() {
    let table = [
        ("polices = []", "the file has no attribute `polices`", "did you mean `policies`?", 1),
        ("\nwavier {\n}", "the file has no block `wavier`", "did you mean `waiver`?", 2),
        ("policies = \"x\"", "`policies` is a list of paths", "policies = [\"policies\"]", 1),
        ("policies = [1]", "this is not a path", "in quotes", 1),
        ("policy \"a\" {\n  enable = true\n}", "has no attribute `enable`", "did you mean `enabled`?", 2),
        ("policy \"a\" {\n  enabled = 1\n}", "`enabled` is true or false", "", 2),
        ("policy \"a\" {\n  enforcement_level = \"warn\"\n}", "no enforcement level `warn`", "`advisory`", 2),
        ("policy {\n}", "a `policy` block has one label", "write `policy \"…\" {`", 1),
        ("policy \"a\" {}\npolicy \"a\" {}", "the policy `a` is set twice", "on line 1", 2),
        ("inputs {\n  a = 1\n}\ninputs {\n  a = 2\n}", "the input `a` is set twice", "keep one", 5),
        ("external_pool \"a\" {\n}", "does not say by whom it is filled", "filled_by", 1),
        ("external_pool \"a\" {\n  filled_by = \"\"\n}", "`filled_by` is empty", "", 2),
        ("waiver {\n  policy = \"a\"\n  address = \"*\"\n}", "this waiver has no `reason`", "why it is right", 1),
        ("waiver {\n  policy = \"a\"\n  reason = \"r\"\n}", "this waiver has no `address`", "`*`", 1),
        ("waiver {\n  address = \"*\"\n  reason = \"r\"\n}", "this waiver has no `policy`", "label", 1),
        ("waiver \"x\" {\n  policy = \"a\"\n  address = \"*\"\n  reason = \"r\"\n}", "a `waiver` has no label", "", 1),
        (
            "waiver {\n  policy = \"a\"\n  address = \"*\"\n  reason = \"r\"\n  expires = \"2027-02-30\"\n}",
            "`2027-02-30` is not a date",
            "2027-01-31",
            5,
        ),
        ("waiver {\n  policy = \"a\"\n  address = \"*\"\n  reason = 1\n}", "`reason` is text in quotes", "", 4),
        ("waiver {", "", "", 1),
    ];
    for (text, message, help, line) in table {
        let told = read(text).expect_err(text);
        assert!(told.contains(message) && told.contains(help), "{text}\n{told}");
        assert!(told.contains(&format!("--> team/.poolproof.hcl:{line}:")), "{text}\n{told}");
    }
    let two = read("wavier {\n}\npolices = []").expect_err("two mistakes");
    assert_eq!(two.matches("error: ").count(), 2, "{two}");
}
