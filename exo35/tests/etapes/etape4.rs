//! Étape 4 : remplacer.

use crate::commun_aux_etapes::{
    LONG, PISTE_DOSSIER, PISTE_NOM, PISTE_PANIQUE, TROP_LONG, appeler,
    avec_un_seul_thread_bloquant, barrer, chemins, conduire, contenu, dossier, echouer, enfanter,
    enfanter_a_l_etroit, exiger_le_thread_libre, parent, photo, poser, programme, reussir,
    reussir_avec, texte, travaille_sur_place,
};
use crate::remplacer;
use banc::{Dossier, Sonde, attraper, echec, ensemble, exiger, exiger_egal, message_de, ms};
use std::fs;
use std::future::poll_fn;
use std::io::{ErrorKind, Read as _};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::Instant;
use tokio::runtime::Builder;
use tokio::time::{interval, sleep, timeout};

const PISTE_SANS_EFFET: &str = "l'appel a rendu `Ok` sans remplacer ce fichier-là : qui rend `Ok` a fait le travail, et \
    le nom du fichier reste le même";

/// L'appel a rendu `Ok`. Si l'ancien est encore là, et que le nouveau arrive ensuite, il n'avait pas fini.
async fn exiger_deja_la(chemin: &Path, nouveau: &[u8]) {
    // Un morceau du nouveau est une autre faute : `rename` avant la fin de l'écriture.
    if contenu(chemin).is_some_and(|tenu| nouveau.starts_with(&tenu)) {
        return;
    }
    for _ in 0..20 {
        sleep(ms(5)).await;
        exiger!(
            contenu(chemin).as_deref() != Some(nouveau),
            "quand l'appel rend `Ok`, le fichier contient déjà le nouveau contenu",
            "il a rendu `Ok` avant d'avoir fini : le nouveau contenu n'est arrivé qu'ensuite",
            "le travail est confié à une tâche ou à un thread que l'appel n'a pas attendu : il faut attendre sa \
             fin, et rendre son erreur"
        );
    }
}

/// Rien d'autre que ces noms dans le dossier.
fn exiger_les_noms(dossier: &Dossier, attendus: &[&str], quand: &str) {
    let noms = dossier.noms();
    exiger!(
        noms == attendus,
        "{quand}, le dossier ne contient que {attendus:?}",
        "il contient {noms:?}",
        "un fichier temporaire est resté : il doit disparaître aussi quand une étape échoue, et un `?` placé avant \
         le ménage le saute"
    );
}

#[banc::etape]
#[tokio::test]
async fn le_fichier_prend_le_nouveau_contenu() {
    let dossier = dossier();
    let chemin = dossier.fichier("etat.bin");
    for nouveau in [
        &b"premier"[..],
        b"un second contenu, plus long",
        b"court",
        b"pas de l'UTF-8 : \xFF\x00\xC3\r\n",
        b"",
        b"fin\n",
    ] {
        reussir(remplacer(&chemin, nouveau)).await;
        exiger_deja_la(&chemin, nouveau).await;
        exiger_egal!(
            contenu(&chemin),
            Some(nouveau.to_vec()),
            "le contenu du fichier",
            "le fichier est créé s'il le faut, et prend le nouveau contenu, octet pour octet"
        );
        exiger_les_noms(&dossier, &["etat.bin"], "après un remplacement réussi");
    }
}

#[banc::etape]
#[tokio::test]
async fn un_gros_contenu_est_la_tout_entier_au_retour() {
    let dossier = dossier();
    let chemin = dossier.fichier("etat.bin");
    for (tour, taille) in [5 << 20].into_iter().chain([100_000; 10]).enumerate() {
        let nouveau = vec![tour as u8; taille];
        reussir(remplacer(&chemin, &nouveau)).await;
        exiger_deja_la(&chemin, &nouveau).await;
        let tenu = contenu(&chemin).unwrap_or_default();
        let octets = tenu.len();
        let piste = if nouveau.starts_with(&tenu) {
            "le fichier a pris sa place avant d'être complet : `write` n'écrit parfois qu'un morceau, et \
             `write_all` sur un `tokio::fs::File` rend la main alors qu'un thread écrit encore ; `flush` \
             l'attend, avant `rename`"
        } else {
            PISTE_SANS_EFFET
        };
        exiger!(
            tenu == nouveau,
            "au retour, le fichier contient les {taille} octets du nouveau contenu",
            "il en contient {octets}, ou ce ne sont pas les bons",
            "{piste}"
        );
    }
}

