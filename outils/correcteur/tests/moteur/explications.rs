//! Chaque explication est provoquée par du code que le compilateur juge ici, chaque erreur du corpus a la
//! sienne, et ce qu'elles demandent de relire existe.

use std::collections::BTreeSet;

use correcteur::corpus::{Attente, Corpus};
use correcteur::cours::Exercice;
use correcteur::cours::inventaire::{self, NOM_FIXE, SIGNATURE_FIXEE};
use correcteur::modele::diagnostic::Diagnostic;
use correcteur::modele::explications::{expliquer, toutes};
use correcteur::moteur::compilation::Compilation;
use rayon::prelude::*;

use crate::commun::{COURS, NU};

/// Ce que le compilateur dit de cette réponse, erreurs et avertissements.
fn diagnostics(exercice: &Exercice, reponse: &str) -> Vec<Diagnostic> {
    let arbre = tempfile::tempdir().unwrap();
    match NU.compiler(exercice, reponse, arbre.path(), None).unwrap() {
        Compilation::Reussie(compilee) => compilee.avertissements,
        Compilation::Refusee { erreurs, .. } => erreurs,
        autre => panic!("{autre:?}"),
    }
}

/// La solution de l'exo 29, et ceci après elle.
fn avec(ajout: &str) -> Vec<Diagnostic> {
    avec_les_tests_de(COURS.exercice("29").unwrap(), ajout)
}

fn avec_les_tests_de(exercice: &Exercice, ajout: &str) -> Vec<Diagnostic> {
    let solution = std::fs::read_to_string(COURS.solution(exercice)).unwrap();
    diagnostics(exercice, &format!("{solution}\n{ajout}\n"))
}

/// L'exo 29 dont les tests n'ont plus que l'inclusion de la réponse : ce que presque toutes les explications disent ne
/// dépend pas d'eux, et les compiler pour chacune prendrait deux fois plus de temps. Le dossier vit autant que lui.
fn sans_tests() -> (tempfile::TempDir, Exercice) {
    let exercice = COURS.exercice("29").unwrap();
    let main = std::fs::read_to_string(exercice.dossier.join("tests/etapes/main.rs")).unwrap();
    let inclusion = main.lines().find(|ligne| ligne.starts_with("include!"));
    let dossier = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(dossier.path().join("tests/etapes")).unwrap();
    let fichier = dossier.path().join("tests/etapes/main.rs");
    std::fs::write(
        fichier,
        format!("#![allow(dead_code)]\n{}\n", inclusion.unwrap()),
    )
    .unwrap();
    let sans_tests = Exercice {
        dossier: dossier.path().to_owned(),
        ..exercice.clone()
    };
    (dossier, sans_tests)
}

