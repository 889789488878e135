//! Un résultat réduit à ce qui compte maintenant : la première étape en difficulté, l'erreur ou l'écart,
//! l'endroit à ouvrir. Du texte, sans rien savoir du terminal que sa largeur.

use std::fmt::Write as _;

use console::{Alignment, measure_text_width, pad_str, style};

use crate::compagnon::explications::expliquer;
use crate::compagnon::tableau::marque;
use crate::cours::decoupe::{etape_de_la_ligne, ligne_de_l_etape};
use crate::cours::inventaire::reponse_de;
use crate::cours::lecon::Lecon;
use crate::cours::{Cours, Exercice};
use crate::modele::diagnostic::Diagnostic;
use crate::modele::resultat::{
    Empechement, EtatEtape, Message, Resultat, ResultatTest, Verdict, etat,
};
use crate::socle::francais::pluriel;
use crate::socle::mise_en_page::{insecables, rendre, replier, replier_sous};
use crate::socle::terminal::chemin_a_afficher;

/// Lignes d'un message du compilateur gardées, au plus, dans la vue courte.
const LIGNES_D_ERREUR: usize = 18;

/// Lignes d'un message de test sans diagnostic gardées, au plus, dans la vue courte.
const LIGNES_DE_MESSAGE: usize = 6;

/// Un résultat à montrer.
pub(crate) struct Vue<'a> {
    /// Le cours.
    pub cours: &'a Cours,
    /// L'exercice.
    pub exercice: &'a Exercice,
    /// Ce que son README dit des étapes.
    pub lecon: &'a Lecon,
    /// Le texte jugé ; vide s'il ne se lit pas.
    pub source: &'a str,
    /// Le verdict.
    pub resultat: &'a Resultat,
    /// Largeur du terminal, en colonnes.
    pub largeur: usize,
}

