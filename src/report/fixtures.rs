//! Reports that every format is run over: each verdict, level and attribution, with and without a place, and
//! texts of the kind that someone would put into a plan to fool its reader.

use crate::finding::{
    Attribution, Clue, Coverage, EdgeCounts, Finding, Hop, Info, InputInfo, Level, Problem, Reach, Report, Rule,
    Severity, Share, Shift, Snippet, Span, SpanStep, Subject, Summary, Tally, Turn, Verdict, Waived, WaiverState,
    WaiverUse,
};
use crate::source::Location;

/// Escape sequences, commands to CI systems, text that runs backwards, Markdown, HTML.
pub(super) const HOSTILE: &str =
    "x\u{1b}[2J\u{9b}31m\u{202e}gpj\u{200b}\u{2066}\u{feff}\r\n::error::owned ##[error]o `a` | <b>& \u{7}\u{e0041}";

pub(super) fn location(line: usize) -> Option<Location> {
    Some(Location { path: "main.tf".to_owned(), line, column: 24, end_line: line, end_column: 52 })
}

pub(super) fn subject(kind: &str, address: &str) -> Subject {
    Subject { kind: kind.to_owned(), address: address.to_owned(), attribute: None, input: None, location: None }
}

fn hop(depth: usize, kind: &str, address: &str, note: &str, dead: bool) -> Hop {
    Hop { depth, kind: kind.to_owned(), address: address.to_owned(), note: note.to_owned(), dead, location: None }
}

fn clue(depth: usize, expression: &str, value: &str) -> Clue {
    Clue { depth, expression: expression.to_owned(), value: value.to_owned() }
}

pub(super) fn input(path: &str) -> InputInfo {
    InputInfo {
        path: path.to_owned(),
        kind: "plan",
        terraform_version: Some("1.11.4".to_owned()),
        configuration_source: "directory",
        configuration_path: Some(".".to_owned()),
        modules: 3,
        notes: Vec::new(),
        workspace: None,
        tally: Tally::default(),
    }
}

/// A route to a pool that goes away.
pub(super) fn removed() -> Finding {
    Finding {
        snippets: Vec::new(),
        policy: "forward_to_removed_pool".to_owned(),
        title: "Routes forward to a pool that this plan destroys".to_owned(),
        verdict: Verdict::Fail,
        level: Level::Mandatory,
        severity: Some(Severity::S1),
        blocks: true,
        waiver: None,
        attribution: Attribution::Introduced,
        subject: Subject {
            attribute: Some("default_action[0].target_group_arn".to_owned()),
            ..subject("route", "aws_lb_listener.http")
        },
        related: vec![subject("pool", "aws_lb_target_group.blue")],
        message: "aws_lb_listener.http still forwards to aws_lb_target_group.blue, which this plan destroys.".to_owned(),
        why: "The apply stops at the target group, which AWS keeps while a listener uses it; the listener is left as it was, \
              and what comes after it is not done."
            .to_owned(),
        help: "Point the listener at a pool that stays, or remove the pool in a later plan than the route.".to_owned(),
        paste: String::new(),
        windows: Vec::new(),
        reason: None,
        values: vec![
            clue(0, "route.pool.operation != \"delete\"", "false"),
            clue(1, "route.pool.operation", "\"delete\""),
        ],
        path: vec![
            hop(0, "entry", "aws_route53_record.www", "", false),
            hop(1, "load_balancer", "aws_lb.main", "", false),
            hop(2, "listener", "aws_lb_listener.http", "updated", false),
            hop(3, "pool", "aws_lb_target_group.blue", "weight 80, destroyed by this plan", true),
            hop(3, "pool", "aws_lb_target_group.green", "weight 20", false),
            hop(4, "member", "aws_autoscaling_group.green", "2 to 6 instances", false),
        ],
        live_check: Vec::new(),
        input: 0,
        location: location(12),
        fingerprint: "a1b2c3".to_owned(),
    }
}

