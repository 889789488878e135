// faute   : `a.await` puis `b.await`
// message : les deux ont été attendus l'un après l'autre
// test    : etape1::les_deux_ensemble_durent_le_temps_du_plus_long
// test    : etape1::chacun_peut_attendre_un_message_de_l_autre

async fn attendre_les_deux<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) {
    (a.await, b.await)
}
