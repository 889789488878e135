//! `cargo exo livre` : le cours en livre, tiré des README.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cours::Cours;
use crate::livre::{self, mdbook};
use crate::socle::fichiers::lire;

/// Ce qu'on peut demander à `livre`.
#[derive(Debug, clap::Args)]
pub struct Options {
    /// Dossier où écrire le livre [par défaut : target/livre].
    #[arg(long, value_name = "DOSSIER")]
    sortie: Option<PathBuf>,
    /// Le fait construire par mdBook, s'il est installé.
    #[arg(long)]
    construire: bool,
    /// Adresse où se lisent les fichiers du cours, comme https://github.com/moi/tokio [par défaut : celle de « origin »].
    #[arg(long, value_name = "ADRESSE")]
    depot: Option<String>,
}

/// Écrit les sources du livre, et le fait construire si c'est demandé.
///
/// # Errors
/// Une page a un lien mort, le dossier ne s'écrit pas, ou mdBook fait défaut.
pub fn executer(options: &Options) -> anyhow::Result<bool> {
    let cours = Cours::courant()?;
    let depot = options.depot.clone().or_else(|| origine(&cours.racine));
    let depot = depot
        .as_deref()
        .map(|adresse| adresse.trim_end_matches('/'));
    let fichiers = livre::composer(&cours, depot, |page| lire(&cours.racine.join(page)))?;
    let dossier = options
        .sortie
        .clone()
        .unwrap_or_else(|| cours.cible.join("livre"));
    livre::ecrire(&fichiers, &dossier)?;
    if options.construire {
        println!("Le livre : {}", mdbook::construire(&dossier)?.display());
    } else {
        println!(
            "Les sources du livre : {}\nPour le lire : mdbook serve --open {}",
            dossier.display(),
            dossier.display()
        );
    }
    Ok(true)
}

/// L'adresse de la forge d'où vient ce dépôt, si c'en est une dont on connaît les adresses.
fn origine(racine: &Path) -> Option<String> {
    let sortie = Command::new("git")
        .args(["remote", "get-url", "origin"])
        .current_dir(racine)
        .output()
        .ok()?;
    adresse(String::from_utf8(sortie.stdout).ok()?.trim())
}

/// `git@github.com:moi/tokio.git` et `https://github.com/moi/tokio.git` se lisent à `https://github.com/moi/tokio`.
fn adresse(origine: &str) -> Option<String> {
    let reste = origine
        .strip_prefix("https://")
        .or_else(|| origine.strip_prefix("ssh://git@"))
        .or_else(|| origine.strip_prefix("git@"))?;
    // Un jeton placé devant l'hôte ne sort pas d'ici.
    let reste = reste.rsplit_once('@').map_or(reste, |(_, reste)| reste);
    let reste = reste
        .strip_suffix(".git")
        .unwrap_or(reste)
        .replacen(':', "/", 1);
    let (hote, chemin) = reste.split_once('/')?;
    let connu = hote.contains("github") || hote.contains("gitlab");
    (connu && !chemin.is_empty()).then(|| format!("https://{hote}/{chemin}"))
}

#[cfg(test)]
mod tests {
    use super::adresse;

    #[test]
    fn l_adresse_du_depot_est_celle_que_lit_un_navigateur() {
        let attendue = Some("https://github.com/moi/tokio".to_owned());
        for origine in [
            "https://github.com/moi/tokio.git",
            "https://github.com/moi/tokio",
            "https://jeton@github.com/moi/tokio.git",
            "git@github.com:moi/tokio.git",
            "ssh://git@github.com/moi/tokio.git",
        ] {
            assert_eq!(adresse(origine), attendue, "{origine}");
        }
        for origine in [
            "/srv/git/tokio.git",
            "",
            "file:///srv/tokio",
            "https://exemple.org/tokio.git",
        ] {
            assert_eq!(adresse(origine), None, "{origine}");
        }
    }
}
