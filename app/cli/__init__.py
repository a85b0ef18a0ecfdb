"""The command line: arguments and the configuration file become an AppConfig, which a command runs."""