impl Vue<'_> {
    /// L'étape où le compilateur s'arrête.
    pub(crate) fn etape_du_compilateur(&self) -> Option<u32> {
        match &self.resultat.empechement {
            Some(Empechement::NeCompilePas { erreurs }) => erreurs
                .iter()
                .find_map(|erreur| self.etape_du_diagnostic(erreur)),
            _ => None,
        }
    }

    /// L'exercice et l'état de ses étapes, sur une ligne.
    pub(crate) fn entete(&self) -> String {
        let titre = format!("{} · {}", self.exercice.nom, self.exercice.titre);
        let etat = match &self.resultat.empechement {
            None => self
                .resultat
                .etapes
                .iter()
                .map(|etape| marque(etape.etat))
                .collect::<Vec<_>>()
                .join(" "),
            Some(Empechement::NeCompilePas { .. }) => style("ne compile pas").red().to_string(),
            Some(_) => style("n'a pas pu être testé").red().to_string(),
        };
        let place = self
            .largeur
            .min(80)
            .saturating_sub(measure_text_width(&etat) + 1);
        let titre = pad_str(&titre, place, Alignment::Left, Some("…")).into_owned();
        format!("{} {etat}", style(titre).bold())
    }

    /// La première difficulté, et elle seule.
    pub(crate) fn difficulte(&self) -> String {
        match &self.resultat.empechement {
            Some(Empechement::NeCompilePas { erreurs }) => self.compilation(erreurs),
            Some(autre) => {
                self.paragraphe(&format!("{} : {autre}", self.lieu(&self.fichier(), None)))
            }
            None => match self.resultat.premiere_etape_a_reprendre() {
                Some(etape) if etape.etat == EtatEtape::AFaire => self.a_faire(etape.numero),
                Some(etape) => self.en_echec(etape.numero),
                None => format!("{}\n", style("Toutes les étapes sont acquises.").green()),
            },
        }
    }

    /// Tout : chaque étape, chaque test qui ne réussit pas, chaque message du compilateur, en entier.
    pub(crate) fn tout(&self) -> String {
        let mut texte = String::new();
        if let Some(Empechement::NeCompilePas { erreurs }) = &self.resultat.empechement {
            for erreur in erreurs {
                let _ = writeln!(texte, "{}\n", self.plier(&erreur.rendu));
            }
            return texte;
        }
        for etape in &self.resultat.etapes {
            let titre = format!("Étape {} : {}", etape.numero, etape.titre);
            let _ = writeln!(texte, "{} {}", marque(etape.etat), style(titre).bold());
            for test in self
                .resultat
                .tests
                .iter()
                .filter(|test| test.etape == etape.numero)
            {
                let signe = marque(etat([test].into_iter()));
                let (nom, resume) = (&test.nom, test.verdict.resume());
                let duree = match test.duree_ms {
                    0 => String::new(),
                    ms => format!(" ({ms}\u{a0}ms)"),
                };
                let ligne = format!("  {signe} {nom}{duree} : {resume}");
                let _ = writeln!(texte, "{}", replier(&ligne, self.largeur, "", "      "));
                let message = test.verdict.message().filter(|message| !message.a_faire);
                for ligne in message
                    .into_iter()
                    .flat_map(|message| message.texte.lines())
                {
                    let _ = writeln!(texte, "{}", self.plier(&format!("      {ligne}")));
                }
            }
        }
        for avertissement in self.avertissements() {
            let _ = writeln!(texte, "\n{}", self.plier(&avertissement.rendu));
        }
        texte
    }

    fn compilation(&self, erreurs: &[Diagnostic]) -> String {
        let Some(erreur) = erreurs.first() else {
            return String::new();
        };
        let etape = self.etape_du_diagnostic(erreur);
        let mut texte = match etape.and_then(|numero| self.titre(numero)) {
            Some(titre) => format!("{titre}\n"),
            None => format!("{}\n", style("Le compilateur refuse le fichier").bold()),
        };
        texte += &self.diagnostic(erreur);
        if erreurs.len() > 1 {
            let autres = erreurs.len() - 1;
            let _ = writeln!(
                texte,
                "\n({autres} {} : corrige d'abord celle-ci)",
                pluriel(autres, "autre erreur", "autres erreurs")
            );
        }
        texte
    }

    /// Un message du compilateur, l'essentiel, puis ce qu'il veut dire.
    fn diagnostic(&self, diagnostic: &Diagnostic) -> String {
        let mut texte = String::new();
        if let Some(fichier) = &diagnostic.fichier {
            let _ = writeln!(
                texte,
                "{}\n",
                style(self.lieu(fichier, diagnostic.ligne.zip(diagnostic.colonne))).underlined()
            );
        }
        let explication = expliquer(diagnostic);
        let conseil = explication.is_none_or(|explication| explication.conseil);
        let lignes = essentiel(&diagnostic.rendu, conseil);
        for (rang, ligne) in lignes.into_iter().enumerate() {
            let ligne = replier(&sain(ligne), self.largeur, "", "      ");
            let ligne = match (rang, diagnostic.erreur) {
                (0, true) => style(ligne).red().bold().to_string(),
                (0, false) => style(ligne).yellow().bold().to_string(),
                _ => ligne,
            };
            let _ = writeln!(texte, "{ligne}");
        }
        if let Some(explication) = explication {
            let _ = writeln!(
                texte,
                "\n{}",
                rendre(&explication.texte, self.largeur, "  ")
            );
            let lecon = format!(
                "{}, « {} »",
                self.lieu(&explication.relire.fichier, None),
                explication.relire.titre
            );
            texte += &self.champ("à relire", &lecon);
        }
        texte
    }

    fn a_faire(&self, etape: u32) -> String {
        let mut texte = self.titre_et_lieu(etape, "à faire");
        let consigne = self.lecon.consigne(etape).unwrap_or_default();
        let _ = writeln!(texte, "{}", rendre(consigne, self.largeur, "  "));
        texte + &self.avertissement_de(etape)
    }

    fn en_echec(&self, etape: u32) -> String {
        let echecs: Vec<&ResultatTest> = self.resultat.echecs(etape).collect();
        // Le `todo!` d'une autre étape ne dit rien de celle-ci.
        let parlant = |test: &&&ResultatTest| {
            test.verdict
                .message()
                .is_some_and(|message| !message.a_faire)
        };
        let Some(test) = echecs.iter().find(parlant).or(echecs.first()) else {
            return String::new();
        };
        let mut texte = self.titre_et_lieu(etape, "en échec");
        texte += &self.ecart(test);
        let autres = echecs.len() - 1;
        let suite = match autres {
            0 => String::new(),
            _ => format!(
                " (et {autres} {})",
                pluriel(autres, "autre test", "autres tests")
            ),
        };
        texte += &self.champ("test", &format!("{}{suite}", test.nom));
        texte + &self.avertissement_de(etape)
    }

    /// Ce qu'un test attendait et ce qu'il a vu.
    fn ecart(&self, test: &ResultatTest) -> String {
        let mut texte = String::new();
        let vide = Message::default();
        let message = test.verdict.message().unwrap_or(&vide);
        for (nom, valeur) in [
            ("attendu", &message.attendu),
            ("observé", &message.observe),
            ("piste", &message.piste),
        ] {
            if let Some(valeur) = valeur {
                texte += &self.champ(nom, valeur);
            }
        }
        if message.attendu.is_none() {
            if !matches!(test.verdict, Verdict::Echoue(_)) {
                texte += &self.champ("verdict", &test.verdict.resume());
            }
            for ligne in lignes_utiles(&message.texte).take(LIGNES_DE_MESSAGE) {
                let _ = writeln!(
                    texte,
                    "{}",
                    replier(&sain(ligne), self.largeur, "  ", "    ")
                );
            }
        }
        texte
    }

    /// L'avertissement du compilateur qui concerne cette étape, s'il y en a un.
    fn avertissement_de(&self, etape: u32) -> String {
        self.avertissements()
            .find(|avertissement| self.etape_du_diagnostic(avertissement) == Some(etape))
            .map_or_else(String::new, |avertissement| {
                format!("\n{}", self.diagnostic(avertissement))
            })
    }

    /// Les avertissements sur le fichier de l'apprenant.
    fn avertissements(&self) -> impl Iterator<Item = &Diagnostic> {
        let fichier = self.fichier();
        self.resultat
            .avertissements
            .iter()
            .filter(move |diagnostic| diagnostic.fichier.as_deref() == Some(fichier.as_str()))
    }

    fn etape_du_diagnostic(&self, diagnostic: &Diagnostic) -> Option<u32> {
        if diagnostic.fichier.as_deref() != Some(self.fichier().as_str()) {
            return None;
        }
        etape_de_la_ligne(self.source, diagnostic.ligne?)
    }

    fn titre(&self, etape: u32) -> Option<String> {
        let decrite = self
            .exercice
            .etapes
            .iter()
            .find(|decrite| decrite.numero == etape)?;
        let titre = format!("Étape {etape} : {}", decrite.titre);
        Some(
            style(replier(&titre, self.largeur, "", "  "))
                .bold()
                .to_string(),
        )
    }

    fn titre_et_lieu(&self, etape: u32, etat: &str) -> String {
        let titre = self.titre(etape).unwrap_or_default();
        let ligne = ligne_de_l_etape(self.source, etape).map(|ligne| (ligne, 1));
        let lieu = style(self.lieu(&self.fichier(), ligne)).underlined();
        format!("{titre}\n{lieu}  {etat}\n\n")
    }

    /// Le fichier de l'apprenant, depuis la racine du cours.
    fn fichier(&self) -> String {
        reponse_de(&self.exercice.nom)
    }

    fn lieu(&self, fichier: &str, place: Option<(usize, usize)>) -> String {
        let chemin = chemin_a_afficher(&self.cours.racine.join(fichier));
        match place {
            Some((ligne, colonne)) => format!("{chemin}:{ligne}:{colonne}"),
            None => chemin,
        }
    }

    fn champ(&self, nom: &str, valeur: &str) -> String {
        let marge = " ".repeat(12);
        let valeur = replier(&insecables(&sain(valeur)), self.largeur, &marge, &marge);
        let nom = style(format!("  {nom:<10}")).bold();
        format!("{nom}{}\n", &valeur[marge.len()..])
    }

    /// Un texte déjà mis en lignes, dont les trop longues sont coupées sous leur propre début.
    fn plier(&self, texte: &str) -> String {
        let texte = sain(texte.trim_end());
        let lignes: Vec<String> = texte
            .lines()
            .map(|ligne| replier_sous(ligne, self.largeur))
            .collect();
        lignes.join("\n")
    }

    fn paragraphe(&self, texte: &str) -> String {
        replier(texte, self.largeur, "", "") + "\n"
    }
}

