// faute   : ceux qui attendent paniquent quand celui qui calculait disparaît
// étape   : 4
// message : un canal fermé n'est pas une raison de paniquer
// test    : etape4::un_calcul_annule_est_repris_par_une_autre_demande
// test    : etape4::apres_une_panique_la_demande_suivante_calcule
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{Mutex, OnceCell};

type Attente = tokio::sync::watch::Receiver<Option<String>>;
static EN_COURS: std::sync::Mutex<std::collections::BTreeMap<(usize, String), Attente>> =
    std::sync::Mutex::new(std::collections::BTreeMap::new());

async fn compter_ensemble(taches: usize, increments: usize) -> u64 {
    let compteur = Arc::new(Mutex::new(0));
    let mut poignees = Vec::new();
    for _ in 0..taches {
        let compteur = Arc::clone(&compteur);
        poignees.push(tokio::spawn(async move {
            for _ in 0..increments {
                *compteur.lock().await += 1;
            }
        }));
    }
    for poignee in poignees {
        poignee.await.unwrap();
    }
    *compteur.lock().await
}

async fn enregistrer(mesures: Arc<Mutex<Vec<u32>>>, capteur: impl Future<Output = u32>) {
    let valeur = capteur.await;
    mesures.lock().await.push(valeur);
}

struct Compte {
    numero: u32,
    solde: Mutex<u64>,
}

impl Compte {
    fn new(numero: u32, solde: u64) -> Self {
        Compte {
            numero,
            solde: Mutex::new(solde),
        }
    }

    async fn solde(&self) -> u64 {
        *self.solde.lock().await
    }
}

#[derive(Debug, PartialEq, Eq)]
struct SoldeInsuffisant;

async fn virer(de: &Compte, vers: &Compte, montant: u64) -> Result<(), SoldeInsuffisant> {
    if de.numero == vers.numero {
        return if de.solde().await < montant {
            Err(SoldeInsuffisant)
        } else {
            Ok(())
        };
    }
    let (mut debite, mut credite);
    if de.numero < vers.numero {
        debite = de.solde.lock().await;
        credite = vers.solde.lock().await;
    } else {
        credite = vers.solde.lock().await;
        debite = de.solde.lock().await;
    }
    if *debite < montant {
        return Err(SoldeInsuffisant);
    }
    *debite -= montant;
    *credite += montant;
    Ok(())
}

struct Cache {
    entrees: Mutex<HashMap<String, Arc<OnceCell<String>>>>,
}

impl Cache {
    fn new() -> Self {
        Cache {
            entrees: Mutex::new(HashMap::new()),
        }
    }

    async fn obtenir(&self, cle: &str, calcul: impl Future<Output = String>) -> String {
        let fiche = (std::ptr::from_ref(self) as usize, cle.to_owned());
        let attente = EN_COURS.lock().unwrap().get(&fiche).cloned();
        if let Some(mut attente) = attente {
            return attente
                .wait_for(Option::is_some)
                .await
                .unwrap()
                .clone()
                .unwrap();
        }
        let cellule = self
            .entrees
            .lock()
            .await
            .entry(cle.to_owned())
            .or_default()
            .clone();
        if let Some(valeur) = cellule.get() {
            return valeur.clone();
        }
        let (tx, rx) = tokio::sync::watch::channel(None);
        EN_COURS.lock().unwrap().insert(fiche.clone(), rx);
        let valeur = cellule.get_or_init(|| calcul).await.clone();
        EN_COURS.lock().unwrap().remove(&fiche);
        tx.send_replace(Some(valeur.clone()));
        valeur
    }
}

fn main() {}
