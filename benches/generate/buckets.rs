//! Buckets and what belongs to each, joined by ids of which the catalogue of kinds says nothing.

use serde_json::{Value, json};

const ROOT: &str = r#"
module "bucket" {
  source   = "./bucket"
  for_each = toset([for i in range(@COUNT@) : format("b%05d", i)])
}
"#;

const BUCKET: &str = r#"
resource "aws_s3_bucket" "this" {
}
resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id
}
"#;

/// The files of the configuration, and the plan in which all of it is new.
pub(crate) fn buckets(count: usize) -> (Vec<(&'static str, String)>, String) {
    let create = |at: usize, type_: &str, unknown: Value| {
        json!({
            "address": format!("module.bucket[\"b{at:05}\"].{type_}.this"), "mode": "managed", "type": type_, "name": "this",
            "module_address": format!("module.bucket[\"b{at:05}\"]"), "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": { "actions": ["create"], "before": null, "after": {}, "after_unknown": unknown },
        })
    };
    let changes: Vec<Value> = (0..count)
        .flat_map(|at| {
            [
                create(at, "aws_s3_bucket", json!({ "id": true, "arn": true })),
                create(at, "aws_s3_bucket_versioning", json!({ "id": true, "bucket": true })),
            ]
        })
        .collect();
    let block = |type_: &str, expressions: Value| {
        json!({ "address": format!("{type_}.this"), "mode": "managed", "type": type_, "name": "this",
                "provider_config_key": "aws", "expressions": expressions, "schema_version": 0 })
    };
    let bucket = json!({ "bucket": { "references": ["aws_s3_bucket.this.id", "aws_s3_bucket.this"] } });
    let plan = json!({
        "format_version": "1.2", "terraform_version": "1.11.4", "resource_changes": changes,
        "configuration": { "root_module": { "module_calls": { "bucket": {
            "source": "./bucket",
            "module": { "resources": [block("aws_s3_bucket", json!({})), block("aws_s3_bucket_versioning", bucket)] },
        } } } },
    });
    let files = vec![("main.tf", ROOT.replace("@COUNT@", &count.to_string())), ("bucket/main.tf", BUCKET.to_owned())];
    (files, plan.to_string())
}
