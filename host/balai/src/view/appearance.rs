//! Every page in every state and language: kept as snapshots, and written under `target/gallery` to be looked at.

use std::fs;
use std::path::Path;

use super::{Lang, assets, samples};

#[test]
fn every_page_in_every_state_looks_as_it_did() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/gallery");
    fs::create_dir_all(folder.join("assets")).unwrap();
    for asset in assets::all() {
        fs::write(folder.join("assets").join(asset.name), asset.bytes).unwrap();
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter(r"\?v=[0-9a-f]{12}", "?v=…");
    settings.bind(|| {
        for lang in Lang::ALL {
            for sample in samples::all(lang).unwrap() {
                let name = format!("{}-{}", sample.name, lang.code());
                fs::write(folder.join(format!("{name}.html")), &sample.html).unwrap();
                // The frame is the same around all of them: one shows it.
                let shown = if sample.name == "home-full" {
                    sample.html.as_str()
                } else {
                    main(&sample.html)
                };
                insta::assert_snapshot!(name, shown);
            }
        }
    });
}

fn main(html: &str) -> &str {
    let begin = html.find("<main").unwrap();
    let end = html.find("</main>").unwrap();
    &html[begin..end]
}
