// faute   : `block_on` dans une fonction appelée par du code async
// message : Cannot start a runtime
// message : c'est `.await` qui attend
// test    : etape3::la_tache_avance_meme_si_personne_ne_l_attend

fn saluer_en_arriere_plan(nom: String, delai: Duration) -> JoinHandle<String> {
    let texte = tokio::runtime::Handle::current().block_on(saluer_apres(&nom, delai));
    tokio::spawn(async { texte })
}
