include!(concat!(env!("CARGO_MANIFEST_DIR"), "/src/main.rs"));
