// faute   : une limite de deux mille, « bien assez grande », là où il n'en faut pas
// message : tous avancent à la fois, quel que soit leur nombre
// test    : etape3::un_ou_mille_futures_durent_le_temps_du_plus_long

async fn attendre_tous<T, F>(futures: Vec<F>) -> Vec<T>
where
    F: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    attendre_avec_limite(futures, 2000).await
}
