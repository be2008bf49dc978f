"""The subcommands of `elicense`, a module each; `webapp.cli` imports the one that is asked for."""
