//! Greffer une faute : d'une réponse juste, le socle, et des quelques éléments qu'une réponse fausse change, faire
//! la réponse entière.
//!
//! | dans la greffe | dans la réponse entière |
//! |---|---|
//! | une fonction, un type, une constante du socle | celui de la greffe, à la même place |
//! | `impl Cache { fn obtenir… }` | cette méthode change, les autres restent |
//! | un élément que le socle n'a pas | il s'ajoute, devant celui que la greffe fait suivre, sinon à la fin |
//! | un `use` | il s'ajoute ; s'il donne un autre sens à un nom, le sien l'emporte |
//! | `// retire : Cache::new` en tête | cet élément disparaît |
//!
//! Chaque ligne de la réponse entière sait d'où elle vient : voir [`Origines`].

mod effet;
mod elements;
mod origines;

use std::collections::HashSet;
use std::ops::Range;

use elements::{Element, Espace, Feuille, Fichier, Import, Portee};

pub use elements::jetons;
pub use origines::{Noms, Origine, Origines};

/// Ce qui empêche une greffe, et où.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("ligne {ligne} : {raison}")]
pub struct Defaut {
    /// Ligne, à partir de 1.
    pub ligne: usize,
    /// En français.
    pub raison: String,
}

/// La réponse dont partent les autres.
#[derive(Debug, Clone)]
pub struct Socle(Fichier);

/// Un élément que la tête d'une greffe enlève : `Cache::new`, `impl Drop pour Garde`, `use std::io`,
/// `thread_local!`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retrait {
    /// Son nom.
    pub nom: String,
    /// La ligne qui le dit, à partir de 1.
    pub ligne: usize,
}

/// Une réponse entière, faite d'un socle et d'une greffe.
#[derive(Debug, Clone)]
pub struct Greffee {
    /// Son texte.
    pub texte: String,
    /// D'où vient chaque ligne.
    pub origines: Origines,
    /// Les noms des éléments du socle que la greffe change ou enlève.
    pub changes: Vec<String>,
}

impl Socle {
    /// Lit un socle.
    ///
    /// # Errors
    /// Ce n'est pas du Rust, ou rustfmt n'y est pas passé.
    pub fn lire(source: &str) -> Result<Self, Defaut> {
        Fichier::lire(source).map(Socle)
    }

    /// Greffe ce texte, et retire ce que sa tête enlève.
    ///
    /// # Errors
    /// La greffe n'est pas du Rust, ne change rien, ou redonne un élément du socle tel quel ; elle retire ce qui
    /// n'existe pas ; un élément y a d'autres `#[cfg]` que dans le socle.
    pub fn greffer(&self, source: &str, retraits: &[Retrait]) -> Result<Greffee, Defaut> {
        let greffe = Fichier::lire(source)?;
        let mut greffage = Greffage {
            socle: &self.0,
            greffe: &greffe,
            retraits,
            servis: HashSet::new(),
            lignes: Vec::new(),
            changes: Vec::new(),
            sans_effet: true,
        };
        // La tête de la réponse entière est celle de la greffe.
        greffage.copier_de_la_greffe(0..elements::tete(&greffe.lignes));
        let lignes = elements::tete(&self.0.lignes)..self.0.lignes.len();
        greffage.portee(lignes, &self.0.portee, &greffe.portee)?;
        greffage.conclure()
    }
}

/// La portée d'une greffe là où elle ne dit rien.
static RIEN: Portee = Portee {
    imports: Vec::new(),
    elements: Vec::new(),
};

struct Greffage<'a> {
    socle: &'a Fichier,
    greffe: &'a Fichier,
    retraits: &'a [Retrait],
    /// Les noms des retraits qui ont enlevé quelque chose.
    servis: HashSet<&'a str>,
    lignes: Vec<(String, Origine)>,
    changes: Vec<String>,
    sans_effet: bool,
}

/// Ce qui arrive à un élément du socle.
#[derive(Default)]
struct Sort<'a> {
    /// Ce qui s'ajoute devant lui.
    devant: Vec<&'a Element>,
    /// Ce qui le remplace.
    remplacant: Option<&'a Element>,
}

