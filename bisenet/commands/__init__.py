"""The subcommands of `bisenet`, one module each: `add` declares the options, `run` calls the library."""
