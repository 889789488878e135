//! Mettre un texte en lignes pour un terminal : le plier, garder ensemble ce qui va ensemble, rendre du Markdown.

mod tableau;

use console::{measure_text_width, style};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use textwrap::{WordSeparator, WordSplitter, WrapAlgorithm};

use self::tableau::Tableau;

/// Dans un code court, l'espace où rien ne se coupe. Une fois la ligne coupée, c'est une espace ordinaire : une commande
/// copiée depuis un terminal marche telle quelle, ce que l'espace insécable empêcherait.
const ESPACE_DE_CODE: char = '\u{e000}';

/// Met du Markdown en forme pour un terminal de cette largeur, en colonnes : le code entre accents graves,
/// les liens suivis de leur adresse, aucune balise. Chaque ligne commence par `marge`.
pub fn rendre(markdown: &str, largeur: usize, marge: &str) -> String {
    let mut page = Rendu {
        largeur,
        marge,
        ..Rendu::default()
    };
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES);
    for evenement in parser {
        page.recevoir(evenement);
    }
    page.texte.trim_end().to_owned()
}

/// Coupe un paragraphe, déjà en couleurs ou non, aux espaces. La première ligne commence par `premiere`,
/// les autres par `suite`.
pub(crate) fn replier(texte: &str, largeur: usize, premiere: &str, suite: &str) -> String {
    let options = textwrap::Options::new(largeur.max(20))
        .initial_indent(premiere)
        .subsequent_indent(suite)
        // Ni césure ni coupe au milieu d'une adresse, qu'un terminal rend cliquable d'un seul tenant.
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .break_words(false);
    textwrap::fill(texte, options).replace(ESPACE_DE_CODE, " ")
}

/// Coupe une ligne trop longue aux espaces ; la suite commence deux colonnes après son propre retrait.
pub(crate) fn replier_sous(ligne: &str, largeur: usize) -> String {
    let retrait = ligne.len() - ligne.trim_start_matches(' ').len();
    let suite = " ".repeat((retrait + 2).min(largeur / 2));
    replier(ligne, largeur, "", &suite)
}

/// Le même texte, à replier, où ne se coupe ni l'espace qui va avec un signe double, ni celle d'un code court.
pub(crate) fn insecables(texte: &str) -> String {
    let mut texte = texte.replace("« ", "«\u{a0}").replace(" »", "\u{a0}»");
    for signe in [":", ";", "!", "?"] {
        texte = texte.replace(&format!(" {signe}"), &format!("\u{a0}{signe}"));
    }
    let morceaux = texte.split('`').enumerate();
    let morceaux: Vec<String> = morceaux
        .map(|(rang, morceau)| match rang % 2 {
            1 => code_insecable(morceau),
            _ => morceau.to_owned(),
        })
        .collect();
    morceaux.join("`")
}

/// Un code qui tient en quelques mots reste d'un seul tenant.
fn code_insecable(code: &str) -> String {
    const COURT: usize = 24;
    if code.chars().count() <= COURT {
        code.replace(' ', &ESPACE_DE_CODE.to_string())
    } else {
        code.to_owned()
    }
}

/// Une ligne de code, coupée aux espaces si elle est trop longue. Le commentaire qui la finit passe au-dessus d'elle.
fn plier_le_code(ligne: &str, largeur: usize) -> Vec<String> {
    if measure_text_width(ligne) <= largeur {
        return vec![ligne.to_owned()];
    }
    let retrait = &ligne[..ligne.len() - ligne.trim_start().len()];
    let (code, commentaire) = match ligne.trim_start().strip_prefix("// ") {
        Some(commentaire) => ("", commentaire),
        None => ligne.split_once(" // ").unwrap_or((ligne, "")),
    };
    let mut lignes = Vec::new();
    if !commentaire.is_empty() {
        let debut = format!("{retrait}// ");
        lignes.push(replier(commentaire, largeur, &debut, &debut));
    }
    if !code.trim().is_empty() {
        lignes.push(replier_sous(code.trim_end(), largeur));
    }
    let lignes = lignes.iter().flat_map(|ligne| ligne.lines());
    lignes.map(ToOwned::to_owned).collect()
}

