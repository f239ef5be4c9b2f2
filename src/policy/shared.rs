//! Inputs that every policy has without declaring them, because properties of subjects ask for them too.

use std::sync::LazyLock;

use crate::source::Source;

use super::Input;

const TEXT: &str = r#"
input "production_tags" {
  type        = map(list(string))
  description = "Tags that mark production: a key and the values that count, in any case. `load_balancer.production` and the like ask for them."

  default = {
    env         = ["prod", "production", "live"]
    environment = ["prod", "production", "live"]
    stage       = ["prod", "production", "live"]
  }
}
"#;

/// The name of the input with the tags that mark production.
pub const PRODUCTION_TAGS: &str = "production_tags";

/// The inputs. A file that declares one of these names hides it for its own policies.
pub fn shared_inputs() -> &'static [Input] {
    static INPUTS: LazyLock<Vec<Input>> = LazyLock::new(|| {
        let source = Source::new("(built in)", TEXT);
        super::parse(&source).map(|file| file.inputs).unwrap_or_default()
    });
    &INPUTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_read_and_have_defaults() {
        let names: Vec<&str> = shared_inputs().iter().map(|input| input.name.as_str()).collect();
        assert_eq!(names, [PRODUCTION_TAGS]);
        assert!(shared_inputs().iter().all(|input| input.default.is_some() && !input.description.is_empty()));
    }
}
