//! Les trois couches, essayées puis posées : `bwrap`, `setpriv`, `ulimit`.

use std::ffi::OsString;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::{BacASable, Besoin, Compte, Limites, chemins, prefixer, protection};
use crate::modele::rapport::Protection;
use crate::moteur::processus::{Demande, executer};
use crate::socle::francais::entree_sortie;

/// Ce qu'un programme trouve sur une machine : exécutables, bibliothèques, et de quoi les lier.
const SYSTEME: [&str; 8] = [
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib64",
    "/lib32",
    "/nix/store",
    "/gnu/store",
];
/// Le peu de `/etc` dont l'éditeur de liens et la résolution de `localhost` ont besoin.
const REGLAGES: [&str; 5] = [
    "/etc/alternatives",
    "/etc/hosts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf.d",
    "/etc/nsswitch.conf",
];
/// Mio que chaque dossier de passage peut contenir. Les tests de l'exo 35, tous ensemble, en occupent dix-sept.
const PLACE: u64 = 64;

/// Les limites d'un essai du bac à sable lui-même.
const LIMITES_D_ESSAI: Limites = Limites {
    processeur: 7,
    memoire: 512,
    adresses: 1024,
    fichier: 3,
    processus: 321,
};

/// Essaie chaque couche, de la plus forte à la plus faible.
pub(super) fn sonder() -> BacASable {
    let administrateur = nix::unistd::geteuid().is_root();
    let mut bac = BacASable::aucun();
    bac.path = chemins::sans_dossier_relatif(&bac.path);
    let limites = essayer(
        &BacASable {
            limites: true,
            ..bac.clone()
        },
        ESSAI_DES_LIMITES,
    );
    bac.limites = limites.is_ok();

    let cloison = trouver_la_cloison().and_then(|programme| {
        let (path, outils) = chemins::des_outils(&bac.path, &SYSTEME);
        let mut essai = BacASable {
            cloison: Some(programme),
            path,
            outils,
            ..bac.clone()
        };
        if administrateur {
            essai.compte = Compte::DansLaCloison;
            if essayer(&essai, ESSAI_DE_LA_CLOISON).is_ok() {
                return Ok(essai);
            }
            essai.compte = Compte::Meme;
        }
        essayer(&essai, ESSAI_DE_LA_CLOISON).map(|()| essai)
    });
    let refus = match cloison {
        Ok(avec) => {
            bac = avec;
            let essai = BacASable {
                en_memoire: true,
                ..bac.clone()
            };
            bac.en_memoire = essayer(&essai, ESSAI_DE_LA_PLACE).is_ok();
            None
        }
        Err(raison) => Some(raison),
    };
    if administrateur && bac.cloison.is_none() {
        let essai = BacASable {
            compte: Compte::AvantLancement,
            ..bac.clone()
        };
        if essayer(&essai, ESSAI_DU_COMPTE).is_ok() {
            bac = essai;
        }
    }
    bac.protections = decrire(&bac, administrateur, limites.err(), refus);
    bac
}

/// Les limites demandées sont celles qu'on a. `sh` compte les fichiers par blocs de 512 octets.
const ESSAI_DES_LIMITES: &str =
    r#"test "$(ulimit -t) $(ulimit -f) $(ulimit -c)" = "7 6144 0" && echo bon"#;
/// Aucun autre processus, aucune interface que la boucle locale, le système en lecture seule, et pas de
/// dossier de la machine.
const ESSAI_DE_LA_CLOISON: &str = r#"
        test "$(ls -d /proc/[0-9]* | wc -l)" -lt 12 &&
        test "$(grep -c : /proc/net/dev)" = 1 &&
        ! touch /usr/essai 2>/dev/null && ! touch /essai 2>/dev/null && touch "$TMPDIR/essai" &&
        ! test -e /etc/passwd && ! test -e /home && ! test -e /root/. && ! test -e /var &&
        echo bon"#;
/// Le dossier de passage est en mémoire, inscriptible, et borné.
const ESSAI_DE_LA_PLACE: &str = r#"
        touch "$PASSAGER/essai" && test $(( $(stat -f -c '%b * %S' "$PASSAGER") )) -le 67108864 && echo bon"#;
const ESSAI_DU_COMPTE: &str = r#"touch "$TMPDIR/essai" && test "$(id -u)" != 0 && echo bon"#;

