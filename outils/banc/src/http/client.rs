//! Un client : ce qu'il envoie, ce qu'il reçoit, comment il part.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::yield_now;
use tokio::time::{Instant, timeout};

use super::reponse::{PISTE_TRONQUEE, Tete, exiger_les_retours};
use super::{PATIENCE, Serveur};
use crate::texte::{duree, nombre};
use crate::{Boite, echec, exiger, ms};

/// La piste d'une connexion fermée alors que le client a encore à dire.
pub const PISTE_FERMETURE: &str = "fermer une connexion qui a encore des octets non lus la réinitialise, et le client perd la \
    réponse : annonce la fin de la réponse (`shutdown`), puis lis et jette ce qui arrive encore, pendant un temps borné, \
    avant de lâcher le socket";

/// Un client connecté. Le lâcher ferme sa connexion, en bon ordre s'il a lu tout ce qu'il a reçu.
pub struct Client {
    flux: TcpStream,
    serveur: Serveur,
}

impl Serveur {
    /// Un client qui se connecte, et n'envoie encore rien.
    pub fn connecter(&self) -> Boite<'_, Client> {
        Box::pin(async {
            match self.tenter_de_connecter().await {
                Ok(client) => client,
                Err(raison) => echec!(
                    "le serveur est à l'écoute tant qu'on ne l'arrête pas",
                    "connexion impossible : {raison}",
                    "`servir` doit garder `ecoute` jusqu'à `arret`"
                ),
            }
        })
    }

    /// De même, la connexion pouvant être refusée.
    ///
    /// # Errors
    /// Pourquoi elle l'a été.
    pub fn tenter_de_connecter(&self) -> Boite<'_, io::Result<Client>> {
        self.pendant(async {
            let flux = timeout(PATIENCE, TcpStream::connect(self.adresse())).await??;
            let serveur = self.clone();
            Ok(Client { flux, serveur })
        })
    }

    /// Un client qui se connecte et envoie ces octets.
    pub fn envoyer<'a>(&'a self, octets: &'a [u8]) -> Boite<'a, Client> {
        Box::pin(async move {
            let mut client = self.connecter().await;
            client.ecrire(octets).await;
            client
        })
    }
}

impl Client {
    /// Envoie ces octets ; le serveur n'a pas à l'en empêcher.
    pub fn ecrire<'a>(&'a mut self, octets: &'a [u8]) -> Boite<'a, ()> {
        Box::pin(async move {
            if let Err(erreur) = self.tenter_d_ecrire(octets).await {
                let raison = raison(&erreur);
                echec!(
                    "le client peut envoyer toute sa requête",
                    "son envoi échoue : {raison}",
                    "{PISTE_FERMETURE}"
                )
            }
        })
    }

    /// Envoie ces octets, si le serveur les laisse passer.
    ///
    /// # Errors
    /// La connexion est fermée, ou plus rien n'y passe.
    pub fn tenter_d_ecrire<'a>(&'a mut self, octets: &'a [u8]) -> Boite<'a, io::Result<()>> {
        let Client { flux, serveur } = self;
        serveur.pendant(async move { timeout(PATIENCE, flux.write_all(octets)).await? })
    }

    /// Envoie ces octets encore et encore, à cet intervalle de l'horloge de Tokio, jusqu'à ce que le serveur ferme ou doive
    /// avoir fini. L'horloge n'avance que d'un envoi à l'autre : jamais, pour qui attend le suivant, un silence plus long.
    pub fn bavarder<'a>(&'a mut self, octets: &'a [u8], intervalle: Duration) -> Boite<'a, ()> {
        Box::pin(async move {
            let echeance = self.serveur.echeance();
            tokio::time::pause();
            while Instant::now() < echeance && self.tenter_d_ecrire(octets).await.is_ok() {
                self.serveur.bond(intervalle).await;
            }
            tokio::time::resume();
        })
    }

