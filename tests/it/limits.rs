//! Input that was made to do harm: each limit is met, says what it is, where and what to do, and ends the run soon. Nothing
//! outside of a configuration is read.

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use zip::write::SimpleFileOptions;

use crate::tool::{Done, poolproof};

/// Stands in files that no run may read.
const CANARY: &str = "c4n4ry-5ecret";

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    /// A folder with a folder `here` in it, in which the program runs.
    fn new(files: &[(&str, &str)]) -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap() };
        for (path, text) in files {
            place.write(path, text.as_bytes());
        }
        place
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    fn path(&self, path: &str) -> std::path::PathBuf {
        self.folder.path().join(path)
    }

    fn run(&self, arguments: &[&str]) -> Done {
        let start = Instant::now();
        let done = poolproof(arguments).within(self.path("here")).run();
        // Well below that by itself; the machine may be busy with other things.
        assert!(start.elapsed() < Duration::from_secs(60), "{arguments:?} took {:?}", start.elapsed());
        assert!(!done.stderr.contains("panicked") && !done.stdout.contains(CANARY), "{done}");
        done
    }

    /// A run that is refused with these words, on standard error alone.
    fn refuses(&self, arguments: &[&str], words: &[&str]) {
        let done = self.run(arguments);
        let said = words.iter().all(|word| done.stderr.contains(word)) && done.stderr.contains("what to do:");
        assert!(done.code == 2 && done.stdout.is_empty() && said, "{words:?}\n{done}");
    }

    /// A run that goes on, and tells these words in its JSON report.
    fn tells(&self, arguments: &[&str], words: &[&str]) -> String {
        let done = self.run(&[arguments, &["--report", "json"]].concat());
        assert!(done.code < 2 && words.iter().all(|word| done.stdout.contains(word)), "{words:?}\n{done}");
        done.stdout
    }
}

/// A load balancer whose listener leads to a pool, with a value `x` wherever one is looked at.
fn stack(locals: &str, x: &str) -> String {
    format!(
        r#"
locals {{
  {locals}
  x = {x}
}}
resource "aws_lb" "l" {{
  name = "l"
}}
resource "aws_lb_listener" "h" {{
  load_balancer_arn = aws_lb.l.arn
  port              = 80
  protocol          = "HTTP"
  default_action {{
    type = "forward"
    forward {{
      target_group {{
        arn    = aws_lb_target_group.a.arn
        weight = local.x
      }}
    }}
  }}
}}
resource "aws_lb_target_group" "a" {{
  name     = "a"
  port     = local.x
  protocol = "HTTP"
  vpc_id   = local.x
}}
resource "aws_lb_target_group_attachment" "t" {{
  target_group_arn = aws_lb_target_group.a.arn
  target_id        = local.x
  port             = local.x
}}
"#
    )
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    zip_with(entries, SimpleFileOptions::default())
}

