//! Un résultat réduit à ce qui compte maintenant : la première étape en difficulté, l'erreur ou l'écart,
//! l'endroit à ouvrir. Du texte, sans rien savoir du terminal que sa largeur.

mod compilateur;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

use compilateur::essentiel;
use console::{Alignment, measure_text_width, pad_str, style};

use crate::compagnon::tableau::marque;
use crate::cours::decoupe::{etape_de_la_ligne, ligne_de_l_etape};
use crate::cours::inventaire::reponse_de;
use crate::cours::lecon::Lecon;
use crate::cours::{Cours, Exercice};
use crate::modele::diagnostic::Diagnostic;
use crate::modele::explications::expliquer;
use crate::modele::message::Message;
use crate::modele::resultat::{
    Empechement, EtatEtape, Resultat, ResultatEtape, ResultatTest, Verdict, etat,
};
use crate::socle::francais::pluriel;
use crate::socle::mise_en_page::{insecables, rendre, replier, replier_sous};
use crate::socle::terminal::chemin_a_afficher;

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
                let lieu = self.lieu(&self.fichier(), None);
                self.paragraphe(&format!("{lieu} : {autre}")) + &self.remettre(autre)
            }
            None => match self.resultat.premiere_etape_a_reprendre() {
                Some(etape) if etape.etat == EtatEtape::AFaire => self.a_faire(etape.numero),
                Some(etape) => self.en_echec(etape.numero),
                None => format!("{}\n", style("Toutes les étapes sont acquises.").green()),
            },
        }
    }

    /// De quoi retrouver l'énoncé, s'il n'y a plus rien.
    fn remettre(&self, empechement: &Empechement) -> String {
        match empechement {
            Empechement::NonRendu { .. } => format!(
                "\nL'énoncé se remet par : cargo exo recommencer {}\n",
                self.exercice.numero()
            ),
            _ => String::new(),
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

    /// Ce que le README dit de cette étape, sans ce qui en donnerait la réponse ; à la première, ce qui est commun à
    /// toutes vient d'abord.
    pub(crate) fn lecon(&self, etape: Option<u32>) -> String {
        let page = self.lieu(&format!("{}/README.md", self.exercice.nom), None);
        let etape = etape.and_then(|numero| self.lecon.etape(numero));
        let mut markdown = String::new();
        if etape.is_none_or(|etape| etape.numero == 1) {
            let Lecon {
                objectif, commun, ..
            } = self.lecon;
            markdown += &format!("## {}\n\n{objectif}\n\n{commun}\n\n", self.exercice.titre);
        }
        if let Some(etape) = etape {
            let (numero, titre) = (etape.numero, &etape.titre);
            markdown += &format!("## Étape {numero} : {titre}\n\n{}\n\n", etape.savoir);
            markdown += &format!("### À faire\n\n{}\n\n", etape.consigne);
        }
        let texte = rendre(&markdown, self.largeur, "");
        format!(
            "{texte}\n\n{}\n",
            style(format!("La page entière : {page}")).dim()
        )
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
        let autres = erreurs.len() - 1 + self.resultat.erreurs_de_plus;
        if autres > 0 {
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
            if let Some(partie) = explication.a_relire(diagnostic) {
                let lieu = self.lieu(&partie.fichier, None);
                texte += &self.champ("à relire", &format!("{lieu}, « {} »", partie.titre));
            }
        }
        texte
    }

    fn a_faire(&self, etape: u32) -> String {
        let mut texte = self.lecon_d_abord();
        texte += &self.titre_et_lieu(etape, "à faire");
        let consigne = self.lecon.consigne(etape).unwrap_or_default();
        let _ = writeln!(texte, "{}", rendre(consigne, self.largeur, "  "));
        texte + &self.avertir(self.avertissement_de(etape))
    }

    /// La leçon à lire, si rien n'est encore acquis.
    fn lecon_d_abord(&self) -> String {
        let acquise = |etape: &ResultatEtape| etape.etat == EtatEtape::Acquise;
        if self.resultat.etapes.iter().any(acquise) {
            return String::new();
        }
        let page = self.lieu(&format!("{}/README.md", self.exercice.nom), None);
        format!("D'abord, la leçon : {}\n\n", style(page).underlined())
    }

    fn en_echec(&self, etape: u32) -> String {
        let non_passe = |test: &&ResultatTest| matches!(test.verdict, Verdict::NonPasse { .. });
        let (non_passes, echecs): (Vec<_>, Vec<_>) =
            self.resultat.echecs(etape).partition(non_passe);
        // Le `todo!` d'une autre étape ne dit rien de celle-ci.
        let parlant = |test: &&&ResultatTest| {
            test.verdict
                .message()
                .is_some_and(|message| !message.a_faire)
        };
        let choisi = echecs.iter().find(parlant).or(echecs.first());
        let Some(&test) = choisi.or(non_passes.first()) else {
            return String::new();
        };
        let mut texte = self.titre_et_lieu(etape, "en échec");
        let avertissement = self.avertissement_de(etape);
        // Un future que personne n'attend explique tout le reste : le test, qui ne voit que le résultat, se tait.
        let explique = avertissement.and_then(expliquer);
        let cause = explique.is_some_and(|explication| explication.nom == "future_jamais_attendu");
        texte += &self.ecart(test, !cause);
        let suite = suite(test, &echecs, &non_passes);
        texte += &self.champ("test", &format!("{}{suite}", test.nom));
        texte + &self.avertir(avertissement)
    }

    /// Ce qu'un test attendait et ce qu'il a vu ; sa piste, si elle est demandée.
    fn ecart(&self, test: &ResultatTest, piste: bool) -> String {
        let mut texte = String::new();
        let vide = Message::default();
        let message = test.verdict.message().unwrap_or(&vide);
        for (nom, valeur) in [
            ("attendu", &message.attendu),
            ("observé", &message.observe),
            ("piste", &message.piste),
        ] {
            if let Some(valeur) = valeur.as_ref().filter(|_| piste || nom != "piste") {
                texte += &self.champ(nom, valeur);
            }
        }
        // Dessinée pour des colonnes de même largeur : une ligne trop longue se coupe, et ne se replie pas.
        for ligne in message.frise.iter().flat_map(|frise| frise.lines()) {
            let ligne = sain(ligne);
            let coupee = console::truncate_str(&ligne, self.largeur, "…");
            let _ = writeln!(texte, "{coupee}");
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
    fn avertissement_de(&self, etape: u32) -> Option<&Diagnostic> {
        self.avertissements()
            .find(|avertissement| self.etape_du_diagnostic(avertissement) == Some(etape))
    }

    fn avertir(&self, avertissement: Option<&Diagnostic>) -> String {
        avertissement.map_or_else(String::new, |avertissement| {
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

/// Ce que sont devenus les autres tests de l'étape, sous le nom de celui qui est montré.
fn suite(montre: &ResultatTest, echecs: &[&ResultatTest], non_passes: &[&ResultatTest]) -> String {
    let sans_lui = |tests: &[&ResultatTest]| {
        let autres = tests.iter().filter(|test| test.nom != montre.nom);
        autres.count()
    };
    let (echecs, non_passes) = (sans_lui(echecs), sans_lui(non_passes));
    let autres = pluriel(echecs, "autre test", "autres tests");
    let oublies = pluriel(non_passes, "autre non passé", "autres non passés");
    match (echecs, non_passes) {
        (0, 0) => String::new(),
        (_, 0) => format!(" (et {echecs} {autres})"),
        (0, _) => format!(" ({non_passes} {oublies})"),
        _ => format!(" (et {echecs} {autres} ; {non_passes} {oublies})"),
    }
}