/// Ce que le corpus n'a pas : l'explication attendue, et du code qui la provoque.
const SOURCES: &[(&str, &str)] = &[
    (
        "garde_de_std",
        "fn f() { tokio::spawn(async {
            let verrou = std::sync::Mutex::new(0);
            let garde = verrou.lock().unwrap();
            tokio::task::yield_now().await;
            drop(garde);
        }); }",
    ),
    (
        "future_pas_send",
        "fn f() { tokio::spawn(async {
            let nom = std::rc::Rc::new(1);
            tokio::task::yield_now().await;
            drop(nom);
        }); }",
    ),
    (
        "future_pas_sync",
        "fn partager<T: Sync>(_: T) {}
         fn f() { partager(async {
            let nom = std::cell::Cell::new(1);
            tokio::task::yield_now().await;
            nom.get();
        }); }",
    ),
    ("nom_d_un_module_des_tests", "mod etape1 {}"),
    (
        "await_oublie",
        "async fn f() -> String { saluer_apres(\"a\", Duration::ZERO) }",
    ),
    (
        "future_au_lieu_d_autre_chose",
        "fn f() -> JoinHandle<String> { saluer_apres(\"a\", Duration::ZERO) }",
    ),
    (
        "future_pris_pour_sa_valeur",
        "async fn f() { println!(\"{}\", saluer_apres(\"a\", Duration::ZERO)); }",
    ),
    (
        "contrat_pas_rempli",
        "fn f() -> u32 { [1u32, 2].iter().sum::<String>(); 1 }",
    ),
    (
        "future_au_lieu_d_autre_chose_bloc",
        "fn f() -> String { async { String::new() } }",
    ),
    ("types_differents", "fn f() -> String { 12 }"),
    (
        "valeur_deplacee",
        "fn f(nom: String) -> String { drop(nom); nom }",
    ),
    ("methode_inconnue", "fn f(nom: String) { nom.envoler(); }"),
    ("nom_inconnu", "fn f() { inconnu(); }"),
    ("chemin_inconnu", "fn f() { JoinSet::<u8>::new(); }"),
    (
        "future_jamais_attendu",
        "async fn f() { tokio::time::sleep(Duration::ZERO); }",
    ),
    (
        "future_jamais_attendu",
        "async fn f() { faire_une_pause(Duration::ZERO); }",
    ),
    ("resultat_ignore", "fn f() { std::fs::remove_file(\"x\"); }"),
    ("accolade", "fn f() { if true { "),
    ("accolade_de_trop", "fn f() { } }"),
    ("accolade_de_trop", "fn f() { g(1}; }"),
    (
        "point_virgule_manque",
        "fn f(cx: &mut std::task::Context<'_>) -> std::task::Poll<u8> {
            cx.waker().wake_by_ref()
            std::task::Poll::Pending
        }",
    ),
    ("point_virgule_manque", "fn f() -> u8 { let a = 1 let b = 2; a + b }"),
    ("mal_ecrit", "fn f() { tokio::spawn(async move 1); }"),
    ("mal_ecrit", "fn f() { let = 1; }"),
    ("mal_ecrit", "fn f() -> [u8; 2] { [1 2] }"),
    ("mal_ecrit", "fn f() { let a = ; }"),
    (
        "tache_d_un_parametre_impl_future",
        "fn f(a: impl Future<Output = u8>) { tokio::spawn(async move { a.await; }); }",
    ),
    (
        "tache_d_un_parametre_pas_send",
        "fn f(a: impl Future<Output = u8>) { tokio::spawn(a); }",
    ),
    (
        "fermeture_attendue",
        "async fn f(c: tokio::sync::OnceCell<u8>) { c.get_or_init(async { 1 }).await; }",
    ),
    (
        "garde_pour_sa_valeur",
        "async fn f(m: tokio::sync::Mutex<u8>) -> u8 { m.lock().await }",
    ),
    (
        "future_pour_sa_valeur",
        "async fn f(a: impl Future<Output = u8>) -> u8 { a }",
    ),
    (
        "question_de_trop",
        "async fn f(a: impl Future<Output = Result<u8, u8>>) -> Result<u8, u8> { a.await? }",
    ),
    (
        "tache_pour_sa_valeur",
        "async fn f() -> u8 { tokio::spawn(async { 1u8 }).await }",
    ),
    (
        "unwrap_d_un_verrou_de_tokio",
        "async fn f(m: tokio::sync::Mutex<u8>) { m.lock().await.unwrap(); }",
    ),
    (
        "emprunt_d_une_valeur_de_passage",
        "async fn f(m: tokio::sync::Mutex<String>) { let a = m.lock().await.as_str(); drop(a.len()); }",
    ),
    (
        "verrou_pas_attendu",
        "async fn f(m: tokio::sync::Mutex<u8>) { *m.lock() += 1; }",
    ),
    (
        "modifier_dans_un_arc",
        "fn f() { let n = std::sync::Arc::new(0); *n += 1; }",
    ),
    (
        "calculer_sur_un_garde",
        "async fn f(m: tokio::sync::Mutex<u8>) { let mut g = m.lock().await; g += 1; }",
    ),
    (
        "comparer_un_verrou",
        "fn f(m: tokio::sync::Mutex<u8>) -> bool { m < 3 }",
    ),
    (
        "comparer_un_type_donne",
        "struct S; fn f(a: S, b: S) -> bool { a == b }",
    ),
    (
        "reference_pas_un_future",
        "async fn f<F: Future>(a: Vec<F>) { for x in a.iter() { x.await; } }",
    ),
    (
        "await_sur_pas_un_future",
        "async fn f(a: impl Future<Output = u8>) { tokio::join!(a).await; }",
    ),
    (
        "paquet_absent",
        "async fn f() { async_std::task::yield_now().await; }",
    ),
    (
        "tuple_de_resultats",
        "async fn f(a: impl Future<Output = Result<u8, u8>>) -> Result<(u8,), u8> { tokio::join!(a) }",
    ),
    (
        "future_dans_une_boucle",
        "async fn f(a: impl Future<Output = u8>) { loop { tokio::select! { _ = a => {} } } }",
    ),
    (
        "recepteur_dans_une_boucle",
        "async fn f(a: tokio::sync::oneshot::Receiver<u8>) { loop { tokio::select! { _ = a => {} } } }",
    ),
    (
        "future_prete_sans_pin",
        "async fn f<T>(mut a: impl Future<Output = T>) { loop { tokio::select! { _ = &mut a => {} } } }",
    ),
    (
        "await_dans_select",
        "async fn f(a: impl Future<Output = ()>) { tokio::select! {
            () = a.await => {} } }",
    ),
    (
        "question_dans_select",
        "async fn f(a: impl tokio::io::AsyncBufRead + Unpin) -> std::io::Result<()> { use tokio::io::AsyncBufReadExt; let mut l = a.lines(); tokio::select! { x = l.next_line()? => { drop(x); } } Ok(()) }",
    ),
    (
        "await_et_question_dans_select",
        "async fn f(a: impl tokio::io::AsyncBufRead + Unpin) -> std::io::Result<()> { use tokio::io::AsyncBufReadExt; let mut l = a.lines(); tokio::select! { x = l.next_line().await? => { drop(x); } } Ok(()) }",
    ),
    (
        "option_dans_un_result",
        "async fn f(a: impl tokio::io::AsyncBufRead + Unpin) -> std::io::Result<()> { use tokio::io::AsyncBufReadExt; let mut l = a.lines(); tokio::select! { x = l.next_line() => match x { Some(y) => drop(y), None => {} } } Ok(()) }",
    ),
    (
        "option_dans_un_result",
        "async fn f(a: impl tokio::io::AsyncBufRead + Unpin) -> std::io::Result<()> { use tokio::io::AsyncBufReadExt; let mut l = a.lines(); while let Some(x) = l.next_line().await { drop(x); } Ok(()) }",
    ),
    (
        "question_vers_une_erreur_d_entree_sortie",
        "fn f(a: Vec<u8>) -> std::io::Result<String> { Ok(String::from_utf8(a)?) }",
    ),
    (
        "question_vers_une_erreur_d_entree_sortie",
        "fn f(a: &[u8]) -> std::io::Result<&str> { Ok(std::str::from_utf8(a)?) }",
    ),
    (
        "future_qui_emprunte_encore",
        "async fn f(mut a: impl tokio::io::AsyncBufRead + Unpin) { use tokio::io::AsyncBufReadExt;
            let mut t = String::new();
            let mut l = std::pin::pin!(a.read_line(&mut t));
            loop { tokio::select! { _ = &mut l => { drop(t.clone()); } } }
        }",
    ),
    (
        "emprunts_croises",
        "fn f(mut a: Vec<String>) { let x = &a[0]; a.push(String::new()); drop(x.len()); }",
    ),
    (
        "emprunts_croises",
        "fn f(mut a: String) { let x = &mut a; let y = &mut a; x.clear(); y.clear(); }",
    ),
    (
        "poll_sans_epingler",
        "struct F { a: tokio::time::Sleep } impl Future for F { type Output = (); fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<()> { self.a.poll(cx) } }",
    ),
    (
        "poll_sans_epingler",
        "struct F { a: Box<tokio::time::Sleep> } impl Future for F { type Output = (); fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<()> { self.a.poll(cx) } }",
    ),
    (
        "poll_sans_epingler",
        "struct F { a: std::pin::Pin<Box<tokio::time::Sleep>> } impl Future for F { type Output = (); fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<()> { self.a.poll(cx) } }",
    ),
    (
        "poll_sans_epingler",
        "struct F { a: tokio::time::Sleep } impl Future for F { type Output = (); fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<()> { self.a.as_mut().poll(cx) } }",
    ),
    (
        "boite_pas_epinglee",
        "struct F { a: std::pin::Pin<Box<tokio::time::Sleep>> } fn f() -> F { F { a: tokio::time::sleep(Duration::ZERO) } }",
    ),
    (
        "boite_pas_epinglee",
        "struct F { a: std::pin::Pin<Box<tokio::time::Sleep>> } fn f() -> F { F { a: Box::new(tokio::time::sleep(Duration::ZERO)) } }",
    ),
    (
        "pin_new_d_un_future",
        "struct F { a: tokio::time::Sleep } impl Future for F { type Output = (); fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<()> { std::pin::Pin::new(&mut self.a).poll(cx) } }",
    ),
    (
        "epingler_un_champ_prete",
        "struct F { a: tokio::time::Sleep } impl Future for F { type Output = (); fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<()> { std::pin::pin!(self.a).poll(cx) } }",
    ),
    (
        "epingler_un_champ_prete",
        "struct F { a: tokio::time::Sleep } impl Future for F { type Output = (); fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<()> { Box::pin(self.a).as_mut().poll(cx) } }",
    ),
    (
        "await_hors_d_async",
        "struct F { a: tokio::time::Sleep } impl Future for F { type Output = (); fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<()> { self.a.await; std::task::Poll::Pending } }",
    ),
    (
        "tache_d_une_fonction_recue",
        "async fn f<C: AsyncFn(u8) -> u8>(c: C) { tokio::spawn(c(1)); }",
    ),
    (
        "tache_d_une_fonction_recue",
        "async fn f<C>(c: C) where C: AsyncFn(u8) -> u8 { tokio::spawn(async move { c(1).await }); }",
    ),
    // Leurs voisines.
    (
        "question_sur_un_future",
        "async fn f(a: impl Future<Output = Result<u8, u8>>) -> Result<u8, u8> { match a? { x => Ok(x) } }",
    ),
    (
        "pas_epingle",
        "fn g<T: Unpin>(_: T) {} fn f(a: impl Future<Output = u8>) { g(a); }",
    ),
    (
        "sorti_d_un_emprunt",
        "struct F { a: String } impl Future for F { type Output = (); fn poll(mut self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> std::task::Poll<()> { drop((self.a, cx)); std::task::Poll::Pending } }",
    ),
    (
        "sorti_d_un_emprunt",
        "struct F { a: String } fn f(f: &F) -> String { f.a }",
    ),
    (
        "arguments_de_timeout",
        "async fn f(a: impl Future<Output = u8>) { tokio::time::timeout(a, Duration::ZERO).await; }",
    ),
    (
        "sleep_de_std_attendu",
        "async fn f() { std::thread::sleep(Duration::ZERO).await; }",
    ),
    (
        "valeur_rendue_pour_un_future",
        "fn f() -> impl Future<Output = String> + Send { String::new() }",
    ),
    (
        "fermeture_async_pas_un_future",
        "fn f() -> impl Future<Output = String> { async move || String::new() }",
    ),
    (
        "interval_recree",
        "async fn f() { loop { tokio::select! { _ = tokio::time::interval(Duration::ZERO).tick() => {} } } }",
    ),
    (
        "recv_d_un_oneshot",
        "async fn f(mut a: tokio::sync::oneshot::Receiver<u8>) { a.recv().await; }",
    ),
    (
        "sleep_inconnu",
        "async fn f() { sleep(Duration::ZERO).await; }",
    ),
    (
        "branche_de_select",
        "async fn f(a: impl Future<Output = ()>) { tokio::select! { a => {} } }",
    ),
    (
        "wake_d_un_waker_prete",
        "fn f(cx: &mut std::task::Context<'_>) { cx.waker().wake(); }",
    ),
    (
        "bloc_qui_rend_autre_chose",
        "fn f() -> impl Future<Output = String> { async { String::new(); } }",
    ),
    (
        "calculer_sur_un_atomique",
        "fn f(mut a: std::sync::Arc<std::sync::atomic::AtomicU32>) { a += 1; }",
    ),
    (
        "nombre_d_arguments",
        "fn f(a: std::sync::atomic::AtomicU32) { a.fetch_add(1); }",
    ),
    ("si_sans_sinon", "fn f(a: bool) -> u8 { if a { 1 } }"),
    (
        "valeur_dans_un_si_sans_sinon",
        "fn f(a: bool) -> std::task::Poll<&'static str> {
            if a {
                std::task::Poll::Ready(\"fini\")
            }
            std::task::Poll::Pending
        }",
    ),
    (
        "valeur_dans_un_si_sans_sinon",
        "fn f(a: bool) -> std::task::Poll<u8> {
            if a {
                drop(a);
                std::task::Poll::Pending
            }
            std::task::Poll::Ready(1)
        }",
    ),
    (
        "valeur_dans_un_si_sans_sinon",
        "fn f(a: bool) -> String { if a { String::new() } format!(\"{a}\") }",
    ),
    (
        "poll_jete",
        "fn f(a: bool) -> std::task::Poll<u8> {
            if a {
                std::task::Poll::Ready(1);
            }
            std::task::Poll::Pending
        }",
    ),
    (
        "pending_jete",
        "fn f(a: bool) -> std::task::Poll<u8> {
            if a {
                std::task::Poll::Pending;
            }
            std::task::Poll::Ready(1)
        }",
    ),
    (
        "affectation_pour_comparaison",
        "fn f(mut a: u8) -> u8 { if a = 0 { return 1; } 2 }",
    ),
    (
        "point_virgule_de_trop",
        "fn f(a: bool) -> std::task::Poll<u8> {
            drop(a);
            std::task::Poll::Pending;
        }",
    ),
    (
        "point_virgule_de_trop",
        "fn f(a: bool) -> std::task::Poll<u8> { if a { std::task::Poll::Pending } else { std::task::Poll::Ready(1) }; }",
    ),
    (
        "amorce_gardee",
        "fn f() -> std::future::Ready<String> { async { String::new() } }",
    ),
    ("poll_sans_ready", "fn f() -> std::task::Poll<u8> { 1u8 }"),
    (
        "resultat_pour_option",
        "async fn f(a: impl Future<Output = u8>) -> Option<u8> { tokio::time::timeout(Duration::ZERO, a).await }",
    ),
    ("macro_inconnue", "async fn f() { join!(a, b) }"),
    (
        "type_a_dire",
        "fn f(a: Vec<u8>) { let b = a.into_iter().collect(); for c in b { drop(c) } }",
    ),
    (
        "duree_de_vie",
        "fn f<'a, 'b>(_: &'a str, b: &'b str) -> &'a str { b }",
    ),
    ("en_tete_du_fichier", "//! Un commentaire.\nfn f() {}"),
    ("en_tete_du_fichier", "#![allow(unused)]\nfn f() {}"),
    (
        "minuteur_dans_une_boucle",
        "async fn f() { let s = tokio::time::sleep(Duration::ZERO); loop { tokio::select! { () = s => {} } } }",
    ),
    (
        "future_epingle_donne",
        "async fn f(a: impl Future<Output = u8>) { let a = std::pin::pin!(a); loop { tokio::select! { _ = a => {} } } }",
    ),
    (
        "future_epingle_donne",
        "async fn f(a: impl Future<Output = u8>) { let a = std::pin::pin!(a); a.await; a.await; }",
    ),
    (
        "iterateur_donne",
        "fn f(a: Vec<String>) { let mut it = a.into_iter(); for x in it.take(2) { drop(x); } it.next(); }",
    ),
    (
        "iterateur_donne",
        "fn f(a: Vec<String>) { let it = a.into_iter().enumerate(); loop { for x in it.take(2) { drop(x); } } }",
    ),
    (
        "collection_parcourue",
        "fn f(a: Vec<String>) { for x in a { drop(x); } for x in a { drop(x); } }",
    ),
    (
        "flux_donne_au_lecteur",
        "async fn f<R: tokio::io::AsyncBufRead + Unpin>(a: R) { use tokio::io::AsyncBufReadExt; loop { a.lines().next_line().await; } }",
    ),
    (
        "flux_donne_au_lecteur",
        "async fn f<R: tokio::io::AsyncRead + Unpin>(a: R) { loop { drop(tokio::io::BufReader::new(a)); } }",
    ),
    (
        "oneshot_deja_servi",
        "fn f(a: tokio::sync::oneshot::Sender<u8>) { loop { a.send(1); } }",
    ),
    (
        "emetteur_deja_donne",
        "fn f(a: tokio::sync::mpsc::Sender<u8>) { for n in 0..2 { tokio::spawn(async move { a.send(n).await }); } }",
    ),
    (
        "arc_deja_donne",
        "fn f(a: std::sync::Arc<String>) { for _ in 0..2 { tokio::spawn(async move { drop(a) }); } }",
    ),
    (
        "poignee_deja_attendue",
        "async fn f(a: JoinHandle<String>) { a.await; a.abort(); }",
    ),
    (
        "poignee_deja_attendue",
        "async fn f(a: JoinHandle<String>) { loop { tokio::select! { _ = a => {} } } }",
    ),
    (
        "future_deja_donne",
        "async fn f(a: impl Future<Output = u8>) { tokio::join!(a); a.await; }",
    ),
    (
        "future_deja_donne",
        "async fn f(a: std::pin::Pin<Box<dyn Future<Output = u8>>>) { loop { a.await; } }",
    ),
    (
        "deplace_dans_une_boucle",
        "fn f(a: String) { loop { drop(a); } }",
    ),
    (
        "element_par_indice",
        "async fn f<F: Future>(a: Vec<F>) { for i in 0..a.len() { a[i].await; } }",
    ),
    (
        "element_par_indice",
        "async fn f<F: Future>(a: &[F]) { a[0].await; }",
    ),
    (
        "sorti_d_une_fermeture",
        "fn f(a: String) -> impl Fn() -> String { move || a }",
    ),
    (
        "sorti_d_un_emprunt",
        "fn f(a: &Option<String>) -> String { a.unwrap() }",
    ),
    (
        "sorti_d_un_emprunt",
        "fn f(a: std::sync::Arc<String>) -> String { *a }",
    ),
    ("module_thread_de_tokio", "use tokio::thread::sleep;"),
    (
        "module_thread_de_tokio",
        "fn f() { tokio::thread::spawn(|| ()); }",
    ),
    ("import_d_un_autre_module", "use tokio::sleep;"),
    ("import_d_un_autre_module", "use tokio::sync::JoinSet;"),
    ("import_d_un_autre_module", "use tokio::oneshot::Sender;"),
    ("import_prive", "use tokio::runtime::task::JoinHandle as _;"),
    ("deux_imports_du_meme_nom", "use std::thread::JoinHandle;"),
    (
        "poignee_d_un_thread",
        "fn f() -> JoinHandle<u8> { std::thread::spawn(|| 1) }",
    ),
    (
        "types_du_meme_nom",
        "fn f() -> std::time::Instant { tokio::time::Instant::now() }",
    ),
    (
        "calculer_sur_un_atomique",
        "fn f(a: std::sync::Arc<std::sync::atomic::AtomicU32>) { *a += 1; }",
    ),
    (
        "calculer_sur_un_arc",
        "fn f(mut a: std::sync::Arc<u32>) { a += 1; }",
    ),
    (
        "calculer_sur_une_reference",
        "fn f(a: &mut u32) { a += 1; }",
    ),
    (
        "affecter_un_atomique",
        "fn f(a: &mut std::sync::atomic::AtomicU32) { *a = 1; }",
    ),
    (
        "etoile_devant_un_atomique",
        "fn f(a: std::sync::atomic::AtomicU32) { *a.load(std::sync::atomic::Ordering::Relaxed) += 1; }",
    ),
    ("etoile_de_trop", "fn f(a: u32) -> u32 { *a }"),
    (
        "affecter_a_un_appel",
        "fn f(a: std::sync::atomic::AtomicU32) { a.load(std::sync::atomic::Ordering::Relaxed) += 1; }",
    ),
    (
        "affecter_a_un_appel",
        "fn f(a: std::sync::atomic::AtomicU32) { a.load(std::sync::atomic::Ordering::Relaxed) = 1; }",
    ),
    (
        "prendre_mut_dans_un_arc",
        "fn f(mut a: std::sync::Arc<std::sync::atomic::AtomicU32>) { a.get_mut(); }",
    ),
    (
        "fermeture_async_pas_un_future",
        "fn f() { tokio::spawn(async move || String::new()); }",
    ),
    (
        "sleep_inconnu",
        "async fn f() { tokio::sleep(Duration::ZERO).await; }",
    ),
    (
        "fermeture_pas_un_future",
        "fn f() { tokio::spawn(move || String::new()); }",
    ),
    (
        "texte_pour_anyhow",
        "struct Erreur; impl<E: std::error::Error> From<E> for Erreur { fn from(_: E) -> Self { Erreur } }
         fn f() -> Result<u8, Erreur> { Ok(Err(\"rien\")?) }",
    ),
    (
        "texte_pour_une_variante",
        "struct Erreur; fn f(a: Option<u8>) -> Result<u8, Erreur> { Ok(a.ok_or(\"rien\")?) }",
    ),
    (
        "question_sur_une_option",
        "fn f(a: Option<u8>) -> Result<u8, u8> { Ok(a?) }",
    ),
    (
        "question_sans_result_a_rendre",
        "async fn f(a: Result<u8, u8>) -> u8 { a? }",
    ),
    (
        "deux_result_d_erreurs_differentes",
        "fn f(a: Result<u8, u8>) -> Result<u8, String> { a }",
    ),
    (
        "texte_au_lieu_d_une_erreur",
        "struct Erreur; fn f() -> Result<u8, Erreur> { return Err(\"rien\"); }",
    ),
    (
        "texte_au_lieu_d_une_erreur",
        "struct Error; fn f() -> Result<u8, Error> { return Err(format!(\"rien\")); }",
    ),
    (
        "parse_sans_conversion",
        "struct Erreur; fn f() -> Result<u8, Erreur> { Ok(\"1\".parse()?) }",
    ),
    (
        "question_sans_conversion",
        "struct Erreur; fn f(a: Result<u8, std::io::Error>) -> Result<u8, Erreur> { Ok(a?) }",
    ),
    (
        "bloc_qui_rend_autre_chose",
        "fn f() -> impl Future<Output = u8> { async { \"1\" } }",
    ),
    ("point_virgule_de_trop", "fn f() -> String { String::new(); }"),
    ("duree_sans_unite", "async fn f() { tokio::time::sleep(1).await; }"),
    ("texte_a_preter", "fn f(a: String) -> &'static str { a }"),
    ("texte_a_donner", "fn f() -> String { \"{nom}\" }"),
    ("question_sur_un_couple", "async fn f(a: impl Future<Output = Result<u8, u8>>) -> Result<u8, u8> { tokio::join!(a)?; Ok(1) }"),
    ("question_sur_autre_chose", "async fn f() -> Result<u8, u8> { faire_une_pause(Duration::ZERO).await?; Ok(1) }"),
    ("coller_deux_textes", "fn f(a: &str) -> String { \"a\" + a }"),
    ("methode_d_un_atomique", "fn f(a: std::sync::Arc<std::sync::atomic::AtomicU32>) { a.lock(); }"),
    ("reveil_du_contexte", "fn f(cx: &mut std::task::Context<'_>) { cx.wake(); }"),
    ("rien_a_ouvrir", "fn f() { ().unwrap(); }"),
    ("rien_a_ouvrir", "fn f(a: JoinHandle<u8>) { a.unwrap(); }"),
    ("methode_d_un_result", "fn f(a: Result<String, u8>) -> usize { a.len() }"),
    ("tache_pour_un_future", "fn f() -> impl Future<Output = u8> { tokio::spawn(async { 1u8 }) }"),
    ("await_apres", "async fn f() { await faire_une_pause(Duration::ZERO); }"),
    ("await_apres", "async fn f() { faire_une_pause(Duration::ZERO).await(); }"),
    ("trou_sans_valeur", "fn f() -> String { format!(\"{}\") }"),
    ("point_entre_deux_modules", "async fn f() { tokio.time.sleep(Duration::ZERO).await; }"),
    ("champ_prive", "fn f(cx: &mut std::task::Context<'_>) { cx.waker; }"),
    ("appeler_autre_chose", "fn f() -> std::task::Poll<u8> { std::task::Poll::Pending() }"),
    ("methode_d_un_future", "async fn f() -> usize { saluer_apres(\"a\", Duration::ZERO).len() }"),
    ("macro_mal_ecrite", "async fn f(a: impl Future<Output = u8>, b: impl Future<Output = u8>) { tokio::join!(a; b); }"),
    ("macro_sans_point_d_exclamation", "async fn f(a: impl Future<Output = u8>) { tokio::join(a); }"),
    ("try_join_sans_result", "async fn f<A>(a: impl Future<Output = A>) { tokio::try_join!(a); }"),
    ("charge_dans_l_erreur", "async fn f(a: JoinHandle<u8>) { if let Err(e) = a.await { std::panic::resume_unwind(e) } }"),
    ("join_next_rend_une_option", "async fn f(mut a: tokio::task::JoinSet<u8>) { while let Ok(_) = a.join_next().await {} }"),
    ("resultat_pas_ouvert", "fn f(a: Result<(u8, u8), u8>) { let (b, c) = a; }"),
    ("valeur_sans_ok", "fn f() -> Result<u8, String> { 1u8 }"),
    ("cle_empruntee", "fn f(mut a: Vec<(usize, u8)>) { a.sort_by_key(|(rang, _)| rang); }"),
    ("ordre_manque", "fn f<T>(mut a: Vec<(usize, T)>) { a.sort(); }"),
    ("tache_pour_sa_valeur", "async fn f(a: JoinHandle<u8>) -> Vec<u8> { vec![a.await] }"),
    ("permis_ou_garde_jete", "async fn f(s: tokio::sync::Semaphore) { s.acquire().await.unwrap(); }"),
    ("permis_ou_garde_jete", "async fn f(s: tokio::sync::Semaphore) { s.acquire().await; }"),
    ("permis_ou_garde_jete", "async fn f(s: std::sync::Arc<tokio::sync::Semaphore>) { s.acquire_owned().await.unwrap(); }"),
    ("permis_ou_garde_jete", "async fn f(m: tokio::sync::Mutex<u8>) { m.lock().await; }"),
    ("permis_ou_garde_jete", "fn f(m: std::sync::Mutex<u8>) { m.lock().unwrap(); }"),
    ("permis_ou_garde_dans_une_tache", "async fn f() {
            let s = std::sync::Arc::new(tokio::sync::Semaphore::new(1));
            let place = s.acquire().await.unwrap();
            tokio::spawn(async move { drop(place) });
        }"),
    ("permis_ou_garde_dans_une_tache", "async fn f(s: std::sync::Arc<tokio::sync::Semaphore>) {
            let place = s.clone().acquire().await.unwrap();
            tokio::spawn(async move { drop(place) });
        }"),
    ("permis_ou_garde_dans_une_tache", "async fn f(m: tokio::sync::Mutex<u8>) { let g = m.lock().await; tokio::spawn(async move { drop(g) }); }"),
    ("question_de_trop_dans_une_option", "async fn f<T>(a: impl Future<Output = T>) -> Option<T> { tokio::time::timeout(Duration::ZERO, a).await? }"),
    ("question_de_trop_dans_une_option", "fn f(a: Option<u8>) -> Option<u8> { a? }"),
    ("question_sur_un_result", "async fn f<T>(a: impl Future<Output = T>) -> Option<T> { Some(tokio::time::timeout(Duration::ZERO, a).await?) }"),
    ("valeur_prise_pour_un_result", "async fn f<T>(a: impl Future<Output = T>) -> Option<T> { match a.await { Ok(x) => Some(x), Err(_) => None } }"),
    ("join_all_absent", "async fn f(a: Vec<std::future::Ready<u8>>) { tokio::join_all(a).await; }"),
    ("join_all_absent", "use tokio::join_all;"),
    ("collection_de_futures_pour_leurs_valeurs", "async fn f<T, F: Future<Output = T> + Send + 'static>(futures: Vec<F>) -> Vec<T> { futures.into_iter().map(async |f| f.await).collect() }"),
    ("collection_de_futures_pour_leurs_valeurs", "async fn f<T, F: Future<Output = T> + Send + 'static>(futures: Vec<F>) -> Vec<T> { futures.into_iter().map(|f| async move { f.await }).collect() }"),
    ("collection_de_futures_pour_leurs_valeurs", "fn f(a: Vec<std::future::Ready<u8>>) -> Vec<u8> { a.into_iter().map(tokio::spawn).collect() }"),
    ("partage_sans_arc", "fn f() { let s = tokio::sync::Semaphore::new(1); loop { tokio::spawn(async move { s.close() }); } }"),
    ("partage_sans_arc", "fn f(m: tokio::sync::Mutex<u8>) { loop { tokio::spawn(async move { drop(m) }); } }"),
    ("clone_sans_arc", "fn f(s: tokio::sync::Semaphore) { s.clone(); }"),
    ("clone_sans_arc", "fn f(m: std::sync::Mutex<u8>) { m.clone(); }"),
    ("clone_sans_arc", "fn f(n: std::sync::atomic::AtomicU32) { n.clone(); }"),
    ("clone_introuvable", "fn f(a: JoinHandle<u8>) { a.clone(); }"),
    ("clone_introuvable", "fn f<T>(a: T) -> T { a.clone() }"),
    ("collection_pas_un_future", "async fn f<F: Future>(a: Vec<F>) { tokio::join!(a); }"),
    ("collection_pas_un_future", "async fn f<F: Future>(a: Vec<F>) { a.await; }"),
    ("couple_pas_un_future", "fn f<F: Future>(a: F) { tokio::spawn((1, a)); }"),
    ("couple_pas_un_future", "fn f<F: Future<Output = u8>>(a: F) { tokio::task::JoinSet::new().spawn((1, a)); }"),
    ("pas_un_future", "async fn f(a: impl Future<Output = u8>) { tokio::join!(a.await); }"),
    ("pas_un_future", "fn f() { tokio::spawn(5); }"),
    ("virgule_dans_une_macro", "async fn f(a: impl Future<Output = ()>, b: impl Future<Output = ()>) -> u8 { tokio::select! {
            () = a => 1
            () = b => 2
        } }"),
    ("virgule_dans_une_macro", "async fn f(a: impl Future, b: impl Future) { tokio::join!(a b); }"),
    ("tache_d_un_parametre", "fn f(mut a: impl FnMut(u8)) { tokio::spawn(async move { tokio::task::yield_now().await; a(1) }); }"),
    ("tache_d_un_parametre", "fn f<T>(a: T) { tokio::spawn(async move { drop(a) }); }"),
    ("valeur_que_rien_ne_recoit", "async fn f<T>(a: impl Future<Output = T>) -> T {
            let mut a = std::pin::pin!(a);
            loop { tokio::select! {
                v = &mut a => { v }
                _ = tokio::task::yield_now() => { drop(1); }
            } }
        }"),
    ("branches_de_types_differents", "async fn f<T>(a: impl Future<Output = T>) -> T { tokio::select! {
            v = a => v,
            _ = tokio::task::yield_now() => drop(1),
        } }"),
    ("erreur_de_tache_oubliee", "async fn f(a: JoinHandle<u8>) -> u8 { match a.await { Ok(n) => n } }"),
    ("cas_oublies", "fn f(a: Option<u8>) -> u8 { match a { Some(n) => n } }"),
    ("future_rendu_sans_l_attendre", "async fn f<T: Send + 'static, F: Future<Output = T> + Send + 'static>(a: F) -> Vec<T> {
            let mut valeurs = Vec::new();
            if let Ok(valeur) = tokio::spawn(async { a }).await { valeurs.push(valeur); }
            valeurs
        }"),
    ("methode_sous_condition", "fn f<T>(a: Vec<Vec<(usize, T)>>) -> Vec<(usize, T)> { a.concat() }"),
    ("motif_d_une_branche", "enum G { A }
        async fn f(a: impl Future<Output = ()>) -> G { tokio::select! {
            G::A = a => G::A,
        } }"),
    ("biased_mal_ecrit", "async fn f(a: impl Future<Output = ()>) { tokio::select! {
            biased,
            () = a => {}
        } }"),
    ("biased_mal_ecrit", "async fn f(a: impl Future<Output = ()>) { tokio::select! {
            biased
            () = a => {}
        } }"),
    ("valeur_sans_some", "async fn f<T>(a: impl Future<Output = T>) -> Option<T> { tokio::select! { v = a => v } }"),
    ("nombre_sans_negatifs", "fn f() -> u32 { let mut n = -1; n += 1; n }"),
    ("nombre_sans_negatifs", "fn f() -> u32 { -1 }"),
    (
        "fonction_d_un_autre_exercice",
        "async fn f() { telecharger_fichier(\"a\").await; }",
    ),
    (
        "import_d_un_autre_exercice",
        "use exo30::telecharger_fichier;",
    ),
    (
        "import_d_un_autre_exercice",
        "use crate::exo30::telecharger_fichier;",
    ),
    (
        "import_d_un_autre_exercice",
        "async fn f() { exo30::telecharger_fichier(\"a\").await; }",
    ),
    (
        "operation_sur_un_atomique",
        "fn f(a: std::sync::Arc<std::sync::atomic::AtomicU32>) { a + 1; }",
    ),
    (
        "operation_sur_un_atomique",
        "fn f(a: std::sync::Arc<std::sync::atomic::AtomicU32>) -> bool { *a == 1 }",
    ),
    (
        "additionner_des_octets",
        "fn f(a: &str, b: &str) -> usize { a.bytes() + b.bytes() }",
    ),
    (
        "additionner_des_octets",
        "fn f(a: &str, b: &str) -> usize { a.chars() + b.chars() }",
    ),
    (
        "calculer_sur_autre_chose",
        "fn f(a: &str) -> u8 { saluer_apres(a, Duration::ZERO) + saluer_apres(a, Duration::ZERO) }",
    ),
    (
        "impl_hors_d_une_signature",
        "fn f() -> impl Future<Output = u8> { let a: impl Future<Output = u8> = async { 1 }; a }",
    ),
    (
        "signature_d_un_trait",
        "use std::{pin::Pin, task::{Context, Poll}};
         struct S(u8);
         impl Future for S { type Output = u8;
         fn poll(&mut self, cx: &mut Context<'_>) -> Poll<u8> { Poll::Ready(1) } }",
    ),
    (
        "signature_d_un_trait",
        "use std::{pin::Pin, task::{Context, Poll}};
         struct S(u8);
         impl Future for S { type Output = u8;
         fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Self::Output { 1 } }",
    ),
    (
        "signature_d_un_trait",
        "use std::{pin::Pin, task::{Context, Poll}};
         struct S(u8);
         impl Future for S { type Output = u8;
         async fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u8> { Poll::Ready(1) } }",
    ),
    (
        "signature_d_un_trait",
        "use std::{pin::Pin, task::{Context, Poll}};
         struct S(u8);
         impl Future for S { type Output = u8;
         fn poll(self: Pin<&mut Self>) -> Poll<u8> { Poll::Ready(1) } }",
    ),
    (
        "signature_d_un_trait",
        "use std::{pin::Pin, task::{Context, Poll}};
         struct S(u8);
         impl Future for S { type Output = u8;
         fn poll(cx: &mut Context<'_>) -> Poll<u8> { Poll::Ready(1) } }",
    ),
    (
        "methode_hors_du_trait",
        "use std::{pin::Pin, task::{Context, Poll}};
         struct S(u8);
         impl Future for S { type Output = u8;
         fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u8> { Poll::Ready(1) }
         fn baisser(&mut self) {} }",
    ),
    (
        "futures_jamais_attendus_dans_un_iterateur",
        "async fn f(a: Vec<String>) -> usize { a.iter().map(async |n| saluer_apres(n, Duration::ZERO).await.len()).sum() }",
    ),
    (
        "collection_de_futures_pour_leurs_valeurs",
        "async fn f(a: Vec<String>) -> Vec<String> { a.iter().map(|n| saluer_apres(n, Duration::ZERO)).collect() }",
    ),
    (
        "ordre_de_comparaison",
        "fn f(a: std::sync::atomic::AtomicU32) { a.fetch_add(1, std::cmp::Ordering::Less); }",
    ),
    (
        "ordre_de_comparaison",
        "fn f(a: std::sync::atomic::AtomicU32) { a.fetch_add(1, std::cmp::Ordering::Relaxed); }",
    ),
    (
        "duree_attendue",
        "async fn f(delai: Duration) { delai.await; }",
    ),
    (
        "duree_attendue",
        "async fn f(delai: Duration) { tokio::join!(delai); }",
    ),
    (
        "duree_deja_faite",
        "async fn f(delai: Duration) { tokio::time::sleep(Duration::from_millis(delai)).await; }",
    ),
    (
        "convertir_par_as",
        "fn f(delai: Duration) -> u64 { delai as u64 }",
    ),
    (
        "rien_de_rendu",
        "fn f(nom: &str) -> String { println!(\"{nom}\") }",
    ),
    (
        "rien_de_rendu",
        "async fn f(nom: &str) -> String {
            faire_une_pause(Duration::ZERO).await;
            println!(\"{nom}\");
        }",
    ),
    (
        "rien_de_rendu",
        "fn f(nom: String) -> JoinHandle<String> { println!(\"{nom}\"); }",
    ),
    (
        "tache_qui_ne_rend_rien",
        "fn f(nom: String) -> JoinHandle<String> { tokio::spawn(async move { println!(\"{nom}\") }) }",
    ),
    (
        "valeur_de_passage_dans_une_tache",
        "fn f(nom: String) { tokio::spawn(saluer_apres(&nom.clone(), Duration::ZERO)); }",
    ),
    (
        "erreur_d_une_tache_rendue",
        "async fn f<T: Send + 'static>(a: JoinHandle<T>) -> T { match a.await { Ok(v) => v, Err(e) => e } }",
    ),
    (
        "erreur_d_une_tache_rendue",
        "async fn f<T: Send + 'static>(a: JoinHandle<T>) -> T { match a.await { Ok(v) => v, Err(e) => return Err(e) } }",
    ),
    (
        "charge_pour_sa_valeur",
        "async fn f<T: Send + 'static>(a: JoinHandle<T>) -> T { match a.await { Ok(v) => v, Err(e) => e.into_panic() } }",
    ),
    (
        "charge_pour_sa_valeur",
        "async fn f<T: Send + 'static>(a: JoinHandle<T>) -> T { match a.await { Ok(v) => v, Err(e) => *e.into_panic() } }",
    ),
    (
        "charge_pour_sa_valeur",
        "async fn f<T: Send + 'static>(a: JoinHandle<T>) -> T { a.await.unwrap_or_else(|e| e.into_panic()) }",
    ),
    (
        "charge_dans_panic",
        "async fn f(a: JoinHandle<u8>) { if let Err(e) = a.await { panic!(e.into_panic()) } }",
    ),
    (
        "texte_sans_guillemets",
        "fn f(nom: &str) { println!(nom); }",
    ),
    (
        "bloc_async_a_spawn_blocking",
        "fn f(a: fn()) { tokio::task::spawn_blocking(async move { a() }); }",
    ),
    (
        "fermeture_async_qui_rend_un_future",
        "async fn f<T: Send + 'static>(a: fn() -> T) -> T { tokio::task::spawn_blocking(async move || a()).await.unwrap() }",
    ),
    (
        "trait_pris_pour_un_type",
        "async fn f() -> Future<Output = String> { String::new() }",
    ),
    (
        "poignee_d_un_thread",
        "fn f() -> JoinHandle<String> { std::thread::spawn(|| saluer_apres(\"a\", Duration::ZERO)) }",
    ),
    (
        "erreur_donnee_a_resume_unwind",
        "async fn f<T: Send + 'static>(a: JoinHandle<T>) -> T { a.await.unwrap_or_else(std::panic::resume_unwind) }",
    ),
    (
        "fonction_d_un_autre_type",
        "fn f(a: Option<String>) -> Option<usize> { a.map(str::len) }",
    ),
    (
        "erreur_de_tache_oubliee",
        "async fn f<T: Send + 'static>(a: JoinHandle<T>) -> T { match a.await { Ok(v) => v } }",
    ),
    (
        "erreur_de_tache_oubliee",
        "async fn f<T: Send + 'static>(a: JoinHandle<T>) -> T { let Ok(v) = a.await; v }",
    ),
    (
        "cas_oublies",
        "fn f(a: u32) -> u8 { match a { 0 => 1, n if n > 0 => 2 } }",
    ),
    (
        "motif_qui_peut_echouer",
        "fn f(a: Result<u8, u8>) -> u8 { let Ok(b) = a; b }",
    ),
    (
        "bornes_otees",
        "fn f<T: Send + 'static, F: FnOnce() -> T>(travail: F) { tokio::task::spawn_blocking(travail); }",
    ),
    (
        "bornes_otees",
        "fn f<T: Send + 'static, F: FnOnce() -> T + Send>(travail: F) { tokio::task::spawn_blocking(travail); }",
    ),
    // Ce que des apprenants ont écrit, et ses variantes.
    (
        "ouvert_sans_l_attendre",
        "async fn f<T, F>(a: F) -> T where F: FnOnce() -> T + Send + 'static, T: Send + 'static { match tokio::task::spawn_blocking(a) { Ok(v) => v, Err(e) => std::panic::resume_unwind(e.into_panic()) } }",
    ),
    (
        "ouvert_sans_l_attendre",
        "async fn f(a: Vec<JoinHandle<u8>>) { for t in a { if let Ok(v) = t { drop(v); } } }",
    ),
    (
        "ouvert_sans_l_attendre",
        "async fn f<T>(a: impl Future<Output = T>) -> Option<T> { match tokio::time::timeout(Duration::ZERO, a) { Ok(v) => Some(v), Err(_) => None } }",
    ),
    (
        "ouvert_sans_l_attendre",
        "async fn f<T>(a: impl Future<Output = T>) -> Option<T> { if let Some(v) = tokio::time::timeout(Duration::ZERO, a) { Some(v) } else { None } }",
    ),
    (
        "ouvert_sans_l_attendre",
        "async fn f(a: impl Future<Output = Result<u8, u8>>) -> u8 { let Ok(v) = a else { return 0; }; v }",
    ),
    (
        "ouvert_sans_l_attendre",
        "async fn f(a: tokio::sync::oneshot::Receiver<u8>) { while let Ok(v) = a { drop(v); } }",
    ),
    (
        "ouvert_sans_l_attendre",
        "async fn f() { match async { Ok::<u8, u8>(1) } { Ok(_) => {} Err(_) => {} } }",
    ),
    (
        "result_pris_pour_une_option",
        "async fn f<T>(a: impl Future<Output = T>) -> Option<T> { if let Some(v) = tokio::time::timeout(Duration::ZERO, a).await { Some(v) } else { None } }",
    ),
    (
        "result_pris_pour_une_option",
        "async fn f(a: JoinHandle<u8>) -> u8 { match a.await { Some(v) => v, None => 0 } }",
    ),
    (
        "option_prise_pour_un_result",
        "fn f(a: Option<u8>) -> u8 { let Ok(v) = a else { return 0; }; v }",
    ),
    (
        "valeur_prise_pour_une_option",
        "async fn f<T>(a: impl Future<Output = T>) -> Option<T> { if let Some(v) = a.await { Some(v) } else { None } }",
    ),
    (
        "couple_pris_pour_un_result",
        "async fn f<A, B, E>(a: impl Future<Output = Result<A, E>>, b: impl Future<Output = Result<B, E>>) -> Result<(A, B), E> { match tokio::join!(a, b) { (Ok(x), Ok(y)) => Ok((x, y)), Err(e) => Err(e) } }",
    ),
    (
        "couple_pris_pour_un_result",
        "async fn f<E>(a: impl Future<Output = Result<u8, E>>) -> Option<u8> { if let Ok((x,)) = tokio::join!(a) { Some(x) } else { None } }",
    ),
    (
        "tuple_de_resultats",
        "async fn f<A, B, E>(a: impl Future<Output = Result<A, E>>, b: impl Future<Output = Result<B, E>>) -> Result<(A, B), E> { Ok(tokio::join!(a, b)) }",
    ),
    (
        "bloc_sans_move",
        "fn f(a: String) -> impl Future<Output = String> + Send { let commande = async { format!(\"{a} prêt\") }; commande }",
    ),
    (
        "bloc_sans_move",
        "fn f(a: String) -> impl Future<Output = String> { let commande = Box::pin(async { a.clone() }); commande }",
    ),
    (
        "emprunt_trop_court",
        "fn f(a: String) -> impl Future<Output = usize> { let r = &a; async move { r.len() } }",
    ),
    (
        "preter_en_ecriture",
        "async fn f<T: Send + 'static, F: Future<Output = T> + Send + 'static>(a: Vec<F>) -> Vec<T> {
            let mut r = Vec::new();
            for f in a { let r = &mut r; tokio::spawn(async move { r.push(f.await) }); }
            r
        }",
    ),
    (
        "preter_en_ecriture",
        "struct T<'a>(&'a mut bool); async fn f<C: AsyncFn(Box<dyn Send>)>(c: C) { let mut vu = false; let t = T(&mut vu); c(Box::new(t)).await; }",
    ),
    (
        "interval_nu",
        "async fn f() { let h = tokio::time::interval(Duration::ZERO); tokio::select! { _ = h => {} } }",
    ),
    (
        "interval_nu",
        "async fn f() { let mut h = tokio::time::interval(Duration::ZERO); tokio::select! { _ = &mut h => {} } }",
    ),
    (
        "interval_nu",
        "async fn f() { let h = tokio::time::interval(Duration::ZERO); tokio::select! { _ = h.await => {} } }",
    ),
    (
        "recepteur_nu",
        "async fn f(a: tokio::sync::mpsc::Receiver<u8>) { tokio::select! { _ = a => {} } }",
    ),
    (
        "recepteur_nu",
        "async fn f(a: tokio::sync::broadcast::Receiver<u8>) { a.await; }",
    ),
    (
        "recepteur_nu",
        "async fn f(a: tokio::sync::mpsc::UnboundedReceiver<u8>) { for x in a { drop(x); } }",
    ),
    (
        "joinset_nu",
        "async fn f(a: tokio::task::JoinSet<u8>) { a.await; }",
    ),
    (
        "joinset_nu",
        "async fn f(mut a: tokio::task::JoinSet<u8>) { tokio::select! { _ = &mut a => {} } }",
    ),
    (
        "joinset_nu",
        "async fn f(a: tokio::task::JoinSet<u8>) { for x in a { drop(x); } }",
    ),
    (
        "joinset_nu",
        "async fn f(a: tokio::task::JoinSet<u8>) { a.into_iter(); }",
    ),
    (
        "lignes_nues",
        "async fn f(a: impl tokio::io::AsyncBufRead + Unpin) { use tokio::io::AsyncBufReadExt; for x in a.lines() { drop(x); } }",
    ),
    (
        "lignes_nues",
        "async fn f(a: impl tokio::io::AsyncBufRead + Unpin) { use tokio::io::AsyncBufReadExt; let l = a.lines(); tokio::select! { _ = l => {} } }",
    ),
    (
        "lignes_nues",
        "async fn f(a: impl tokio::io::AsyncBufRead + Unpin) { use tokio::io::AsyncBufReadExt; a.lines().next().await; }",
    ),
    (
        "verrou_nu",
        "async fn f(a: tokio::sync::Semaphore) { a.await; }",
    ),
    (
        "verrou_nu",
        "async fn f(a: std::sync::Arc<tokio::sync::Mutex<u8>>) { a.await; }",
    ),
    (
        "pas_un_iterateur",
        "fn f(a: u8) { for x in a { drop(x); } }",
    ),
    (
        "virgule_entre_deux_branches",
        "async fn f(a: impl Future<Output = ()>) -> u8 { tokio::select! {
            () = a => return 1
            _ = tokio::task::yield_now() => 2,
        } }",
    ),
    (
        "virgule_entre_deux_branches",
        "async fn f(a: impl Future<Output = Result<u8, u8>>) -> u8 { tokio::select! {
            _ = tokio::task::yield_now() => 2
            Ok(x) = a => x,
            else => 3,
        } }",
    ),
    (
        "point_virgule_entre_deux_branches",
        "async fn f(a: impl Future<Output = ()>, b: impl Future<Output = ()>) -> u8 { tokio::select! { () = a => 1; () = b => 2; } }",
    ),
    (
        "biased_mal_ecrit",
        "async fn f(a: impl Future<Output = ()>) -> u8 { tokio::select! {
            () = a => 1,
            biased;
            _ = tokio::task::yield_now() => 2,
        } }",
    ),
    (
        "biased_mal_ecrit",
        "async fn f(a: impl Future<Output = ()>) -> u8 { tokio::select! {
            () = a => 1,
            biased;
        } }",
    ),
    (
        "ligne_qui_n_est_pas_une_branche",
        "async fn f(a: impl Future<Output = ()>) -> u8 { tokio::select! {
            () = a => { return 1; };
            _ = tokio::task::yield_now() => { return 2; };
        } }",
    ),
    (
        "fleche",
        "async fn f(mut a: tokio::sync::oneshot::Receiver<()>) -> u8 { tokio::select! {
            _ = &mut a -> return 1,
        } }",
    ),
    (
        "fleche",
        "async fn f(a: impl Future<Output = ()>) -> u8 { tokio::select! { a -> 1 } }",
    ),
    (
        "fleche",
        "fn f(a: bool) -> u8 { match a { true -> 1, _ => 2 } }",
    ),
    (
        "branche_de_select",
        "async fn f(a: impl Future<Output = u8>) -> u8 { tokio::select! { _ = a : 1 } }",
    ),
    (
        "pin_de_tokio",
        "async fn f(a: impl Future<Output = u8>) { let mut b = tokio::pin!(a); }",
    ),
    (
        "future_deja_donne",
        "async fn f(a: impl Future<Output = u8>) { let b = std::pin::pin!(a); tokio::select! { _ = a => {} } drop(b); }",
    ),
    (
        "future_prete_sans_pin",
        "async fn f(mut a: impl Future<Output = u8>) { std::pin::pin!(a); tokio::select! { _ = &mut a => {} } }",
    ),
    (
        "pin_new_d_une_valeur",
        "async fn f(a: impl Future<Output = u8>) { let mut b = std::pin::Pin::new(a); tokio::select! { _ = &mut b => {} } }",
    ),
    (
        "deux_futures_et_une_variable",
        "async fn f(a: impl Future<Output = u8>) -> u8 { let mut fini = false;
            let (v, ()) = tokio::join!(
                async { let v = a.await; fini = true; v },
                async { while !fini { tokio::task::yield_now().await; } }
            );
            v
        }",
    ),
    (
        "deux_futures_et_une_variable",
        "async fn f() -> u8 { let mut n = 0;
            let a = async { n += 1; };
            let b = async { n += 1; };
            tokio::select! { () = a => {} () = b => {} }
            n
        }",
    ),
    (
        "remplir_depuis_une_tache",
        "async fn f<T: Send + 'static, F: Future<Output = T> + Send + 'static>(a: Vec<F>) -> Vec<T> {
            let mut r = Vec::new();
            for f in a { tokio::spawn(async move { r.push(f.await) }); }
            r
        }",
    ),
    (
        "remplir_depuis_une_tache",
        "async fn f<T: Send + 'static, F: Future<Output = T> + Send + 'static>(a: Vec<F>) -> Vec<T> {
            let mut r = Vec::new();
            let t = tokio::spawn(async move { for f in a { r.push(f.await); } });
            t.await.unwrap();
            r
        }",
    ),
    (
        "remplir_depuis_une_tache",
        "fn f(mut a: tokio::task::JoinSet<()>) { let mut r = std::collections::BTreeMap::new(); for n in 0..2 { a.spawn(async move { r.insert(n, n); }); } }",
    ),
    (
        "emprunt_sans_move",
        "async fn f<T: Send + 'static, F: Future<Output = T> + Send + 'static>(a: Vec<F>) -> Vec<T> {
            let mut r = Vec::new();
            for f in a { tokio::spawn(async { r.push(f.await) }); }
            r
        }",
    ),
    (
        "encore_pretee",
        "async fn f<T: Send + 'static, F: Future<Output = T> + Send + 'static>(a: Vec<F>) -> Vec<T> {
            let mut r = Vec::new();
            for f in a { tokio::spawn(async { r.push(f.await) }); }
            r
        }",
    ),
    (
        "encore_pretee",
        "fn f() -> bool { let mut a = false; let r = &mut a; if a { return true; } *r = true; a }",
    ),
    (
        "clone_manque",
        "async fn f<T: Send + 'static, F: Future<Output = T> + Send + 'static>(a: Vec<F>) -> Vec<T> {
            let mut r = Vec::new();
            for f in a { let mut r = r.clone(); tokio::spawn(async move { r.push(f.await) }); }
            r
        }",
    ),
    (
        "tableau_de_none",
        "fn f<T>() -> Vec<Option<T>> { vec![None; 3] }",
    ),
    (
        "copier_un_lot",
        "fn f<F: Future>(a: Vec<F>) { for lot in a.chunks(2) { drop(lot.to_vec()); } }",
    ),
    (
        "references_au_lieu_des_valeurs",
        "fn f<T>(a: Vec<(usize, T)>) -> Vec<T> { a.iter().map(|(_, v)| v).collect() }",
    ),
    (
        "references_au_lieu_des_valeurs",
        "fn f<T>(a: Vec<(usize, T)>) -> Vec<T> { let mut r = Vec::new(); for (_, v) in &a { r.push(v); } r }",
    ),
    (
        "sorti_d_un_iter",
        "fn f<T>(a: Vec<(usize, T)>) -> Vec<T> { a.iter().map(|(_, v)| *v).collect() }",
    ),
    (
        "sorti_d_un_iter",
        "fn f<T>(a: Vec<Option<T>>) -> Vec<T> { a.iter().map(|v| v.unwrap()).collect() }",
    ),
    (
        "comparateur_sans_ordre",
        "fn f<T>(mut a: Vec<(usize, T)>) { a.sort_by(|a, b| a.0 - b.0); }",
    ),
    (
        "comparateur_sans_ordre",
        "fn f<T>(mut a: Vec<(usize, T)>) { a.sort_by(|a, b| {
            a.0 < b.0
        }); }",
    ),
    (
        "ordre_manque",
        "fn f<T>(mut a: Vec<(usize, T)>) { a.sort_by(|a, b| a.cmp(b)); }",
    ),
    (
        "parametres_d_une_fermeture",
        "fn f<T>(mut a: Vec<(usize, T)>) { a.sort_by_key(|a, b| a.0); }",
    ),
    (
        "paquet_futures",
        "async fn f(a: impl Future<Output = u8>) { futures::join!(a); }",
    ),
    (
        "paquet_futures",
        "use futures::join;",
    ),
    (
        "paquet_futures",
        "async fn f(a: Vec<std::future::Ready<u8>>) { futures::future::join_all(a).await; }",
    ),
    (
        "join_de_std",
        "async fn f(a: impl Future<Output = u8>) { std::future::join!(a).await; }",
    ),
    (
        "question_dans_join",
        "async fn f(a: impl Future<Output = Result<u8, u8>>) -> Result<(u8,), u8> { Ok(tokio::join!(a?)) }",
    ),
    (
        "question_sur_un_future",
        "async fn f<T>(a: impl Future<Output = T>) -> Option<T> { Some(tokio::time::timeout(Duration::ZERO, a)?) }",
    ),
    (
        "valeur_a_spawn_blocking",
        "async fn f<T, F>(a: F) where F: FnOnce() -> T { tokio::task::spawn_blocking(a()); }",
    ),
    (
        "tache_qui_rend_un_future",
        "fn f(a: String) -> JoinHandle<String> { tokio::spawn(async move { saluer_apres(&a, Duration::ZERO) }) }",
    ),
    (
        "tache_qui_rend_un_future",
        "fn f(a: String) -> JoinHandle<String> { tokio::spawn(async move { async move { a } }) }",
    ),
    (
        "tache_d_une_autre_valeur",
        "fn f() -> JoinHandle<String> { tokio::spawn(async move { \"a\" }) }",
    ),
    (
        "poignee_pour_sa_valeur",
        "async fn f<T, F>(a: F) -> T where F: FnOnce() -> T + Send + 'static, T: Send + 'static { tokio::task::spawn_blocking(a) }",
    ),
    (
        "poignee_pour_sa_valeur",
        "async fn f<T>(a: impl Future<Output = T>) -> Option<T> { tokio::time::timeout(Duration::ZERO, a) }",
    ),
    (
        "comparer_un_future",
        "async fn f(a: impl Future<Output = u8>) -> bool { tokio::time::timeout(Duration::ZERO, a) != Ok(1) }",
    ),
    (
        "comparer_un_future",
        "async fn f(a: impl AsyncFn(u8) -> u8) -> bool { a(1) == 1 }",
    ),
    (
        "comparer_un_result",
        "async fn f(mut a: impl tokio::io::AsyncBufRead + Unpin) { use tokio::io::AsyncBufReadExt; let mut t = String::new(); if a.read_line(&mut t).await == 0 {} }",
    ),
    (
        "resultat_pas_ouvert",
        "fn f(a: Result<usize, u8>) { match a { 0 => {} _ => {} } }",
    ),
    (
        "valeur_de_trop",
        "async fn f(a: tokio::sync::mpsc::Sender<u8>) { a.send(1).await }",
    ),
    (
        "option_pour_un_result",
        "fn f(a: Option<u8>) -> Result<u8, String> { a }",
    ),
    (
        "deux_result_de_valeurs_differentes",
        "fn f(a: Result<u8, u8>) -> Result<String, u8> { a }",
    ),
    (
        "deux_option_de_valeurs_differentes",
        "fn f(a: Option<u8>) -> Option<String> { a }",
    ),
    (
        "option_pour_sa_valeur",
        "async fn f<T>(a: impl Future<Output = T>) -> T { tokio::time::timeout(Duration::ZERO, a).await.ok() }",
    ),
    (
        "resultat_pour_sa_valeur",
        "async fn f<T>(a: impl Future<Output = T>) -> T { tokio::time::timeout(Duration::ZERO, a).await }",
    ),
    (
        "prete_en_lecture",
        "async fn f(a: tokio::sync::oneshot::Receiver<()>) { loop { tokio::select! { _ = &a => {} } } }",
    ),
    (
        "reference_pas_un_future",
        "async fn f<F: Future + Send + 'static>(a: Vec<F>) { for x in &a { x.await; } }",
    ),
    (
        "select_qui_ne_rend_rien",
        "async fn f(mut a: tokio::sync::oneshot::Receiver<()>) -> u8 { let n = 0;
            tokio::select! {
                _ = &mut a => return n,
                _ = tokio::task::yield_now() => {}
            };
        }",
    ),
    (
        "parametre_pas_static",
        "fn f<T>(a: T) -> std::pin::Pin<Box<dyn Future<Output = ()>>> { Box::pin(async move { drop(a) }) }",
    ),
    (
        "parametre_pas_static",
        "fn f<F: Future<Output = ()> + Send>(a: F) { tokio::spawn(a); }",
    ),
    (
        "contraire_d_autre_chose",
        "async fn f(a: impl Future<Output = bool>) { if !a {} }",
    ),
    (
        "contraire_d_autre_chose",
        "fn f(a: Result<u8, u8>) { if !a {} }",
    ),
    (
        "join_d_une_tache",
        "fn f(a: JoinHandle<u8>) { a.join(); }",
    ),
    (
        "await_dans_une_fermeture",
        "async fn f<F: Future>(a: Vec<F>) { a.into_iter().for_each(|x| {
            x.await;
        }); }",
    ),
    (
        "await_dans_une_fermeture",
        "async fn f<F: Future>(a: Vec<F>) -> Vec<F::Output> { a.into_iter().map(|x| x.await).collect() }",
    ),
    (
        "await_dans_du_code_bloquant",
        "fn f() { tokio::task::spawn_blocking(|| {
            tokio::task::yield_now().await;
        }); }",
    ),
    (
        "await_pour_rendre_une_tache",
        "fn f(a: String) -> JoinHandle<String> {
            let texte = saluer_apres(&a, Duration::ZERO).await;
            tokio::spawn(async { texte })
        }",
    ),
    (
        "await_pour_rendre_un_future",
        "fn f(a: String) -> impl Future<Output = String> {
            tokio::task::yield_now().await;
            async { a }
        }",
    ),
    (
        "await_hors_d_async",
        "fn f() {
            tokio::task::yield_now().await;
        }",
    ),
    (
        "type_d_une_erreur_a_dire",
        "async fn f() { let a = async { let n = \"1\".parse::<u8>()?; Ok(n) }; drop(a); }",
    ),
    (
        "arc_deja_donne",
        "fn f(a: std::sync::Arc<String>) { for _ in 0..2 { tokio::spawn(async move { drop(a.clone()) }); } }",
    ),
    (
        "collection_de_futures_pour_leurs_valeurs",
        "async fn f<T: Send + 'static, F: Future<Output = T> + Send + 'static>(a: Vec<F>) -> Vec<T> { let mut r = Vec::new(); for x in a { r.push(tokio::spawn(x)); } r }",
    ),
    (
        "couple_de_futures",
        "async fn f<A, B>(a: impl Future<Output = A>, b: impl Future<Output = B>) -> (A, B) { (a, b).await }",
    ),
    (
        "iterateur_pas_rassemble",
        "fn f<T>(a: Vec<(usize, T)>) -> Vec<T> { a.into_iter().map(|(_, v)| v) }",
    ),
    (
        "collection_pas_ouverte",
        "fn f<T>(a: Vec<Option<T>>) -> Vec<T> { a }",
    ),
    (
        "rien_avant_le_point",
        "fn f<T>(mut a: Vec<(usize, T)>) -> Vec<T> { a.sort_by_key(|x| x.0).into_iter().map(|x| x.1).collect() }",
    ),
    (
        "next_d_un_vec",
        "fn f<F: Future>(mut a: Vec<F>) { while let Some(x) = a.next() { drop(x); } }",
    ),
    (
        "break_d_un_while",
        "fn f() -> u8 { while true { break 1; } 2 }",
    ),
    (
        "lignes_nues",
        "fn f(a: impl tokio::io::AsyncBufRead + Unpin) -> Vec<String> { use tokio::io::AsyncBufReadExt; a.lines().collect() }",
    ),
    (
        "duree_pretee",
        "async fn f(a: Duration) { tokio::time::sleep(&a).await; }",
    ),
    (
        "guillemets_simples",
        "fn f(a: &str) -> String { format!('Bonjour, {a} !') }",
    ),
    (
        "affecter_un_garde",
        "async fn f(m: tokio::sync::Mutex<u8>) { let mut g = m.lock().await; g = 3; }",
    ),
    (
        "contraire_d_autre_chose",
        "fn f(a: tokio::sync::watch::Receiver<bool>) -> bool { !a.borrow() }",
    ),
    // Leurs voisines : chacune garde la sienne.
    (
        "deplace_dans_une_boucle",
        "fn f(a: String, mut o: Option<u8>) { loop { o.take(); drop(a); } }",
    ),
    (
        "valeur_deplacee",
        "fn f(a: Vec<JoinHandle<u8>>) -> usize { drop(a); a.len() }",
    ),
    (
        "valeur_deplacee",
        "fn f(a: Vec<tokio::sync::mpsc::Sender<u8>>) -> usize { drop(a); a.len() }",
    ),
    (
        "valeur_deplacee",
        "fn f(a: tokio::sync::mpsc::Receiver<u8>) { drop(a); drop(a); }",
    ),
    (
        "recepteur_dans_une_boucle",
        "fn f(a: tokio::sync::mpsc::Receiver<u8>) { loop { drop(a); } }",
    ),
    (
        "chemin_inconnu",
        "fn f() { tokio::times::sleep(Duration::ZERO); }",
    ),
    ("pas_mut", "fn f(a: Vec<u8>) { a.push(1); }"),
    (
        "paquet_absent",
        "async fn f() { executeur::lancer().await; }",
    ),
    (
        "contrat_pas_rempli",
        "fn f(a: Vec<String>) -> usize { a.iter().map(|n| n.as_str()).sum() }",
    ),
    ("types_differents", "fn f(a: &mut u32) { *a = \"1\"; }"),
    ("emprunt_trop_court", "fn f() { let s = String::new(); let r = &s; tokio::spawn(async move { drop(r.len()) }); }"),
    ("emprunt_d_une_valeur_de_passage", "fn f() { let r = String::new().as_str(); drop(r.len()); }"),
    ("reference_dans_une_tache", "fn f(s: &str) { tokio::spawn(async move { drop(s.len()) }); }"),
    ("future_jamais_attendu", "async fn f(s: tokio::sync::Semaphore) { s.acquire(); }"),
    ("resultat_ignore", "async fn f(s: tokio::sync::mpsc::Sender<u8>) { s.send(1).await; }"),
    ("option_prise_pour_un_result", "async fn f(mut a: tokio::sync::mpsc::Receiver<u8>) { match a.recv().await { Ok(_) => {} Err(_) => {} } }"),
    ("contrat_pas_rempli", "fn f() -> Vec<u8> { vec![\"a\"].into_iter().collect() }"),
    ("methode_d_un_atomique", "fn f(a: std::sync::atomic::AtomicU32) { a.push(1); }"),
    ("arc_deja_donne", "fn f(s: std::sync::Arc<tokio::sync::Semaphore>) { loop { tokio::spawn(async move { s.close() }); } }"),
    ("future_pas_send", "fn f<T: 'static>(a: std::rc::Rc<T>) { tokio::spawn(async move { drop(a) }); }"),
    ("branche_de_select", "async fn f(a: impl Future<Output = ()>) { tokio::select! { a => {}, () = a => {} } }"),
    ("texte_a_donner", "fn f() -> String { match 1 { 1 => String::new(), _ => \"a\" } }"),
    ("future_pour_sa_valeur", "async fn f<T>(a: impl Future<Output = T>) -> T { a }"),
    ("methode_de_tokio", "fn f(a: tokio::fs::File) { use tokio::io::AsyncBufReadExt; a.lines(); }"),
    ("branche_de_select", "async fn f(a: impl Future<Output = ()>) { tokio::select! { a, () = a } }"),
    (
        "duree_sans_unite",
        "async fn f() { tokio::time::sleep(0.5).await; }",
    ),
    (
        "fermeture_attendue",
        "fn f() { std::thread::spawn(async {}); }",
    ),
    (
        "affectation_pour_comparaison",
        "fn f(mut a: u8) { while a = 1 {} }",
    ),
    (
        "emprunt_d_une_valeur_de_passage",
        "fn f() { let a = String::new().as_str(); drop(a.len()); }",
    ),
    (
        "valeur_pas_send",
        "fn f(a: std::rc::Rc<u8>) { tokio::task::spawn_blocking(move || a); }",
    ),
];