/// Un lecteur qui a déjà lu la moitié de l'ancien doit pouvoir finir de le lire.
#[cfg(unix)]
#[banc::etape]
#[tokio::test]
async fn un_lecteur_a_mi_chemin_finit_de_lire_l_ancien() {
    let dossier = dossier();
    let chemin = poser(&dossier, "etat.bin", [b'a'; 4096]);
    let mut lecteur = fs::File::open(&chemin).expect("le fichier du test existe");
    let mut moitie = [0; 2048];
    lecteur
        .read_exact(&mut moitie)
        .expect("le fichier du test se lit");
    reussir(remplacer(&chemin, &[b'b'; 4096])).await;
    let mut reste = Vec::new();
    lecteur
        .read_to_end(&mut reste)
        .expect("le fichier du test se lit");
    let (octets, anciens) = (reste.len(), reste.iter().filter(|o| **o == b'a').count());
    exiger!(
        octets == 2048 && anciens == 2048,
        "un lecteur qui a lu la moitié de l'ancien contenu avant le remplacement lit la fin de l'ancien",
        "il a lu {octets} octets, dont {anciens} de l'ancien : un mélange des deux",
        "le fichier lui-même a été réécrit (`write`, `create`, `copy` sur `chemin`) : prépare un autre fichier, et \
         c'est `rename` qui le met à la place d'un coup"
    );
}

fn exiger_l_ancien_ou_le_nouveau(vu: Option<&[u8]>, bon: bool) {
    exiger!(
        vu.is_some(),
        "un lecteur trouve toujours le fichier, ancien ou nouveau",
        "à un moment, le fichier n'existait plus",
        "`remove_file` puis `rename`, ou l'ancien mis de côté d'abord : entre les deux, il n'y a plus rien ; `rename` \
         remplace de lui-même un fichier qui existe"
    );
    let octets = vu.map_or(0, <[u8]>::len);
    exiger!(
        bon,
        "un lecteur voit l'ancien contenu entier, ou le nouveau entier",
        "à un moment, il a lu {octets} octets qui ne sont ni l'un ni l'autre",
        "le contenu est écrit sur place, ou prend sa place avant d'être complet : écris tout à côté (`flush` compris), \
         et seulement ensuite `rename`"
    );
}

/// Le test tient le seul thread bloquant chaque fois que l'appel avance : deux opérations ne se suivent
/// jamais sans qu'il ait regardé le fichier entre elles.
#[banc::etape]
#[test]
fn entre_deux_operations_on_voit_l_ancien_ou_le_nouveau() {
    let dossier = dossier();
    let (ancien, nouveau) = ([b'a'; 20_000], [b'b'; 30_000]);
    let chemin = poser(&dossier, "etat.bin", ancien);
    let regarder = || {
        let vu = contenu(&chemin);
        let vu = vu.as_deref();
        exiger_l_ancien_ou_le_nouveau(vu, vu == Some(&ancien) || vu == Some(&nouveau));
    };
    avec_un_seul_thread_bloquant(Box::pin(async {
        let mut appel = Box::pin(reussir(remplacer(&chemin, &nouveau)));
        let mut barriere = barrer();
        // Si l'appel a confié le travail à une tâche, rien d'autre ne réveille le test entre deux opérations.
        let mut pouls = interval(ms(1));
        let conduite = poll_fn(|cx| {
            regarder();
            let etat = appel.as_mut().poll(cx);
            // Lâche l'ancienne, une fois la nouvelle en file derrière ce que l'appel vient de demander.
            barriere = barrer();
            while pouls.poll_tick(cx).is_ready() {}
            etat
        });
        // Une réponse à qui un seul thread bloquant ne suffit pas n'est pas jugée ici.
        let _ = timeout(ms(1000), conduite).await;
    }));
    regarder();
}

