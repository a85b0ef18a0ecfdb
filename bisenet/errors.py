"""The library's error family: every message ends with what to do next."""


class BisenetError(Exception):
    """Base of all errors that a user of the library can cause or fix.

    Args:
        problem: a sentence, with what to do next unless `advice` says that.
        advice: a sentence; may be empty.
    """

    def __init__(self, problem: str, advice: str = "") -> None:
        super().__init__(f"{problem} {advice}" if advice else problem)
        self.problem = problem
        self.advice = advice


class ModelError(BisenetError):
    """An unknown model name, device or engine."""


class WeightsError(BisenetError):
    """Weights that are missing, damaged or made for another architecture."""


class DataError(BisenetError):
    """A data folder, image or checkpoint that cannot be used."""
