//! Jusqu'où va l'effet d'une greffe : les noms qu'elle change, et de proche en proche ceux de tout ce qui les emploie. Qui n'en
//! nomme aucun ne peut rien en voir.

use std::collections::BTreeSet;

use super::Socle;
use super::elements::{Element, Espace, Fichier, Import, Portee};

/// Ce que les tests n'appellent pas.
const DEMONSTRATION: &str = "main";

impl Socle {
    /// Les noms que cette réponse entière ne partage pas avec le socle, et ceux de tout ce qui en dépend ; `None` si tous ne
    /// se savent pas (`use a::*;`, un appel de macro).
    pub(crate) fn noms_atteints(&self, reponse: &str) -> Option<BTreeSet<String>> {
        let reponse = Fichier::lire(reponse).ok()?;
        let (socle, reponse) = (&self.0.portee, &reponse.portee);
        let mut noms = noms_propres(socle, reponse)?;
        noms.extend(noms_propres(reponse, socle)?);
        let mut gardes: Vec<&Element> = socle
            .elements
            .iter()
            .filter(|element| est_dans(element, reponse) && element.cle.nom != DEMONSTRATION)
            .collect();
        loop {
            let (atteints, restent): (Vec<_>, Vec<_>) = gardes
                .into_iter()
                .partition(|element| element.jetons.split(' ').any(|mot| noms.contains(mot)));
            if atteints.is_empty() {
                return Some(noms);
            }
            for element in atteints {
                noms.extend(noms_de(element)?);
            }
            gardes = restent;
        }
    }
}

/// Les noms que donne cette portée et que l'autre n'a pas, ou pas les mêmes.
fn noms_propres(portee: &Portee, autre: &Portee) -> Option<BTreeSet<String>> {
    let mut noms = BTreeSet::new();
    for element in portee
        .elements
        .iter()
        .filter(|element| !est_dans(element, autre))
    {
        noms.extend(noms_de(element)?);
    }
    let chemins = |imports: &[Import]| -> BTreeSet<(String, Option<String>)> {
        let feuilles = imports.iter().flat_map(|import| &import.feuilles);
        feuilles
            .map(|feuille| (feuille.chemin.clone(), feuille.nom.clone()))
            .collect()
    };
    for (_, nom) in chemins(&portee.imports).difference(&chemins(&autre.imports)) {
        noms.insert(nom.clone()?);
    }
    Some(noms)
}

fn est_dans(element: &Element, portee: &Portee) -> bool {
    portee
        .elements
        .iter()
        .any(|autre| autre.cle == element.cle && autre.jetons == element.jetons)
}

/// Les noms par lesquels on peut dépendre de cet élément.
fn noms_de(element: &Element) -> Option<impl Iterator<Item = String>> {
    let nom = (element.cle.espace != Espace::SansNom).then_some(&element.cle.nom)?;
    // D'un `impl Drop pour Garde`, c'est le type qui compte : rien d'autre n'en voit l'effet.
    let nom = nom
        .split_once(" pour ")
        .map_or(nom.as_str(), |(_, cible)| cible);
    let mots = nom.split(|c: char| !c.is_alphanumeric() && c != '_');
    Some(mots.filter(|mot| !mot.is_empty()).map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOCLE: &str = "use std::time::Duration;

struct Garde;

fn garder() -> Garde {
    Garde
}

fn un() {
    garder();
}

fn deux(duree: Duration) {
    let _ = duree;
}

fn main() {
    un();
    deux(Duration::ZERO);
}
";

    /// Les noms qu'atteint une réponse qui est le socle, où ceci remplace cela.
    fn noms(cela: &str, ceci: &str) -> Option<String> {
        assert!(SOCLE.contains(cela), "{cela}");
        let socle = Socle::lire(SOCLE).unwrap();
        let noms = socle.noms_atteints(&SOCLE.replace(cela, ceci))?;
        Some(noms.into_iter().collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn une_fonction_que_seule_la_demonstration_appelle_n_atteint_qu_elle() {
        assert_eq!(noms("    garder();", "").unwrap(), "un");
        assert_eq!(noms("let _ = duree;", "drop(duree);").unwrap(), "deux");
        let aide = "fn aide() {}\n\nfn deux(duree: Duration) {\n    aide();";
        assert_eq!(
            noms("fn deux(duree: Duration) {", aide).unwrap(),
            "aide deux"
        );
        assert_eq!(noms("deux(Duration::ZERO);", "").unwrap(), "main");
        let cellule = "use std::cell::Cell;\nuse std";
        assert_eq!(noms("use std", cellule).unwrap(), "Cell");
    }

    #[test]
    fn ce_qui_emploie_un_nom_atteint_l_est_aussi() {
        assert_eq!(noms("    Garde\n", "    loop {}\n").unwrap(), "garder un");
        // Un type, ce qu'il fait quand il disparaît, le sens d'un nom importé.
        let tout = "Garde garder un";
        let clone = "#[derive(Clone)]\nstruct Garde;";
        assert_eq!(noms("struct Garde;", clone).unwrap(), tout);
        let a_la_fin = "struct Garde;\n\nimpl Drop for Garde {\n    fn drop(&mut self) {}\n}";
        assert_eq!(noms("struct Garde;", a_la_fin).unwrap(), tout);
        let autre = noms("std::time::Duration", "autre::Duration");
        assert_eq!(autre.unwrap(), "Duration deux");
    }

    #[test]
    fn ce_dont_les_noms_ne_se_savent_pas_peut_tout_atteindre() {
        assert_eq!(noms("use std", "use std::thread::*;\nuse std"), None);
        let appel = "thread_local! {\n    static N: u8 = 0;\n}\n\nstruct Garde;";
        assert_eq!(noms("struct Garde;", appel), None);
    }
}
