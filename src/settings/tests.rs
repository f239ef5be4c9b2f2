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
    assert!(all.kinds.knows("acme_pool_member") && !nothing.kinds.knows("acme_pool_member"));
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

#[test]
fn a_kind_is_a_row_of_the_catalogue() {
    let settings = read(
        r#"
kind "acme_lb" {
  node    = "load_balancer"
  service = "acme"
  identity "id" {
    unique = true
  }
  identity "spec.host" {
    host = true
  }
}
kind "acme_lb" {
  node = "listener"
  reference "port" {
    role   = "listener_of"
    itself = true
  }
  reference "backend[].pool" {
    role   = "forward"
    by     = ["id"]
    types  = ["acme_pool"]
    weight = "weight"
  }
  actions = "backend"
}
kind "acme_pool" "acme_pool_v2" {
  node = "pool"
  identity "id" {}
}
kind "acme_group" {
  node       = "member"
  counted_by = "replicas"
  reference "pools{}" {
    role       = "member_of"
    computed   = true
    after_last = "/"
  }
}
kind "acme_rollout" {
  node      = "member"
  filled_by = "the rollout of Acme"
}
kind "acme_alias" {
  node = "entry"
  reference "target" {
    role = "entry_to"
    host = true
  }
}
"#,
    )
    .unwrap();
    let nodes = |type_: &str| settings.kinds.of(type_).map(|row| row.node.word()).collect::<Vec<_>>();
    assert_eq!(nodes("acme_lb"), ["load_balancer", "listener"]);
    assert_eq!((nodes("acme_pool"), nodes("acme_pool_v2")), (vec!["pool"], vec!["pool"]));
    assert_eq!(
        (nodes("acme_group"), nodes("acme_alias"), nodes("aws_lb")),
        (vec!["member"], vec!["entry"], vec!["load_balancer"])
    );
}

/// A member with something in its block.
fn member(inside: &str) -> String {
    format!("kind \"acme_m\" {{\n  node = \"member\"\n{inside}\n}}")
}

/// Each text has a mistake that is told with these words, this help and this line.
fn told(table: &[(String, &str, &str, usize)]) {
    for (text, message, help, line) in table {
        let told = read(text).map(|_| ()).expect_err(text);
        assert!(told.contains(message) && told.contains(help), "{text}\n{told}");
        assert!(told.contains(&format!("--> team/.poolproof.hcl:{line}:")), "{text}\n{told}");
    }
}

#[test]
fn every_mistake_in_a_kind_is_named_with_its_line() {
    told(&[
        ("kind {\n  node = \"pool\"\n}".to_owned(), "a `kind` has a label", "acme_pool", 1),
        ("kind \"acme_p\" {\n}".to_owned(), "this `kind` has no `node`", "load_balancer", 1),
        ("kind \"acme_p\" {\n  node = \"pol\"\n}".to_owned(), "there is no node `pol`", "did you mean `pool`?", 2),
        ("kind \"acme_p\" {\n  nod = \"pool\"\n}".to_owned(), "has no attribute `nod`", "did you mean `node`?", 2),
        (
            "kind \"aws_alb\" {\n  node = \"load_balancer\"\n}".to_owned(),
            "the kind of `aws_alb` is known already",
            "",
            1,
        ),
        (
            "kind \"a_p\" {\n  node = \"pool\"\n}\nkind \"a_p\" {\n  node = \"pool\"\n}".to_owned(),
            "the kind of `a_p` is known already",
            "",
            4,
        ),
        (member(""), "does not say what keeps its pool alive", "capacity = \"present\"", 1),
        (member("  capacity = \"persent\""), "there is no capacity `persent`", "did you mean `present`?", 3),
        (member("  capacity = \"number\""), "needs `counted_by`", "", 3),
        (member("  capacity = \"delegated\""), "needs `filled_by`", "", 3),
        (member("  counted_by = \"a[0]\""), "`a[0]` is no path of an attribute", "`[]` behind a list", 3),
        (member("  capacity = \"present\"\n  actions = \"a\""), "a member has no actions", "", 4),
        (
            "kind \"a_p\" {\n  node = \"pool\"\n  capacity = \"present\"\n}".to_owned(),
            "a pool has no capacity of its own",
            "a pool lives by its members",
            3,
        ),
    ]);
}

#[test]
fn every_mistake_in_a_reference_is_named_with_its_line() {
    let reference = |inside: &str| member(&format!("  reference \"a\" {{\n    role = \"target_of\"\n{inside}\n  }}"));
    told(&[
        (member("  reference {\n    role = \"target_of\"\n  }"), "has one label: the path of an attribute", "", 3),
        (member("  reference \"a\" {\n  }"), "this `reference` has no `role`", "member_of", 3),
        (
            member("  reference \"a\" {\n    role = \"memberof\"\n  }"),
            "there is no role `memberof`",
            "did you mean `member_of`?",
            4,
        ),
        (
            member("  capacity = \"present\"\n  reference \"a\" {\n    role = \"forward\"\n  }"),
            "a member has no edge `forward`",
            "starts at a listener or a rule",
            4,
        ),
        (reference("    bye = [\"id\"]"), "has no attribute `bye`", "did you mean `by`?", 5),
        (reference("    by = \"id\""), "`by` is a list of texts in quotes", "by = [", 5),
        (reference("    types = []"), "`types` is a list of texts in quotes", "", 5),
        (reference("    computed = 1"), "`computed` is true or false", "", 5),
        (reference("    after_last = \"//\""), "`after_last` is one character", "", 5),
        (reference("    host = true"), "only `entry_to` holds the name of a host", "", 3),
        (reference("    itself = true"), "`acme_m` is no node that this edge could lead to", "add a second `kind", 3),
        (member("  identity \"\" {}"), "is no path of an attribute", "", 3),
        (
            member("  capacity = \"present\"\n  identity \"a\" {\n    uniqe = true\n  }"),
            "did you mean `unique`?",
            "",
            5,
        ),
    ]);
}
