// faute   : elle attend les deux avant de regarder les erreurs ; les noms des tests, redéfinis, ne la sauvent pas
// étape   : 2
// message : `join!` attend la fin de tous
// test    : etape2::la_premiere_erreur_arrete_tout_aussitot

use ::std::boxed::Box as Tas;
use ::std::future::Future as Futur;
use ::std::prelude::v1::{FnOnce, Iterator, Send, derive};
use ::std::result::Result as Issue;
use ::std::vec::Vec as Liste;

mod std {
    pub mod time {
        pub struct Duration;
    }
}

mod core {}

mod alloc {}

mod tokio {
    pub mod time {
        pub async fn sleep(_: super::super::std::time::Duration) {}
    }
}

mod banc_d_essai {}

#[derive(PartialEq)]
enum Option {
    None,
}

enum Result {
    Ok,
}

struct Vec;

struct Box;

struct String;

struct Arc;

trait Future {
    fn poll(&self) -> Option {
        Option::None
    }
}

impl<T> Future for T {}

trait Iterable {
    fn len(&self) -> usize {
        0
    }
    fn is_zero(self) -> bool
    where
        Self: ::std::marker::Sized,
    {
        true
    }
}

impl<T> Iterable for T {}

fn drop() {}

macro_rules! assert {
    ($($t:tt)*) => {};
}

macro_rules! assert_eq {
    ($($t:tt)*) => {};
}

macro_rules! exiger {
    ($($t:tt)*) => {};
}

macro_rules! panic {
    ($($t:tt)*) => {};
}

macro_rules! vec {
    ($($t:tt)*) => {
        Vec
    };
}

macro_rules! format {
    ($($t:tt)*) => {
        String
    };
}

macro_rules! matches {
    ($($t:tt)*) => {
        true
    };
}

async fn attendre_les_deux<A, B>(a: impl Futur<Output = A>, b: impl Futur<Output = B>) -> (A, B) {
    ::tokio::join!(a, b)
}

async fn tout_ou_rien<A, B, E>(
    a: impl Futur<Output = Issue<A, E>>,
    b: impl Futur<Output = Issue<B, E>>,
) -> Issue<(A, B), E> {
    let (a, b) = ::tokio::join!(a, b);
    Issue::Ok((a?, b?))
}

async fn attendre_tous<T, F>(futures: Liste<F>) -> Liste<T>
where
    F: Futur<Output = T> + Send + 'static,
    T: Send + 'static,
{
    attendre_avec_limite(futures, usize::MAX).await
}

async fn attendre_avec_limite<T, F>(futures: Liste<F>, limite: usize) -> Liste<T>
where
    F: Futur<Output = T> + Send + 'static,
    T: Send + 'static,
{
    let mut reste = futures.into_iter().enumerate();
    let mut en_cours = ::tokio::task::JoinSet::new();
    let numeroter = |(rang, futur): (usize, F)| async move { (rang, futur.await) };
    for premier in reste.by_ref().take(limite.max(1)) {
        en_cours.spawn(numeroter(premier));
    }
    let mut finis = Liste::new();
    while let ::std::option::Option::Some(fin) = en_cours.join_next().await {
        finis.push(fin.unwrap_or_else(relancer));
        if let ::std::option::Option::Some(suivant) = reste.next() {
            en_cours.spawn(numeroter(suivant));
        }
    }
    finis.sort_by_key(|(rang, _)| *rang);
    finis.into_iter().map(|(_, valeur)| valeur).collect()
}

fn relancer<T>(erreur: ::tokio::task::JoinError) -> T {
    let charge: Tas<dyn ::std::any::Any + Send> = erreur.into_panic();
    ::std::panic::resume_unwind(charge)
}
