//! Les messages : toujours trois parties.

use banc::ms;

use crate::outils::echec_de;
#[test]
fn un_message_a_trois_parties() {
    let duree = ms(3);
    let message = echec_de(|| banc::exiger!(duree == ms(4), "a", "b {duree:?}", "c"));
    assert_eq!(message, "  attendu : a\n  observé : b 3ms\n  piste   : c");
    banc::exiger!(duree == ms(3), "a", "b", "c");
    let message = echec_de(|| banc::exiger_egal!([1], [2], "la liste", "c"));
    assert_eq!(
        message,
        "  attendu : la liste = [2]\n  observé : [1]\n  piste   : c"
    );
    banc::exiger_egal!("x".to_owned(), "x", "le texte", "c");
}