#[test]
fn chaque_explication_est_provoquee_et_chaque_erreur_du_corpus_expliquee() {
    let refusees: Vec<_> = COURS
        .exercices
        .iter()
        .flat_map(|exercice| {
            let reponses = Corpus::lire_sans_anomalie(&COURS, exercice)
                .unwrap()
                .fausses;
            let refusees = reponses
                .into_iter()
                .filter(|reponse| matches!(reponse.attente, Attente::Refusee { .. }));
            refusees.map(move |reponse| (exercice, reponse))
        })
        .collect();
    assert!(!refusees.is_empty());
    let du_corpus: Vec<_> = refusees
        .par_iter()
        .map(|(exercice, reponse)| {
            let erreurs = diagnostics(exercice, &reponse.texte);
            let rappelle = |erreur: &Diagnostic| {
                erreur.rendu.contains(SIGNATURE_FIXEE) || erreur.rendu.contains(NOM_FIXE)
            };
            let dans_les_tests = |erreur: &Diagnostic| {
                let fichier = erreur.fichier.as_deref();
                fichier.is_some_and(|fichier| fichier.contains("/tests/"))
            };
            assert!(
                !erreurs.iter().any(rappelle)
                    || erreurs
                        .iter()
                        .all(|erreur| rappelle(erreur) || !dans_les_tests(erreur)),
                "{} : une erreur suffit à le dire",
                reponse.fichier.display()
            );
            erreurs
                .iter()
                .map(|erreur| {
                    let explication = expliquer(erreur);
                    let explication = explication.unwrap_or_else(|| {
                        panic!(
                            "{} : aucune explication pour\n{}",
                            reponse.fichier.display(),
                            erreur.rendu
                        )
                    });
                    explication.nom.as_str()
                })
                .collect::<BTreeSet<_>>()
        })
        .flatten()
        .collect();
    let noms_de = |vus: &[Diagnostic]| -> Vec<&str> {
        let explications = vus.iter().filter_map(expliquer);
        explications
            .map(|explication| explication.nom.as_str())
            .collect()
    };
    let (_dossier, sans_tests) = sans_tests();
    let d_ici: Vec<_> = SOURCES
        .par_iter()
        .map(|(nom, source)| {
            if noms_de(&avec_les_tests_de(&sans_tests, source)).contains(nom) {
                return *nom;
            }
            // Peut-être l'une de celles que les tests provoquent.
            let vus = avec(source);
            let noms = noms_de(&vus);
            assert!(
                noms.contains(nom),
                "{nom} : {noms:?}\n{}",
                vus.iter().map(|vu| vu.rendu.as_str()).collect::<String>()
            );
            *nom
        })
        .collect();
    let provoquees: BTreeSet<&str> = du_corpus.into_iter().chain(d_ici).collect();
    let inutiles: Vec<_> = toutes()
        .iter()
        .map(|explication| explication.nom.as_str())
        .filter(|nom| !provoquees.contains(nom))
        .collect();
    assert!(
        inutiles.is_empty(),
        "explications que rien ne provoque : {inutiles:?}"
    );
}

