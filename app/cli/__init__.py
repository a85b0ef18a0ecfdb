"""The command line: turns arguments and the configuration file into an AppConfig and runs a command."""
