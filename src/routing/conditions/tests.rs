use super::*;

fn conditions(json: &str) -> Conditions {
    Conditions::new(&serde_json::from_str(json).unwrap())
}

fn path(values: &str) -> Conditions {
    conditions(&format!(r#"[{{"path_pattern":[{{"values":[{values}]}}],"host_header":[]}}]"#))
}

const API_ON_HOST: &str =
    r#"[{"host_header":[{"values":["api.example.com"]}]},{"path_pattern":[{"values":["/v1/*"]}]}]"#;

#[test]
fn fewer_tests_take_more() {
    let (narrow, wide) = (conditions(API_ON_HOST), path(r#""/v1/*", "/v2/*""#));
    assert_eq!(narrow.covered_by(&wide), Some(true));
    assert_eq!(wide.covered_by(&narrow), Some(false));
    assert_eq!(path(r#""/*""#).take_everything(), Some(true));
    assert_eq!(narrow.take_everything(), Some(false));
    assert_eq!(wide.same(&path(r#""/v2/*", "/v1/*""#)), Some(true));
}

#[test]
fn what_is_not_known_is_not_decided() {
    let regex = conditions(r#"[{"path_pattern":[{"values":[],"regex_values":["^/v.*"]}]}]"#);
    assert_eq!(path(r#""/v1""#).covered_by(&regex), None);
    assert_eq!(regex.covered_by(&path(r#""/*""#)), Some(true));
    assert_eq!(regex.take_everything(), None);
    let open = Conditions::new(&Value::unknown_because("known after apply"));
    assert_eq!(open.covered_by(&path(r#""/v1""#)), None);
    assert_eq!(path(r#""/v1""#).covered_by(&open), None);
    assert_eq!(open.covered_by(&path(r#""/*""#)), Some(true));
}

#[test]
fn examples_are_taken() {
    let all = conditions(
        r#"[{"host_header":[{"values":["*.example.com","example.com"]}]},{"path_pattern":[{"values":["/v?/*"]}]},
            {"http_header":[{"http_header_name":"X-Beta","values":["yes*"]}]},
            {"query_string":[{"key":"a","value":"b*"}]},{"http_request_method":[{"values":["POST"]}]},
            {"source_ip":[{"values":["10.1.0.0/16"]}]}]"#,
    );
    let examples = all.examples("HTTP", 80);
    assert!(examples.len() >= 2);
    for example in &examples {
        assert_eq!(all.take(example), Some(true), "{example:?}");
    }
    assert_eq!(all.take(&Request::plain("HTTP", 80)), Some(false));
}

#[test]
fn each_host_and_path_by_itself() {
    let all = conditions(r#"[{"path_pattern":[{"values":["/b","/a"]}]},{"host_header":[{"values":["x.org"]}]}]"#);
    let words: Vec<String> = all.alternatives().into_iter().map(|(words, _)| words).collect();
    assert_eq!(words, ["host x.org, path /b", "host x.org, path /a"]);
    let one = all.alternatives().remove(1).1;
    assert_eq!(one.covered_by(&path(r#""/a""#)), Some(true));
    assert_eq!(one.covered_by(&path(r#""/b""#)), Some(false));
}

#[test]
fn ranges() {
    let range = |text: &str| Range::parse(text).unwrap();
    assert!(range("10.0.0.0/8").covers(&range("10.1.0.0/16")));
    assert!(!range("10.1.0.0/16").covers(&range("10.0.0.0/8")));
    assert!(range("0.0.0.0/0").covers(&range("1.2.3.4")));
    assert!(range("::/0").covers(&range("2001:db8::/32")));
    assert!(!range("0.0.0.0/0").covers(&range("::/0")));
    assert_eq!(Range::parse("10.0.0.0/33"), None);
}