/// Les noms des fonctions async que les tests rappellent, et leurs signatures.
fn signatures_async(exercice: &Exercice) -> Vec<(String, String)> {
    let fichiers = inventaire::fichiers(&exercice.dossier).unwrap();
    let lignes = fichiers.iter().flat_map(|(_, texte)| texte.lines());
    let signatures = lignes.filter_map(|ligne| ligne.split_once(SIGNATURE_FIXEE));
    let signatures = signatures.filter_map(|(_, signature)| {
        let nom = signature
            .strip_prefix("async fn ")?
            .split(['(', '<'])
            .next()?;
        Some((nom.to_owned(), signature.to_owned()))
    });
    signatures.collect()
}

/// Le texte, où la signature de cette fonction promet un tableau au lieu de ce qu'elle rend.
fn rendre_autre_chose(texte: &str, nom: &str) -> String {
    let debut = texte.find(&format!("async fn {nom}")).unwrap();
    let mut ouvertes = 0;
    let parametres = texte[debut..].find(|c| {
        ouvertes += i32::from(c == '(') - i32::from(c == ')');
        c == ')' && ouvertes == 0
    });
    let (tete, suite) = texte.split_at(debut + parametres.unwrap() + 1);
    let fin = suite.find(" {\n").into_iter().chain(suite.find("\nwhere"));
    format!("{tete} -> [(); 7]{}", &suite[fin.min().unwrap()..])
}

