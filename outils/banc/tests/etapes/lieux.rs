//! Ce qu'un échec dit de l'endroit où le test attend.

mod ailleurs;

use std::future::pending;

use banc::{Patience, attraper, message_de, ms};

#[banc::etape]
#[tokio::test(start_paused = true)]
async fn l_endroit_d_une_attente_nomme_son_fichier_s_il_n_est_pas_celui_du_test() {
    // Le numéro de la ligne suivante.
    let ligne = line!() + 1;
    let ici = Patience::new("x").temps(ms(1)).attendre(pending::<()>());
    let message = message_de(&*attraper(ici).await.unwrap_err()).to_string();
    let attendu = format!("(ligne {ligne} du test)");
    assert!(message.contains(&attendu), "{message}");
    let message = message_de(&*attraper(ailleurs::attendre()).await.unwrap_err()).to_string();
    assert!(
        message.contains("(ligne 8 de `lieux/ailleurs.rs`)"),
        "{message}"
    );
}
