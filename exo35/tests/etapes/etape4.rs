//! Étape 4 : `remplacer` met un contenu à la place d'un autre d'un seul coup, sans jamais gêner un lecteur, et ne laisse
//! rien derrière lui.

use std::io::{self, ErrorKind};
use std::path::Path;

use banc::enfant::Parent;
use banc::fichiers::{combien_dans, contenu, texte};
use banc::io::{
    PISTE_NOM, appeler, decrire, echouer_sans_dossier, en_moins_de, ignorer, issue_dans_un_enfant,
    reussir, reussir_avec,
};
use banc::texte::nombre;
use banc::thread_libre::{
    LONG, avec_un_pouls, avec_un_seul_thread_bloquant, exiger_le_thread_libre,
    regarder_entre_les_operations,
};
use banc::{Dossier, Explication, Sonde, echec, ensemble, exiger, exiger_egal, ms, sans_panique};
#[cfg(unix)]
use banc::{
    disque_plein::{TROP_LONG, ecrire_a_l_etroit, exiger_une_erreur},
    fichiers::{Lecteurs, Vue, lire_le_debut},
    thread_libre::hors_du_runtime,
};
use tokio::time::sleep;

use crate::remplacer; // nom fixé par l'énoncé

#[cfg(unix)]
mod ailleurs;

const PISTE_SANS_EFFET: &str = "l'appel a rendu `Ok` sans remplacer ce fichier-là : qui rend `Ok` a fait le travail, et \
    le nom du fichier reste le même";

#[allow(dead_code, reason = "seuls comptent les types de la consigne")]
fn signature(chemin: &Path) -> impl Future<Output = io::Result<()>> {
    remplacer(chemin, &[]) // signature fixée : async fn remplacer(chemin: &Path, contenu: &[u8]) -> io::Result<()>
}

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
async fn exiger_les_noms(dossier: &Dossier, attendus: &[&str], quand: &str) {
    let noms = dossier.noms();
    if noms == attendus {
        return;
    }
    for _ in 0..20 {
        sleep(ms(5)).await;
        exiger!(
            dossier.noms() != attendus,
            "{quand}, le dossier ne contient que {attendus:?}",
            "au retour de l'appel, il contient {noms:?}, et le fichier temporaire n'a disparu qu'ensuite",
            "le ménage est confié à une tâche ou à un thread que l'appel n'attend pas : rien ne dit qu'il se fera, il faut \
             l'attendre avant de rendre l'erreur"
        );
    }
    echec!(
        "{quand}, le dossier ne contient que {attendus:?}",
        "il contient {noms:?}",
        "un fichier temporaire est resté : il doit disparaître aussi quand une étape échoue ; un `?` placé avant le ménage \
         le saute, et une tâche que l'appel n'attend pas peut ne jamais le faire"
    )
}

#[banc::etape]
#[tokio::test]
async fn le_fichier_prend_le_nouveau_contenu() {
    let dossier = banc::dossier!();
    let chemin = dossier.fichier("etat.bin");
    let mut ancien = None;
    for nouveau in [
        &b"premier"[..],
        b"un second contenu, plus long",
        b"court",
        b"autre",
        b"pas de l'UTF-8 : \xFF\x00\xC3\r\n",
        b"",
        b"fin\n",
    ] {
        reussir(remplacer(&chemin, nouveau)).await;
        exiger_deja_la(&chemin, nouveau).await;
        let tenu = contenu(&chemin);
        let piste = if tenu.is_some() && tenu == ancien {
            "l'appel a rendu `Ok` sans rien remplacer : la même longueur, la même date ou la même fin ne font pas le même contenu"
        } else {
            "le fichier est créé s'il le faut, et prend le nouveau contenu, octet pour octet"
        };
        exiger_egal!(
            tenu,
            Some(nouveau.to_vec()),
            "le contenu du fichier",
            "{piste}"
        );
        ancien = tenu;
        exiger_les_noms(&dossier, &["etat.bin"], "après un remplacement réussi").await;
    }
}