/// La mise en forme en cours.
#[derive(Default)]
struct Rendu<'a> {
    largeur: usize,
    marge: &'a str,
    texte: String,
    /// Le paragraphe en cours.
    paragraphe: String,
    /// Le texte du lien en cours commence là dans le paragraphe ; son adresse.
    lien: Option<(usize, String)>,
    /// Pour chaque liste ouverte, le prochain numéro, ou une puce.
    listes: Vec<Option<u64>>,
    /// La puce qui attend son paragraphe.
    puce: Option<String>,
    gras: bool,
    tableau: Tableau,
    /// Dans un bloc de code, qui ne se replie pas.
    code: bool,
}

impl Rendu<'_> {
    fn recevoir(&mut self, evenement: Event<'_>) {
        match evenement {
            Event::Start(debut) => self.ouvrir(debut),
            Event::End(fin) => self.fermer(fin),
            Event::Text(texte) if self.code => self.paragraphe.push_str(&texte),
            Event::Text(texte) => self.ajouter_prose(&texte),
            Event::Code(code) => {
                let code = code_insecable(&code);
                self.ajouter_mots(&format!("`{code}`"), |mot| style(mot).cyan().to_string())
            }
            Event::SoftBreak => self.paragraphe.push(' '),
            Event::HardBreak => self.paragraphe.push('\n'),
            // Les balises n'apprennent rien à un terminal.
            _ => {}
        }
    }

    fn ouvrir(&mut self, debut: Tag<'_>) {
        match debut {
            Tag::Strong | Tag::Heading { .. } => self.gras = true,
            Tag::Link { dest_url, .. } => {
                self.lien = Some((self.paragraphe.len(), dest_url.into_string()));
            }
            Tag::List(premier) => {
                self.finir_le_paragraphe();
                self.listes.push(premier);
            }
            Tag::Item => {
                let puce = match self.listes.last_mut() {
                    Some(Some(numero)) => {
                        *numero += 1;
                        format!("{}. ", *numero - 1)
                    }
                    _ => "- ".to_owned(),
                };
                self.puce = Some(puce);
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.finir_le_paragraphe();
                self.code = true;
            }
            Tag::Table(_) => self.finir_le_paragraphe(),
            Tag::TableHead => {
                self.gras = true;
                self.tableau.ouvrir_une_rangee();
            }
            Tag::TableRow => self.tableau.ouvrir_une_rangee(),
            _ => {}
        }
    }

    fn fermer(&mut self, fin: TagEnd) {
        match fin {
            TagEnd::Strong => self.gras = false,
            TagEnd::Heading(_) => {
                self.gras = false;
                self.finir_le_paragraphe();
                self.separer();
            }
            TagEnd::Link => self.finir_le_lien(),
            TagEnd::Paragraph => {
                self.finir_le_paragraphe();
                if self.listes.is_empty() {
                    self.separer();
                }
            }
            TagEnd::Item => self.finir_le_paragraphe(),
            TagEnd::List(_) => {
                self.listes.pop();
                self.separer();
            }
            TagEnd::CodeBlock => self.finir_le_code(),
            TagEnd::TableCell => self.tableau.ajouter(&std::mem::take(&mut self.paragraphe)),
            TagEnd::TableHead => self.gras = false,
            TagEnd::Table => {
                let tableau = std::mem::take(&mut self.tableau);
                self.texte += &tableau.rendre(self.largeur, self.marge);
                self.separer();
            }
            _ => {}
        }
    }

    /// Ajoute du texte ordinaire.
    fn ajouter_prose(&mut self, texte: &str) {
        let texte = insecables(texte);
        if self.gras {
            self.ajouter_mots(&texte, |mot| style(mot).bold().to_string());
        } else {
            self.paragraphe.push_str(&texte);
        }
    }

    /// Chaque mot porte sa couleur : une ligne repliée ne la laisse pas déborder sur la marge.
    fn ajouter_mots(&mut self, texte: &str, colorer: impl Fn(&str) -> String) {
        let mots: Vec<String> = texte
            .split(' ')
            .map(|mot| {
                if mot.is_empty() {
                    String::new()
                } else {
                    colorer(mot)
                }
            })
            .collect();
        self.paragraphe.push_str(&mots.join(" "));
    }

    fn finir_le_lien(&mut self) {
        let Some((debut, adresse)) = self.lien.take() else {
            return;
        };
        let texte = console::strip_ansi_codes(&self.paragraphe[debut..]).into_owned();
        // Une ancre ne mène nulle part dans un terminal.
        if texte != adresse && !adresse.starts_with('#') {
            self.paragraphe
                .push_str(&format!(" ({})", style(adresse).underlined()));
        }
    }

    fn finir_le_paragraphe(&mut self) {
        let paragraphe = std::mem::take(&mut self.paragraphe);
        if paragraphe.trim().is_empty() {
            return;
        }
        let retrait = format!("{}{}", self.marge, "  ".repeat(self.listes.len()));
        let (premiere, suite) = match self.puce.take() {
            Some(puce) => {
                let avant = &retrait[..retrait.len() - 2];
                let suite = format!("{avant}{}", " ".repeat(puce.len()));
                (format!("{avant}{puce}"), suite)
            }
            None => (retrait.clone(), retrait),
        };
        self.texte
            .push_str(&replier(paragraphe.trim(), self.largeur, &premiere, &suite));
        self.texte.push('\n');
    }

    fn finir_le_code(&mut self) {
        let code = std::mem::take(&mut self.paragraphe);
        let marge = format!("{}    ", self.marge);
        let largeur = self.largeur.saturating_sub(measure_text_width(&marge));
        for ligne in code.lines().flat_map(|ligne| plier_le_code(ligne, largeur)) {
            self.texte += format!("{marge}{}", style(ligne).cyan()).trim_end();
            self.texte.push('\n');
        }
        self.code = false;
        self.separer();
    }

    fn separer(&mut self) {
        if !self.texte.is_empty() && !self.texte.ends_with("\n\n") {
            self.texte.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn le_markdown_devient_du_texte_sans_balise_et_les_liens_gardent_leur_adresse() {
        let markdown = "Voir [`sleep`](https://docs.rs/x), [ici](#la), [https://a.b](https://a.b) <br> **gras** ?\n\n\
            - un long élément qui ne tient pas\n- deux\n\n1. premier\n\n```rust\nlet  x = 1;\n```\n";
        let rendu = rendre(markdown, 30, "  ");
        let texte = console::strip_ansi_codes(&rendu).replace('\u{a0}', "_");
        assert_eq!(
            texte,
            "  Voir `sleep`\n  (https://docs.rs/x), ici,\n  https://a.b  gras_?\n\n  - un long élément qui ne\n    tient pas\n  \
             - deux\n\n  1. premier\n\n      let  x = 1;"
        );
    }

    #[test]
    fn une_ligne_de_code_trop_longue_se_coupe_entre_deux_mots() {
        let code = "```rust\nfn f() {\n    sleep(d).await; // elle avance pendant cette attente\n    court(); // oui\n    \
                    long(un, deux, trois, quatre);\n}\n```\n\n1. un élément numéroté et aligné\n";
        let rendu = rendre(code, 30, "");
        assert_eq!(
            console::strip_ansi_codes(&rendu),
            "    fn f() {\n        // elle avance pendant\n        // cette attente\n        sleep(d).await;\n        \
             court(); // oui\n        long(un, deux, trois,\n          quatre);\n    }\n\n1. un élément numéroté et\n   aligné"
        );
    }

    /// Une espace insécable, dans un shell, n'en est pas une.
    #[test]
    fn une_commande_reste_entiere_et_se_copie_telle_quelle() {
        let rendu = rendre("Lance `cargo run -p exo29` ensuite", 28, "");
        let texte = console::strip_ansi_codes(&rendu).into_owned();
        assert_eq!(texte, "Lance `cargo run -p exo29`\nensuite");
        assert_eq!(insecables("a `b c` :").matches(' ').count(), 1);
        let rendu = rendre("Lance donc `cargo run -p exo29`", 28, "");
        assert!(console::strip_ansi_codes(&rendu).ends_with("\n`cargo run -p exo29`"));
    }

    #[test]
    fn une_adresse_plus_longue_que_la_ligne_reste_entiere() {
        let adresse = format!("https://docs.rs/{}", "a/".repeat(40));
        assert!(rendre(&format!("[x]({adresse})"), 40, "").contains(&adresse));
    }
}
