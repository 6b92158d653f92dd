//! Tasks.
#![allow(clippy::all, clippy::unwrap_used)]
fn main() {
    let slug = std::env::args().nth(1).unwrap();
    let read = |f: &str| std::fs::read_to_string(format!("specs/{slug}/{f}")).unwrap();
    let spec = xtask::document::Document::parse("x".as_ref(), &read("openapi.yaml")).map_err(|e| format!("{e:?}")).unwrap().value().clone();
    let toml = |f: &str| -> serde_json::Value { serde_json::to_value(toml::from_str::<toml::Value>(&read(f)).unwrap()).unwrap() };
    let s = xtask::generate::Source { slug: slug.clone(), spec, vendor: toml("vendor.toml"), evidence: toml("evidence.toml") };
    let g = xtask::generate::generate(&s).map_err(|e| e.to_string()).unwrap();
    let d = format!("crates/contacts-{slug}/src/generated");
    std::fs::create_dir_all(&d).unwrap();
    for (n, t) in g.files { std::fs::write(format!("{d}/{n}"), t).unwrap(); }
}
