//! Nothing is shipped that Chrome 86 does not know: users' machines are old.

use super::{all, path};

/// Properties that came after Chrome 86.
const PROPERTIES: &[&str] = &[
    "accent-color", "animation-timeline", "aspect-ratio", "border-block", "border-inline", "container", "container-name", "container-type",
    "field-sizing", "forced-color-adjust", "inset", "inset-block", "inset-inline", "margin-block", "margin-inline", "mask", "overflow-clip-margin",
    "padding-block", "padding-inline", "print-color-adjust", "rotate", "scale", "scrollbar-color", "scrollbar-gutter", "scrollbar-width",
    "text-decoration-thickness", "text-underline-offset", "text-wrap", "translate", "view-transition-name",
];

/// Parts of selectors, values and at-rules that came after Chrome 86.
const PIECES: &[&str] = &[
    ":has(", ":is(", ":where(", ":modal", ":popover-open", ":user-invalid", ":user-valid", "::file-selector-button", "@container", "@layer", "@scope",
    "@starting-style", "color-mix(", "hwb(", "lab(", "lch(", "oklab(", "oklch(", "light-dark(", "dvh", "svh", "lvh", "cqw", "width>", "width<", "width >", "width <",
];

/// Script that came after Chrome 86.
const SCRIPT: &[&str] = &[
    ".at(", ".findLast(", ".findLastIndex(", ".groupBy(", ".hasOwn(", ".randomUUID(", ".toReversed(", ".toSorted(", ".toSpliced(", "structuredClone",
    "AbortSignal.timeout", "AbortSignal.any", "Array.fromAsync", "Promise.withResolvers", "static{", "static {", "showPopover", "eval(atob",
];

/// What a kept kit carries that does no harm here: file, what, where, why.
const KNOWN: &[(&str, &str, &str, &str)] = &[
    ("bootstrap.css", "inset", ".form-floating>textarea", "floating textareas are not used"),
    ("bootstrap.css", "::file-selector-button", "::file-selector-button", "no file is chosen on these pages"),
    ("bootstrap.css", "text-underline-offset", ".link-offset", "not used"),
    ("bootstrap.css", "text-underline-offset", ".icon-link", "not used"),
    ("bootstrap.css", "print-color-adjust", ".form-check-input", "stands beside its -webkit- form, which Chrome 86 takes"),
];