#[test]
fn chaque_signature_changee_est_rappelee_avant_tout_le_reste() {
    COURS.exercices.par_iter().for_each(|exercice| {
        let enonce = std::fs::read_to_string(exercice.enonce()).unwrap();
        let signatures = signatures_async(exercice);
        let (mut sans_async, mut autre) = (enonce.clone(), enonce);
        for (nom, _) in &signatures {
            sans_async = sans_async.replace(&format!("async fn {nom}"), &format!("fn {nom}"));
            autre = rendre_autre_chose(&autre, nom);
        }
        for changee in [sans_async, autre] {
            let erreurs = diagnostics(exercice, &changee);
            let explications: Vec<_> = erreurs
                .iter()
                .map(|erreur| expliquer(erreur).map(|explication| explication.nom.as_str()))
                .collect();
            let rappels = explications
                .iter()
                .take_while(|nom| **nom == Some("signature_changee"));
            let rappels = rappels.count();
            for (nom, signature) in &signatures {
                assert!(
                    erreurs[..rappels]
                        .iter()
                        .any(|erreur| erreur.rendu.contains(signature)),
                    "{}, {nom} : {explications:?}",
                    exercice.nom
                );
            }
        }
    });
}

#[test]
fn un_parametre_emprunte_au_lieu_de_donne_change_la_signature() {
    for (numero, donne, emprunte) in [
        ("29", "plan(nom: String", "plan(nom: &str"),
        ("30", "commande(plat: String", "commande(plat: &str"),
    ] {
        let exercice = COURS.exercice(numero).unwrap();
        let solution = std::fs::read_to_string(COURS.solution(exercice)).unwrap();
        assert!(solution.contains(donne), "exo{numero}");
        let erreurs = diagnostics(exercice, &solution.replace(donne, emprunte));
        let premiere = expliquer(&erreurs[0]).unwrap();
        assert_eq!(premiere.nom, "signature_changee", "{}", erreurs[0].rendu);
    }
}

