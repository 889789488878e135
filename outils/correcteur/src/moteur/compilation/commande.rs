//! L'appel de `rustc` : ses options, ce qu'il lit, ce qu'il peut consommer.

use std::path::Path;
use std::process::Command;

use anyhow::Context;

use super::{Atelier, LIMITES_DE_COMPILATION, programme};
use crate::cours::Exercice;
use crate::cours::inventaire;
use crate::moteur::bac_a_sable::Besoin;

/// Colonnes d'un terminal ordinaire : `rustc` raccourcit lui-même, autour de ce qu'il souligne, les lignes de
/// code plus longues.
const LARGEUR_DES_DIAGNOSTICS: usize = 80;

impl Atelier {
    /// Le compilateur, dans le bac à sable : il lit ses propres fichiers et les bibliothèques, il écrit dans
    /// l'arbre.
    pub(super) fn envelopper(
        &self,
        mut commande: Command,
        arbre: &Path,
        increments: Option<&Path>,
    ) -> Command {
        if cfg!(unix) {
            // L'éditeur de liens est un programme de la machine.
            commande
                .env("PATH", self.bac.path())
                .env("TMPDIR", arbre.join("tmp"));
        }
        let sysroot = self.rustc.ancestors().nth(2).unwrap_or(&self.rustc);
        let mut lus = vec![sysroot];
        lus.extend(self.bibliotheques.a_lire());
        let mut ecrits = vec![arbre];
        ecrits.extend(increments);
        let besoin = Besoin {
            lus,
            ecrits,
            passagers: Vec::new(),
            limites: LIMITES_DE_COMPILATION,
            sans_droits: false,
        };
        self.bac.envelopper(commande, &besoin)
    }

    pub(super) fn commande(
        &self,
        exercice: &Exercice,
        arbre: &Path,
        increments: Option<&Path>,
    ) -> anyhow::Result<Command> {
        let mut commande = Command::new(&self.rustc);
        commande
            .current_dir(arbre)
            .env("CARGO_MANIFEST_DIR", arbre.join(&exercice.nom))
            .env("CARGO_TARGET_TMPDIR", arbre.join("tmp"))
            .env("CARGO_PKG_NAME", &exercice.nom)
            .args([
                "--crate-name",
                inventaire::PROGRAMME,
                "--test",
                "--error-format=json",
            ])
            .arg(format!("--diagnostic-width={LARGEUR_DES_DIAGNOSTICS}"))
            .arg(format!("--edition={}", exercice.edition))
            .args(["-C", "debuginfo=0", "-C", "strip=debuginfo"])
            .args(["-o", &programme()])
            // Les messages nomment les fichiers comme l'apprenant les connaît.
            .arg(format!("--remap-path-prefix={}/=", arbre.display()))
            .args(&self.lints);
        for dependance in &exercice.dependances {
            let nom = dependance.nom_de_crate();
            let fichier = self
                .bibliotheques
                .fichiers
                .get(&nom)
                .with_context(|| format!("la bibliothèque {nom} n'a pas été compilée"))?;
            commande
                .arg("--extern")
                .arg(format!("{nom}={}", fichier.display()));
        }
        for dossier in self.bibliotheques.dossiers() {
            commande
                .arg("-L")
                .arg(format!("dependency={}", dossier.display()));
        }
        match increments {
            Some(increments) => commande
                .arg("-C")
                .arg(format!("incremental={}", increments.display())),
            // Les cœurs sont déjà pris par d'autres réponses : un seul thread par réponse en fait moins au total.
            None => commande.args(["-C", "codegen-units=1"]),
        };
        commande.arg(
            Path::new(&exercice.nom)
                .join(inventaire::DOSSIER)
                .join(inventaire::RACINE),
        );
        Ok(commande)
    }
}