impl<'a> Greffage<'a> {
    /// Écrit ces lignes du socle, qui contiennent cette portée, avec ce que la greffe y change.
    fn portee(
        &mut self,
        lignes: Range<usize>,
        socle: &'a Portee,
        greffe: &'a Portee,
    ) -> Result<(), Defaut> {
        let (sorts, a_la_fin) = self.apparier(socle, greffe)?;
        let place_des_imports = socle
            .imports
            .last()
            .map_or(lignes.start, |dernier| dernier.lignes.end);
        let mut ligne = lignes.start;
        while ligne < lignes.end {
            if ligne == place_des_imports {
                self.ajouter_les_imports(socle, greffe);
            }
            let element = socle.elements.iter().zip(&sorts);
            if let Some((element, sort)) = element.clone().find(|(e, _)| e.lignes.start == ligne) {
                for ajoute in &sort.devant {
                    self.copier_de_la_greffe(ajoute.lignes.clone());
                    self.separer();
                }
                self.element(element, sort.remplacant)?;
                ligne = element.lignes.end;
                // La ligne vide qui le séparait du suivant part avec lui.
                let suivante = self.socle.lignes.get(ligne);
                if self.est_retire(element) && suivante.is_some_and(String::is_empty) {
                    ligne += 1;
                }
            } else if let Some(import) = socle.imports.iter().find(|i| i.lignes.start == ligne) {
                self.import(import, greffe);
                ligne = import.lignes.end;
            } else {
                self.copier_du_socle(ligne..ligne + 1);
                ligne += 1;
            }
        }
        if place_des_imports >= lignes.end {
            self.ajouter_les_imports(socle, greffe);
        }
        for ajoute in a_la_fin {
            self.separer();
            self.copier_de_la_greffe(ajoute.lignes.clone());
        }
        Ok(())
    }

    /// Ce qui arrive à chaque élément du socle, et ce qui s'ajoute après eux.
    fn apparier(
        &mut self,
        socle: &'a Portee,
        greffe: &'a Portee,
    ) -> Result<(Vec<Sort<'a>>, Vec<&'a Element>), Defaut> {
        let mut sorts: Vec<Sort<'a>> = Vec::new();
        sorts.resize_with(socle.elements.len(), Sort::default);
        let mut ajouts = Vec::new();
        for element in &greffe.elements {
            let candidats: Vec<usize> = (0..sorts.len())
                .filter(|&rang| {
                    let candidat = &socle.elements[rang];
                    sorts[rang].remplacant.is_none()
                        && candidat.cle == element.cle
                        && candidat.cle.espace != Espace::SansNom
                        && !self.est_retire(candidat)
                })
                .collect();
            // De plusieurs `impl` du même type, celui qui contient déjà une de ces méthodes.
            let commun = candidats
                .iter()
                .find(|&&rang| ont_un_element_commun(&socle.elements[rang], element));
            if let Some(&rang) = commun.or(candidats.first()) {
                sorts[rang].devant.append(&mut ajouts);
                sorts[rang].remplacant = Some(element);
            } else {
                self.exiger_nouveau(element, socle)?;
                self.sans_effet = false;
                ajouts.push(element);
            }
        }
        Ok((sorts, ajouts))
    }

    /// Refuse ce qui ferait double emploi avec un élément du socle.
    fn exiger_nouveau(&self, element: &Element, socle: &Portee) -> Result<(), Defaut> {
        let nom = &element.cle.nom;
        let restants = socle.elements.iter().filter(|e| !self.est_retire(e));
        for autre in restants.filter(|e| e.cle.espace == element.cle.espace && e.cle.nom == *nom) {
            if element.cle.espace != Espace::SansNom && autre.cle.cfg != element.cle.cfg {
                return Err(Defaut {
                    ligne: element.code + 1,
                    raison: format!(
                        "`{nom}` n'a pas les mêmes #[cfg] que dans le socle : redonne-les, ou écris en tête \
                         « // retire : {} »",
                        autre.designation()
                    ),
                });
            }
            if element.cle.espace == Espace::SansNom && autre.jetons == element.jetons {
                return Err(inchange(element));
            }
        }
        Ok(())
    }

    /// Écrit un élément du socle, ou ce qui le remplace.
    fn element(
        &mut self,
        element: &'a Element,
        remplacant: Option<&'a Element>,
    ) -> Result<(), Defaut> {
        if let Some(retrait) = self.retrait_de(element) {
            self.servis.insert(&retrait.nom);
            self.changer(element);
            return Ok(());
        }
        match (&element.bloc, remplacant) {
            (None, None) => self.copier_du_socle(element.lignes.clone()),
            // Un retrait peut en enlever une méthode.
            (Some(bloc), None) => {
                self.copier_du_socle(bloc.entete.clone());
                self.portee(bloc.contenu.clone(), &bloc.portee, &RIEN)?;
                self.copier_du_socle(bloc.contenu.end..element.lignes.end);
            }
            (_, Some(nouveau)) if nouveau.jetons == element.jetons => {
                return Err(inchange(nouveau));
            }
            (None, Some(nouveau)) => {
                self.changer(element);
                self.copier_de_la_greffe(nouveau.lignes.clone());
            }
            (Some(bloc), Some(nouveau)) => {
                // Un bloc vide ne dit rien de ce que contient l'autre.
                let nouveau_bloc = nouveau.bloc.as_ref().ok_or_else(|| inchange(nouveau))?;
                if bloc.jetons_de_l_entete == nouveau_bloc.jetons_de_l_entete {
                    self.copier_du_socle(bloc.entete.clone());
                } else {
                    self.changer(element);
                    self.copier_de_la_greffe(nouveau_bloc.entete.clone());
                }
                self.portee(bloc.contenu.clone(), &bloc.portee, &nouveau_bloc.portee)?;
                self.copier_du_socle(bloc.contenu.end..element.lignes.end);
            }
        }
        Ok(())
    }

