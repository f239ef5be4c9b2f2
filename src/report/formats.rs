//! The formats for other programs, over the same fixtures: each is read by a reader of its own language, and no text of a
//! plan is more than text in any of them.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use serde_json::Value;

use super::fixtures::*;
use super::pictures::picture;
use super::*;
use crate::finding::{Attribution, Report, Verdict};
use crate::picture::Picture;

fn reports() -> Vec<Report> {
    vec![blocked(), clean(), open(), hostile(), Report::default(), many(), full()]
}

/// More than any reader shows.
fn many() -> Report {
    let mut report = blocked();
    let finding = removed();
    report.findings = (0..400)
        .map(|at| {
            let mut finding = finding.clone();
            finding.subject.address = format!("aws_lb_listener_rule.r[\"{at}\"]");
            finding.message = format!("{} forwards to nothing.", finding.subject.address);
            finding
        })
        .collect();
    report.summary.blocking = 400;
    report
}

fn pictures_of(report: &Report) -> Vec<Picture> {
    report.inputs.iter().map(|_| picture()).collect()
}

/// A picture in which every text is an attack.
fn hostile_picture() -> Picture {
    let mut picture = picture();
    for node in &mut picture.nodes {
        node.address = format!("{}{HOSTILE}\"]; click n0 href \"x\" end", node.address);
    }
    for arrow in &mut picture.edges {
        arrow.from = format!("{}{HOSTILE}\"]; click n0 href \"x\" end", arrow.from);
        arrow.to = arrow.to.as_ref().map(|to| format!("{to}{HOSTILE}\"]; click n0 href \"x\" end"));
    }
    picture
}

fn document(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_finding_is_a_result_with_a_rule_and_a_place() {
    for report in reports() {
        let log = document(&sarif(&report));
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), report.findings.len());
        for (result, finding) in results.iter().zip(&report.findings) {
            assert_eq!(result["ruleId"], finding.policy.as_str());
            if let Some(index) = result["ruleIndex"].as_u64() {
                assert_eq!(run["tool"]["driver"]["rules"][index as usize]["id"], finding.policy.as_str());
            }
            let physical = &result["locations"][0]["physicalLocation"];
            let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
            assert!(!uri.starts_with('/') && uri.is_ascii() && !uri.contains(' '), "{uri}");
            assert!(physical["region"]["startLine"].as_u64().unwrap() >= 1);
            let expected = match (finding.blocks, finding.verdict) {
                _ if finding.waiver.is_some() => "note",
                (true, _) => "error",
                (false, Verdict::Fail) => "warning",
                (false, Verdict::Unknown) => "note",
            };
            assert_eq!(result["level"], expected);
            let steps = result["codeFlows"][0]["threadFlows"][0]["locations"].as_array().map_or(0, Vec::len);
            assert_eq!(steps, finding.path.len());
        }
        assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), report.rules.len());
        let told = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
        assert_eq!(told.len(), report.problems.len());
    }
}

#[test]
fn a_report_of_github_has_no_more_annotations_than_are_shown() {
    for report in reports() {
        let text = github(&report, &HumanOptions::default());
        for level in ["error", "warning", "notice"] {
            let own = text.lines().filter(|line| line.starts_with(&format!("::{level} "))).count();
            assert!(own <= 10, "{own} of {level}");
        }
        let blocking = report.findings.iter().filter(|finding| finding.blocks).count();
        assert_eq!(text.lines().any(|line| line.starts_with("::error ")), blocking > 0);
        assert_eq!(text.lines().filter(|line| *line == "::endgroup::").count(), 1);
    }
    assert!(
        github(&many(), &HumanOptions::default()).contains("::error title=poolproof::391 more findings of this kind")
    );
}

/// The commands of a log as the runner takes them: name, properties, message.
fn commands(log: &str) -> Vec<(String, String, String)> {
    let lines = log.lines().filter_map(|line| line.trim_start().strip_prefix("::")?.split_once("::"));
    lines
        .map(|(head, data)| {
            let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
            (name.to_owned(), properties.to_owned(), data.to_owned())
        })
        .collect()
}

#[test]
fn only_our_own_commands_stand_in_a_github_log() {
    for report in reports() {
        let log = github(&report, &HumanOptions::default());
        assert!(!log.contains(|c| c != '\n' && escape::is_hidden(c)));
        for (name, properties, _) in commands(&log) {
            assert!(["error", "warning", "notice", "group", "endgroup"].contains(&name.as_str()), "{name}");
            for property in properties.split(',').filter(|property| !property.is_empty()) {
                let (key, value) = property.split_once('=').unwrap();
                assert!(["file", "line", "endLine", "col", "endColumn", "title"].contains(&key), "{property}");
                assert!(!value.contains(':'), "{property}");
            }
        }
    }
}

