"""The subcommands of `bisenet`, one module each: `add` declares its options, and what it does is in the library."""
