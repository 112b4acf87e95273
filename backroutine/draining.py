"""A server about to end says so while it still serves, so that what stands in front sends nobody there any more."""

from types import FrameType

_is_draining = False


def begin(signum: int, frame: FrameType | None) -> None:
    global _is_draining  # noqa: PLW0603  # a signal's handler can tell it nowhere else
    _is_draining = True


def is_draining() -> bool:
    return _is_draining