    /// N'enverra plus rien, et lit encore.
    pub fn fermer_l_envoi(&mut self) -> Boite<'_, ()> {
        let Client { flux, serveur } = self;
        serveur.pendant(async {
            // Le serveur a pu fermer le premier.
            let _ = flux.shutdown().await;
        })
    }

    /// Part brutalement : la connexion est réinitialisée.
    pub fn rompre(self) {
        let _ = self.flux.set_zero_linger();
    }

    /// L'erreur que la fin de la connexion a laissée dans le socket : une réinitialisation en laisse une.
    pub fn trace(&self) -> Option<io::Error> {
        self.flux.take_error().unwrap_or_else(Some)
    }

    /// Vrai si, dans ce délai, quelque chose est là à lire, ou la connexion finit.
    pub fn a_recu(&self, delai: Duration) -> Boite<'_, bool> {
        self.serveur.pendant(async move {
            let recu = timeout(delai, self.flux.peek(&mut [0])).await;
            recu.is_ok()
        })
    }

    /// Ce que le client reçoit, jusqu'à ce nombre d'octets, la fin de la connexion ou celle du délai.
    pub fn lire(&mut self, au_plus: u64, delai: Duration) -> Boite<'_, Vec<u8>> {
        let Client { flux, serveur } = self;
        serveur.pendant(async move {
            let mut recu = Vec::new();
            let _ = timeout(delai, flux.take(au_plus).read_to_end(&mut recu)).await;
            recu
        })
    }

    /// Lit jusqu'à la fin de la connexion, pourvu qu'elle vienne sans que l'horloge de Tokio avance : qui attend un délai
    /// pour fermer n'y arrive pas. `None` si elle ne vient pas.
    pub fn lire_sans_delai(&mut self) -> Boite<'_, Option<Vec<u8>>> {
        let Client { flux, serveur } = self;
        let lecture = async move {
            let (debut, mut recu) = (std::time::Instant::now(), Vec::new());
            // Tant qu'une tâche a quelque chose à faire, l'horloge arrêtée n'avance pas d'elle-même.
            while debut.elapsed() < PATIENCE {
                let mut tampon = [0; 4096];
                match flux.try_read(&mut tampon) {
                    Ok(0) => return Some(recu),
                    Ok(n) => recu.extend_from_slice(&tampon[..n]),
                    Err(erreur) if erreur.kind() == io::ErrorKind::WouldBlock => yield_now().await,
                    Err(_) => return None,
                }
            }
            None
        };
        Box::pin(async move {
            tokio::time::pause();
            let recu = serveur.pendant(lecture).await;
            tokio::time::resume();
            recu
        })
    }

    /// Lit la réponse entière, exige sa forme et la fin de la connexion, et rend le statut. `piste` est celle d'une réponse
    /// qui ne vient pas.
    pub fn statut<'a>(&'a mut self, piste: &'a str) -> Boite<'a, u16> {
        Box::pin(async move {
            let mut recu = Vec::new();
            let tete = loop {
                match Tete::lire(&recu) {
                    Some(tete) if recu.len() >= tete.longueur + tete.corps => break tete,
                    _ => self.recevoir(&mut recu, piste).await,
                }
            };
            self.exiger_la_fin(recu.len() - tete.longueur, tete.corps)
                .await;
            tete.statut
        })
    }

    /// Lit ce qui est là, pas plus de 4 Kio.
    async fn un_morceau(&mut self) -> io::Result<Vec<u8>> {
        let Client { flux, serveur } = self;
        let lecture = async {
            let mut tampon = [0; 4096];
            let n = timeout(PATIENCE, flux.read(&mut tampon)).await??;
            Ok(tampon[..n].to_vec())
        };
        serveur.pendant(lecture).await
    }

    /// Reçoit la suite d'une réponse qui n'est pas complète.
    async fn recevoir(&mut self, recu: &mut Vec<u8>, piste: &str) {
        let lu = self.un_morceau().await;
        if let Ok(morceau) = &lu {
            if !morceau.is_empty() {
                recu.extend_from_slice(morceau);
                return;
            }
        }
        let texte = String::from_utf8_lossy(recu);
        if !texte.contains("\r\n\r\n") {
            exiger_les_retours(&texte);
        }
        let piste = if recu.is_empty() {
            piste
        } else {
            PISTE_TRONQUEE
        };
        let patience = duree(PATIENCE);
        match lu {
            Ok(_) => echec!(
                "une réponse complète, de la taille que `Content-Length` annonce (en octets)",
                "la connexion est fermée après {texte:?}",
                "{piste}"
            ),
            Err(erreur) if erreur.kind() == io::ErrorKind::TimedOut => echec!(
                "une réponse complète, de la taille que `Content-Length` annonce (en octets)",
                "rien de plus en {patience} après {texte:?}",
                "{piste}"
            ),
            Err(erreur) => echec!(
                "une réponse complète, puis la fin de la connexion",
                "la connexion est réinitialisée ({erreur}) après {texte:?}",
                "{PISTE_FERMETURE}"
            ),
        }
    }

    /// Le client n'a plus rien à dire ; le serveur, qui a envoyé ce corps au lieu du corps annoncé, non plus.
    async fn exiger_la_fin(&mut self, corps: usize, annonce: usize) {
        self.fermer_l_envoi().await;
        let suite = self.un_morceau().await;
        let surplus = corps - annonce;
        let octets = nombre(surplus, "octet", "octets");
        let annonces = nombre(annonce, "octet", "octets");
        exiger!(
            surplus == 0,
            "le corps fait la taille que `Content-Length` annonce, {annonces}",
            "{octets} de plus",
            "`Content-Length` compte les octets du corps (`len()`), pas ses caractères, et rien ne suit le corps"
        );
        let fin = match suite {
            Ok(morceau) if morceau.is_empty() => return,
            Ok(morceau) => format!("{} de plus", nombre(morceau.len(), "octet", "octets")),
            Err(erreur) if erreur.kind() == io::ErrorKind::TimedOut => {
                format!("elle est encore ouverte au bout de {}", duree(PATIENCE))
            }
            Err(erreur) => raison(&erreur),
        };
        echec!(
            "après la réponse, la connexion finit en bon ordre",
            "{fin}",
            "le serveur ferme après sa réponse ; {PISTE_FERMETURE}"
        )
    }

    /// Ce client ne reçoit rien pendant un moment.
    pub fn exiger_attente<'a>(&'a self, attendu: &'a str, piste: &'a str) -> Boite<'a, ()> {
        Box::pin(async move {
            let recu = self.a_recu(ms(50)).await;
            exiger!(
                !recu,
                "{attendu}",
                "il a déjà reçu une réponse, ou sa connexion est fermée",
                "{piste}"
            );
        })
    }

    /// La connexion a fini en bon ordre : le serveur a lu tout ce que le client a envoyé avant de la fermer.
    pub fn exiger_bon_ordre(&self) {
        if let Some(trace) = self.trace() {
            echec!(
                "la connexion est fermée en bon ordre, une fois lu tout ce que le client a envoyé",
                "elle est réinitialisée : {trace:?}",
                "{PISTE_FERMETURE}"
            )
        }
    }
}

/// Ce qui est arrivé à une connexion, en clair.
fn raison(erreur: &io::Error) -> String {
    let quoi = match erreur.kind() {
        io::ErrorKind::ConnectionReset => "la connexion a été réinitialisée",
        io::ErrorKind::BrokenPipe => "la connexion est déjà fermée",
        io::ErrorKind::TimedOut => return format!("plus rien ne passe en {}", duree(PATIENCE)),
        _ => "erreur du système",
    };
    format!("{quoi} ({erreur})")
}