/// Ces indices d'une étape, du plus discret au plus net.
pub(crate) fn indices(
    lecon: &Lecon,
    etape: u32,
    lesquels: std::ops::Range<usize>,
    largeur: usize,
) -> String {
    let mut texte = String::new();
    for indice in lecon
        .indices(etape)
        .iter()
        .take(lesquels.end)
        .skip(lesquels.start)
    {
        let _ = writeln!(
            texte,
            "{}\n{}\n",
            style(&indice.titre).bold(),
            rendre(&indice.texte, largeur, "  ")
        );
    }
    texte
}

/// Les lignes qui comptent d'un message de `rustc` : la phrase, l'extrait de code, et ce qui montre le
/// fichier de l'apprenant. Le reste parle des bibliothèques. `conseil` : les conseils et les remarques du
/// compilateur restent.
fn essentiel(rendu: &str, conseil: bool) -> Vec<&str> {
    let mut gardees: Vec<&str> = Vec::new();
    for (rang, partie) in parties(rendu).into_iter().enumerate() {
        if rang > 0 && !vaut_la_peine(&partie, conseil) {
            continue;
        }
        if let Some(ligne) = import_propose(&partie) {
            if conseil {
                gardees.extend([partie[0], ligne]);
            }
            continue;
        }
        let mut lignes = lignes_de_la_partie(partie, rang == 0, conseil);
        if rang == 0 {
            couper_au_milieu(&mut lignes);
        }
        gardees.extend(lignes);
    }
    gardees.truncate(LIGNES_D_ERREUR);
    gardees
}

