"""A lack of memory is named, and nothing else is taken for one."""

import pytest

from app.core.errors import ConfigError, DeviceError
from app.core.memory import memory_needed


@pytest.mark.parametrize(
    "error", [MemoryError(), RuntimeError("std::bad_alloc"), ValueError("CUDA out of memory. Tried")]
)
def test_each_librarys_words_for_it_are_known(error: Exception) -> None:
    with pytest.raises(DeviceError, match=r"not enough memory for huge\.png"), memory_needed("huge.png"):
        raise error


@pytest.mark.parametrize(
    "error", [ValueError("odd"), ConfigError("out of memory.jpg is not a picture."), DeviceError("")]
)
def test_other_errors_pass(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, memory_needed("a file"):
        raise error
    assert caught.value is error