/// Vrai si ce script, enveloppé, finit par dire « bon » ; sinon, pourquoi.
fn essayer(bac: &BacASable, script: &str) -> Result<(), String> {
    let dossier = tempfile::Builder::new()
        .permissions(std::fs::Permissions::from_mode(0o755))
        .tempdir()
        .map_err(|erreur| entree_sortie(&erreur))?;
    let travail = dossier.path().join("travail");
    let passager = dossier.path().join("passager");
    for cree in [&travail, &passager] {
        std::fs::create_dir(cree).map_err(|erreur| entree_sortie(&erreur))?;
    }
    let mut commande = Command::new("/bin/sh");
    commande
        .args(["-c", script])
        .env("PATH", &bac.path)
        .env("TMPDIR", &travail)
        .env("PASSAGER", &passager)
        .current_dir(&travail);
    let besoin = Besoin {
        lus: vec![dossier.path()],
        ecrits: vec![&travail],
        passagers: vec![&passager],
        limites: LIMITES_D_ESSAI,
        sans_droits: true,
    };
    let demande = Demande {
        entree: b"",
        ligne_attendue: Some("bon"),
        delai: Duration::from_secs(10),
        garder: 4096,
    };
    let fin = executer(envelopper(bac, &commande, &besoin), &demande)
        .map_err(|erreur| entree_sortie(&erreur))?;
    if fin.signe && fin.statut.is_some_and(|statut| statut.success()) {
        return Ok(());
    }
    let dit = fin.erreur.lines().next().unwrap_or_default().trim();
    Err(if dit.is_empty() {
        "l'essai n'a pas donné ce qu'il fallait".to_owned()
    } else {
        dit.to_owned()
    })
}

#[cfg(target_os = "linux")]
fn trouver_la_cloison() -> Result<PathBuf, String> {
    which::which_in("bwrap", Some(super::path_de_l_utilisateur()), "/")
        .map_err(|_| "bwrap n'est pas installé (paquet bubblewrap de la distribution)".to_owned())
}

#[cfg(not(target_os = "linux"))]
fn trouver_la_cloison() -> Result<PathBuf, String> {
    Err("bubblewrap n'existe que sous Linux".to_owned())
}

fn decrire(
    bac: &BacASable,
    administrateur: bool,
    sans_limites: Option<String>,
    sans_cloison: Option<String>,
) -> Vec<Protection> {
    let mut protections = vec![
        protection(
            "environnement vidé",
            bac.limites || bac.cloison.is_some(),
            "seules les variables des tests sont transmises",
        ),
        protection(
            "limites de processeur, de mémoire, de processus et de taille de fichier",
            bac.limites,
            sans_limites.unwrap_or_else(|| "ulimit".to_owned()),
        ),
    ];
    let par = sans_cloison.unwrap_or_else(|| "bubblewrap".to_owned());
    for nom in [
        "système en lecture seule",
        "ni solutions, ni autres copies, ni fichiers du correcteur en vue",
        "pas de réseau, sauf la boucle locale",
        "aucun processus de la machine en vue, aucun survivant",
    ] {
        protections.push(protection(nom, bac.cloison.is_some(), par.clone()));
    }
    let place = if bac.en_memoire {
        format!("{PLACE} Mio en mémoire par test")
    } else {
        "il faut bubblewrap 0.7 ou plus récent".to_owned()
    };
    protections.push(protection(
        "place bornée sur le disque",
        bac.en_memoire,
        place,
    ));
    if administrateur {
        let detail = match bac.compte {
            Compte::Meme => "le code des copies s'exécute en administrateur".to_owned(),
            Compte::AvantLancement => "un numéro d'utilisateur par test".to_owned(),
            Compte::DansLaCloison => "setpriv, un numéro d'utilisateur par test".to_owned(),
        };
        protections.push(protection(
            "compte sans droits",
            bac.compte != Compte::Meme,
            detail,
        ));
    }
    protections
}

pub(super) fn envelopper(bac: &BacASable, commande: &Command, besoin: &Besoin<'_>) -> Command {
    let compte = if besoin.sans_droits {
        bac.compte
    } else {
        Compte::Meme
    };
    let numero = (compte != Compte::Meme).then(numero_d_utilisateur);
    if let Some(numero) = numero {
        donner(besoin, numero);
    }
    let mut mots = Vec::new();
    if let Some(programme) = &bac.cloison {
        mots.push(programme.into());
        mots.extend(cloison(
            &bac.outils,
            besoin,
            bac.en_memoire,
            compte == Compte::DansLaCloison,
            commande.get_current_dir(),
        ));
    }
    if let (Some(numero), Compte::DansLaCloison) = (numero, compte) {
        mots.extend(changer_de_compte(numero));
    }
    if bac.limites {
        // Les processus se comptent par utilisateur : sans numéro ni espace à elle, une copie paierait
        // pour tous ceux de la machine.
        let a_part = bac.cloison.is_some() || numero.is_some();
        mots.extend(limiter(besoin.limites, a_part));
    }
    let mut enveloppee = prefixer(mots, commande);
    if let (Some(numero), Compte::AvantLancement) = (numero, compte) {
        enveloppee.uid(numero).gid(numero);
    }
    enveloppee
}

/// Un numéro que ni le système ni un autre test en cours n'emploie.
fn numero_d_utilisateur() -> u32 {
    static SUIVANT: AtomicU32 = AtomicU32::new(0);
    // Au-dessus des comptes ordinaires, au-dessous de `nobody` : ce que systemd réserve aux passagers.
    61_184 + SUIVANT.fetch_add(1, Ordering::Relaxed) % 4_000
}

