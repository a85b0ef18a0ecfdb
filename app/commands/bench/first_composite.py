"""A process that runs the main job on the demo clip until its first composite; `startup` measures it."""

import json
import sys
import time

from app.commands.headless import fatal_error
from app.config import DEMO, AppConfig
from app.core.errors import BisenetBgError
from app.core.values import Size
from app.factory import build_pipeline

_POLL_SECONDS = 0.001


def main(words: str) -> int:
    """Print a line as soon as the first composite exists; return the exit status.

    Args:
        words: JSON list of background, model, device, width and height.
    """
    background, model, device, width, height = json.loads(words)
    config = AppConfig(background=background, camera=DEMO, model=model, device=device, size=Size(width, height))
    try:
        _run(config)
    except BisenetBgError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _run(config: AppConfig) -> None:
    pipeline = build_pipeline(config)
    pipeline.start()
    try:
        while pipeline.current().is_slate:
            if (error := fatal_error(pipeline.status())) is not None:
                raise error
            time.sleep(_POLL_SECONDS)
        print("first composite", flush=True)
    finally:
        pipeline.stop()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
