//! Ce qu'une réponse n'a jamais à contenir : sortir du processus, en lancer d'autres, inclure des fichiers,
//! lire l'environnement, toucher au banc d'essai… Les règles sont des données, [`REGLES`], chacune avec sa
//! raison ; [`examiner`] les applique à un fichier.
//!
//! Elles servent à expliquer et à signaler, non à protéger : les points viennent des tests que le moteur a
//! vus réussir, et la machine est protégée par le bac à sable. Une lecture ne peut pas tout voir. Lui
//! échappent un chemin de fichier calculé à l'exécution et un nom qu'une macro assemble de plus loin que
//! dans ses propres jetons.

mod releve;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::RangeInclusive;

use proc_macro2::TokenStream;
use serde::{Deserialize, Serialize};

use releve::{Chemin, Emploi, Note, Releve, Segment};

/// Ce qu'une infraction entraîne.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Niveau {
    /// L'exercice vaut 0 et n'est pas exécuté ; un humain regarde.
    Refusee,
    /// L'exercice est noté comme d'habitude ; un humain regarde.
    Signalee,
}

/// Ce qu'une règle cherche. Les chemins se comparent une fois suivis les `use`, leurs renommages et leurs
/// `*`, dans le code comme dans les jetons des macros ; `core` et `alloc` y sont `std`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Motif {
    /// Ce chemin, tout ce qui est dessous, et les `use` qui y mènent.
    Chemin(&'static str),
    /// L'import de tout ce que ce module contient.
    Etoile(&'static str),
    /// Ce chemin, dans un fichier qui appelle aussi une méthode de ce nom.
    CheminEtMethode(&'static str, &'static str),
    /// Ce chemin, ailleurs que dans la fonction `main`.
    CheminHorsDeMain(&'static str),
    /// L'appel de cette macro, ou son import.
    Macro(&'static str),
    /// Ce mot, où qu'il soit.
    Mot(&'static str),
    /// Cet attribut.
    Attribut(&'static str),
    /// Un chemin de fichier sous ce dossier, dans une chaîne.
    Dossier(&'static str),
    /// Ce texte, dans une chaîne.
    Texte(&'static str),
    /// Un caractère d'un de ces intervalles, n'importe où dans le fichier, commentaires compris.
    Caracteres(&'static [RangeInclusive<char>]),
    /// Un nom, dans le code, dont une lettre est dans un de ces intervalles.
    Lettres(&'static [RangeInclusive<char>]),
    /// Un module de ce nom, à la racine du fichier.
    Module(&'static str),
    /// Un module ou un renommage de ce nom.
    Nom(&'static str),
    /// Une macro de ce nom, définie dans le fichier.
    MacroDefinie(&'static str),
    /// `mod nom;`, dont le contenu est dans un autre fichier.
    ModuleAilleurs,
    /// `extern crate … as …`.
    CrateRenommee,
    /// `extern "C"`, en bloc ou devant une fonction.
    Externe,
    /// `cfg!(test)` ou `#[cfg(not(test))]`.
    ConduiteDeTest,
    /// Un trait du fichier, donné à un type qui n'en est pas.
    TraitSurAutrui,
    /// `impl` de ce trait, écrit à la main, pour un de ces types ou pour un type d'ailleurs.
    Impl(&'static str, &'static [&'static str]),
}

/// Une règle : ce qu'elle cherche, et pourquoi.
#[derive(Debug, Clone, Copy)]
pub struct Regle {
    /// Son nom, court et stable : c'est lui que les rapports citent.
    pub nom: &'static str,
    /// Ce qu'elle cherche : il suffit d'un.
    pub motifs: &'static [Motif],
    /// Pourquoi, dans une phrase que l'apprenant peut lire.
    pub raison: &'static str,
    /// Ce qu'elle entraîne.
    pub niveau: Niveau,
}

/// Une règle qu'un fichier enfreint, et où.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Infraction {
    /// Ligne, à partir de 1.
    pub ligne: usize,
    /// Nom de la règle.
    pub regle: String,
    /// Pourquoi, en français.
    pub raison: String,
    /// Ce qu'elle entraîne.
    pub niveau: Niveau,
}

/// Nom de la règle des fichiers que le correcteur ne sait pas lire.
pub(crate) const ILLISIBLE: &str = "illisible";

/// Infractions gardées, au plus, d'une même règle dans un même fichier.
const PAR_REGLE: usize = 5;

/// Sens de chemins essayés, au plus, avant de renoncer à lire un fichier : une réponse du corpus en demande quelques
/// centaines, et un fichier hostile en ferait des millions, pendant des minutes.
const SENS_MAX: usize = 200_000;

/// Tours, au plus, pour suivre les `use` qui s'appuient les uns sur les autres.
const TOURS_MAX: usize = 32;

use Motif::{
    Attribut, Caracteres, CheminEtMethode, CheminHorsDeMain, ConduiteDeTest, CrateRenommee,
    Dossier, Etoile, Externe, Impl, Lettres, Macro, MacroDefinie, Module, ModuleAilleurs, Mot, Nom,
    Texte, TraitSurAutrui,
};
use Niveau::{Refusee, Signalee};

/// Les types donnés que les tests comparent avec `==`.
pub const TYPES_COMPARES: &[&str] = &["Gagnant", "SoldeInsuffisant", "Config", "Requete"];

/// Toutes les règles.
pub static REGLES: &[Regle] = &[
    Regle {
        nom: "sortie",
        motifs: &[
            Motif::Chemin("std::process::exit"),
            Motif::Chemin("std::process::abort"),
            Motif::Chemin("std::intrinsics"),
            Etoile("std::process"),
        ],
        raison: "arrêter le processus arrête aussi le test, sans rien prouver : une étape rend sa valeur, ou \
                 son erreur, à qui l'appelle",
        niveau: Refusee,
    },
    Regle {
        nom: "processus",
        motifs: &[
            Motif::Chemin("std::process::Command"),
            Motif::Chemin("std::process::Child"),
            Motif::Chemin("std::process::Stdio"),
            Motif::Chemin("std::os::unix::process"),
            Motif::Chemin("std::os::windows::process"),
            Motif::Chemin("tokio::process"),
        ],
        raison: "aucune étape ne demande de lancer un autre programme",
        niveau: Refusee,
    },
    Regle {
        nom: "fichier_inclus",
        motifs: &[
            Macro("include"),
            Macro("include_str"),
            Macro("include_bytes"),
            Attribut("path"),
            ModuleAilleurs,
        ],
        raison: "une réponse tient dans son seul fichier : rien n'y est inclus depuis un autre",
        niveau: Refusee,
    },
    Regle {
        nom: "environnement_de_compilation",
        motifs: &[Macro("env"), Macro("option_env")],
        raison: "une réponse ne dépend pas de l'environnement de qui la compile",
        niveau: Refusee,
    },
    Regle {
        nom: "environnement",
        motifs: &[
            Motif::Chemin("std::env::vars"),
            Motif::Chemin("std::env::vars_os"),
            Motif::Chemin("std::env::set_var"),
            Motif::Chemin("std::env::remove_var"),
            Motif::Chemin("std::env::current_exe"),
            Motif::Chemin("std::env::set_current_dir"),
            Motif::Chemin("std::env::home_dir"),
        ],
        raison: "aucune étape n'a besoin de l'environnement du processus, de son programme ni de son dossier",
        niveau: Refusee,
    },
    Regle {
        nom: "variable_d_environnement",
        motifs: &[
            Motif::Chemin("std::env::var"),
            Motif::Chemin("std::env::var_os"),
        ],
        raison: "une variable d'environnement est lue ; l'environnement est vide pendant la notation",
        niveau: Signalee,
    },
    Regle {
        nom: "arguments",
        motifs: &[
            CheminHorsDeMain("std::env::args"),
            CheminHorsDeMain("std::env::args_os"),
        ],
        raison: "les arguments du processus nomment le test en cours : une étape n'a pas à les lire",
        niveau: Signalee,
    },
    Regle {
        nom: "conduite_de_test",
        motifs: &[
            ConduiteDeTest,
            Motif::Chemin("std::any::type_name"),
            Motif::Chemin("std::any::type_name_of_val"),
            CheminEtMethode("std::thread::current", "name"),
            Motif::Chemin("std::thread::Thread"),
            Motif::Chemin("std::panic::Location"),
            Attribut("track_caller"),
            Motif::Chemin("std::env::current_dir"),
        ],
        raison: "ce code peut savoir quel test l'appelle, ou s'il est dans un test, et s'y conduire autrement",
        niveau: Signalee,
    },
    Regle {
        nom: "unsafe",
        motifs: &[Mot("unsafe")],
        raison: "tout le cours s'écrit sans `unsafe`, et le compilateur l'y interdit",
        niveau: Refusee,
    },
    Regle {
        nom: "edition_de_liens",
        motifs: &[
            Externe,
            Mot("link_section"),
            Mot("no_mangle"),
            Mot("export_name"),
            Mot("link_name"),
            Mot("global_allocator"),
            Mot("panic_handler"),
            Attribut("link"),
            Attribut("used"),
            Attribut("ctor"),
            Attribut("dtor"),
            Macro("asm"),
            Macro("global_asm"),
            Macro("naked_asm"),
            Motif::Chemin("std::arch"),
        ],
        raison: "aucune étape ne touche à l'édition de liens, à l'allocateur ni à l'assembleur",
        niveau: Refusee,
    },
    Regle {
        nom: "fichier_du_systeme",
        motifs: &[Dossier("/proc"), Dossier("/sys"), Dossier("/dev")],
        raison: "les fichiers du système (`/proc`, `/sys`, `/dev`) décrivent le processus et la machine : aucune \
                 étape ne les lit",
        niveau: Refusee,
    },
    Regle {
        nom: "banc_d_essai",
        motifs: &[Motif::Chemin("banc"), Nom("banc"), Texte("BANC_ACTE")],
        raison: "le banc d'essai appartient aux tests",
        niveau: Refusee,
    },
    Regle {
        nom: "module_des_tests",
        motifs: &[
            Module("commun_aux_etapes"),
            Module("etape1"),
            Module("etape2"),
            Module("etape3"),
            Module("etape4"),
            Module("etape5"),
            Module("etape6"),
        ],
        raison: "les modules `etape1`, `etape2`… et `commun_aux_etapes` sont ceux des tests de l'exercice : donne un \
                 autre nom au tien, par exemple `tests`",
        niveau: Refusee,
    },
    Regle {
        nom: "crochet_de_panique",
        motifs: &[
            Motif::Chemin("std::panic::set_hook"),
            Motif::Chemin("std::panic::take_hook"),
            Motif::Chemin("std::panic::update_hook"),
            Motif::Chemin("std::panic::always_abort"),
        ],
        raison: "le crochet de panique est à tout le processus, tests compris : aucune étape ne le change",
        niveau: Refusee,
    },
    Regle {
        nom: "descripteurs",
        motifs: &[
            Motif::Chemin("std::os::fd"),
            Motif::Chemin("std::os::raw"),
            Motif::Chemin("std::os::linux"),
            Motif::Chemin("std::os::unix::io"),
            Motif::Chemin("std::os::unix::thread"),
            Motif::Chemin("std::os::windows::io"),
            Motif::Chemin("std::os::windows::raw"),
            Motif::Chemin("std::ffi::c_void"),
            Motif::Chemin("tokio::io::unix"),
        ],
        raison: "aucune étape ne manie de descripteurs ni d'appels du système",
        niveau: Refusee,
    },
    Regle {
        nom: "entree_standard",
        motifs: &[
            Motif::Chemin("std::io::stdin"),
            Motif::Chemin("std::io::Stdin"),
            Motif::Chemin("tokio::io::stdin"),
            Motif::Chemin("tokio::io::Stdin"),
        ],
        raison: "aucune étape ne lit l'entrée standard, dont le banc d'essai se sert",
        niveau: Refusee,
    },
    Regle {
        nom: "calcul_sans_fin_a_la_compilation",
        motifs: &[
            Mot("long_running_const_eval"),
            Mot("r#long_running_const_eval"),
        ],
        raison: "cet avertissement arrête les calculs sans fin du compilateur : aucune étape n'a à le faire taire",
        niveau: Refusee,
    },
    Regle {
        nom: "nom_masque",
        motifs: &[
            Nom("std"),
            Nom("core"),
            Nom("alloc"),
            Nom("tokio"),
            Nom("anyhow"),
            Nom("thiserror"),
            MacroDefinie("assert"),
            MacroDefinie("assert_eq"),
            MacroDefinie("assert_ne"),
            MacroDefinie("debug_assert"),
            MacroDefinie("debug_assert_eq"),
            MacroDefinie("debug_assert_ne"),
            MacroDefinie("matches"),
            MacroDefinie("panic"),
            MacroDefinie("todo"),
            MacroDefinie("unreachable"),
            MacroDefinie("unimplemented"),
            MacroDefinie("vec"),
            MacroDefinie("format"),
            MacroDefinie("format_args"),
            MacroDefinie("print"),
            MacroDefinie("println"),
            MacroDefinie("eprint"),
            MacroDefinie("eprintln"),
            MacroDefinie("write"),
            MacroDefinie("writeln"),
            MacroDefinie("concat"),
            MacroDefinie("stringify"),
            MacroDefinie("include"),
            MacroDefinie("thread_local"),
            MacroDefinie("exiger"),
            MacroDefinie("exiger_egal"),
            MacroDefinie("echec"),
            MacroDefinie("select"),
            MacroDefinie("join"),
            MacroDefinie("try_join"),
            MacroDefinie("pin"),
        ],
        raison: "ce nom est celui d'une bibliothèque ou d'une macro connue : qui lit la réponse n'a plus sous les \
                 yeux ce qu'il croit",
        niveau: Signalee,
    },
    Regle {
        nom: "bibliotheque_renommee",
        motifs: &[CrateRenommee],
        raison: "`extern crate … as …` change, pour les tests aussi, la bibliothèque qu'un nom désigne : tout autre nom de \
                 la réponse reste chez elle",
        niveau: Refusee,
    },
    Regle {
        nom: "trait_sur_un_type_d_ailleurs",
        motifs: &[TraitSurAutrui],
        raison: "un trait de la réponse, donné à un type qui n'est pas d'elle, peut changer le sens d'appels écrits \
                 ailleurs",
        niveau: Signalee,
    },
    Regle {
        nom: "egalite_ecrite_a_la_main",
        motifs: &[Impl("PartialEq", TYPES_COMPARES)],
        raison: "l'égalité des types donnés vient de `derive` : écrite à la main, elle pourrait déclarer juste ce qui \
                 ne l'est pas",
        niveau: Refusee,
    },
    Regle {
        nom: "horloge",
        motifs: &[
            Motif::Chemin("tokio::time::advance"),
            Motif::Chemin("tokio::time::pause"),
            Motif::Chemin("tokio::time::resume"),
        ],
        raison: "l'horloge de Tokio est arrêtée, avancée ou relancée : dans une étape, cela imite l'attente au lieu \
                 d'attendre",
        niveau: Signalee,
    },
    Regle {
        nom: "signaux",
        motifs: &[
            Motif::Chemin("tokio::signal::unix"),
            Motif::Chemin("tokio::signal::windows"),
        ],
        raison: "seul Ctrl-C sert dans ce cours ; les autres signaux sont ceux du système",
        niveau: Signalee,
    },
    Regle {
        nom: "reseau",
        motifs: &[
            Motif::Chemin("std::net::TcpStream"),
            Motif::Chemin("std::net::TcpListener"),
            Motif::Chemin("std::net::UdpSocket"),
            Motif::Chemin("std::net::ToSocketAddrs"),
            Motif::Chemin("std::os::unix::net"),
            Motif::Chemin("tokio::net::UdpSocket"),
            Motif::Chemin("tokio::net::UnixStream"),
            Motif::Chemin("tokio::net::UnixListener"),
            Motif::Chemin("tokio::net::UnixDatagram"),
            Motif::Chemin("tokio::net::lookup_host"),
            Motif::Chemin("tokio::net::TcpSocket"),
            Motif::Chemin("tokio::net::TcpStream::connect"),
        ],
        raison: "une connexion est ouverte ; le seul réseau du cours est le serveur de l'exo 36",
        niveau: Signalee,
    },
    Regle {
        nom: "fichier_d_ailleurs",
        motifs: &[
            Dossier("/etc"),
            Dossier("/root"),
            Dossier("/usr"),
            Dossier("/var"),
            Dossier("/opt"),
            Dossier("/run"),
            Texte("../"),
            Texte("..\\"),
            Texte(".cargo"),
            Texte("solutions/"),
            Texte("tests/etapes"),
            Texte("self/mem"),
            Texte("self/maps"),
            Texte("self/environ"),
            Texte("self/cmdline"),
            Texte("self/fd"),
            Texte(".init_array"),
        ],
        raison: "cette chaîne nomme un fichier qui n'est pas de l'exercice",
        niveau: Signalee,
    },
    Regle {
        nom: "sens_de_lecture",
        motifs: &[Caracteres(&[
            '\u{202a}'..='\u{202e}',
            '\u{2066}'..='\u{2069}',
            '\u{200e}'..='\u{200f}',
            '\u{61c}'..='\u{61c}',
        ])],
        raison: "un caractère invisible change le sens de lecture : ce qui s'affiche n'est pas ce qui s'exécute",
        niveau: Signalee,
    },
    Regle {
        nom: "caractere_invisible",
        motifs: &[Caracteres(&[
            // Espaces sans largeur, traits d'union facultatifs, opérateurs invisibles, étiquettes.
            '\u{200b}'..='\u{200d}',
            '\u{2060}'..='\u{2064}',
            '\u{ad}'..='\u{ad}',
            '\u{180e}'..='\u{180e}',
            '\u{feff}'..='\u{feff}',
            '\u{e0000}'..='\u{e007f}',
        ])],
        raison: "un caractère invisible se cache dans le texte : ce qui s'affiche n'est pas tout ce qui est écrit",
        niveau: Signalee,
    },
    Regle {
        nom: "lettre_trompeuse",
        motifs: &[Lettres(&[
            // Grec, cyrillique, arménien, cherokee, formes pleine largeur : des lettres qu'on prend pour des latines.
            '\u{370}'..='\u{58f}',
            '\u{13a0}'..='\u{13ff}',
            '\u{1f00}'..='\u{1fff}',
            '\u{ff00}'..='\u{ffef}',
        ])],
        raison: "ce nom contient une lettre qui se lit comme une autre : deux noms qui s'affichent pareil peuvent être \
                 différents",
        niveau: Signalee,
    },
];

/// La règle des fichiers que le correcteur ne sait pas lire. Elle n'a pas de motif : voir [`examiner`] et
/// [`est_lisible`].
pub static REGLE_ILLISIBLE: Regle = Regle {
    nom: ILLISIBLE,
    motifs: &[],
    raison: "ce fichier n'a pas pu être examiné : il est imbriqué ou tortueux bien au-delà de ce qu'un exercice \
             demande",
    niveau: Refusee,
};

/// Fichiers spéciaux qu'une réponse peut nommer : ils ne disent rien de la machine.
const FICHIERS_PERMIS: &[&str] = &["/dev/null", "/dev/full"];

/// Examine une réponse, et rend ce qui enfreint [`REGLES`], par ligne. Une infraction par règle et par
/// ligne, cinq au plus par règle.
///
/// Un texte dont les jetons ne se lisent pas (accolade ou guillemet sans fin) n'enfreint rien : le
/// compilateur le refusera, et c'est lui qui dira pourquoi. S'il ne le refuse pas, [`est_lisible`] sert à
/// savoir qu'il n'a pas été examiné.
pub fn examiner(source: &str) -> Vec<Infraction> {
    let mut constat = Constat::default();
    examiner_les_caracteres(source, &mut constat);
    for jetons in lectures(source) {
        examiner_les_jetons(jetons, &mut constat);
    }
    oublier_les_positions();
    constat.infractions()
}

/// Vrai si [`examiner`] a pu lire ce texte. Un texte que le compilateur accepte et que ceci ne lit pas n'a
/// pas été examiné : il enfreint [`REGLE_ILLISIBLE`].
pub fn est_lisible(source: &str) -> bool {
    let lisible = lectures(source).next().is_some();
    oublier_les_positions();
    lisible
}

/// Les façons de lire ce texte : tel quel et, si sa première ligne peut être un `#!/bin/…` que le
/// compilateur sauterait, sans elle.
fn lectures(source: &str) -> impl Iterator<Item = TokenStream> {
    let sans_marque = source.strip_prefix('\u{feff}').unwrap_or(source);
    let sans_shebang = sans_marque.starts_with("#!").then(|| {
        let fin = sans_marque.find('\n').unwrap_or(sans_marque.len());
        &sans_marque[fin..]
    });
    std::iter::once(sans_marque)
        .chain(sans_shebang)
        .filter_map(|texte| texte.parse().ok())
}

/// `proc_macro2` garde, par thread, tous les textes qu'il a lus : un lot de copies remplirait la mémoire.
fn oublier_les_positions() {
    proc_macro2::extra::invalidate_current_thread_spans();
}

fn examiner_les_caracteres(source: &str, constat: &mut Constat) {
    for (regle, motif) in motifs() {
        let Caracteres(interdits) = motif else {
            continue;
        };
        // La marque d'ordre des octets, en tête, n'est pas cachée par l'auteur.
        let source = source.strip_prefix('\u{feff}').unwrap_or(source);
        for (i, ligne) in source.lines().enumerate() {
            if ligne.contains(|c| est_dans(interdits, c)) {
                constat.ajouter(regle, i + 1);
            }
        }
    }
}

fn est_dans(intervalles: &[RangeInclusive<char>], caractere: char) -> bool {
    intervalles
        .iter()
        .any(|intervalle| intervalle.contains(&caractere))
}

fn examiner_les_jetons(jetons: TokenStream, constat: &mut Constat) {
    let releve = match Releve::de(jetons) {
        Ok(releve) => releve,
        Err(trop_profond) => return constat.ajouter(&REGLE_ILLISIBLE, trop_profond.ligne),
    };
    let Some(portee) = Portee::de(&releve) else {
        return constat.ajouter(&REGLE_ILLISIBLE, 1);
    };
    examiner_les_chemins(&releve, &portee, constat);
    examiner_les_macros(&releve, &portee, constat);
    if portee.est_epuisee() {
        return constat.ajouter(&REGLE_ILLISIBLE, 1);
    }
    examiner_les_noms_assembles(&releve, constat);
    for (regle, motif) in motifs() {
        for ligne in lignes_simples(&releve, motif) {
            constat.ajouter(regle, ligne);
        }
    }
}

fn motifs() -> impl Iterator<Item = (&'static Regle, &'static Motif)> {
    REGLES
        .iter()
        .flat_map(|regle| regle.motifs.iter().map(move |motif| (regle, motif)))
}

/// Les lignes que vise un motif qui ne demande pas de suivre les `use`.
fn lignes_simples(releve: &Releve, motif: &Motif) -> Vec<usize> {
    fn ou(notes: &[Note], convient: impl Fn(&str) -> bool) -> Vec<usize> {
        notes
            .iter()
            .filter(|note| convient(&note.texte))
            .map(|note| note.ligne)
            .collect()
    }
    match *motif {
        Mot(mot) => ou(&releve.mots, |texte| texte == mot),
        Lettres(trompeuses) => ou(&releve.mots, |texte| {
            texte.contains(|c| est_dans(trompeuses, c))
        }),
        Attribut(nom) => ou(&releve.attributs, |texte| texte == nom),
        Texte(morceau) => ou(&releve.textes, |texte| texte.contains(morceau)),
        Dossier(dossier) => ou(&releve.textes, |texte| nomme_sous(texte, dossier)),
        MacroDefinie(nom) => ou(&releve.macros_definies, |texte| texte == nom),
        ModuleAilleurs => ou(&releve.modules_ailleurs, |_| true),
        CrateRenommee => releve.crates_renommees.clone(),
        Externe => releve.externes.clone(),
        ConduiteDeTest => releve.conduites_de_test.clone(),
        TraitSurAutrui => releve.traits_sur_autrui().collect(),
        Impl(nom, donnes) => releve.impls_de(nom, donnes),
        Nom(nom) => {
            let modules = releve.modules.iter().map(|(note, _)| note);
            modules
                .chain(&releve.renommages)
                .filter(|note| note.texte == nom)
                .map(|note| note.ligne)
                .collect()
        }
        Module(nom) => releve
            .modules
            .iter()
            .filter(|(note, racine)| *racine && note.texte == nom)
            .map(|(note, _)| note.ligne)
            .collect(),
        Motif::Chemin(_)
        | Etoile(_)
        | CheminEtMethode(..)
        | CheminHorsDeMain(_)
        | Macro(_)
        | Caracteres(_) => Vec::new(),
    }
}

/// Ce texte nomme le dossier, ou un fichier qui est dessous.
fn nomme_sous(texte: &str, dossier: &str) -> bool {
    texte.match_indices(dossier).any(|(place, _)| {
        let avant = texte[..place].chars().next_back();
        let apres = texte[place + dossier.len()..].chars().next();
        let permis = FICHIERS_PERMIS.iter().any(|fichier| {
            texte[place..]
                .strip_prefix(fichier)
                .is_some_and(|reste| !reste.starts_with(|c: char| c.is_alphanumeric() || c == '/'))
        });
        avant.is_none_or(|c| !c.is_alphanumeric())
            && apres.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '-')
            && !permis
    })
}

/// Les chemins des règles, découpés.
fn chemins_des_regles() -> impl Iterator<Item = (&'static Regle, &'static Motif, Vec<&'static str>)>
{
    motifs().filter_map(|(regle, motif)| match motif {
        Motif::Chemin(chemin)
        | Etoile(chemin)
        | CheminEtMethode(chemin, _)
        | CheminHorsDeMain(chemin) => Some((regle, motif, chemin.split("::").collect())),
        _ => None,
    })
}

fn examiner_les_chemins(releve: &Releve, portee: &Portee, constat: &mut Constat) {
    let regles: Vec<_> = chemins_des_regles().collect();
    for chemin in &releve.chemins {
        for candidat in portee.candidats(&chemin.segments) {
            for (regle, motif, interdit) in &regles {
                if enfreint(motif, interdit, &candidat, chemin, releve) {
                    constat.ajouter(regle, chemin.ligne);
                }
            }
        }
    }
    // Un mot seul ne désigne quelque chose de connu qu'à travers une étoile.
    for mot in &releve.mots {
        for candidat in portee.par_les_etoiles(&mot.texte) {
            for (regle, motif, interdit) in &regles {
                if matches!(motif, Motif::Chemin(_)) && commence_par(&candidat, interdit, releve) {
                    constat.ajouter(regle, mot.ligne);
                }
            }
        }
    }
}

/// Ce chemin, tel qu'il s'entend, est de ceux que le motif vise.
fn enfreint(
    motif: &Motif,
    interdit: &[&str],
    entendu: &[Segment],
    ecrit: &Chemin,
    releve: &Releve,
) -> bool {
    match motif {
        Motif::Chemin(_) => commence_par(entendu, interdit, releve),
        CheminEtMethode(_, methode) => {
            releve.methodes.contains(*methode) && commence_par(entendu, interdit, releve)
        }
        CheminHorsDeMain(_) => {
            let importe = matches!(ecrit.emploi, Emploi::Importe(_));
            !ecrit.dans_main && !importe && commence_par(entendu, interdit, releve)
        }
        Etoile(_) => {
            ecrit.emploi == Emploi::Etoile
                && entendu.len() == interdit.len()
                && commence_par(entendu, interdit, releve)
        }
        _ => false,
    }
}

/// Le chemin commence par ces noms. Un segment qu'une macro choisit peut être tout nom qu'on lui donne.
fn commence_par(chemin: &[Segment], noms: &[&str], releve: &Releve) -> bool {
    chemin.len() >= noms.len()
        && noms.iter().zip(chemin).all(|(nom, segment)| match segment {
            Segment::Nom(ecrit) => ecrit == nom,
            Segment::Inconnu => releve.mots_de_macro.contains(*nom),
        })
}

/// Macros appelées, et importées.
fn examiner_les_macros(releve: &Releve, portee: &Portee, constat: &mut Constat) {
    let interdites: Vec<_> = motifs()
        .filter_map(|(regle, motif)| match motif {
            Macro(nom) => Some((regle, *nom)),
            _ => None,
        })
        .collect();
    for chemin in &releve.chemins {
        let noms = portee.noms_possibles(chemin);
        for (regle, interdite) in &interdites {
            let appelee = chemin.emploi == Emploi::Macro && noms.contains(*interdite);
            // `env` seul est aussi un module, qu'il est permis d'importer.
            let importee = chemin.emploi != Emploi::Macro
                && *interdite != "env"
                && portee.mene_a_std(&chemin.segments, interdite);
            let assemblee = chemin.emploi == Emploi::Macro
                && chemin.segments.last() == Some(&Segment::Inconnu)
                && releve.mots_de_macro.contains(*interdite);
            if appelee || importee || assemblee {
                constat.ajouter(regle, chemin.ligne);
            }
        }
    }
}

/// Un nom interdit qu'une macro du fichier recevrait en morceaux : `sortir!(std process exit)`.
fn examiner_les_noms_assembles(releve: &Releve, constat: &mut Constat) {
    let Some(definition) = releve.macros_definies.first() else {
        return;
    };
    for (regle, motif, interdit) in chemins_des_regles() {
        let (dernier, parents) = match interdit.as_slice() {
            [parents @ .., dernier] if !parents.is_empty() => (dernier, parents),
            _ => continue,
        };
        if regle.niveau == Refusee
            && matches!(motif, Motif::Chemin(_))
            && releve.mots_de_macro.contains(*dernier)
            && parents
                .iter()
                .all(|nom| releve.noms_de_macro.contains(*nom))
        {
            constat.ajouter(regle, definition.ligne);
        }
    }
}

/// Ce que les `use` du fichier font entendre, toutes portées confondues : un nom peut vouloir dire tout ce
/// qu'il veut dire quelque part.
struct Portee {
    /// Chemins qu'un nom désigne.
    alias: HashMap<String, BTreeSet<Vec<Segment>>>,
    /// Modules importés avec `*`.
    etoiles: BTreeSet<Vec<Segment>>,
    /// Sens essayés jusqu'ici.
    sens: Cell<usize>,
}

impl Portee {
    /// `None` si les `use` forment une chaîne sans fin raisonnable.
    fn de(releve: &Releve) -> Option<Self> {
        let utiles = chemins_utiles();
        let mut portee = Portee {
            alias: HashMap::new(),
            etoiles: BTreeSet::new(),
            sens: Cell::new(0),
        };
        for _ in 0..TOURS_MAX {
            let mut change = false;
            for chemin in &releve.chemins {
                if !matches!(chemin.emploi, Emploi::Importe(_) | Emploi::Etoile) {
                    continue;
                }
                for candidat in portee.candidats(&chemin.segments) {
                    if utiles.contains(&candidat) {
                        change |= portee.apprendre(&chemin.emploi, candidat);
                    }
                }
            }
            if !change {
                return Some(portee);
            }
            if portee.est_epuisee() {
                return None;
            }
        }
        None
    }

    fn apprendre(&mut self, emploi: &Emploi, chemin: Vec<Segment>) -> bool {
        match emploi {
            Emploi::Importe(nom) => self.alias.entry(nom.clone()).or_default().insert(chemin),
            Emploi::Etoile => self.etoiles.insert(chemin),
            _ => false,
        }
    }

    /// Trop de sens ont été essayés : ceux qui suivent ne l'ont pas été.
    fn est_epuisee(&self) -> bool {
        self.sens.get() > SENS_MAX
    }

    /// Les chemins, depuis `std`, `tokio` ou `banc`, que ces segments peuvent désigner.
    fn candidats(&self, segments: &[Segment]) -> Vec<Vec<Segment>> {
        let mut candidats = Vec::new();
        if self.est_epuisee() {
            return candidats;
        }
        for (i, segment) in segments.iter().enumerate() {
            let reste = &segments[i..];
            candidats.extend(racine(reste));
            for etoile in &self.etoiles {
                candidats.push([etoile, reste].concat());
            }
            let Segment::Nom(nom) = segment else { continue };
            for cible in self.alias.get(nom).into_iter().flatten() {
                candidats.push([cible, &reste[1..]].concat());
            }
        }
        self.sens.set(self.sens.get() + candidats.len());
        candidats
    }

    fn par_les_etoiles(&self, mot: &str) -> impl Iterator<Item = Vec<Segment>> {
        let mot = Segment::Nom(mot.to_owned());
        self.etoiles
            .iter()
            .map(move |etoile| [etoile.as_slice(), std::slice::from_ref(&mot)].concat())
    }

    /// Les noms que ce chemin, appelé comme macro, peut avoir.
    fn noms_possibles(&self, chemin: &Chemin) -> BTreeSet<String> {
        let mut noms = BTreeSet::new();
        if chemin.emploi == Emploi::Macro {
            let candidats = self.candidats(&chemin.segments);
            let chemins = candidats.iter().chain([&chemin.segments]);
            noms.extend(chemins.filter_map(|segments| match segments.last() {
                Some(Segment::Nom(nom)) => Some(nom.clone()),
                _ => None,
            }));
        }
        noms
    }

    /// Ce chemin désigne `std::…::nom`.
    fn mene_a_std(&self, segments: &[Segment], nom: &str) -> bool {
        let finit = |segments: &[Segment]| segments.last() == Some(&Segment::Nom(nom.to_owned()));
        finit(segments)
            && self.candidats(segments).iter().any(|candidat| {
                candidat.len() > 1 && candidat.first() == Some(&Segment::Nom("std".into()))
            })
    }
}

/// Ces segments, s'ils partent d'une bibliothèque que les règles connaissent ; `core::prelude::v1::x` est
/// `std::x`.
fn racine(segments: &[Segment]) -> Option<Vec<Segment>> {
    let nom = |nom: &str| Segment::Nom(nom.to_owned());
    let mut chemin = segments.to_vec();
    match chemin.first()? {
        Segment::Nom(premier) if ["core", "alloc"].contains(&premier.as_str()) => {
            chemin[0] = nom("std");
        }
        Segment::Nom(premier) if ["std", "tokio", "banc"].contains(&premier.as_str()) => {}
        // Seul, ou devant des noms eux-mêmes inconnus, ce serait n'importe quel chemin.
        Segment::Inconnu if segments.len() > 1 => {}
        _ => return None,
    }
    if chemin.len() > 3 && chemin[1] == nom("prelude") {
        chemin.drain(1..3);
    }
    Some(chemin)
}

/// Les débuts des chemins que les règles citent, et les macros qui ont aussi un chemin : ce qu'il faut
/// suivre d'un `use` à l'autre.
fn chemins_utiles() -> BTreeSet<Vec<Segment>> {
    let mut utiles = BTreeSet::new();
    let en_segments = |noms: &[&str]| -> Vec<Segment> {
        let segments = noms.iter().map(|nom| Segment::Nom((*nom).to_owned()));
        segments.collect()
    };
    for (_, _, noms) in chemins_des_regles() {
        for longueur in 1..=noms.len() {
            utiles.insert(en_segments(&noms[..longueur]));
        }
    }
    for (_, motif) in motifs() {
        if let Macro(nom) = motif {
            utiles.insert(en_segments(&["std", nom]));
        }
    }
    utiles
}

/// Les infractions trouvées, sans doublon.
#[derive(Default)]
struct Constat(BTreeMap<&'static str, (&'static Regle, BTreeSet<usize>)>);

impl Constat {
    fn ajouter(&mut self, regle: &'static Regle, ligne: usize) {
        let (_, lignes) = self
            .0
            .entry(regle.nom)
            .or_insert_with(|| (regle, BTreeSet::new()));
        lignes.insert(ligne);
    }

    fn infractions(self) -> Vec<Infraction> {
        let mut infractions: Vec<_> = self
            .0
            .into_values()
            .flat_map(|(regle, lignes)| {
                lignes.into_iter().take(PAR_REGLE).map(|ligne| Infraction {
                    ligne,
                    regle: regle.nom.to_owned(),
                    raison: regle.raison.to_owned(),
                    niveau: regle.niveau,
                })
            })
            .collect();
        infractions.sort();
        infractions
    }
}
