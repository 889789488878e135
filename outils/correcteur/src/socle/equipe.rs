//! Faire de front ce qui ne dépend de rien d'autre.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Les cœurs de cette machine.
pub(crate) fn coeurs() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Applique la fonction à chaque cas, `de_front` à la fois, dans l'ordre : deux voisins ont souvent beaucoup en commun,
/// et aucun thread ne garde en réserve des cas que les autres attendraient à la fin. Les résultats sont dans l'ordre
/// des cas.
///
/// # Errors
/// La première erreur d'un cas ; le thread qui la rencontre s'arrête là.
pub(crate) fn a_la_file<C: Sync, R: Send>(
    cas: &[C],
    de_front: usize,
    faire: impl Fn(&C) -> anyhow::Result<R> + Sync,
) -> anyhow::Result<Vec<R>> {
    let pris = AtomicUsize::new(0);
    let travailler = || -> anyhow::Result<Vec<(usize, R)>> {
        let prendre = || pris.fetch_add(1, Ordering::Relaxed);
        std::iter::repeat_with(prendre)
            .map_while(|rang| Some((rang, cas.get(rang)?)))
            .map(|(rang, cas)| Ok((rang, faire(cas)?)))
            .collect()
    };
    let parts = std::thread::scope(|portee| {
        let threads: Vec<_> = (0..de_front.min(cas.len()))
            .map(|_| portee.spawn(travailler))
            .collect();
        let parts = threads.into_iter().map(|thread| match thread.join() {
            Ok(part) => part,
            Err(panique) => std::panic::resume_unwind(panique),
        });
        parts.collect::<anyhow::Result<Vec<_>>>()
    })?;
    let mut resultats: Vec<_> = parts.into_iter().flatten().collect();
    resultats.sort_by_key(|(rang, _)| *rang);
    Ok(resultats
        .into_iter()
        .map(|(_, resultat)| resultat)
        .collect())
}

#[cfg(test)]
mod tests {
    use anyhow::ensure;

    use super::*;

    #[test]
    fn les_resultats_suivent_l_ordre_des_cas() {
        let cas: Vec<usize> = (0..100).collect();
        let doubles = a_la_file(&cas, 4, |n| Ok(n * 2)).unwrap();
        assert!(doubles.into_iter().eq((0..100).map(|n| n * 2)));
        let issue = a_la_file(&cas, 4, |&n| {
            ensure!(n != 50, "le cinquantième");
            Ok(())
        });
        assert_eq!(issue.unwrap_err().to_string(), "le cinquantième");
    }
}
