//! `cargo exo completions` : de quoi compléter les commandes avec la touche de tabulation.
//!
//! `cargo exo` est un alias de Cargo, qu'aucun shell ne sait compléter : le script définit aussi une
//! commande `exo`, qui est `cargo exo` en plus court, et c'est elle qui se complète.

use std::io::Write;

use clap::{Args, Command};
use clap_complete::Shell;

/// Options de `cargo exo completions`.
#[derive(Debug, Args)]
#[command(after_help = "\
Le script définit la commande exo (cargo exo, en plus court) et la complète :
  bash        source <(cargo exo completions bash)
  zsh         source <(cargo exo completions zsh)
  fish        cargo exo completions fish | source
  PowerShell  cargo exo completions powershell | Out-String | Invoke-Expression")]
pub struct Options {
    /// Le shell.
    shell: Shell,
}

/// Écrit le script du shell demandé sur la sortie standard.
///
/// # Errors
/// La sortie est fermée.
pub fn executer(options: &Options, commande: &mut Command) -> anyhow::Result<bool> {
    let mut script = Vec::new();
    clap_complete::generate(options.shell, commande, "exo", &mut script);
    let mut sortie = std::io::stdout().lock();
    sortie.write_all(&script)?;
    writeln!(sortie, "\n{}", fonction(options.shell))?;
    Ok(true)
}

/// La commande `exo`, dans la langue du shell.
fn fonction(shell: Shell) -> &'static str {
    match shell {
        Shell::Fish => "function exo; cargo exo $argv; end",
        Shell::PowerShell => "function exo { cargo exo @args }",
        Shell::Elvish => "fn exo {|@arguments| cargo exo $@arguments }",
        _ => "exo() { cargo exo \"$@\"; }",
    }
}