#[test]
fn junit_has_a_case_for_each_policy_and_counts_what_blocks() {
    for report in reports() {
        let text = junit(&report);
        let xml = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let suites: Vec<_> = xml.root_element().children().filter(|node| node.has_tag_name("testsuite")).collect();
        assert_eq!(suites.len(), report.inputs.len());
        let mut failures = 0;
        for suite in suites {
            let cases: Vec<_> = suite.children().filter(|node| node.has_tag_name("testcase")).collect();
            assert_eq!(suite.attribute("tests").unwrap(), cases.len().to_string());
            assert!(cases.len() >= report.rules.len());
            let failed = cases.iter().filter(|case| case.children().any(|node| node.has_tag_name("failure"))).count();
            assert_eq!(suite.attribute("failures").unwrap(), failed.to_string());
            failures += failed;
        }
        assert_eq!(failures > 0, report.findings.iter().any(|finding| finding.blocks));
        assert_eq!(xml.root_element().attribute("failures").unwrap(), failures.to_string());
    }
}

#[test]
fn gitlab_tells_every_entry_apart() {
    for report in reports() {
        let entries = document(&gitlab(&report));
        let entries = entries.as_array().unwrap();
        assert_eq!(entries.len(), report.findings.len());
        let mut seen = std::collections::BTreeSet::new();
        for entry in entries {
            assert!(seen.insert(entry["fingerprint"].as_str().unwrap()), "{entry}");
            let severity = entry["severity"].as_str().unwrap();
            assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
            assert!(entry["location"]["lines"]["begin"].as_u64().unwrap() >= 1);
        }
    }
}

/// What a reader of GitHub's Markdown makes of a text, with links that it would make by itself.
fn acts(text: &str) -> Vec<String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH;
    let mut found = Vec::new();
    let mut code = 0_usize;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code += 1,
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => code -= 1,
            Event::Start(tag @ (Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis | Tag::Strikethrough)) => {
                found.push(format!("{tag:?}"));
            }
            Event::Start(tag @ (Tag::FootnoteDefinition(_) | Tag::BlockQuote(Some(_)))) => {
                found.push(format!("{tag:?}"))
            }
            Event::InlineMath(math) | Event::DisplayMath(math) => found.push(format!("math {math}")),
            // No link is made inside of code.
            Event::InlineHtml(html) if &*html == "<code>" => code += 1,
            Event::InlineHtml(html) if &*html == "</code>" => code -= 1,
            Event::Html(html) | Event::InlineHtml(html) => {
                let ours = ["<details>", "<details open>", "</details>", "<code>", "</code>", MARKER];
                let rest = ours.iter().fold(html.to_string(), |rest, ours| rest.replace(ours, ""));
                let rest = rest.replace("<summary>", "").replace("</summary>", "");
                if rest.contains('<') {
                    found.push(format!("html {html}"));
                }
            }
            Event::Text(text) if code == 0 => {
                let linked = ["://", "www.", "@", "#"].iter().any(|sign| text.contains(sign));
                if linked {
                    found.push(format!("text {text}"));
                }
            }
            _ => {}
        }
    }
    found
}

#[test]
fn markdown_holds_the_verdict_first_and_fits_into_a_comment() {
    for report in reports() {
        let text = markdown(&report, &pictures_of(&report));
        assert!(text.starts_with(&format!("{MARKER}\n### ")));
        assert!(text.chars().count() <= 65_536, "{}", text.chars().count());
        let verdict = text.lines().nth(1).unwrap();
        assert_eq!(verdict.contains("Blocked"), report.findings.iter().any(|finding| finding.blocks), "{verdict}");
        // A link by a sign alone can stand in a summary, where code is HTML: those are looked at in `acts` too.
        let acts: Vec<String> = acts(&text);
        assert!(acts.is_empty(), "{acts:#?}");
    }
    let cut = markdown(&many(), &[]);
    assert!(cut.contains("The table has 50 of 400 rows") && cut.contains("**This report is cut**"));
}

#[test]
fn what_was_there_before_is_only_counted_in_markdown() {
    let text = markdown(&blocked(), &[picture()]);
    for finding in blocked().findings {
        let shown = text.contains(&finding.subject.address);
        assert_eq!(shown, finding.attribution != Attribution::PreExisting, "{}", finding.subject.address);
    }
    insta::assert_snapshot!("markdown", text);
}