/// De vrais lecteurs, sur d'autres threads : l'un lit tout, l'autre cherche seulement le fichier, bien
/// plus souvent. Chacun rend la première mauvaise surprise, s'il y en a une.
#[cfg(unix)]
#[banc::etape]
#[tokio::test]
async fn des_lecteurs_en_parallele_voient_toujours_un_contenu_entier() {
    const TAILLE: usize = 100_000;
    /// Ce que le lecteur a vu d'anormal : un contenu, ou pas de fichier.
    type Regard = fn(&Path) -> Option<Option<Vec<u8>>>;

    let dossier = dossier();
    let chemin = poser(&dossier, "etat.bin", [0; TAILLE]);
    let lire = |chemin: &Path| {
        let vu = contenu(chemin);
        let bon = vu.as_ref().is_some_and(|octets| {
            octets.len() >= TAILLE && octets[1..] == octets[..octets.len() - 1]
        });
        (!bon).then_some(vu)
    };
    let chercher = |chemin: &Path| (!chemin.exists()).then_some(None);
    let regards: [Regard; 2] = [lire, chercher];
    // Les lecteurs s'arrêtent quand ce jeton n'existe plus : le test est fini, ou en échec.
    let jeton = Arc::new(());
    let lecteurs = regards.map(|regarder| {
        let (jeton, chemin) = (Arc::downgrade(&jeton), chemin.clone());
        thread::spawn(move || {
            let mut surprise = None;
            while surprise.is_none() && jeton.strong_count() > 0 {
                surprise = regarder(&chemin);
            }
            surprise
        })
    });
    // Autant de remplacements que possible en quelques dizaines de millisecondes.
    let depart = Instant::now();
    for octet in (0..250).cycle() {
        let nouveau = vec![octet; TAILLE + usize::from(octet)];
        reussir(remplacer(&chemin, &nouveau)).await;
        if depart.elapsed() > ms(40) {
            break;
        }
    }
    drop(jeton);
    for lecteur in lecteurs {
        if let Some(vu) = lecteur.join().expect("un lecteur ne panique pas") {
            exiger_l_ancien_ou_le_nouveau(vu.as_deref(), false);
        }
    }
}

#[banc::etape]
#[tokio::test]
async fn des_remplacements_simultanes_ne_se_genent_pas() {
    let dossier = dossier();
    let chemin = dossier.fichier("etat.bin");
    reussir(remplacer(&chemin, b"ancien")).await;
    exiger_deja_la(&chemin, b"ancien").await;
    for tour in 0..3_u8 {
        // Chaque version deux fois, la même tranche ; d'une version à l'autre, tout diffère : un mélange se
        // voit.
        let versions: Vec<Vec<u8>> = (0..10).map(|n| vec![n; 40_000 + usize::from(n)]).collect();
        let deux_fois = versions.iter().flat_map(|version| [version, version]);
        let appels = deux_fois.map(|version| appeler(remplacer(&chemin, version)));
        let issues = ensemble(appels.collect()).await;
        for issue in issues {
            if let Err(erreur) = issue {
                // Windows refuse parfois de renommer vers un fichier qu'un autre renommage remplace.
                if cfg!(windows) && erreur.kind() == ErrorKind::PermissionDenied {
                    continue;
                }
                echec!(
                    "20 remplacements du même fichier, lancés ensemble, réussissent tous",
                    "l'un d'eux a échoué : {erreur}",
                    "ils se disputent le même fichier temporaire : un nom fixe, ou tiré de `chemin`, de `contenu` ou du \
                     numéro du processus seulement, est le même pour tous ; il en faut un par appel"
                );
            }
        }
        let tenu = contenu(&chemin).unwrap_or_default();
        let octets = tenu.len();
        exiger!(
            versions.contains(&tenu),
            "après 20 remplacements lancés ensemble, le fichier contient l'une de leurs versions, entière",
            "au tour {tour}, ses {octets} octets n'en sont aucune",
            "deux appels ont écrit dans le même fichier : `chemin` lui-même, ou un provisoire au nom \
             partagé ; chacun écrit dans un provisoire à lui, au nom unique, puis le renomme"
        );
        exiger_les_noms(
            &dossier,
            &["etat.bin"],
            "après des remplacements simultanés",
        );
        reussir(remplacer(&chemin, b"dernier")).await;
        exiger_egal!(
            texte(&chemin),
            "dernier",
            "le contenu après un dernier remplacement",
            "le dernier remplacement gagne, quoi qu'il se soit passé avant"
        );
    }
}