#[test]
fn un_nom_pris_par_un_autre_import_se_dit_avant_la_signature_qu_il_change() {
    let exercice = COURS.exercice("29").unwrap();
    let solution = std::fs::read_to_string(COURS.solution(exercice)).unwrap();
    // Le premier des deux l'emporte : la signature n'est plus celle de l'énoncé.
    let reponse = format!("use std::thread::JoinHandle;\n{solution}");
    let erreurs = diagnostics(exercice, &reponse);
    let noms: Vec<_> = erreurs
        .iter()
        .filter_map(expliquer)
        .map(|explication| explication.nom.as_str())
        .collect();
    assert_eq!(noms.first(), Some(&"deux_imports_du_meme_nom"), "{noms:?}");
    assert!(noms.contains(&"signature_changee"), "{noms:?}");
}

#[test]
fn ce_qu_il_faut_relire_existe() {
    for explication in toutes() {
        for partie in &explication.relire {
            let texte = std::fs::read_to_string(COURS.racine.join(&partie.fichier)).unwrap();
            let existe = texte.lines().any(|ligne| {
                ligne.starts_with('#') && ligne.trim_start_matches('#').trim() == partie.titre
            });
            assert!(
                existe,
                "{} : {} n'a pas de partie « {} »",
                explication.nom, partie.fichier, partie.titre
            );
        }
    }
}