#[test]
fn a_mermaid_picture_has_nothing_but_boxes_arrows_and_classes() {
    for picture in [picture(), hostile_picture(), Picture::default()] {
        let text = mermaid(&picture);
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("flowchart LR"));
        for line in lines {
            let first = line.trim_start();
            let ours = ["class ", "classDef ", "more["].iter().any(|start| first.starts_with(start));
            let number =
                first.strip_prefix('n').and_then(|rest| rest.chars().next()).is_some_and(|c| c.is_ascii_digit());
            assert!(ours || number || first.starts_with('u'), "{line}");
            // Quotes only stand around labels, so they come in pairs that hold no other sign of the language.
            let inside = line.split('"').skip(1).step_by(2);
            for label in inside {
                assert!(!label.replace("<br/>", "").contains(['[', ']', '<', '>', '`', '(', ')', '{', '}']), "{line}");
            }
        }
    }
    insta::assert_snapshot!("mermaid", mermaid(&picture()));
}

#[test]
fn a_dot_picture_has_its_texts_in_quotes() {
    for picture in [picture(), hostile_picture(), Picture::default()] {
        let text = dot(&picture);
        assert!(!text.contains(|c| c != '\n' && escape::is_hidden(c)));
        for line in text.lines() {
            // What is left when texts are taken out are names, brackets and attributes of ours.
            let bare = line.replace("\\\\", "").replace("\\\"", "");
            let outside: String = bare.split('"').step_by(2).collect();
            let ours = outside.chars().all(|c| c.is_ascii_alphanumeric() || " {}[]=,->;_".contains(c));
            assert!(ours && bare.matches('"').count() % 2 == 0, "{line}");
        }
    }
    insta::assert_snapshot!("dot", dot(&picture()));
}

#[test]
fn formats_look_as_they_looked() {
    insta::assert_snapshot!("sarif", sarif(&blocked()));
    insta::assert_snapshot!("github", github(&blocked(), &HumanOptions::default()));
    insta::assert_snapshot!("junit", junit(&blocked()));
    insta::assert_snapshot!("gitlab", gitlab(&blocked()));
}

#[test]
fn long_names_break_no_format() {
    let report = drenched(&format!("{}::error::x|`</script>", "n".repeat(10_000)));
    assert!(markdown(&report, &[]).chars().count() <= 65_536);
    assert!(github(&report, &HumanOptions::default()).lines().all(|line| line.chars().count() < 20_000));
    assert!(roxmltree::Document::parse(&junit(&report)).is_ok());
    let log = document(&sarif(&report));
    let messages = log["runs"][0]["results"].as_array().unwrap().iter().map(|result| &result["message"]["text"]);
    assert!(messages.into_iter().all(|text| text.as_str().unwrap().chars().count() <= 1_100));
    assert_eq!(document(&gitlab(&report)).as_array().unwrap().len(), report.findings.len());
}

#[test]
fn waivers_that_the_change_adds_come_right_behind_the_verdict() {
    let text = markdown(&full(), &[]);
    let (head, rest) = text.split_once("**This change adds 2 waivers:**").unwrap();
    assert!(head.lines().count() <= 5 && !head.contains('|'), "{head}");
    let told: Vec<&str> = rest.lines().filter(|line| line.starts_with("- ")).collect();
    assert_eq!(
        told[0],
        "- `forward_to_removed_pool` covers 1 finding by `team payments`, until 2027-01-31 (`main.tf:3`): it is filled by hand"
    );
    assert!(told[1].contains("`forward_to_removed_pool` does nothing"), "{told:?}");
    // What was there before, or is not known to be new, is not said to be.
    for added in [Some(false), None] {
        let mut report = full();
        report.waivers.iter_mut().for_each(|waiver| waiver.added = added);
        assert!(!markdown(&report, &[]).contains("This change adds"));
    }
}

#[test]
fn markdown_shows_the_steps_of_the_apply_and_what_to_paste() {
    let text = markdown(&full(), &[]);
    let first = text.find("<details><summary>").unwrap();
    let (_, details) = text.split_at(first);
    assert!(
        details
            .contains("```text\n  Between before and after, in every order of the apply: aws_lb_listener.http leads")
    );
    assert!(details.contains("   1 ┃ ✗ destroy aws_lb_target_group.blue (refused)\n"), "{details}");
    assert!(
        details.contains("To paste:\n\n```hcl\nlifecycle {\n  create_before_destroy = true\n}\n```\n"),
        "{details}"
    );
}