/// Un appel commencé, que personne ne fait plus avancer, n'en fait pas oublier un autre. (Une réponse qui
/// les met en file attend alors le premier : elle ne peut pas être jugée ainsi.)
#[banc::etape]
#[tokio::test]
async fn un_remplacement_reussi_n_est_jamais_ignore() {
    let dossier = dossier();
    let chemin = poser(&dossier, "etat.bin", "ancien");
    let mut lent = Sonde::new(remplacer(&chemin, b"lent"));
    let _ = lent.sonder();
    let issue = timeout(ms(40), remplacer(&chemin, b"vif")).await;
    let tenu = texte(&chemin);
    exiger!(
        !matches!(issue, Ok(Ok(()))) || tenu != "ancien",
        "un remplacement qui rend `Ok` a remplacé l'ancien contenu, même si un autre est en cours",
        "le fichier contient toujours {tenu:?}",
        "un appel ne peut pas laisser le travail à un autre, qui n'ira peut-être pas au bout : chacun fait le sien"
    );
}

#[banc::etape]
#[tokio::test]
async fn une_erreur_ne_laisse_rien_derriere_elle() {
    let dossier = dossier();
    let sans_dossier = dossier.fichier("absent").join("etat.bin");
    let issue = appeler(remplacer(&sans_dossier, b"nouveau")).await;
    let noms = dossier.noms();
    exiger!(
        noms.is_empty(),
        "un dossier absent n'est pas créé : c'est une erreur",
        "le dossier du test contient {noms:?}, et l'appel a rendu {issue:?}",
        "{PISTE_DOSSIER}"
    );
    let cas = "dans un dossier qui n'existe pas";
    echouer(cas, ErrorKind::NotFound, async { issue }).await;
    // Un fichier ne remplace pas un dossier : c'est la dernière opération qui échoue.
    let cible = dossier.fichier("cible");
    fs::create_dir(&cible).expect("le dossier du test est accessible en écriture");
    fs::write(cible.join("ancien.txt"), "ancien").expect("le dossier du test est accessible");
    let issue = appeler(remplacer(&cible, b"nouveau")).await;
    exiger!(
        issue.is_err(),
        "remplacer un dossier par un fichier est une erreur",
        "{issue:?}",
        "l'erreur de la dernière opération a été avalée : c'est elle qu'il faut rendre, ménage fait"
    );
    exiger_egal!(
        texte(&cible.join("ancien.txt")),
        "ancien",
        "ce que contenait le dossier visé",
        "en cas d'erreur, l'ancien contenu reste intact : n'efface rien d'avance"
    );
    // Un chemin qui ne finit pas par un nom : c'est un dossier, encore.
    let sans_nom = cible.join("..");
    match conduire(remplacer(&sans_nom, b"nouveau")).await {
        Ok(issue) => exiger!(
            issue.is_err(),
            "remplacer `cible/..`, qui est un dossier, est une erreur",
            "{issue:?}",
            "l'erreur de la dernière opération a été avalée : c'est elle qu'il faut rendre, ménage fait"
        ),
        Err(panique) => {
            let message = message_de(&*panique);
            echec!(
                "remplacer `cible/..`, qui est un dossier, est une erreur",
                "l'appel a paniqué : {message}",
                "`file_name` rend `None` quand un chemin finit par `..`, et `parent` pour `/` : ni `unwrap` ni \
                 `expect`, `with_file_name` s'en accommode et le système rend l'erreur"
            )
        }
    }
    exiger_les_noms(&dossier, &["cible"], "après une erreur");
}