#[banc::etape]
#[tokio::test]
async fn un_gros_contenu_est_la_tout_entier_au_retour() {
    let dossier = banc::dossier!();
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
    let dossier = banc::dossier!();
    // Une taille ordinaire, la même, puis moins, rien et plus : aucune ne permet d'écrire sur place.
    for taille in [4096, 100, 0, 10_000] {
        let chemin = dossier.poser("etat.bin", [b'a'; 4096]);
        let lire_la_suite = lire_le_debut(&chemin, 2048);
        reussir(remplacer(&chemin, &vec![b'b'; taille])).await;
        let reste = lire_la_suite();
        let (octets, anciens) = (reste.len(), reste.iter().filter(|o| **o == b'a').count());
        let lus = nombre(octets, "octet", "octets");
        exiger!(
            octets == 2048 && anciens == 2048,
            "un lecteur qui a lu la moitié de l'ancien contenu, 2048 octets, lit la fin de l'ancien, quelle que soit la taille \
             du nouveau (ici {taille})",
            "il a lu {lus} de plus, dont {anciens} de l'ancien",
            "le fichier lui-même a été réécrit (`write`, `create`, `copy` sur `chemin`) : prépare un autre fichier, et \
             c'est `rename` qui le met à la place d'un coup"
        );
    }
}

fn exiger_l_ancien_ou_le_nouveau(vu: Option<&[u8]>, bon: bool) {
    exiger!(
        vu.is_some(),
        "un lecteur trouve toujours le fichier, ancien ou nouveau",
        "à un moment, le fichier n'existait plus",
        "`remove_file` puis `rename`, ou l'ancien mis de côté d'abord : entre les deux, il n'y a plus rien ; `rename` \
         remplace de lui-même un fichier qui existe"
    );
    let octets = nombre(vu.map_or(0, <[u8]>::len), "octet", "octets");
    exiger!(
        bon,
        "un lecteur voit l'ancien contenu entier, ou le nouveau entier",
        "à un moment, il a lu {octets} : ni l'un ni l'autre",
        "le contenu est écrit sur place, ou prend sa place avant d'être complet : écris tout à côté (`flush` compris), \
         et seulement ensuite `rename`"
    );
}

#[banc::etape]
#[test]
fn entre_deux_operations_on_voit_l_ancien_ou_le_nouveau() {
    let dossier = banc::dossier!();
    let (ancien, nouveau) = ([b'a'; 20_000], [b'b'; 30_000]);
    let chemin = dossier.poser("etat.bin", ancien);
    let mut regarder = || {
        let vu = contenu(&chemin);
        let vu = vu.as_deref();
        exiger_l_ancien_ou_le_nouveau(vu, vu == Some(&ancien) || vu == Some(&nouveau));
    };
    let appel = avec_un_pouls(reussir(remplacer(&chemin, &nouveau)));
    regarder_entre_les_operations(ms(1000), appel, &mut regarder);
    regarder();
}

/// L'un lit tout, l'autre cherche seulement le fichier, bien plus souvent.
#[cfg(unix)]
#[banc::etape]
#[tokio::test]
async fn des_lecteurs_en_parallele_voient_toujours_un_contenu_entier() {
    const TAILLE: usize = 100_000;

    let dossier = banc::dossier!();
    let chemin = dossier.poser("etat.bin", [0; TAILLE]);
    let lire = |chemin: &Path| -> Option<Vue> {
        let vu = contenu(chemin);
        let bon = vu.as_ref().is_some_and(|octets| {
            octets.len() >= TAILLE && octets[1..] == octets[..octets.len() - 1]
        });
        (!bon).then_some(vu)
    };
    let chercher = |chemin: &Path| (!chemin.exists()).then_some(None);
    let lecteurs = Lecteurs::new(&chemin, &[lire, chercher]);
    // Autant de remplacements que possible en quelques dizaines de millisecondes.
    let depart = tokio::time::Instant::now();
    for octet in (0..250).cycle() {
        let nouveau = vec![octet; TAILLE + usize::from(octet)];
        reussir(remplacer(&chemin, &nouveau)).await;
        if depart.elapsed() > ms(40) {
            break;
        }
    }
    if let Some(vu) = lecteurs.surprise() {
        exiger_l_ancien_ou_le_nouveau(vu.as_deref(), false);
    }
}