#[test]
fn several_plans_have_a_table_in_markdown() {
    let text = markdown(&full(), &[]);
    assert!(text.contains("| | Plan | Blocks | Not proven | Warnings |\n|---|---|---:|---:|---:|\n| ⛔ blocked | `plan.json` | 1 | 1 | 0 |\n| ❔ not proven | `other/plan.json` workspace `production` | 0 | 1 | 1 |\n"), "{text}");
    assert!(!markdown(&blocked(), &[]).contains("| | Plan |"));
}

#[test]
fn code_scanning_gets_waivers_as_suppressions_and_idle_ones_as_notifications() {
    let mut report = full();
    let log = document(&sarif(&report));
    let run = &log["runs"][0];
    let waived = report.findings.iter().position(|finding| finding.waiver.is_some()).unwrap();
    for (at, result) in run["results"].as_array().unwrap().iter().enumerate() {
        assert_eq!(result["suppressions"].is_array(), at == waived, "{result}");
        for step in result["codeFlows"][0]["threadFlows"][0]["locations"].as_array().unwrap() {
            assert!(step["location"]["physicalLocation"]["region"]["startLine"].is_u64(), "{step}");
        }
    }
    let suppression =
        |report: &Report| document(&sarif(report))["runs"][0]["results"][waived]["suppressions"][0].clone();
    assert_eq!(
        (&suppression(&report)["kind"], &suppression(&report)["status"]),
        (&"inSource".into(), &"accepted".into())
    );
    report.findings[waived].waiver.as_mut().unwrap().source.path = "infra/.poolproof.hcl".to_owned();
    assert_eq!(suppression(&report)["kind"], "external");
    let idle = run["invocations"][0]["toolConfigurationNotifications"].as_array().unwrap();
    assert_eq!(idle.len(), 1);
    assert!(idle[0]["message"]["text"].as_str().unwrap().contains("fits no finding"), "{idle:?}");
    // Help is there twice: as text, and as the Markdown that code scanning shows.
    for rule in run["tool"]["driver"]["rules"].as_array().unwrap() {
        for part in ["/shortDescription/text", "/fullDescription/text", "/help/text", "/help/markdown"] {
            assert!(rule.pointer(part).unwrap().as_str().is_some_and(|text| !text.is_empty()), "{part} of {rule}");
        }
    }
}

fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just(HOSTILE.to_owned()),
        prop::sample::select(vec![
            "`",
            "``",
            "|",
            "\\|",
            "\\",
            "*a*",
            "_b_",
            "[x](http://e)",
            "![i](x)",
            "<img src=x onerror=y>",
            "</script>",
            "</code>",
            "</details>",
            "@someone",
            "#12",
            "www.e.example",
            "https://e.example/x",
            "GH-12",
            "$a$",
            "~~s~~",
            "\n",
            "\n\n# h",
            "\n- l",
            "]]>",
            "&amp;",
            "&#64;x",
            "<!--",
            "-->",
            "::error::x",
            "\u{0}",
            "\u{fffe}",
            "\u{202e}",
            "\u{a0}",
            "[^1]",
            "a1b2c3d4e5",
            "%0A::error::y",
            ": ",
            "1. ",
            "---",
            "===",
            "'",
            "\"",
            "(",
            ")",
            "\t",
            "  ",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
        "[a-z .]{0,8}",
    ];
    prop::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn no_text_acts_in_any_format(text in nasty()) {
        let report = drenched(&text);
        let found = acts(&markdown(&report, &[]));
        prop_assert!(found.is_empty(), "{found:#?}");
        prop_assert!(roxmltree::Document::parse(&junit(&report)).is_ok());
        let log = github(&report, &HumanOptions::default());
        for (name, ..) in commands(&log) {
            prop_assert!(["error", "warning", "notice", "group", "endgroup"].contains(&name.as_str()), "{name}");
        }
        prop_assert!(!log.contains(|c| c != '\n' && escape::is_hidden(c)), "{log:?}");
        let people = HumanOptions { verbose: true, all: true, ..HumanOptions::default() };
        for line in human(&report, &people).lines() {
            prop_assert!(!line.contains(escape::is_hidden), "{line:?}");
            prop_assert!(!line.trim_start().strip_prefix("::").is_some_and(|rest| rest.contains("::")), "{line:?}");
        }
        for text in [json(&report), sarif(&report), gitlab(&report)] {
            prop_assert!(serde_json::from_str::<Value>(&text).is_ok());
            prop_assert!(!text.contains(|c| c != '\n' && escape::is_hidden(c)));
        }
    }
}