/// Vrai si l'appel fait encore une chose, comme `sync_all`, entre l'écriture et `rename` : le provisoire est
/// complet, et l'ancien toujours là, deux fois que le test regarde. Pas une fois si `rename` n'attend pas
/// l'écriture, et une seule si quelque chose l'attend sans plus. Voir [`synchronise`] pour ce qui est pardonné.
#[cfg(unix)]
fn synchronise_avant_de_renommer() -> bool {
    let regards = || {
        let dossier = dossier();
        let chemin = poser(&dossier, "etat.bin", "ancien");
        let mut vus = 0;
        avec_un_seul_thread_bloquant(Box::pin(async {
            let mut appel = Box::pin(attraper(remplacer(&chemin, LONG.as_bytes())));
            let mut barriere = barrer();
            let conduite = poll_fn(|cx| {
                let complet = photo(&dossier)
                    .iter()
                    .any(|(_, tenu)| tenu.as_deref() == Some(LONG.as_bytes()));
                vus += u32::from(complet && texte(&chemin) == "ancien");
                let etat = appel.as_mut().poll(cx).map(drop);
                // Lâche l'ancienne, une fois la nouvelle en file derrière ce que l'appel vient de demander.
                barriere = barrer();
                etat
            });
            let _ = timeout(ms(2000), conduite).await;
        }));
        vus
    };
    // Sur un thread à part : celui du test est déjà pris par un runtime.
    thread::scope(|ici| ici.spawn(regards).join()).is_ok_and(|vus| vus >= 2)
}

#[cfg(unix)]
#[banc::etape]
#[tokio::test]
async fn une_ecriture_interrompue_laisse_l_ancien_intact() {
    if let Some(parent) = parent() {
        let appel = remplacer(Path::new("etat.bin"), TROP_LONG.as_bytes());
        return parent.informer(appel, |()| "Ok(())".to_owned()).await;
    }
    let dossier = dossier();
    let chemin = dossier.fichier("etat.bin");
    reussir(remplacer(&chemin, b"ancien")).await;
    exiger_deja_la(&chemin, b"ancien").await;
    let test = "etape4::une_ecriture_interrompue_laisse_l_ancien_intact";
    let Some(issue) = enfanter_a_l_etroit(test, &dossier, &chemin) else {
        return;
    };
    if issue.starts_with("Ok") && synchronise_avant_de_renommer() {
        return;
    }
    let tenu = texte(&chemin);
    let octets = tenu.len();
    exiger!(
        tenu == "ancien",
        "quand le disque refuse l'écriture, l'ancien contenu reste intact",
        "le fichier contient maintenant {octets} octets, qui ne sont pas les anciens",
        "l'ancien a été touché trop tôt, ou le nouveau a pris sa place incomplet : l'erreur d'un \
         `tokio::fs::File` n'apparaît qu'au `flush`, à attendre avant `rename` (`sync_all` attend aussi \
         l'écriture, mais en tait l'erreur)"
    );
    exiger!(
        !issue.starts_with("panique"),
        "quand le disque refuse l'écriture, l'appel rend une erreur",
        "{issue}",
        "{PISTE_PANIQUE}"
    );
    exiger!(
        issue.starts_with("Err"),
        "quand le disque refuse l'écriture, l'appel rend une erreur",
        "{issue}",
        "l'erreur de l'écriture a été avalée : c'est elle qu'il faut rendre, ménage fait"
    );
    exiger_les_noms(
        &dossier,
        &["etat.bin"],
        "après une écriture qui a échoué au milieu",
    );
}

#[banc::etape]
#[tokio::test]
async fn un_nom_seul_est_un_chemin_comme_un_autre() {
    if let Some(parent) = parent() {
        let appel = remplacer(Path::new("etat.bin"), b"nouveau");
        return parent.informer(appel, |()| "Ok(())".to_owned()).await;
    }
    let dossier = dossier();
    let chemin = dossier.fichier("etat.bin");
    reussir(remplacer(&chemin, b"ancien")).await;
    exiger_deja_la(&chemin, b"ancien").await;
    let test = "etape4::un_nom_seul_est_un_chemin_comme_un_autre";
    let issue = enfanter(test, Command::new(programme()), &dossier);
    exiger!(
        texte(&chemin) == "nouveau" && issue == "Ok(())",
        "`remplacer(Path::new(\"etat.bin\"), …)` remplace ce fichier du dossier courant",
        "{issue}",
        "`parent()` d'un nom seul est un chemin vide, qui ne s'ouvre pas : `with_file_name` et `join` s'en \
         accommodent"
    );
    exiger_les_noms(&dossier, &["etat.bin"], "après un remplacement réussi");
}

