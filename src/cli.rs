//! The command line: what was typed. What it means is the business of [`crate::run`].

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Proves, before `terraform apply`, that every route of a load balancer ends at a live pool of servers.
#[derive(Debug, Parser)]
#[command(name = "poolproof", version, about, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Exit codes: 0 nothing blocks, 1 a finding blocks, 2 poolproof could not do its job.")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Evaluate the policies on each plan: which route will end nowhere, and why.
    Check(Box<Check>),
    /// Print the traffic graph of a plan.
    Graph(Graph),
    /// Run the tests of policies: `.policytest.hcl` files.
    Test(Test),
    /// Check policy files without a plan.
    Validate(Validate),
    /// Hold what is resolved of recorded plans against what their applies made (`plan.json` with `truth.json` beside it).
    #[command(hide = true)]
    Measure(Measure),
    /// Write a commented .poolproof.hcl and, where asked for, the files of a home; overwrites nothing.
    Init(Init),
    /// Print the reference page of the dialect (docs/reference.md).
    #[command(hide = true)]
    Reference,
    /// What a policy means, why it matters and how to mend what it finds; without a name, the list.
    Explain(Explain),
    /// Join the JSON reports of a run that was split with `check --shard`.
    Merge(Merge),
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    #[command(hide = true)]
    Man,
}

/// `poolproof init`.
#[derive(Debug, Args)]
pub struct Init {
    /// A workflow that plans, checks and comments on pull requests.
    #[arg(long)]
    pub github: bool,
    /// A workflow of Atlantis.
    #[arg(long)]
    pub atlantis: bool,
    /// A job of GitLab CI.
    #[arg(long)]
    pub gitlab: bool,
    /// A workflow of GitHub for many plans, split over several machines.
    #[arg(long)]
    pub fleet: bool,
    /// Hooks of pre-commit, for policies.
    #[arg(long)]
    pub pre_commit: bool,
}

/// What to read.
#[derive(Debug, Clone, Args)]
pub struct Inputs {
    /// Plan JSON (`terraform show -json PLANFILE`), a saved plan, a folder with plans, a glob, or - for standard input.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<String>,
    /// What the plan was made from: the folder of its root module, or the file that `plan -out` wrote (it has the HCL
    /// and the recorded state that decides the order of destroys); may be given twice.
    #[arg(long, value_name = "PATH")]
    pub config: Vec<String>,
    /// The terraform or tofu that renders a saved plan given as input.
    #[arg(long, value_name = "BIN")]
    pub terraform: Option<String>,
    /// How long that terraform may take before it is stopped.
    #[arg(long, value_name = "SECONDS", default_value_t = 120)]
    pub terraform_timeout: u64,
    /// `terraform.workspace`, where no input tells it.
    #[arg(long, value_name = "NAME")]
    pub workspace: Option<String>,
    /// Settings instead of the .poolproof.hcl in the working folder.
    #[arg(long, value_name = "FILE")]
    pub settings: Option<String>,
}

/// `poolproof check`.
#[derive(Debug, Args)]
pub struct Check {
    /// What to read.
    #[command(flatten)]
    pub read: Inputs,
    /// A neighbour's plan or state: evidence for what this one leads to or is used by, with no findings of its own.
    #[arg(long, value_name = "FILE")]
    pub with: Vec<String>,
    /// Only part K of N of the inputs, the same on every machine; `poolproof merge` joins the JSON reports.
    #[arg(long, value_name = "K/N")]
    pub shard: Option<String>,
    /// More policies: a .policy.hcl file or a folder of them.
    #[arg(long, value_name = "PATH")]
    pub policies: Vec<String>,
    /// Leave the built-in policies out.
    #[arg(long)]
    pub no_builtin: bool,
    /// A value for an `input` of the policies.
    #[arg(long, value_name = "NAME=VALUE")]
    pub input: Vec<String>,
    /// A file with values for inputs, written like a .tfvars or .tfvars.json file.
    #[arg(long, value_name = "FILE")]
    pub input_file: Vec<String>,
    /// The date that waivers are held against, instead of today's (UTC).
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub today: Option<String>,
    /// The git revision that the change under review starts from: waivers that it adds are told and come first.
    #[arg(long, value_name = "REVISION")]
    pub base: Option<String>,
    /// human, json, sarif, github, markdown, junit or gitlab, and the file it goes to instead of standard output.
    #[arg(long, value_name = "FORMAT[=FILE]")]
    pub report: Vec<String>,
    /// What a verdict of unknown does.
    #[arg(long, value_name = "WHAT", default_value = "warn")]
    pub unknown: Unknown,
    /// What makes exit code 1.
    #[arg(long, value_name = "LEVEL", default_value = "mandatory")]
    pub fail_on: FailOn,
    /// Faults that were there before this plan block too.
    #[arg(long)]
    pub strict: bool,
    /// Only policies whose label matches this glob (`plan_errored` always stays).
    #[arg(long, value_name = "POLICY")]
    pub only: Vec<String>,
    /// Without policies whose label matches this glob.
    #[arg(long, value_name = "POLICY")]
    pub skip: Vec<String>,
    /// Check redundancy and monitoring too.
    #[arg(long)]
    pub audit: bool,
    /// List what is only counted: faults from before this plan.
    #[arg(long)]
    pub all: bool,
    /// Show all that is known of each finding.
    #[arg(long)]
    pub verbose: bool,
    /// One line when nothing blocks.
    #[arg(long, conflicts_with = "verbose")]
    pub quiet: bool,
}

