"""The subcommands, one module each; only `window` imports Qt."""
