"""What a value must be beside what its model's field says: the closed lists that forms would hold it to."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.portability.values import shown
from exercises import catalogue


def each_of(words: Callable[[], Any]) -> Callable[[Any], None]:
    """Return a check that each value of a list is one of a closed list, which is asked for when it is needed."""

    def check(values: list[Any]) -> None:
        known = set(words())
        for value in values:
            if not isinstance(value, str | int) or value not in known:
                raise ValidationError(
                    _("%(value)s is not one of the words known here."), params={"value": shown(value)}
                )

    return check


def one_of(words: Callable[[], Any]) -> Callable[[Any], None]:
    """Return a check that a text, where there is one, stands in a closed list."""

    def check(value: Any) -> None:
        if value and value not in set(words()):
            raise ValidationError(_("%(value)s is not one of the words known here."), params={"value": shown(value)})

    return check


def three_numbers(value: Any) -> None:
    """Check what a level's dose is remembered by: sets, repeats, hold."""
    is_three = isinstance(value, list) and len(value) == 3 and all(type(each) is int for each in value)
    if value is not None and not is_three:
        raise ValidationError(_("%(value)s is not the kind of value expected here."), params={"value": shown(value)})


def lines(values: list[Any]) -> None:
    """Check a list of sentences."""
    for value in values:
        if not isinstance(value, str) or len(value) > 2_000:
            raise ValidationError(
                _("%(value)s is not the kind of value expected here."), params={"value": shown(value)}
            )


def borrowed_figure(slug: str) -> None:
    if slug and slug not in catalogue.shipped().exercises:
        raise ValidationError(_("%(value)s is not one of the words known here."), params={"value": shown(slug)})
