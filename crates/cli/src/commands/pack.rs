//! `jishi pack`: check, test, print, schema, coverage.

use crate::args::{Format, Pack};
use crate::failure::Failure;
use crate::output;
use crate::packs::{self, Loaded};
use jishi_base::{Diagnostic, Severity};
use jishi_pack::Library;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

pub fn run(command: &Pack) -> Result<ExitCode, Failure> {
    match command {
        Pack::Check { dirs, format } => check(dirs, *format),
        Pack::Test { dirs, format } => test(dirs, *format),
        Pack::Print { dirs, format } => print(dirs, *format),
        Pack::Schema { .. } => {
            let library = packs::built_in().unwrap_or_default();
            output::json(&jishi_pack::schema::schema(&library)).map(|()| ExitCode::SUCCESS)
        }
        Pack::Coverage { dir, text, format } => coverage(dir, text, *format),
    }
}

fn check(dirs: &[PathBuf], format: Format) -> Result<ExitCode, Failure> {
    let mut loaded = packs::load(dirs)?;
    // A pack that reads well must also do what its examples say.
    if let Some(library) = &loaded.outcome.library {
        let failing = failing_examples(library, &loaded);
        loaded.outcome.diagnostics.extend(failing);
    }
    say_findings(&loaded, format)
}

fn test(dirs: &[PathBuf], format: Format) -> Result<ExitCode, Failure> {
    let mut loaded = packs::load(dirs)?;
    let Some(library) = &loaded.outcome.library else { return say_findings(&loaded, format) };
    let failing = failing_examples(library, &loaded);
    let own = |pack: &String| loaded.named.contains(pack);
    let duties = library.duties.iter().filter(|duty| own(&duty.origin.pack));
    let (count, examples) = duties.fold((0, 0), |(count, examples), duty| (count + 1, examples + duty.examples.len()));
    let failed = failing.len();
    loaded.outcome.diagnostics = failing;
    if format == Format::Json {
        let findings: Vec<_> = loaded.outcome.diagnostics.iter().map(|d| jishi_pack::to_json(d, source(&loaded, d))).collect();
        output::json(&serde_json::json!({ "duties": count, "examples": examples, "failed": failed, "diagnostics": findings }))?;
    } else {
        print_findings(&loaded)?;
        output::say(&format!("{count} 条责任，{examples} 个例，{failed} 个不符。\n"))?;
    }
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn failing_examples(library: &Library, loaded: &Loaded) -> Vec<Diagnostic> {
    jishi_evaluate::check_examples(library, &crate::site::workdays())
        .into_iter()
        .filter(|failure| loaded.named.contains(&failure.origin.pack))
        .map(|failure| jishi_pack::failing_example(&loaded.path(&failure.origin), failure.origin.span, failure.message))
        .collect()
}

fn say_findings(loaded: &Loaded, format: Format) -> Result<ExitCode, Failure> {
    let errors = loaded.outcome.diagnostics.iter().filter(|d| d.severity == Severity::Error).count();
    let warnings = loaded.outcome.diagnostics.len() - errors;
    if format == Format::Json {
        let findings: Vec<_> = loaded.outcome.diagnostics.iter().map(|d| jishi_pack::to_json(d, source(loaded, d))).collect();
        output::json(&serde_json::json!({ "packs": loaded.named, "errors": errors, "warnings": warnings, "diagnostics": findings }))?;
    } else {
        print_findings(loaded)?;
        let files = loaded.files.iter().filter(|file| !file.file.is_empty()).count();
        let verdict = if errors == 0 { "可以使用" } else { "不能使用，改正后再检查" };
        output::say(&format!("检查了 {files} 个文件：{errors} 处错误，{warnings} 处提醒。{verdict}。\n"))?;
    }
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn print_findings(loaded: &Loaded) -> Result<(), Failure> {
    use std::io::IsTerminal;
    let color = std::io::stdout().is_terminal();
    for finding in &loaded.outcome.diagnostics {
        output::say(&(jishi_pack::render(finding, source(loaded, finding), color) + "\n\n"))?;
    }
    Ok(())
}

/// The text of the file a finding is about.
fn source<'a>(loaded: &'a Loaded, finding: &Diagnostic) -> &'a str {
    loaded.files.iter().find(|file| file.path() == finding.file).map_or("", |file| file.text.as_str())
}

