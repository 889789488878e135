//! Plusieurs tests dans un processus : chacun signe pour lui, et pour nul autre. Hors d'un processus relancé par
//! `actes.rs`, ils ne font rien.

use crate::actes::role;
use crate::banc_imite;

mod a_part;

#[banc::etape]
#[test]
fn un() {
    if role().is_some() {
        banc_imite::deux();
        banc_imite::etape8::deux();
    }
}

#[banc::etape]
#[test]
fn deux() {
    assert!(role().is_none(), "celui-ci échoue");
}

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn trois() {}

#[banc::etape]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn quatre() {
    assert!(role().is_none(), "celui-ci ne court pas parmi d'autres");
}