/// L'import que le compilateur propose d'écrire en tête des tests, parce qu'ils incluent la réponse : c'est
/// dans la réponse qu'il faut l'écrire.
fn import_propose<'a>(partie: &[&'a str]) -> Option<&'a str> {
    let place = |ligne: &&str| ligne.trim_start().starts_with("--> ") && ligne.contains("/tests/");
    partie.iter().find(|ligne| place(ligne))?;
    let ajout = partie.iter().find(|ligne| ligne.contains("+ use "))?;
    Some(ajout.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' '))
}

/// Les lignes d'une partie du message qui apprennent quelque chose.
fn lignes_de_la_partie(partie: Vec<&str>, premiere: bool, conseil: bool) -> Vec<&str> {
    // Une remarque peut continuer sous elle-même.
    let mut dans_une_remarque = false;
    let mut lignes: Vec<_> = partie
        .into_iter()
        .filter(|ligne| {
            let nue = ligne.trim();
            let suite = !nue.starts_with('=') && ligne.starts_with("     ") && !nue.contains('|');
            let inutile = nue
                .strip_prefix("= note: ")
                .is_some_and(|remarque| !est_utile(remarque.trim_start(), conseil));
            dans_une_remarque = inutile || dans_une_remarque && suite;
            let lieu_deja_dit = premiere && (nue.starts_with("--> ") || nue.starts_with("::: "));
            let renvoi = nue.starts_with("For more information");
            !(nue.is_empty() || lieu_deja_dit || dans_une_remarque || renvoi)
        })
        .collect();
    // Un trait vertical seul, en fin d'extrait, ne montre rien.
    while lignes.last().is_some_and(|ligne| ligne.trim() == "|") {
        lignes.pop();
    }
    lignes
}

/// Cette remarque du compilateur : les deux types qui se contredisent toujours, les autres s'il a raison.
fn est_utile(remarque: &str, conseil: bool) -> bool {
    remarque.starts_with("expected ") || conseil && !remarque.contains("`#[")
}