/// A pool of which nobody knows whether it has targets.
pub(super) fn unknown(address: &str, line: usize) -> Finding {
    Finding {
        policy: "pool_without_targets".to_owned(),
        title: "Pools that take traffic have no target".to_owned(),
        verdict: Verdict::Unknown,
        blocks: false,
        subject: subject("pool", address),
        related: Vec::new(),
        message: format!("Whether {address} has targets is not known."),
        why: "Requests to a pool without targets are answered with 503.".to_owned(),
        help: "Give the state that registers the targets with --with, or look at the running pool.".to_owned(),
        reason: Some("nothing in this plan registers targets; another state may do so".to_owned()),
        values: Vec::new(),
        path: Vec::new(),
        live_check: vec![format!("aws elbv2 describe-target-health --target-group-arn '{address}'")],
        location: location(line),
        fingerprint: format!("unknown-{line}"),
        ..removed()
    }
}

/// Advice.
pub(super) fn advice() -> Finding {
    Finding {
        policy: "single_zone_pool".to_owned(),
        title: "Pools have their targets in one zone".to_owned(),
        level: Level::Advisory,
        severity: Some(Severity::S3),
        blocks: false,
        attribution: Attribution::Worsened,
        subject: subject("pool", "module.app.aws_lb_target_group.api[\"v2\"]"),
        related: Vec::new(),
        message: "All targets of the pool are in eu-west-1a.".to_owned(),
        why: String::new(),
        help: "Spread the subnets of the group over two zones.".to_owned(),
        path: Vec::new(),
        location: None,
        fingerprint: "advice".to_owned(),
        ..removed()
    }
}

/// A fault that this plan has nothing to do with.
pub(super) fn old(address: &str) -> Finding {
    Finding {
        level: Level::MandatoryOverridable,
        blocks: false,
        attribution: Attribution::PreExisting,
        subject: subject("route", address),
        message: format!("{address} forwards to nothing."),
        path: Vec::new(),
        location: None,
        fingerprint: format!("old-{address}"),
        ..removed()
    }
}

/// The policies of the findings, and one that found nothing.
pub(super) fn rules() -> Vec<Rule> {
    let rule = |label: &str, level| Rule {
        label: label.to_owned(),
        title: format!("What {label} is about"),
        why: "Requests are answered with 503.".to_owned(),
        fix: "Point the route at a pool that stays.".to_owned(),
        level,
        audit: false,
    };
    vec![
        rule("all_weights_zero", Some(Level::MandatoryOverridable)),
        rule("forward_to_removed_pool", Some(Level::Mandatory)),
        rule("pool_without_targets", None),
        rule("single_zone_pool", Some(Level::Advisory)),
    ]
}

/// A fault that somebody takes on himself.
pub(super) fn waived() -> Finding {
    Finding {
        level: Level::MandatoryOverridable,
        blocks: false,
        waiver: waiver("the pool is filled by hand on the day of the move"),
        subject: subject("route", "aws_lb_listener.moved"),
        message: "aws_lb_listener.moved forwards to a pool that nobody fills.".to_owned(),
        path: Vec::new(),
        location: None,
        fingerprint: "waived".to_owned(),
        ..removed()
    }
}

fn waiver(reason: &str) -> Option<Waived> {
    Some(Waived {
        reason: reason.to_owned(),
        owner: Some("team payments".to_owned()),
        expires: Some("2027-01-31".to_owned()),
        source: location(3)?,
    })
}

fn waivers(policy: &str, reason: &str) -> Vec<WaiverUse> {
    let use_ = |state, findings, note: &str| {
        let note = note.to_owned();
        Some(WaiverUse { policy: policy.to_owned(), waived: waiver(reason)?, state, findings, note, added: None })
    };
    let unmatched = format!("The waiver for {policy} fits no finding: remove it, or mend what it names.");
    let all = [use_(WaiverState::Applied, 1, ""), use_(WaiverState::Unmatched, 0, &unmatched)];
    all.into_iter().flatten().collect()
}