/// Donne à cet utilisateur les dossiers où il écrit. Un échec se verra : le test n'y écrira pas.
fn donner(besoin: &Besoin<'_>, numero: u32) {
    for dossier in besoin.ecrits.iter().chain(besoin.passagers.first()) {
        let _ = chown(dossier, Some(numero), Some(numero));
    }
    for commun in besoin.passagers.iter().skip(1) {
        // Sans cloison, ceux-là sont communs aux tests d'une copie.
        let _ = std::fs::set_permissions(commun, std::fs::Permissions::from_mode(0o1777));
    }
}

fn mots<const N: usize>(mots: [&str; N]) -> [OsString; N] {
    mots.map(OsString::from)
}

fn cloison(
    outils: &[PathBuf],
    besoin: &Besoin<'_>,
    en_memoire: bool,
    garder_root: bool,
    dossier: Option<&Path>,
) -> Vec<OsString> {
    let mut options = Vec::new();
    options.extend(mots(["--die-with-parent", "--new-session"]));
    options.extend(mots([
        "--unshare-ipc",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-uts",
    ]));
    if !garder_root {
        options.extend(mots(["--unshare-user-try", "--cap-drop", "ALL"]));
    }
    for chemin in SYSTEME {
        match std::fs::read_link(chemin) {
            Ok(cible) => {
                options.extend(["--symlink".into(), cible.into_os_string(), chemin.into()])
            }
            Err(_) => options.extend(mots(["--ro-bind-try", chemin, chemin])),
        }
    }
    for chemin in REGLAGES {
        options.extend(mots(["--ro-bind-try", chemin, chemin]));
    }
    options.extend(mots(["--proc", "/proc", "--dev", "/dev"]));
    for chemin in outils {
        parents(chemin, &mut options);
        options.extend(["--ro-bind-try".into(), chemin.into(), chemin.into()]);
    }
    for chemin in &besoin.lus {
        parents(chemin, &mut options);
        options.extend(["--ro-bind".into(), chemin.into(), chemin.into()]);
    }
    for chemin in &besoin.ecrits {
        parents(chemin, &mut options);
        options.extend(["--bind".into(), chemin.into(), chemin.into()]);
    }
    for passager in &besoin.passagers {
        parents(passager, &mut options);
        if en_memoire {
            let octets = (PLACE * 1024 * 1024).to_string();
            options.extend(mots(["--perms", "1777", "--size", &octets, "--tmpfs"]));
        } else {
            // Le premier, sous son nom et sous celui des autres.
            options.extend(["--bind".into(), besoin.passagers[0].into()]);
        }
        options.push(passager.into());
    }
    // Ces deux-là sont en mémoire : inscriptibles, ils la rempliraient.
    options.extend(mots(["--remount-ro", "/dev", "--remount-ro", "/"]));
    if let Some(dossier) = dossier {
        options.extend(["--chdir".into(), dossier.into()]);
    }
    options.push("--".into());
    options
}

/// Crée les dossiers qui mènent à ce chemin, ouverts à tous : bwrap les fermerait.
fn parents(chemin: &Path, options: &mut Vec<OsString>) {
    let mut ancetres: Vec<_> = chemin.ancestors().skip(1).collect();
    ancetres.pop();
    for ancetre in ancetres.into_iter().rev() {
        let deja = options.windows(2).any(|paire| paire[1] == ancetre)
            || SYSTEME.iter().any(|dossier| ancetre.starts_with(dossier));
        if !deja {
            options.extend(["--dir".into(), ancetre.into()]);
        }
    }
}

fn changer_de_compte(numero: u32) -> Vec<OsString> {
    let mut options = Vec::from(mots(["setpriv", "--clear-groups", "--no-new-privs"]));
    options.extend(mots(["--bounding-set=-all", "--inh-caps=-all"]));
    options.push(format!("--reuid={numero}").into());
    options.push(format!("--regid={numero}").into());
    options.push("--".into());
    options
}

/// `sh` pose les limites, puis devient la commande. Une limite que le système ne connaît pas est sautée.
fn limiter(limites: Limites, compter_les_processus: bool) -> Vec<OsString> {
    let mut script = format!(
        "ulimit -c 0; ulimit -H -t {}; ulimit -S -t {}; ulimit -f {}; ulimit -d {}; ulimit -v {}; ",
        // La limite douce envoie SIGXCPU, qui la nomme ; la dure tue qui s'en moque.
        limites.processeur + 2,
        limites.processeur,
        limites.fichier * 2048,
        limites.memoire * 1024,
        limites.adresses * 1024,
    );
    if compter_les_processus {
        // L'option s'appelle -p pour dash et busybox, -u pour les autres.
        let processus = limites.processus;
        script += &format!("ulimit -u {processus} || ulimit -p {processus}; ");
    }
    vec![
        "/bin/sh".into(),
        "-c".into(),
        format!("{{ {script}}} 2>/dev/null; exec \"$@\"").into(),
        "sh".into(),
    ]
}