/// D'un long extrait, garde le début et la fin, que le compilateur commente, et ce qu'il conseille entre les deux.
fn couper_au_milieu(lignes: &mut Vec<&str>) {
    const DEBUT: usize = 6;
    const FIN: usize = 3;
    if lignes.len() <= DEBUT + FIN + 1 {
        return;
    }
    let milieu = DEBUT..lignes.len() - FIN;
    let conseille = |rang: usize| {
        lignes
            .get(rang)
            .is_some_and(|ligne| ligne.contains("- help: "))
    };
    // Un conseil est sous la ligne de code dont il parle.
    let gardees = milieu
        .clone()
        .filter(|&rang| conseille(rang) || conseille(rang + 1));
    let gardees: Vec<_> = ["   …"]
        .into_iter()
        .chain(gardees.map(|rang| lignes[rang]))
        .collect();
    lignes.splice(milieu, gardees);
}

/// Cette note, ou ce conseil, montre le fichier de l'apprenant.
fn vaut_la_peine(partie: &[&str], conseil: bool) -> bool {
    let place = partie
        .iter()
        .find_map(|ligne| ligne.trim_start().strip_prefix("--> "));
    match place {
        Some(place) => place.starts_with("exo"),
        None => partie[0].starts_with("help") && conseil,
    }
}

/// Les lignes d'un message de test sans diagnostic, moins la piste, montrée à part, et l'endroit de la panique
/// s'il est dans une bibliothèque.
fn lignes_utiles(texte: &str) -> impl Iterator<Item = &str> {
    texte.lines().filter(|ligne| {
        let ailleurs = ligne
            .split_once(" panicked at ")
            .is_some_and(|(_, endroit)| !endroit.starts_with("exo"));
        !ailleurs && !ligne.starts_with("  piste ")
    })
}

/// Sans séquence d'échappement ni caractère de commande : ce qu'un test a écrit ne conduit pas le terminal.
fn sain(texte: &str) -> String {
    let texte = console::strip_ansi_codes(texte).replace('\t', "    ");
    texte
        .chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .collect()
}

/// Le message et chacune des notes qui le suivent.
fn parties(rendu: &str) -> Vec<Vec<&str>> {
    let mut parties: Vec<Vec<&str>> = Vec::new();
    for ligne in rendu.lines() {
        let titre = ["error", "warning", "note", "help"]
            .iter()
            .any(|mot| ligne.starts_with(mot));
        match parties.last_mut() {
            Some(partie) if !titre => partie.push(ligne),
            _ => parties.push(vec![ligne]),
        }
    }
    parties
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_conseil_au_milieu_d_un_long_extrait_reste() {
        let extrait = "a\nb\nc\nd\ne\nf\ng\nh\n9 | f();\n  |    - help: remove this\nx\ny\nz";
        let mut lignes: Vec<_> = extrait.lines().collect();
        couper_au_milieu(&mut lignes);
        assert_eq!(lignes.join("\n"), extrait.replace("g\nh", "   …"));
    }

    #[test]
    fn un_message_du_compilateur_garde_ce_qui_est_chez_l_apprenant() {
        let rendu = "error: future cannot be sent between threads safely\n   --> exo30/src/main.rs:8:5\n    |\n8   |     spawn(async {\n    |     ^^^^^ not `Send`\n    |\n    \
            = help: the trait `Send` is not implemented for `Rc<String>`\n\
            note: future is not `Send` as this value is used across an await\n   --> exo30/src/main.rs:10:5\n    |\n10  |  x.await;\n    |    ^^^^^ await\n\
            note: required by a bound in `tokio::spawn`\n   --> /home/x/.cargo/registry/tokio/spawn.rs:171:21\n    |\n171 |  F: Future + Send\n\n";
        let court = essentiel(rendu, true).join("\n");
        assert!(court.starts_with("error: future cannot"));
        assert!(
            court.contains("`Rc<String>`") && court.contains("exo30/src/main.rs:10:5"),
            "{court}"
        );
        assert!(
            !court.contains("registry") && !court.contains("required by"),
            "{court}"
        );
    }
}