fn info(policy: &str, address: &str, message: &str) -> Info {
    Info { policy: policy.to_owned(), address: address.to_owned(), message: message.to_owned(), input: 0 }
}

fn coverage(policy: &str, matched: usize, of: usize, why: &str) -> Coverage {
    let (policy, why) = (policy.to_owned(), why.to_owned());
    Coverage { policy, built_in: false, subject: "resource".to_owned(), matched, of, why, ..Coverage::default() }
}

/// A shift of weight, and a rule that comes.
fn shifts() -> Vec<Shift> {
    let share = |to: &str, before, after| Share { to: to.to_owned(), kind: "pool", before, after, why: None };
    let shift = |address: &str, kind, turn, shares| Shift {
        input: 0,
        kind,
        address: address.to_owned(),
        turn,
        load_balancer: Some("aws_lb.shop".to_owned()),
        with_balancer: false,
        priority: [None, None],
        conditions: [None, None],
        shares,
    };
    let moved = vec![
        share("aws_lb_target_group.blue", Some(1.0), Some(0.8)),
        share("aws_lb_target_group.green", Some(0.0), None),
    ];
    let api = vec![share("aws_lb_target_group.api", Some(0.0), Some(1.0))];
    let mut rule = shift("aws_lb_listener_rule.api", "rule", Turn::Added, api);
    rule.priority = [None, Some("10".to_owned())];
    rule.conditions = [None, Some("path /api/*".to_owned())];
    vec![shift("aws_lb_listener.http", "listener", Turn::Changed, moved), rule]
}

/// Everything at once.
pub(super) fn blocked() -> Report {
    let mut partial = input("plan.json");
    partial.notes = vec!["This plan is partial (-target): what it leaves out was not judged.".to_owned()];
    Report {
        shard: None,
        joined: None,
        neighbours: Vec::new(),
        routing: shifts(),
        inputs: vec![partial],
        rules: rules(),
        findings: vec![
            removed(),
            advice(),
            unknown("aws_lb_target_group.a", 30),
            unknown("aws_lb_target_group.b", 41),
            old("aws_lb_listener.legacy"),
            old("aws_lb_listener.older"),
            waived(),
        ],
        waivers: waivers("forward_to_removed_pool", "it is filled by hand"),
        problems: vec![Problem {
            message:
                "A function of a provider cannot be evaluated; the default action of aws_lb_listener.x is unknown."
                    .to_owned(),
            location: location(77),
            policy: None,
        }],
        infos: vec![info("named_well", "aws_lb.main", "Looked at aws_lb.main.")],
        coverage: vec![
            coverage("named_well", 2, 112, ""),
            coverage("queue_has_an_owner", 0, 112, "no type fits `aws_sqs_queu`; did you mean `aws_sqs_queue`?"),
        ],
        summary: Summary {
            policies: 14,
            evaluations: 118,
            passed: 111,
            failed: 5,
            unknown: 2,
            waived: 1,
            blocking: 1,
            edges: EdgeCounts { exact: 38, possible: 1, unresolved: 1 },
        },
    }
}

/// Nothing found at all.
pub(super) fn clean() -> Report {
    Report {
        shard: None,
        joined: None,
        neighbours: Vec::new(),
        routing: Vec::new(),
        inputs: vec![input("plan.json")],
        rules: rules(),
        findings: Vec::new(),
        waivers: Vec::new(),
        problems: Vec::new(),
        infos: Vec::new(),
        coverage: Vec::new(),
        summary: Summary {
            policies: 14,
            evaluations: 118,
            passed: 118,
            edges: EdgeCounts { exact: 40, ..EdgeCounts::default() },
            ..Summary::default()
        },
    }
}

/// Nothing blocks, and not everything is known.
pub(super) fn open() -> Report {
    let mut report = blocked();
    report.findings.retain(|finding| !finding.blocks);
    report.summary.failed = 4;
    report.summary.passed = 112;
    report.summary.blocking = 0;
    report
}