/// Un message qui vient de ce fichier.
fn message_de(fichier: Option<String>) -> Diagnostic {
    Diagnostic {
        erreur: true,
        code: None,
        message: String::new(),
        fichier,
        ligne: None,
        colonne: None,
        rendu: String::new(),
    }
}

#[test]
fn une_page_a_relire_n_est_jamais_d_un_exercice_plus_avance() {
    let rang = |nom: &str| COURS.exercices.iter().position(|autre| autre.nom == nom);
    for explication in toutes() {
        for (ici, exercice) in COURS.exercices.iter().enumerate() {
            let nom = &exercice.nom;
            for fichier in [
                format!("{nom}/src/main.rs"),
                format!("{nom}/tests/etapes/etape1.rs"),
            ] {
                let page = explication.a_relire(&message_de(Some(fichier)));
                let page = page.and_then(|partie| partie.exercice());
                assert!(
                    page.is_none_or(|page| rang(page).unwrap() <= ici),
                    "{}, dans {nom} : {page:?}",
                    explication.nom
                );
            }
        }
        let sans_fichier = explication.a_relire(&message_de(None));
        assert!(
            sans_fichier.is_none_or(|partie| partie.exercice().is_none()),
            "{}",
            explication.nom
        );
    }
}

#[test]
fn chaque_page_a_relire_sert_quelque_part() {
    for explication in toutes() {
        let messages = COURS
            .exercices
            .iter()
            .map(|exercice| message_de(Some(format!("{}/src/main.rs", exercice.nom))));
        let montrees: BTreeSet<_> = messages
            .filter_map(|message| explication.a_relire(&message))
            .map(|partie| (&partie.fichier, &partie.titre))
            .collect();
        assert_eq!(
            montrees.len(),
            explication.relire.len(),
            "{} : du plus avancé au moins, une page par exercice",
            explication.nom
        );
    }
}

#[test]
fn les_noms_sont_uniques() {
    let noms: BTreeSet<_> = toutes()
        .iter()
        .map(|explication| explication.nom.as_str())
        .collect();
    assert_eq!(noms.len(), toutes().len());
}
