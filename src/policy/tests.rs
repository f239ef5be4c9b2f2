//! Every kind of mistake, as its reader sees it.

mod blocks;
mod expressions;
mod text;
mod types;

use proptest::prelude::*;

use super::*;
use crate::eval::ast::ExprKind;

fn mistakes(text: &str) -> String {
    let source = Source::new("a.policy.hcl", text.strip_prefix('\n').unwrap_or(text));
    match parse(&source) {
        Ok(_) => "no mistake\n".to_owned(),
        Err(errors) => errors.iter().map(PolicyError::render).collect::<Vec<_>>().join("\n"),
    }
}

fn file(text: &str) -> PolicyFile {
    parse(&Source::new("a.policy.hcl", text)).unwrap_or_else(|errors| {
        panic!("{}", errors.iter().map(PolicyError::render).collect::<String>());
    })
}

const WHOLE: &str = r#"
policy {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

input "limit" {
  type        = object({ share = number, names = optional(list(string), []) })
  description = "How much"
  sensitive   = true
  default     = { share = 1 }
}

input "level" {
  type = string
}

locals {
  dead = "no one answers"
}

route_policy "forward_to_dead-pool.1" {
  enforcement_level = "mandatory_overridable"
  filter            = route.after && local.only
  related           = [route.pool]

  about {
    title = "A route ends at a dead pool"
    why   = <<-EOT
      Requests get a 503.
    EOT
    fix   = "Register a member in ${route.pool.address}."
  }

  locals {
    only = alltrue([for m in route.pool.members : m.live == false || m.attrs.x == 1])
  }

  enforce {
    condition     = route.pool.live
    error_message = "${route.from.address} ends at ${route.pool.address}: ${local.dead}."
    info_message  = "%{ for r in route.pool.routes }${r.address} %{ endfor }${input.limit.share}"
  }
}

resource_policy "aws_lb*" "unchanged" {
  operations        = ["update", "delete"]
  enforcement_level = input.level

  enforce {
    condition = core::try(prior_attrs.internal == attrs.internal, meta.tfe_workspace.tags.x == "y")
  }
}

plan_policy "no_imports" {
  select = "$.resource_changes[?@.change.importing]"
  enforce {
    condition     = it.change.importing == null && plan.complete
    error_message = "no"
  }
}
"#;

#[test]
fn a_whole_file() {
    let file = file(WHOLE);
    let labels: Vec<&str> = file.policies.iter().map(|policy| policy.label.as_str()).collect();
    assert_eq!(labels, ["forward_to_dead-pool.1", "unchanged", "no_imports"]);
    let [route, resource, plan] = file.policies.as_slice() else { panic!("three policies") };
    assert_eq!(route.about.title, "A route ends at a dead pool");
    assert_eq!(route.about.why, "Requests get a 503.");
    assert_eq!(route.level, LevelSetting::Fixed(Level::MandatoryOverridable));
    assert_eq!(route.subject.word(), "route");
    assert_eq!(route.locals.len(), 1);
    assert!(route.related.is_some() && route.about.fix.is_some() && !route.uses_prior);
    assert_eq!(file.source.slice(route.label_span), "\"forward_to_dead-pool.1\"");
    assert_eq!(file.source.slice(route.span), "route_policy \"forward_to_dead-pool.1\"");
    let condition = &route.enforces[0].condition;
    assert_eq!(file.source.slice(condition.span), "route.pool.live");
    assert!(matches!(condition.kind, ExprKind::Traversal { .. }));
    assert!(matches!(resource.level, LevelSetting::Computed(_)) && resource.uses_prior);
    assert_eq!(resource.effective_operations(), [PolicyOperation::Update, PolicyOperation::Delete]);
    assert_eq!(resource.about.title, "unchanged");
    assert_eq!(plan.effective_operations().len(), 3);
    assert!(matches!(&plan.subject, PolicySubject::Plan { select, .. } if select.starts_with("$.resource")));
    let [input, _] = file.inputs.as_slice() else { panic!("two inputs") };
    assert!(input.sensitive && !input.nullable && input.default.is_some());
    assert!(
        matches!(&input.type_, crate::eval::Type::Object(attributes) if attributes.len() == 2 && attributes[1].optional)
    );
}

#[test]
fn the_vocabulary_is_closed() {
    for property in vocabulary::rows() {
        let inner = property.type_.split('|').next().unwrap_or("");
        let inner = inner.strip_prefix("list of ").unwrap_or(inner);
        let plain = ["string", "number", "bool", "any"].contains(&inner);
        assert!(plain || vocabulary::is_class(inner), "{}.{}: {inner}", property.class, property.name);
        let twins = vocabulary::rows().filter(|it| (it.class, it.name) == (property.class, property.name));
        assert_eq!(twins.count(), 1, "{}.{} stands twice", property.class, property.name);
    }
    for kind in KINDS.iter().filter(|kind| !kind.class.is_empty()) {
        assert!(vocabulary::is_class(kind.class), "{}", kind.class);
        assert!(kind.roots.contains(&kind.class));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_file_panics(start in 0usize..1000, length in 0usize..200, inserted in "[\\PC\\n]{0,12}") {
        let mut text: Vec<char> = WHOLE.chars().collect();
        let start = start.min(text.len());
        let end = (start + length).min(text.len());
        text.splice(start..end, inserted.chars());
        let shown = mistakes(&text.into_iter().collect::<String>());
        prop_assert!(!shown.is_empty());
        prop_assert!(shown.chars().all(|c| c == '\n' || !c.is_control()));
    }
}
