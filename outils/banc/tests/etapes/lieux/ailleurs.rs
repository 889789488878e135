//! Une attente écrite ailleurs que dans le fichier du test.

use std::future::pending;

use banc::{Patience, ms};

pub async fn attendre() {
    Patience::new("x").temps(ms(1)).attendre(pending()).await.0
}