/// The library of `dirs`, or the findings that stand in its way as a failure.
fn usable(dirs: &[PathBuf]) -> Result<Loaded, Failure> {
    let loaded = packs::load(dirs)?;
    if loaded.outcome.library.is_none() {
        return Err(Failure::new("制度包没有通过检查", "请先运行 jishi pack check，按提示改正"));
    }
    Ok(loaded)
}

fn print(dirs: &[PathBuf], format: Format) -> Result<ExitCode, Failure> {
    let loaded = usable(dirs)?;
    let library = loaded.outcome.library.unwrap_or_default();
    let texts: Vec<(String, String)> = loaded.named.iter().map(|short| (short.clone(), jishi_pack::print::print(&library, short))).collect();
    if format == Format::Json {
        let duties: Vec<_> = library.duties.iter().filter(|d| loaded.named.contains(&d.origin.pack)).map(|duty| {
            let articles: Vec<String> = duty.citations.iter().map(jishi_base::Citation::key).collect();
            serde_json::json!({ "pack": duty.origin.pack, "duty": duty.name, "form": duty.form.word(), "force": duty.force.word(),
                "articles": articles, "sentence": jishi_pack::print::sentence(&library, duty), "examples": duty.examples.len() })
        }).collect();
        output::json(&duties)?;
    } else {
        texts.iter().try_for_each(|(_, text)| output::say(&format!("{text}\n")))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn coverage(dir: &Path, text: &Path, format: Format) -> Result<ExitCode, Failure> {
    // Other packs beside it may cite the same document: 教管条例 cites 意见, say.
    let mut dirs = vec![dir.to_owned()];
    for entry in dir.canonicalize().ok().and_then(|dir| dir.parent().map(std::fs::read_dir)).into_iter().flatten().flatten().flatten() {
        let path = entry.path();
        let itself = path.canonicalize().ok() == dir.canonicalize().ok();
        if path.join("pack.yaml").is_file() && !itself {
            dirs.push(path);
        }
    }
    let alone = packs::load(&dirs[..1])?;
    let together = packs::load(&dirs)?;
    let short = alone.named.first().cloned().ok_or_else(|| Failure::new("这个文件夹里没有 pack.yaml", "请给出制度包的文件夹"))?;
    let library = together.outcome.library.or(alone.outcome.library);
    let library = library.ok_or_else(|| Failure::new("制度包没有通过检查", "请先运行 jishi pack check，按提示改正"))?;
    let bytes = std::fs::read(text).map_err(|error| Failure::file(text, &error))?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::new("原文不是 UTF-8 文本", "请另存为 UTF-8 编码的纯文本"))?;
    let found = jishi_pack::coverage::coverage(&library, &short, &text);
    if found.articles.is_empty() {
        return Err(Failure::new("原文里没有找到条文", "条文应以“第一条”“（一）”或“一、”开头，各占一行"));
    }
    if format == Format::Json {
        output::json(&found)?;
    } else {
        let mut rows = Vec::new();
        for article in &found.articles {
            rows.push(vec![article.article.to_string(), article.title.clone(), if article.cited_by.is_empty() { "无".into() } else { article.cited_by.join("、") }]);
            let open = article.sentences.iter().filter(|s| s.cited_by.is_empty() && !s.declared);
            rows.extend(open.map(|s| vec![String::new(), "  未引用".into(), s.text.clone()]));
        }
        output::rows(format, &found, &["条", "题目", "引用它的责任和记录"], &rows)?;
        for wrong in &found.unmatched {
            output::say(&format!("提醒：{} 引用 {}：{}\n", wrong.by, wrong.citation, wrong.why))?;
        }
        let sum = (found.articles.len(), found.uncovered_articles.len(), found.uncovered_sentences);
        output::say(&format!("共 {} 条；没有任何责任或记录引用的 {} 条，没有引用也没有声明的句子 {} 句。\n", sum.0, sum.1, sum.2))?;
    }
    Ok(ExitCode::SUCCESS)
}
