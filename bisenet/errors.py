"""The library's error family: every message is one sentence that ends with what to do next."""


class BisenetError(Exception):
    """Base of all errors that a user of the library can cause or fix."""


class ModelError(BisenetError):
    """An unknown model name, device or engine."""


class WeightsError(BisenetError):
    """Weights that are missing, damaged or made for another architecture."""


class DataError(BisenetError):
    """A data folder, image or checkpoint that cannot be used."""