/// `--unknown`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Unknown {
    /// It is shown.
    Warn,
    /// It blocks.
    Fail,
    /// It is left out.
    Ignore,
}

/// `--fail-on`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum FailOn {
    /// Mandatory policies.
    Mandatory,
    /// Advisory ones too.
    Advisory,
    /// Nothing.
    Never,
}

/// `poolproof graph`.
#[derive(Debug, Args)]
pub struct Graph {
    /// What to read.
    #[command(flatten)]
    pub read: Inputs,
    /// How to print it.
    #[arg(long, value_name = "FORMAT", default_value = "tree")]
    pub format: GraphFormat,
    /// The steps of the apply instead, each with those it waits for, where it is refused, and when a route is dead;
    /// as tree or json. A page opens at them.
    #[arg(long)]
    pub steps: bool,
    /// What changes in the routing instead: the share of each pool before → after, for each listener and rule.
    #[arg(long, conflicts_with = "steps")]
    pub diff: bool,
}

/// `graph --format`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum GraphFormat {
    /// For people.
    Tree,
    /// For machines.
    Json,
    /// For Markdown: GitHub and GitLab draw it.
    Mermaid,
    /// For Graphviz.
    Dot,
    /// A picture by itself, for a README or a wiki.
    Svg,
    /// One page for a browser: the graph before, after and at each step, with the findings.
    Html,
}

/// `poolproof test`.
#[derive(Debug, Args)]
pub struct Test {
    /// Test files or folders of them; the working folder where nothing is named.
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
    /// The policies to test, for test files that name no targets; without it those beside each test file.
    #[arg(long, value_name = "PATH")]
    pub policies: Vec<String>,
    /// Test files or folders of them, as PATH.
    #[arg(long, value_name = "PATH")]
    pub tests: Vec<String>,
    /// Only cases whose file and name have this text; `*` stands for any text.
    #[arg(long, value_name = "TEXT")]
    pub filter: Option<String>,
    /// A value for an `input` of the policies; what a test file says itself wins.
    #[arg(long, value_name = "NAME=VALUE")]
    pub input: Vec<String>,
    /// A report, and the file it goes to instead of standard output: human, junit or json.
    #[arg(long, value_name = "FORMAT[=FILE]")]
    pub report: Vec<String>,
    /// Settings instead of the .poolproof.hcl in the working folder, for their kinds of resources.
    #[arg(long, value_name = "FILE")]
    pub settings: Option<String>,
}

/// `poolproof validate`.
#[derive(Debug, Args)]
pub struct Validate {
    /// Policy files or folders of them; without any, the built-in ones, .poolproof.hcl and those that it names.
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
}

/// `poolproof explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// Label of a policy.
    #[arg(value_name = "POLICY")]
    pub label: Option<String>,
    /// More policies: a .policy.hcl file or a folder of them.
    #[arg(long, value_name = "PATH")]
    pub policies: Vec<String>,
}

/// `poolproof merge`.
#[derive(Debug, Args)]
pub struct Merge {
    /// What `check --shard K/N --report json=FILE` wrote, the file of each part; or globs.
    #[arg(value_name = "REPORT", required = true)]
    pub reports: Vec<String>,
    /// human, json, sarif, github, markdown, junit or gitlab, and the file it goes to instead of standard output.
    #[arg(long, value_name = "FORMAT[=FILE]")]
    pub report: Vec<String>,
    /// List what is only counted: faults from before this plan.
    #[arg(long)]
    pub all: bool,
    /// Show all that is known of each finding.
    #[arg(long)]
    pub verbose: bool,
    /// One line when nothing blocks.
    #[arg(long, conflicts_with = "verbose")]
    pub quiet: bool,
}

/// `poolproof measure`.
#[derive(Debug, Args)]
pub struct Measure {
    /// Folders with cases.
    #[arg(value_name = "PATH", required = true)]
    pub folders: Vec<String>,
}