#[banc::etape]
#[tokio::test]
async fn des_remplacements_simultanes_ne_se_genent_pas() {
    let dossier = banc::dossier!();
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
        let octets = nombre(tenu.len(), "octet", "octets");
        exiger!(
            versions.contains(&tenu),
            "après 20 remplacements lancés ensemble, le fichier contient l'une de leurs versions, entière",
            "au tour {tour}, il a {octets}, et ce n'est aucune d'elles",
            "deux appels ont écrit dans le même fichier : `chemin` lui-même, ou un provisoire au nom \
             partagé ; chacun écrit dans un provisoire à lui, au nom unique, puis le renomme"
        );
        exiger_les_noms(
            &dossier,
            &["etat.bin"],
            "après des remplacements simultanés",
        )
        .await;
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
    let dossier = banc::dossier!();
    // Sur une machine chargée, il arrive que le premier finisse tout entier là où il ne devait que commencer : l'essai
    // ne dit alors rien de la réponse.
    for _ in 0..20 {
        let chemin = dossier.poser("etat.bin", "ancien");
        let mut lent = Sonde::new(remplacer(&chemin, b"lent"));
        let a_fini = lent.sonder().is_ready();
        let issue = en_moins_de(ms(40), remplacer(&chemin, b"vif")).await;
        let tenu = texte(&chemin);
        exiger!(
            !matches!(issue, Some(Ok(()))) || tenu != "ancien",
            "un remplacement qui rend `Ok` a remplacé l'ancien contenu, même si un autre est en cours",
            "le fichier contient toujours {tenu:?}",
            "un appel ne peut pas laisser le travail à un autre, qui n'ira peut-être pas au bout : chacun fait le sien"
        );
        if !a_fini && tenu != "lent" {
            break;
        }
    }
}

#[banc::etape]
#[tokio::test]
async fn une_erreur_ne_laisse_rien_derriere_elle() {
    let dossier = banc::dossier!();
    let sans_dossier = dossier.fichier("absent").join("etat.bin");
    echouer_sans_dossier(&dossier, remplacer(&sans_dossier, b"nouveau")).await;
    // Un fichier ne remplace pas un dossier : c'est la dernière opération qui échoue.
    let cible = dossier.fichier("cible");
    let ancien = dossier.poser("cible/ancien.txt", "ancien");
    let issue = appeler(remplacer(&cible, b"nouveau")).await;
    // Le dossier d'abord : qui l'efface réussit, et n'a avalé aucune erreur.
    exiger_egal!(
        texte(&ancien),
        "ancien",
        "ce que contenait le dossier visé",
        "un dossier ne se remplace pas par un fichier, et son contenu reste intact : n'efface rien d'avance, ni pour essayer encore"
    );
    exiger!(
        issue.is_err(),
        "remplacer un dossier par un fichier est une erreur",
        "{issue:?}",
        "l'erreur de la dernière opération a été avalée : c'est elle qu'il faut rendre, ménage fait"
    );
    // Un chemin qui ne finit pas par un nom : c'est un dossier, encore.
    let sans_nom = cible.join("..");
    let attendu = "remplacer `cible/..`, qui est un dossier, est une erreur";
    let appel = sans_panique(Box::pin(remplacer(&sans_nom, b"nouveau")), |_| {
        Some(Explication {
            attendu,
            piste: "`file_name` rend `None` quand un chemin finit par `..`, et `parent` pour `/` : ni `unwrap` ni \
                    `expect`, `with_file_name` s'en accommode et le système rend l'erreur",
        })
    });
    let issue = appeler(appel).await;
    exiger!(
        issue.is_err(),
        "{attendu}",
        "{issue:?}",
        "l'erreur de la dernière opération a été avalée : c'est elle qu'il faut rendre, ménage fait"
    );
    exiger_les_noms(&dossier, &["cible"], "après une erreur").await;
}

/// Dans un enfant, dont le dossier courant est celui du test : remplace `etat.bin`, et rapporte l'issue.
async fn informer(parent: Parent, contenu: &[u8]) {
    let remplacement = async {
        remplacer(Path::new("etat.bin"), contenu).await?;
        Ok("Ok(())".to_owned())
    };
    parent.informer(&decrire(remplacement).await);
}

/// Vrai si l'appel fait encore une chose, comme `sync_all`, entre l'écriture et `rename` : le provisoire est
/// complet, et l'ancien toujours là, deux fois que le test regarde. Pas une fois si `rename` n'attend pas
/// l'écriture, et une seule si quelque chose l'attend sans plus. Ce qui est pardonné l'est comme dans
/// [`banc::disque_plein::synchronise`].
#[cfg(unix)]
fn synchronise_avant_de_renommer() -> bool {
    let mut vus = 0;
    let sans_panique = hors_du_runtime(&mut || {
        let dossier = banc::dossier!();
        let chemin = dossier.poser("etat.bin", "ancien");
        let nouveau = LONG.as_bytes();
        let appel = ignorer(remplacer(&chemin, nouveau));
        regarder_entre_les_operations(ms(2000), appel, &mut || {
            let est_complet = |(_, tenu): &(String, Vue)| tenu.as_deref() == Some(nouveau);
            let complet = dossier.photo().iter().any(est_complet);
            vus += u32::from(complet && texte(&chemin) == "ancien");
        });
    });
    sans_panique && vus >= 2
}