fn zip_with(entries: &[(&str, &[u8])], options: SimpleFileOptions) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const TFPLAN: (&str, &[u8]) = ("tfplan", b"r\x0612.3.4");
const STATE: (&str, &[u8]) = ("tfstate", br#"{"version": 4}"#);

#[test]
fn a_file_that_is_too_large_is_refused_before_it_is_read() {
    let place = Place::new(&[("here/x", "")]);
    // It has no bytes on the disk.
    let file = std::fs::File::create(place.path("here/plan.json")).unwrap();
    file.set_len((4 << 30) + 1).unwrap();
    place.refuses(&["check", "plan.json"], &["plan.json", "larger than 4 GiB"]);
}

#[test]
fn json_that_nests_is_refused_with_its_place() {
    let (open, close) = ("[".repeat(100_000), "]".repeat(100_000));
    let plan = format!("{{\"format_version\": \"1.2\",\n\"planned_values\": {{}}, \"checks\": {open}{close}}}");
    let outputs = format!("{{\"a\": {{\"value\": {open}{close}}}}}");
    let state = format!("{{\"format_version\": \"1.0\",\n\"values\": {{\"outputs\": {outputs}}}}}");
    let place = Place::new(&[("here/plan.json", &plan), ("here/state.json", &state)]);
    place.refuses(&["check", "plan.json"], &["plan.json:2:", "nested more than 127 deep"]);
    place.refuses(&["check", "state.json"], &["state.json:2:", "nested more than 127 deep"]);
    // What a resource is stays text until somebody asks: then it is not known, and so is what depends on it.
    let after = format!("{{\"port\": 80, \"deep\": {open}{close}}}");
    place.write("here/body.json", plan_of(&after).as_bytes());
    place.tells(&["check", "body.json"], &[]);
}

/// A mask that cannot be read hides all that it may hide.
#[test]
fn a_mask_that_nests_too_deep_still_masks() {
    let deep = format!("{}true{}", "[".repeat(100_000), "]".repeat(100_000));
    let after = format!("{{\"name\": \"{CANARY}\", \"protocol\": \"{CANARY}\", \"port\": 80}}");
    let plan = plan_of(&after).replace("\"before\"", &format!("\"after_sensitive\": {deep}, \"before\""));
    let place = Place::new(&[("here/plan.json", &plan)]);
    place.tells(&["check", "plan.json", "--all", "--verbose"], &[]);
    place.run(&["graph", "plan.json"]);
    place.run(&["graph", "plan.json", "--format", "json"]);
}

#[test]
fn a_zip_that_was_made_to_do_harm_is_refused() {
    let place = Place::new(&[("here/x", "")]);
    let refused = |zip: &[u8], words: &[&str]| {
        place.write("here/p.tfplan", zip);
        place.refuses(&["check", "p.tfplan"], &[&["p.tfplan"], words].concat());
    };
    for name in ["../x.tf", "tfconfig/m-/../../x.tf", "/etc/x.tf", "C:\\x.tf", "tfconfig\\..\\..\\x.tf"] {
        refused(&zip(&[TFPLAN, STATE, (name, b"")]), &["leads out of it"]);
    }
    // A small zip of much.
    let zeros = vec![b' '; 17 << 20];
    let manifest: (&str, &[u8]) = ("tfconfig/modules.json", br#"[{"Key": "", "Dir": "."}]"#);
    let large = zip(&[TFPLAN, STATE, manifest, ("tfconfig/m-/main.tf", &zeros)]);
    assert!(large.len() < 100_000);
    refused(&large, &["tfconfig/m-/main.tf is larger than 16 MiB"]);
    let names: Vec<String> = (0..20_001).map(|at| format!("tfconfig/m-/f{at}.tf")).collect();
    let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    refused(&zip(&[&[TFPLAN, STATE], entries.as_slice()].concat()), &["more than 20000 entries"]);
}

#[test]
fn a_zip_that_two_readers_read_differently_is_refused() {
    let place = Place::new(&[("here/x", "")]);
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let refused = |zip: &[u8], words: &[&str]| {
        place.write("here/p.tfplan", zip);
        place.refuses(&["check", "p.tfplan"], words);
    };
    // The writer makes no two entries of one name, so one is renamed in the bytes.
    let mut twice = zip_with(&[TFPLAN, STATE, ("tfstatf", STATE.1)], options);
    while let Some(at) = twice.windows(7).position(|window| window == b"tfstatf") {
        twice[at + 6] = b'e';
    }
    refused(&twice, &["two of its entries have one name"]);
    let mut flipped = zip_with(&[TFPLAN, STATE], options);
    let at = flipped.windows(9).position(|window| window == b"\"version\"").unwrap();
    flipped[at + 1] = b'w';
    refused(&flipped, &["a saved plan that cannot be read", "tfstate"]);
    let cut = zip(&[TFPLAN, STATE]);
    refused(&cut[..cut.len() - 30], &["a saved plan that cannot be read"]);
}

/// Entries with 64-bit sizes, and links, are as good as others: what is linked is not read.
#[test]
fn a_link_in_a_zip_is_not_followed() {
    let place = Place::new(&[("here/plan.json", &plan()), ("secret.tf", CANARY)]);
    let manifest: (&str, &[u8]) = ("tfconfig/modules.json", br#"[{"Key": "", "Dir": "."}]"#);
    let link: (&str, &[u8]) = ("tfconfig/m-/main.tf", b"../secret.tf");
    let options = SimpleFileOptions::default().large_file(true).unix_permissions(0o120_777);
    place.write("here/p.tfplan", &zip_with(&[TFPLAN, STATE, manifest, link], options));
    let said = place.tells(&["check", "plan.json", "--config", "p.tfplan"], &["main.tf"]);
    assert!(!said.contains(CANARY));
}

fn plan() -> String {
    plan_of("{\"name\": \"a\", \"port\": 80}")
}

/// A plan of one pool, which is this after the apply.
fn plan_of(after: &str) -> String {
    let change = format!("{{\"actions\": [\"create\"], \"before\": null, \"after\": {after}}}");
    let pool = "\"address\": \"aws_lb_target_group.a\", \"mode\": \"managed\"";
    let names = "\"type\": \"aws_lb_target_group\", \"name\": \"a\"";
    let configuration = format!("{{\"root_module\": {{\"resources\": [{{{pool}, {names}}}]}}}}");
    format!(
        "{{\"format_version\": \"1.2\", \"resource_changes\": [{{{pool}, {names}, \"change\": {change}}}], \
         \"configuration\": {configuration}}}"
    )
}

#[test]
fn instances_have_an_end() {
    let many = "resource \"aws_lb_target_group\" \"a\" {\n  count = 2000\n  name  = \"a\"\n}\n";
    let inner = "module \"m\" {\n  source = \"../b\"\n  count  = 2000\n}\n";
    let outer = "module \"m\" {\n  source = \"./a\"\n  count  = 2000\n}\n";
    let place = Place::new(&[("here/main.tf", outer), ("here/a/main.tf", inner), ("here/b/main.tf", many)]);
    place.refuses(&["check", "."], &["more than 100000 instances", "make a plan"]);
}

#[test]
fn a_tree_of_modules_has_an_end() {
    let call = |name: &str, source: &str| format!("module \"{name}\" {{\n  source = \"{source}\"\n}}\n");
    let place = Place::new(&[
        ("here/main.tf", &(stack("", "80") + &call("self", "./") + &call("a", "./a"))),
        ("here/a/main.tf", &call("b", "../b")),
        ("here/b/main.tf", &call("a", "../a")),
    ]);
    place.tells(&["check", "."], &["module.self calls itself", "module.a.module.b.module.a calls itself", "b/main.tf"]);
    // Each of five levels calls the next one thirty times.
    let fan = |next: &str| (0..30).map(|at| call(&format!("m{at}"), next)).collect::<String>();
    let place = Place::new(&[("here/main.tf", &(stack("", "80") + &fan("./l1"))), ("here/l4/main.tf", "")]);
    for level in 1..4 {
        place.write(&format!("here/l{level}/main.tf"), fan(&format!("../l{}", level + 1)).as_bytes());
    }
    place.tells(&["check", "."], &["too many modules; what lies deeper is not read"]);
    let place = Place::new(&[("here/main.tf", &call("m", "./m0"))]);
    for level in 0..70 {
        place.write(&format!("here/m{level}/main.tf"), call("m", &format!("../m{}", level + 1)).as_bytes());
    }
    place.refuses(&["check", "."], &["its modules nest more than 32 deep"]);
}

#[test]
fn a_file_of_hcl_has_an_end() {
    let nested = |open: &str, inner: &str, close: &str| format!("{}{inner}{}", open.repeat(5000), close.repeat(5000));
    let large = format!("# {}\n", "x".repeat(9 << 20));
    let blocks = "a {\n".repeat(5000) + &"}\n".repeat(5000);
    for (file, text, words) in [
        ("bad.tf", stack("", &nested("[", "1", "]")), "nested more than 200 levels"),
        ("bad.tf", stack("", &nested("\"${", "1", "}\"")), "nested more than 200 levels"),
        ("bad.tf", blocks, "nested more than 200 levels"),
        ("bad.tf", large, "larger than 8388608 bytes"),
        ("bad.tf.json", nested("[", "", "]"), "nested more than 100 deep"),
    ] {
        let place = Place::new(&[("here/main.tf", &stack("", "80")), (&format!("here/{file}"), &text)]);
        place.tells(&["check", "."], &[words, file]);
    }
}

/// Each name is made from the one before it.
fn chain(first: &str, next: impl Fn(usize) -> String) -> String {
    let rest = (1..=30).map(|at| format!("    l{at} = {}\n", next(at - 1)));
    std::iter::once(format!("    l0 = {first}\n")).chain(rest).collect()
}

/// What cannot be computed is not known, says why, and is no pass; whatever it is, it ends.
#[test]
fn the_work_of_a_configuration_has_an_end() {
    let doubled = chain("[1]", |at| format!("[local.l{at}, local.l{at}]"));
    let unknown = chain("[aws_lb.l.arn]", |at| format!("[local.l{at}, local.l{at}]"));
    let text = chain("\"aaaaaaaa\"", |at| format!("\"${{local.l{at}}}${{local.l{at}}}\""));
    let listed = "length([for i in range(4) : [for j in range(1000) : fileset(\".\", \"*\")]])";
    let heavy = format!("    l0 = {listed}\n    l1 = {listed}\n    l2 = {listed}\n");
    let template = "    t = join(\"\", [for i in range(1000) : format(\"%100s\", \"x\")])\n";
    let sets = "toset(flatten([for i in range(7) : [for j in range(1000) : { a = i, b = j }]]))";
    let long = "    b = join(\"\", [for i in range(1000) : join(\"\", range(1000))])\n";
    let mut silent = Vec::new();
    for (locals, x, words) in [
        (doubled.as_str(), "local.l30", ""),
        (&unknown, "local.l30", ""),
        (&text, "local.l30", "too long"),
        (&heavy, "local.l0 + local.l1 + local.l2", "the configuration takes too many steps"),
        ("", "length([for i in range(1000) : [for j in range(1000) : fileset(\".\", \"*\")]])", "too many steps"),
        ("", "length(range(1000000000))", "too many for one range"),
        ("", "length(setproduct(range(1000), range(1000), range(1000)))", "too long"),
        ("", "cidrsubnets(\"10.0.0.0/8\", [for i in range(1000) : 16]...)", ""),
        ("", "format(\"%999999999d\", 1)", "width"),
        (long, "replace(local.b, \"1\", local.b)", "too long"),
        ("", "regex(\"(\\\\pL{200}){200}\", \"x\")", "the regular expression is too large"),
        (template, "length([for i in range(1000) : templatestring(local.t, {})])", "too many steps"),
        ("", "length([for i in range(1000) : templatefile(\"t.tftpl\", {})])", "too many steps"),
        ("", "templatefile(\"self.tftpl\", {})", "templatefile"),
        ("", sets, "too long to be compared"),
        ("", "jsondecode(join(\"\", [for x in range(1000) : \"[\"]))", ""),
        ("    a = local.b\n    b = local.a\n", "local.a", "refers to itself"),
    ] {
        let place = Place::new(&[
            ("here/main.tf", &stack(locals, x)),
            ("here/self.tftpl", "${templatefile(\"self.tftpl\", {})}"),
            ("here/t.tftpl", &"x".repeat(100_000)),
        ]);
        let report = place.tells(&["check", ".", "--all", "--verbose"], &["\"verdict\": \"unknown\""]);
        if !report.contains(words) {
            silent.push(format!("{x} does not say {words}"));
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
}

/// What lies outside of a configuration: a secret in a file of HCL, and one in another file.
fn with_secrets(main: &str) -> Place {
    let secret = format!("locals {{\n  secret = \"{CANARY}\"\n}}\noutput \"o\" {{\n  value = \"{CANARY}\"\n}}\n");
    Place::new(&[("here/main.tf", main), ("out/main.tf", &secret), ("out/key.txt", CANARY), ("here/key.json", "{}")])
}

#[test]
fn no_expression_reads_a_file_outside() {
    let absolute = |place: &Place| place.path("out/key.txt").to_str().unwrap().replace('\\', "/");
    for (x, words) in [
        ("file(\"ABSOLUTE\")", "it is not a relative path"),
        ("file(\"../out/key.txt\")", "out of the configuration's folder"),
        ("file(\"${path.module}/../out/key.txt\")", "out of the configuration's folder"),
        ("file(\"../../../../../../../../etc/passwd\")", "out of the configuration's folder"),
        ("filebase64(\"../out/key.txt\")", "out of the configuration's folder"),
        ("templatefile(\"../out/key.txt\", {})", "out of the configuration's folder"),
        ("fileexists(\"../out/key.txt\") ? \"a\" : \"b\"", "out of the configuration's folder"),
        ("join(\",\", fileset(\"../out\", \"*\"))", "leads out of the configuration"),
        ("join(\",\", fileset(\"ABSOLUTE\", \"*\"))", "leads out of the configuration"),
    ] {
        let place = with_secrets("");
        place.write("here/main.tf", stack("", &x.replace("ABSOLUTE", &absolute(&place))).as_bytes());
        let report = place.tells(&["check", ".", "--all", "--verbose"], &[words, "\"verdict\": \"unknown\""]);
        assert!(!report.contains("key.txt\",\"main.tf"), "{report}");
    }
}

#[cfg(unix)]
#[test]
fn no_link_is_followed_out() {
    use std::os::unix::fs::symlink;
    let module = "module \"m\" {\n  source = \"./linked\"\n}\n";
    let x = "\"${file(\"link.txt\")}${file(\"linked/key.txt\")}${module.m.o}\"";
    let place = with_secrets(&(stack("", x) + module));
    symlink(place.path("out"), place.path("here/linked")).unwrap();
    symlink(place.path("out/key.txt"), place.path("here/link.txt")).unwrap();
    symlink(place.path("out/main.tf"), place.path("here/more.tf")).unwrap();
    place.tells(
        &["check", "."],
        &["a link leads out of the configuration's folder", "more.tf", "module.m is not at hand"],
    );
    // A plan that a link leads to is none of the folder's.
    let place = Place::new(&[("here/plans/x", ""), ("out/plan.json", &plan())]);
    symlink(place.path("out/plan.json"), place.path("here/plans/plan.json")).unwrap();
    symlink(place.path("out"), place.path("here/plans/sub")).unwrap();
    place.refuses(&["check", "plans"], &["there is no plan JSON in this folder"]);
}

#[test]
fn a_list_of_modules_leads_nowhere_outside() {
    let main = stack("", "module.m.o") + "module \"m\" {\n  source = \"example/m/aws\"\n}\n";
    let list = |dir: &Path| {
        let dir = serde_json::to_string(dir.to_str().unwrap()).unwrap();
        format!("{{\"Modules\": [{{\"Key\": \"m\", \"Source\": \"example/m/aws\", \"Dir\": {dir}}}]}}")
    };
    let place = with_secrets(&main);
    place.write("here/.terraform/modules/modules.json", list(&place.path("out")).as_bytes());
    place.tells(&["check", "."], &["module.m is not at hand", "it is not a relative path"]);
    // A local source says by itself where it lies, beside the root module too, as Terraform has it.
    let source = stack("", "module.m.p") + "module \"m\" {\n  source = \"../beside\"\n}\n";
    let place = with_secrets(&source);
    place.write("beside/main.tf", b"output \"p\" {\n  value = file(\"${path.module}/port.txt\")\n}\n");
    place.write("beside/port.txt", b"8081");
    let report = place.tells(&["check", "."], &[]);
    assert!(!report.contains("not at hand"), "{report}");
    // In a repository no `..` leads out of it.
    place.write("here/.git/HEAD", b"");
    place.tells(&["check", "."], &["module.m is not at hand", "it leads out of the repository"]);
    let listed = stack("", "module.m.p") + "module \"m\" {\n  source = \"example/m/aws\"\n}\n";
    place.write("here/main.tf", listed.as_bytes());
    place.write("here/.terraform/modules/modules.json", list(Path::new("../beside")).as_bytes());
    place.tells(&["check", "."], &["module.m is not at hand", "it leads out of the repository"]);
}

/// Without a repository a folder that has no configuration is no module, so that the root of the disk is none.
#[test]
fn a_module_that_climbs_to_the_root_of_the_disk_opens_nothing() {
    let up = "../".repeat(20);
    let main =
        stack("", &format!("file(\"{up}etc/hostname\")")) + &format!("module \"m\" {{\n  source = \"{up}\"\n}}\n");
    let place = with_secrets(&main);
    let report = place.tells(&["check", "."], &["out of the configuration's folder"]);
    let host = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    assert!(host.trim().is_empty() || !report.contains(host.trim()), "{report}");
}
