// Ce que mdBook écrit en anglais, en français : ses pages n'ont pas de traduction. Ce qu'une autre version dirait
// autrement resterait en anglais, sans rien casser.
(() => {
    'use strict';

    const TEXTES = new Map(Object.entries({
        'Auto': 'Automatique',
        'Change theme': 'Changer de thème',
        'Ayu': 'Ayu',
        'Coal': 'Charbon',
        'Copied!': 'Copié',
        'Copy to clipboard': 'Copier',
        'Git repository': 'Dépôt du cours',
        'Hide lines': 'Cacher ces lignes',
        'Keyboard shortcuts': 'Raccourcis clavier',
        'Light': 'Clair',
        'Navy': 'Marine',
        'Next chapter': 'Page suivante',
        'No output': 'Le programme n\'affiche rien',
        'Page navigation': 'D\'une page à l\'autre',
        'Previous chapter': 'Page précédente',
        'Print this book': 'Imprimer le livre',
        'Run this code': 'Exécuter',
        'Running...': 'Le programme s\'exécute…',
        'Rust': 'Rouille',
        'Search (`/`)': 'Chercher (« / »)',
        'Search this book ...': 'Chercher dans le cours…',
        'Show hidden lines': 'Montrer les lignes cachées',
        'Suggest an edit': 'Proposer une correction',
        'Table of contents': 'Sommaire',
        'Themes': 'Thèmes',
        'Toggle Searchbar': 'Ouvrir ou fermer la recherche',
        'Toggle Table of Contents': 'Ouvrir ou fermer le sommaire',
        'Undo changes': 'Revenir au programme d\'origine',
    }));
    const ATTRIBUTS = ['title', 'aria-label', 'placeholder'];

    // Ce que dit la recherche : un nombre, et ce qui était cherché.
    const resultats = texte => texte
        .replace(/^No search results for '(.*)'\.$/s, 'Rien ne répond à « $1 ».')
        .replace(/^1 search result for '(.*)':$/s, 'Une page répond à « $1 » :')
        .replace(/^(\d+) search results for '(.*)':$/s, '$1 pages répondent à « $2 » :')
        .replace(/^Playground Communication: (.*)$/s, 'Le programme n\'a pas pu être envoyé ($1).');

    const traduire = noeud => {
        if (noeud.nodeType === Node.TEXT_NODE) {
            // Le texte du cours est déjà en français, et un exemple peut contenir un de ces mots.
            if (noeud.parentElement?.closest('main pre code:not(.result), main p, main li, main td, #mdbook-searchresults')) {
                return;
            }
            const texte = noeud.data.trim();
            const traduit = TEXTES.get(texte) ?? resultats(texte);
            if (traduit !== texte) {
                noeud.data = noeud.data.replace(texte, () => traduit);
            }
            return;
        }
        if (noeud.nodeType !== Node.ELEMENT_NODE) {
            return;
        }
        for (const attribut of ATTRIBUTS) {
            const traduit = TEXTES.get(noeud.getAttribute(attribut));
            if (traduit !== undefined && traduit !== noeud.getAttribute(attribut)) {
                noeud.setAttribute(attribut, traduit);
            }
        }
        noeud.childNodes.forEach(traduire);
    };

    // L'aide du clavier mêle du texte et des touches.
    const AIDE = [
        'Passer à la page précédente ou suivante : <kbd>←</kbd> ou <kbd>→</kbd>',
        'Chercher dans le cours : <kbd>S</kbd> ou <kbd>/</kbd>',
        'Montrer cette aide : <kbd>?</kbd>',
        'La cacher : <kbd>Échap</kbd>',
    ];
    document.querySelectorAll('#mdbook-help-popup p').forEach((ligne, rang) => {
        if (rang < AIDE.length) {
            ligne.innerHTML = AIDE[rang];
        }
    });

    traduire(document.body);
    new MutationObserver(changements => {
        for (const changement of changements) {
            if (changement.type === 'childList') {
                changement.addedNodes.forEach(traduire);
            } else {
                traduire(changement.target);
            }
        }
    }).observe(document.body, {
        subtree: true,
        childList: true,
        characterData: true,
        attributes: true,
        attributeFilter: ATTRIBUTS,
    });
})();