#[banc::etape]
#[tokio::test]
async fn tout_nom_de_fichier_convient() {
    let dossier = dossier();
    for chemin in chemins(&dossier) {
        let nom = chemin.file_name().unwrap_or_default();
        let parent = chemin.parent().expect("un fichier est dans un dossier");
        let combien = || fs::read_dir(parent).map_or(0, std::iter::Iterator::count);
        let avant = combien();
        for nouveau in ["premier", "second"] {
            reussir_avec(&chemin, remplacer(&chemin, nouveau.as_bytes())).await;
            exiger_deja_la(&chemin, nouveau.as_bytes()).await;
            let piste = if chemin.to_str().is_some() {
                PISTE_SANS_EFFET
            } else {
                PISTE_NOM
            };
            exiger_egal!(
                texte(&chemin),
                nouveau,
                "le contenu du fichier {nom:?}",
                "{piste}"
            );
        }
        let de_plus = combien() - avant;
        exiger!(
            de_plus == 1,
            "après le remplacement de {nom:?}, son dossier a un fichier de plus, lui",
            "il en a {de_plus} de plus",
            "un fichier temporaire est resté, ou le nom du fichier a changé en route"
        );
    }
}

/// Le fichier est sur un autre système de fichiers que le dossier temporaire du système.
#[cfg(target_os = "linux")]
#[banc::etape]
#[tokio::test]
async fn le_fichier_peut_etre_sur_n_importe_quel_disque() {
    use std::os::unix::fs::MetadataExt as _;

    let disque = |chemin: &Path| fs::metadata(chemin).map(|infos| infos.dev()).ok();
    let temporaire = disque(&std::env::temp_dir());
    let ailleurs = Path::new("/dev/shm");
    let accessible = fs::metadata(ailleurs).is_ok_and(|infos| infos.mode() & 0o002 != 0);
    let dossier = if accessible && disque(ailleurs) != temporaire {
        Dossier::new("/dev/shm")
    } else {
        dossier()
    };
    let chemin = poser(&dossier, "etat.bin", "ancien");
    let issue = appeler(remplacer(&chemin, b"nouveau")).await;
    if issue.is_ok() {
        exiger_deja_la(&chemin, b"nouveau").await;
    }
    let piste = match &issue {
        Ok(()) => PISTE_SANS_EFFET,
        // 18 : d'un système de fichiers à l'autre (EXDEV).
        Err(erreur) if erreur.raw_os_error() == Some(18) => {
            "`rename` ne passe pas d'un système de fichiers à l'autre : le fichier temporaire se prépare à côté \
             de celui qu'il remplace, pas dans le dossier temporaire du système"
        }
        Err(_) => {
            "rien n'empêche cet appel d'aboutir : regarde laquelle de tes opérations échoue, et ce qu'elle \
             suppose du fichier"
        }
    };
    exiger!(
        issue.is_ok() && texte(&chemin) == "nouveau",
        "le fichier se remplace sur n'importe quel disque",
        "{issue:?}",
        "{piste}"
    );
}

#[banc::etape]
#[test]
fn le_thread_du_runtime_ne_touche_pas_au_fichier() {
    let dossier = dossier();
    let chemin = dossier.fichier("etat.bin");
    // D'abord sans rien retenir : rendre `Ok` trop tôt n'est pas travailler sur place.
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("le système a de quoi démarrer un runtime Tokio");
    runtime.block_on(async {
        let appel = timeout(ms(500), appeler(remplacer(&chemin, b"neuf")));
        if let Ok(Ok(())) = appel.await {
            exiger_deja_la(&chemin, b"neuf").await;
        }
    });
    runtime.shutdown_background();
    exiger_le_thread_libre(travaille_sur_place(
        &dossier,
        &|| drop(poser(&dossier, "etat.bin", "ancien")),
        &|| {
            let appel = remplacer(&chemin, LONG.as_bytes());
            Box::pin(async { drop(appel.await) })
        },
    ));
}