/// Every text of the report is an attack, once short and once very long.
pub(super) fn hostile() -> Report {
    let long = HOSTILE.repeat(40);
    let mut report = blocked();
    report.inputs = vec![input(HOSTILE), input(&long)];
    for input in &mut report.inputs {
        input.terraform_version = Some(HOSTILE.to_owned());
        input.configuration_path = Some(HOSTILE.to_owned());
        input.notes = vec![HOSTILE.to_owned(), format!("::warning::{long}")];
    }
    for rule in &mut report.rules {
        for part in [&mut rule.label, &mut rule.title, &mut rule.why, &mut rule.fix] {
            *part = format!("{part}{HOSTILE}");
        }
    }
    report.waivers = waivers(HOSTILE, &long);
    report.infos = vec![info(HOSTILE, &long, HOSTILE), info(&long, HOSTILE, &format!("::error::{long}"))];
    report.coverage = vec![coverage(HOSTILE, 0, 1, &long), coverage(&long, 0, 2, &format!("::error::{long}"))];
    for shift in &mut report.routing {
        shift.address = HOSTILE.to_owned();
        shift.conditions = [Some(long.clone()), Some(HOSTILE.to_owned())];
        shift.shares.iter_mut().for_each(|share| share.to = long.clone());
    }

    for (at, finding) in report.findings.iter_mut().enumerate() {
        let text = if at % 2 == 0 { HOSTILE } else { &long };
        finding.input = at % 2;
        for part in [
            &mut finding.policy,
            &mut finding.title,
            &mut finding.message,
            &mut finding.why,
            &mut finding.help,
            &mut finding.fingerprint,
            &mut finding.subject.kind,
            &mut finding.subject.address,
        ] {
            *part = format!("::error file=a::{text}");
        }
        finding.subject.attribute = Some(text.to_owned());
        finding.related = vec![finding.subject.clone()];
        finding.reason = finding.reason.as_ref().map(|_| text.to_owned());
        finding.waiver = finding.waiver.as_ref().and_then(|_| waiver(&format!("::error::{text}")));
        finding.live_check = vec![format!("::notice::{text}")];
        finding.values = (0..40).map(|depth| clue(depth * 1_000, text, HOSTILE)).collect();
        finding.path = (0..40).map(|depth| hop(depth * 1_000, HOSTILE, text, HOSTILE, depth == 39)).collect();
        if let Some(location) = &mut finding.location {
            location.path = text.to_owned();
        }
    }
    report.problems =
        vec![Problem { message: format!("one\n::error::{long}\n  ::error::x"), location: location(1), policy: None }];
    report
}

/// A report in which every part that there can be is there, on two plans.
pub(super) fn full() -> Report {
    let mut report = blocked();
    report.inputs.push(InputInfo { workspace: Some("production".to_owned()), ..input("other/plan.json") });
    report.neighbours.push(input("neighbour/plan.json"));
    for (at, finding) in report.findings.iter_mut().enumerate() {
        finding.input = at % 2;
        finding.paste = "lifecycle {\n  create_before_destroy = true\n}".to_owned();
        finding.live_check = vec!["aws elbv2 describe-target-health".to_owned()];
        finding.values = vec![clue(0, "length(pool.members) > 0", "false")];
        finding.path = vec![hop(0, "listener", "aws_lb_listener.http", "", false), hop(1, "pool", "p", "empty", true)];
        finding.path.iter_mut().for_each(|hop| hop.location = location(7));
        finding.related.iter_mut().for_each(|one| one.location = location(8));
        finding.related.iter_mut().for_each(|one| one.input = Some("neighbour/plan.json".to_owned()));
        finding.snippets = location(9).into_iter().map(snippet).collect();
        finding.windows = vec![window()];
    }
    report.waivers.iter_mut().for_each(|waiver| waiver.added = Some(true));
    report
}

fn snippet(location: Location) -> Snippet {
    Snippet { location, line: "  target_group_arn = aws_lb_target_group.blue.arn".to_owned(), label: "here".to_owned() }
}