/// The rules of a sheet, flat: selector (or at-rule) and declarations. Nested rules would show as `{` in a declaration.
fn rules(css: &str) -> Vec<(String, String)> {
    let mut text = String::new();
    let mut rest = css;
    while let Some((before, after)) = rest.split_once("/*") {
        text.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    let mut rules = Vec::new();
    let mut prelude = String::new();
    let mut body: Option<String> = None;
    for c in text.chars() {
        match (c, &mut body) {
            ('{', None) if is_group(&prelude) => rules.push((std::mem::take(&mut prelude), String::new())),
            ('{', None) => body = Some(String::new()),
            ('}', Some(declarations)) => {
                rules.push((std::mem::take(&mut prelude), std::mem::take(declarations)));
                body = None;
            }
            ('}', None) => {}
            (c, Some(declarations)) => declarations.push(c),
            (c, None) => prelude.push(c),
        }
    }
    rules
}

/// At-rules that hold rules.
fn is_group(prelude: &str) -> bool {
    let prelude = prelude.trim_start();
    ["@media", "@supports", "@keyframes", "@-webkit-keyframes"].iter().any(|group| prelude.starts_with(group))
}

fn known(file: &str, what: &str, place: &str) -> bool {
    KNOWN.iter().any(|(f, w, p, _)| *f == file && *w == what && place.contains(p))
}

/// Names of the declared properties; what lies inside quotes or brackets (pictures as data) declares nothing.
fn properties(declarations: &str) -> Vec<String> {
    let (mut depth, mut quoted, mut plain) = (0, false, String::new());
    for c in declarations.chars() {
        match c {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth -= 1,
            c if depth == 0 && !quoted => plain.push(c),
            _ => {}
        }
    }
    plain.split(';').filter_map(|one| one.split_once(':')).map(|(name, _)| name.trim().to_ascii_lowercase()).collect()
}

/// `:not(a,b)` came after Chrome 86; `:not(a):not(b)` did not.
fn has_not_list(selector: &str) -> bool {
    selector.split(":not(").skip(1).any(|rest| rest.split(')').next().is_some_and(|inner| inner.contains(',')))
}

fn findings(file: &str, css: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (place, declarations) in rules(css) {
        for name in properties(&declarations) {
            if PROPERTIES.contains(&name.as_str()) && !known(file, &name, &place) {
                found.push(format!("{file}: {name} in {place}"));
            }
        }
        for piece in PIECES {
            if (place.contains(piece) || declarations.contains(piece)) && !known(file, piece, &place) {
                found.push(format!("{file}: {piece} in {place}"));
            }
        }
        if declarations.contains('{') || declarations.contains('&') && !declarations.contains("data:") || has_not_list(&place) {
            found.push(format!("{file}: nesting or :not() of a list in {place}"));
        }
    }
    found
}

#[test]
fn style_sheets_hold_nothing_newer_than_chrome_86() {
    let sheets: Vec<_> = all().filter(|(name, _)| name.ends_with(".css")).collect();
    assert!(sheets.len() >= 3, "bootstrap, theme and app");
    let found: Vec<String> = sheets.iter().flat_map(|(name, css)| findings(name, std::str::from_utf8(css).expect("CSS is UTF-8"))).collect();
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_exception_is_still_there() {
    for (file, what, place, _) in KNOWN {
        let (_, css) = all().find(|(name, _)| name == file).expect("the file is shipped");
        let css = std::str::from_utf8(css).expect("CSS is UTF-8");
        let met = rules(css).iter().any(|(prelude, declarations)| prelude.contains(place) && (prelude.contains(what) || declarations.contains(what)));
        assert!(met, "{file} has no {what} in {place} any more: drop the exception");
    }
}

#[test]
fn scripts_hold_nothing_newer_than_chrome_86() {
    for (name, script) in all().filter(|(name, _)| name.ends_with(".js")) {
        let script = std::str::from_utf8(script).expect("script is UTF-8");
        let found: Vec<_> = SCRIPT.iter().filter(|piece| script.contains(**piece)).collect();
        assert!(found.is_empty(), "{name}: {found:?}");
    }
}

#[test]
fn the_scan_sees_what_it_must() {
    let table = [
        ("a{inset:0}", true),
        ("a{box-shadow:inset 0 0 0 1px red}", false),
        ("a:has(b){color:red}", true),
        ("a{color:color-mix(in srgb,red,blue)}", true),
        ("a{color:red;&:hover{color:blue}}", true),
        ("@layer base{a{color:red}}", true),
        ("@media (max-width:9px){a{aspect-ratio:1}}", true),
        ("@media (width>9px){a{color:red}}", true),
        ("a:not(.b,.c){color:red}", true),
        ("a:not(.b):not(.c){color:red}/* inset:0 */", false),
        ("a{background:url(\"data:image/svg+xml,inset:1;mask:2\")}", false),
    ];
    for (css, bad) in table {
        assert_eq!(!findings("x.css", css).is_empty(), bad, "{css}");
    }
}

#[test]
fn what_is_excused_is_not_used() {
    for (file, text) in templates() {
        for class in ["form-floating", "form-control\" type=\"file\"", "link-offset", "icon-link"] {
            assert!(!text.contains(class), "{class} in {file}");
        }
    }
}

/// Every template: name and text.
fn templates() -> Vec<(String, String)> {
    let files = std::fs::read_dir("templates").expect("templates");
    let read = |file: std::fs::DirEntry| (file.file_name().to_string_lossy().into_owned(), std::fs::read_to_string(file.path()).expect("a template"));
    files.flatten().map(read).collect()
}

#[test]
fn every_name_in_a_template_is_shipped() {
    for name in ["mark.svg", "bootstrap.css", "theme.css", "app.css", "htmx.js", "icons.svg"] {
        assert_ne!(path(name), "/assets/missing", "{name}");
    }
    for (file, text) in templates() {
        for name in text.split("shell.asset(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert_ne!(path(name), "/assets/missing", "{name} in {file}");
        }
        for icon in text.split("call icon(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let (_, sprite) = all().find(|(name, _)| *name == "icons.svg").expect("the sprite");
            assert!(std::str::from_utf8(sprite).expect("SVG").contains(&format!("id=\"{icon}\"")), "{icon} is not in web/icons.json");
        }
    }
}
