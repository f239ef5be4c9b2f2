//! Patterns over addresses and labels. An address has brackets and quotes in it, so only the star means anything.

/// `*` stands for any text.
pub fn fits(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut open) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or("");
    for part in parts {
        match open.find(part).and_then(|at| open.get(at + part.len()..)) {
            Some(after) => open = after,
            None => return false,
        }
    }
    open.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn stars_stand_for_any_text() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("aws_lb*", "aws_lb_listener", true),
            ("aws_*_rule", "aws_lb_listener_rule", true),
            ("aws_*_rule", "aws_lb_rules", false),
            ("*lb*", "aws_elb_x", true),
            ("a*a", "a", false),
            ("aws_lb.a", "aws_lb.a", true),
            ("module.*.aws_lb.a[\"*\"]", "module.x[0].aws_lb.a[\"b\"]", true),
            ("aws_lb.a", "aws_lb.ab", false),
            ("*.b", "a.b.c", false),
            ("aws_lb.a[0]", "aws_lb.a0", false),
        ] {
            assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
        }
    }
}