    /// Écrit un `use` du socle, sans ce que la greffe en retire ou en remplace.
    fn import(&mut self, import: &'a Import, greffe: &Portee) {
        let gardees: Vec<&Feuille> = import
            .feuilles
            .iter()
            .filter(|feuille| {
                let retrait = self.retraits.iter().find(|retrait| {
                    retrait.nom.strip_prefix("use ") == Some(feuille.chemin.as_str())
                });
                self.servis
                    .extend(retrait.map(|retrait| retrait.nom.as_str()));
                retrait.is_none()
                    && !feuilles(greffe).any(|(_, nouvelle)| nouvelle.remplace(feuille))
            })
            .collect();
        if gardees.len() == import.feuilles.len() {
            return self.copier_du_socle(import.lignes.clone());
        }
        self.sans_effet = false;
        for feuille in gardees {
            let texte = ecrire_l_import(&self.socle.lignes[import.lignes.start], feuille);
            self.lignes.push((texte, Origine::Socle(feuille.ligne + 1)));
        }
    }

    /// Écrit les `use` de la greffe que le socle n'a pas.
    fn ajouter_les_imports(&mut self, socle: &Portee, greffe: &Portee) {
        for (import, feuille) in feuilles(greffe) {
            let connue = feuilles(socle)
                .any(|(_, autre)| autre.chemin == feuille.chemin && autre.avant == feuille.avant);
            if !connue {
                self.sans_effet = false;
                let texte = ecrire_l_import(&self.greffe.lignes[import.lignes.start], feuille);
                self.lignes
                    .push((texte, Origine::Greffe(feuille.ligne + 1)));
            }
        }
    }

    fn retrait_de(&self, element: &Element) -> Option<&'a Retrait> {
        let designation = element.designation();
        self.retraits
            .iter()
            .find(|retrait| retrait.nom == designation)
    }

    fn est_retire(&self, element: &Element) -> bool {
        self.retrait_de(element).is_some()
    }

    fn changer(&mut self, element: &Element) {
        self.sans_effet = false;
        self.changes.push(element.cle.nom.clone());
    }

    fn copier_du_socle(&mut self, lignes: Range<usize>) {
        for ligne in lignes {
            let texte = self.socle.lignes[ligne].clone();
            self.lignes.push((texte, Origine::Socle(ligne + 1)));
        }
    }

    fn copier_de_la_greffe(&mut self, lignes: Range<usize>) {
        for ligne in lignes {
            let texte = self.greffe.lignes[ligne].clone();
            self.lignes.push((texte, Origine::Greffe(ligne + 1)));
        }
    }

    /// Met une ligne vide, s'il n'y en a pas.
    fn separer(&mut self) {
        if let Some((texte, origine)) = self.lignes.last()
            && !texte.is_empty()
        {
            let ligne_vide = (String::new(), *origine);
            self.lignes.push(ligne_vide);
        }
    }

    fn conclure(self) -> Result<Greffee, Defaut> {
        let inconnu = |retrait: &&Retrait| !self.servis.contains(retrait.nom.as_str());
        if let Some(retrait) = self.retraits.iter().find(inconnu) {
            return Err(Defaut {
                ligne: retrait.ligne,
                raison: format!("le socle n'a pas de « {} » à retirer", retrait.nom),
            });
        }
        if self.sans_effet {
            return Err(Defaut {
                ligne: 1,
                raison: "cette greffe ne change rien au socle".into(),
            });
        }
        let (mut texte, mut origines) = (String::new(), Vec::new());
        for (ligne, origine) in self.lignes {
            texte += &ligne;
            texte.push('\n');
            origines.push(origine);
        }
        Ok(Greffee {
            texte,
            origines: Origines::new(origines),
            changes: self.changes,
        })
    }
}

/// Les noms importés ici, chacun avec le `use` où il est.
fn feuilles(portee: &Portee) -> impl Iterator<Item = (&Import, &Feuille)> {
    portee
        .imports
        .iter()
        .flat_map(|import| import.feuilles.iter().map(move |feuille| (import, feuille)))
}

/// `use a::b;`, avec le retrait de cette ligne.
fn ecrire_l_import(modele: &str, feuille: &Feuille) -> String {
    let retrait = &modele[..modele.len() - modele.trim_start().len()];
    let espace = if feuille.avant.is_empty() { "" } else { " " };
    format!("{retrait}{}{espace}use {};", feuille.avant, feuille.chemin)
}

fn ont_un_element_commun(un: &Element, autre: &Element) -> bool {
    let (Some(un), Some(autre)) = (&un.bloc, &autre.bloc) else {
        return false;
    };
    let elements = &un.portee.elements;
    elements.iter().any(|un| {
        autre
            .portee
            .elements
            .iter()
            .any(|autre| autre.cle == un.cle)
    })
}

fn inchange(element: &Element) -> Defaut {
    Defaut {
        ligne: element.code + 1,
        raison: format!(
            "`{}` est, mot pour mot, dans le socle : enlève-le d'ici",
            element.designation()
        ),
    }
}
