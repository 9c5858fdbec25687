//! The `jishi` binary: the only place where the clock, the environment and the arguments are read (layer 4).

mod args;
mod clock;
mod commands;
mod failure;
mod modes;
mod output;
mod packs;
mod reading;
mod red_lines;
mod roles;
mod site;
mod users;

use args::{Args, Command};
use clap::Parser;
use failure::Failure;
use std::process::ExitCode;

/// Gives memory back to the system once it is not needed: after a large import the allocator of the system keeps most of
/// what the import took.
#[global_allocator]
static MEMORY: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    modes::make_private();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return args::usage(&error),
    };
    match told(args) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

/// Says aloud what a test has switched off; the program that people use has nothing to switch.
fn told(args: Args) -> Result<ExitCode, Failure> {
    let off = jishi_defence::ordered(|name| std::env::var(name).ok()).map_err(|why| Failure::new(why, "请核对名字"))?;
    off.iter().for_each(|line| eprintln!("{line}"));
    run(args)
}

fn run(args: Args) -> Result<ExitCode, Failure> {
    match args.command {
        Command::Init(options) => commands::init::run(&options),
        Command::Import(options) => commands::import::run(&options),
        Command::Evaluate(options) => commands::evaluate::run(&options),
        Command::Explain(options) => commands::explain::run(&options),
        Command::Pack(command) => commands::pack::run(&command),
        Command::Journal(command) => commands::journal::run(&command),
        Command::Rebuild(options) => commands::rebuild::run(&options),
        Command::Backup(options) => commands::backup::run(&options),
        Command::Restore(options) => commands::restore::run(&options),
        Command::Erasures(options) => commands::backup::erasures(&options),
        Command::Erase(options) => commands::erase::run(&options),
        Command::Serve(options) => commands::serve::run(&options),
        Command::Demo(options) => commands::demo::run(&options),
        Command::Doctor(options) => commands::doctor::run(&options),
        Command::ReadWorkbook { ending } => reading::child(&ending),
    }
}