fn window() -> Span {
    let step = |address: &str| SpanStep {
        address: address.to_owned(),
        does: "destroy",
        note: "refused".to_owned(),
        dead: true,
        skipped: false,
    };
    Span {
        certainty: "always",
        cause: "emptied",
        route: "aws_lb_listener.http".to_owned(),
        pool: Some("aws_lb_target_group.blue".to_owned()),
        stays: true,
        steps: vec![step("aws_lb_target_group.blue"), step("aws_lb_target_group.green")],
    }
}

/// [`full`], with `text` in place of every text that a plan, a policy, a waiver or a path can bring in.
pub(super) fn drenched(text: &str) -> Report {
    let mut report = full();
    for input in report.inputs.iter_mut().chain(&mut report.neighbours) {
        let options = [&mut input.terraform_version, &mut input.configuration_path, &mut input.workspace];
        drench(text, [&mut input.path].into_iter().chain(options.into_iter().flatten()).chain(&mut input.notes));
    }
    for Shift { address, load_balancer, priority, conditions, shares, .. } in &mut report.routing {
        let sides = priority.iter_mut().chain(conditions).flatten();
        drench(text, [address].into_iter().chain(load_balancer).chain(sides));
        for Share { to, why, .. } in shares {
            drench(text, [to].into_iter().chain(why));
        }
    }
    for Rule { label, title, why, fix, .. } in &mut report.rules {
        drench(text, [label, title, why, fix]);
    }
    report.findings.iter_mut().for_each(|finding| drench_finding(text, finding));
    for Info { policy, address, message, .. } in &mut report.infos {
        drench(text, [policy, address, message]);
    }
    for Coverage { policy, subject, why, reach, .. } in &mut report.coverage {
        let Reach { what, pattern, operations, .. } = reach;
        drench(text, [policy, subject, why, what, pattern, operations]);
    }
    for WaiverUse { policy, waived, note, .. } in &mut report.waivers {
        drench(text, [policy, note]);
        drench_waived(text, waived);
    }
    for Problem { message, location, policy } in &mut report.problems {
        drench(text, [message].into_iter().chain(location.iter_mut().map(|at| &mut at.path)).chain(policy));
    }
    report
}

fn drench<'a>(text: &str, parts: impl IntoIterator<Item = &'a mut String>) {
    parts.into_iter().for_each(|part| text.clone_into(part));
}

fn drench_waived(text: &str, waived: &mut Waived) {
    let Waived { reason, owner, expires, source } = waived;
    drench(text, [reason, &mut source.path].into_iter().chain(owner).chain(expires));
}

fn drench_finding(text: &str, finding: &mut Finding) {
    let Finding { policy, title, message, why, help, paste, reason, live_check, location, fingerprint, .. } = finding;
    drench(text, [policy, title, message, why, help, paste, fingerprint].into_iter().chain(reason).chain(live_check));
    drench(text, location.iter_mut().map(|at| &mut at.path));
    finding.waiver.iter_mut().for_each(|waived| drench_waived(text, waived));
    for subject in [&mut finding.subject].into_iter().chain(&mut finding.related) {
        let Subject { kind, address, attribute, input, location } = subject;
        let named = [kind, address].into_iter().chain(attribute).chain(input);
        drench(text, named.chain(location.iter_mut().map(|at| &mut at.path)));
    }
    for Hop { kind, address, note, location, .. } in &mut finding.path {
        drench(text, [kind, address, note].into_iter().chain(location.iter_mut().map(|at| &mut at.path)));
    }
    finding.values.iter_mut().for_each(|clue| drench(text, [&mut clue.expression, &mut clue.value]));
    for Snippet { location, line, label } in &mut finding.snippets {
        drench(text, [&mut location.path, line, label]);
    }
    for Span { route, pool, steps, .. } in &mut finding.windows {
        drench(text, [route].into_iter().chain(pool));
        steps.iter_mut().for_each(|step| drench(text, [&mut step.address, &mut step.note]));
    }
}