#[cfg(unix)]
#[banc::etape]
#[tokio::test]
async fn une_ecriture_interrompue_laisse_l_ancien_intact() {
    if let Some(parent) = Parent::trouver() {
        return informer(parent, TROP_LONG.as_bytes()).await;
    }
    let dossier = banc::dossier!();
    let chemin = dossier.fichier("etat.bin");
    reussir(remplacer(&chemin, b"ancien")).await;
    exiger_deja_la(&chemin, b"ancien").await;
    let Some(issue) = ecrire_a_l_etroit(&dossier, &chemin) else {
        return;
    };
    if issue.starts_with("Ok") && synchronise_avant_de_renommer() {
        return;
    }
    let tenu = texte(&chemin);
    let octets = nombre(tenu.len(), "octet", "octets");
    exiger!(
        tenu == "ancien",
        "quand le disque refuse l'écriture, l'ancien contenu reste intact",
        "le fichier contient maintenant {octets}, et ce n'est pas l'ancien contenu",
        "l'ancien a été touché trop tôt, ou le nouveau a pris sa place incomplet : l'erreur d'un \
         `tokio::fs::File` n'apparaît qu'au `flush`, à attendre avant `rename` (`sync_all` attend aussi \
         l'écriture, mais en tait l'erreur)"
    );
    exiger_une_erreur(
        &issue,
        "quand le disque refuse l'écriture",
        "l'erreur de l'écriture a été avalée : c'est elle qu'il faut rendre, ménage fait",
    );
    exiger_les_noms(
        &dossier,
        &["etat.bin"],
        "après une écriture qui a échoué au milieu",
    )
    .await;
}

#[banc::etape]
#[tokio::test]
async fn un_nom_seul_est_un_chemin_comme_un_autre() {
    if let Some(parent) = Parent::trouver() {
        return informer(parent, b"nouveau").await;
    }
    let dossier = banc::dossier!();
    let chemin = dossier.fichier("etat.bin");
    reussir(remplacer(&chemin, b"ancien")).await;
    exiger_deja_la(&chemin, b"ancien").await;
    let issue = issue_dans_un_enfant(&dossier, None);
    exiger!(
        texte(&chemin) == "nouveau" && issue == "Ok(())",
        "`remplacer(Path::new(\"etat.bin\"), …)` remplace ce fichier du dossier courant",
        "{issue}",
        "`parent()` d'un nom seul est un chemin vide, qui ne s'ouvre pas : `with_file_name` et `join` s'en \
         accommodent"
    );
    exiger_les_noms(&dossier, &["etat.bin"], "après un remplacement réussi").await;
}

#[banc::etape]
#[tokio::test]
async fn tout_nom_de_fichier_convient() {
    let dossier = banc::dossier!();
    for chemin in dossier.chemins_divers() {
        let nom = chemin.file_name().unwrap_or_default();
        let parent = chemin.parent().expect("un fichier est dans un dossier");
        let avant = combien_dans(parent);
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
        let de_plus = combien_dans(parent) - avant;
        exiger!(
            de_plus == 1,
            "après le remplacement de {nom:?}, son dossier a un fichier de plus, lui",
            "il en a {de_plus} de plus",
            "un fichier temporaire est resté, ou le nom du fichier a changé en route"
        );
    }
}

#[banc::etape]
#[test]
fn le_thread_du_runtime_ne_touche_pas_au_fichier() {
    let dossier = banc::dossier!();
    let chemin = dossier.fichier("etat.bin");
    // D'abord sans rien retenir : rendre `Ok` trop tôt n'est pas travailler sur place.
    avec_un_seul_thread_bloquant(Box::pin(async {
        let appel = en_moins_de(ms(500), appeler(remplacer(&chemin, b"neuf")));
        if let Some(Ok(())) = appel.await {
            exiger_deja_la(&chemin, b"neuf").await;
        }
    }));
    exiger_le_thread_libre(
        &dossier,
        &|| drop(dossier.poser("etat.bin", "ancien")),
        &|| ignorer(remplacer(&chemin, LONG.as_bytes())),
    );
}
