//! Les règles : ce que chacune cherche, pourquoi, et ce qu'elle entraîne.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use self::Consequence::{Refusee, Signalee};
use self::Motif::{
    Attribut, Caracteres, CheminEtMethode, CheminHorsDeMain, ConduiteDeTest, CrateRenommee, Disque,
    Dossier, DureesDeVie, Etoile, Externe, Impl, Lettres, Macro, MacroDefinie, Module,
    ModuleAilleurs, Mot, Nom, Texte, TraitSurAutrui,
};

/// Ce qu'une infraction entraîne.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Consequence {
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
    /// Un chemin sur un disque de Windows, dans une chaîne.
    Disque,
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
    /// Des durées de vie liées de la façon dont une faille connue du compilateur les allonge.
    DureesDeVie,
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
    pub consequence: Consequence,
}

/// Nom de la règle des fichiers que le correcteur ne sait pas lire.
pub(crate) const ILLISIBLE: &str = "illisible";

/// Nom de la règle de ce qui vient d'un autre fichier.
pub(super) const FICHIER_INCLUS: &str = "fichier_inclus";

/// Les types donnés que les tests comparent avec `==`.
pub const TYPES_COMPARES: &[&str] = &[
    "Gagnant",
    "SoldeInsuffisant",
    "Journal",
    "Config",
    "Requete",
];

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
        consequence: Refusee,
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
        consequence: Refusee,
    },
    Regle {
        nom: FICHIER_INCLUS,
        motifs: &[
            Macro("include"),
            Macro("include_str"),
            Macro("include_bytes"),
            Attribut("path"),
            ModuleAilleurs,
        ],
        raison: "une réponse tient dans son seul fichier : rien n'y est inclus depuis un autre",
        consequence: Refusee,
    },
    Regle {
        nom: "environnement_de_compilation",
        motifs: &[Macro("env"), Macro("option_env")],
        raison: "une réponse ne dépend pas de l'environnement de qui la compile",
        consequence: Refusee,
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
        consequence: Refusee,
    },
    Regle {
        nom: "variable_d_environnement",
        motifs: &[
            Motif::Chemin("std::env::var"),
            Motif::Chemin("std::env::var_os"),
        ],
        raison: "une variable d'environnement est lue ; l'environnement est vide pendant la notation",
        consequence: Signalee,
    },
    Regle {
        nom: "arguments",
        motifs: &[
            CheminHorsDeMain("std::env::args"),
            CheminHorsDeMain("std::env::args_os"),
        ],
        raison: "les arguments du processus nomment le test en cours : une étape n'a pas à les lire",
        consequence: Signalee,
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
        consequence: Signalee,
    },
    Regle {
        nom: "unsafe",
        motifs: &[Mot("unsafe")],
        raison: "tout le cours s'écrit sans `unsafe`, et le compilateur l'y interdit",
        consequence: Refusee,
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
        consequence: Refusee,
    },
    Regle {
        nom: "fichier_du_systeme",
        motifs: &[Dossier("/proc"), Dossier("/sys"), Dossier("/dev")],
        raison: "les fichiers du système (`/proc`, `/sys`, `/dev`) décrivent le processus et la machine : aucune \
                 étape ne les lit",
        consequence: Refusee,
    },
    Regle {
        nom: "banc_d_essai",
        motifs: &[Motif::Chemin("banc"), Nom("banc"), Texte("BANC_ACTE")],
        raison: "le banc d'essai appartient aux tests",
        consequence: Refusee,
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
        consequence: Refusee,
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
        consequence: Refusee,
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
        consequence: Refusee,
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
        consequence: Refusee,
    },
    Regle {
        nom: "calcul_sans_fin_a_la_compilation",
        motifs: &[
            Mot("long_running_const_eval"),
            Mot("r#long_running_const_eval"),
        ],
        raison: "cet avertissement arrête les calculs sans fin du compilateur : aucune étape n'a à le faire taire",
        consequence: Refusee,
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
        consequence: Signalee,
    },
    Regle {
        nom: "bibliotheque_renommee",
        motifs: &[CrateRenommee],
        raison: "`extern crate … as …` change, pour les tests aussi, la bibliothèque qu'un nom désigne : tout autre nom de \
                 la réponse reste chez elle",
        consequence: Refusee,
    },
    Regle {
        nom: "trait_sur_un_type_d_ailleurs",
        motifs: &[TraitSurAutrui],
        raison: "un trait de la réponse, donné à un type qui n'est pas d'elle, peut changer le sens d'appels écrits \
                 ailleurs",
        consequence: Signalee,
    },
    Regle {
        nom: "duree_de_vie",
        motifs: &[DureesDeVie],
        raison: "des durées de vie liées ainsi (`&'a &'b T`) sont la faille connue du compilateur par laquelle une référence \
                 survit à ce qu'elle désigne : aucune étape n'en a besoin",
        consequence: Signalee,
    },
    Regle {
        nom: "egalite_ecrite_a_la_main",
        motifs: &[Impl("PartialEq", TYPES_COMPARES)],
        raison: "l'égalité des types donnés vient de `derive` : écrite à la main, elle pourrait déclarer juste ce qui \
                 ne l'est pas",
        consequence: Refusee,
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
        consequence: Signalee,
    },
    Regle {
        nom: "signaux",
        motifs: &[
            Motif::Chemin("tokio::signal::unix"),
            Motif::Chemin("tokio::signal::windows"),
        ],
        raison: "seul Ctrl-C sert dans ce cours ; les autres signaux sont ceux du système",
        consequence: Signalee,
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
        consequence: Signalee,
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
            Dossier("/tmp"),
            Dossier("/home"),
            Dossier("/Users"),
            Disque,
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
        consequence: Signalee,
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
        consequence: Signalee,
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
        consequence: Signalee,
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
        consequence: Signalee,
    },
];

/// La règle des fichiers que le correcteur ne sait pas lire. Elle n'a pas de motif : voir [`examiner`] et
/// [`est_lisible`].
pub static REGLE_ILLISIBLE: Regle = Regle {
    nom: ILLISIBLE,
    motifs: &[],
    raison: "ce fichier n'a pas pu être examiné : il est imbriqué ou tortueux bien au-delà de ce qu'un exercice \
             demande",
    consequence: Refusee,
};
