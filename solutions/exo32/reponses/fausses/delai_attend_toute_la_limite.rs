// faute   : `join!` : la limite est attendue même quand l'opération est prête
// message : pas une attente de plus
// test    : etape2::une_operation_rapide_rend_sa_valeur_des_qu_elle_est_prete
// test    : etape2::la_valeur_reveille_l_appel_aussitot

use tokio::time::sleep;

async fn avec_delai<T>(limite: Duration, operation: impl Future<Output = T>) -> Option<T> {
    let mut operation = pin!(operation);
    let (valeur, ()) = tokio::join!(timeout(limite, &mut operation), sleep(limite));
    valeur.ok()
}
