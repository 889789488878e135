// faute   : l'opération rend `Pending` sans que rien ne la réveille : elle n'est jamais prête à l'heure
// message : `Pending` sans rien qui réveille
// test    : etape6::un_candidat_juste_est_accepte

async fn eprouver_le_delai<C>(candidat: C) -> Result<(), String>
where
    C: AsyncFn(Duration, Operation) -> Option<u32>,
{
    let limite = Duration::from_millis(100);
    for valeur in 0..64 {
        for fin in [0, 40, 99, 100, 101, 200] {
            let duree_prevue = Duration::from_millis(fin);
            let temoin = std::rc::Rc::new(Temoin::default());
            let depart = Instant::now();
            let operation = SansReveil {
                fin: depart + duree_prevue,
                valeur,
                finie: false,
                temoin: temoin.clone(),
            };
            let issue = timeout(limite * 10, candidat(limite, Box::pin(operation))).await;
            let Ok(issue) = issue else {
                return Err(format!("{fin} ms : le candidat attend toujours"));
            };
            let (duree, prevue) = (depart.elapsed(), duree_prevue.min(limite));
            if issue != (duree_prevue <= limite).then_some(valeur) {
                return Err(format!("{fin} ms : {issue:?}"));
            }
            if duree != prevue {
                return Err(format!("{fin} ms : {duree:?} au lieu de {prevue:?}"));
            }
            if temoin.relue.get() {
                return Err(format!("{fin} ms : interrogée après sa fin"));
            }
            if issue.is_none() && !temoin.detruite.get() {
                return Err(format!("{fin} ms : abandonnée sans être détruite"));
            }
        }
    }
    Ok(())
}

struct SansReveil {
    fin: Instant,
    valeur: u32,
    finie: bool,
    temoin: std::rc::Rc<Temoin>,
}

impl Future for SansReveil {
    type Output = u32;

    fn poll(
        mut self: std::pin::Pin<&mut Self>,
        _cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<u32> {
        if self.finie {
            self.temoin.relue.set(true);
        }
        if Instant::now() >= self.fin {
            self.finie = true;
            return std::task::Poll::Ready(self.valeur);
        }
        std::task::Poll::Pending
    }
}

impl Drop for SansReveil {
    fn drop(&mut self) {
        self.temoin.detruite.set(true);
    }
}
