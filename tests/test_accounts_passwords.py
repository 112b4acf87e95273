import re

import pytest
from django.contrib.auth.hashers import check_password, identify_hasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.passwords import Argon2


@pytest.mark.parametrize(
    "easy", ["aaaaaaaa1", "abcabcabc", "qwertyuiop12", "abcdefgh12345", "backroutine1", "1q1q1q1q1q"]
)
def test_patterns_are_refused(easy: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(easy)

    assert "harder to guess" in " ".join(refused.value.messages)


@pytest.mark.parametrize(
    "good", ["calm-Spine-7", "another-Spine-8", "sunny-spine-2", "undefeated moth", "Tuesday's lemon"]
)
def test_other_passwords_are_welcome(good: str) -> None:
    validate_password(good)


@pytest.mark.parametrize("bad", ["short-7", "password1", "13795284", "ruth@example.org"])
def test_short_common_numeric_and_own_ones_are_refused(bad: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(bad, User(email="ruth@example.org"))


def test_passwords_are_kept_by_argon2id_with_the_parameters_of_rfc_9106() -> None:
    kept = Argon2().encode("calm-Spine-7", Argon2().salt())

    assert re.match(r"argon2\$argon2id\$v=19\$m=65536,t=3,p=4\$", kept)


def test_one_kept_with_other_parameters_is_kept_anew(settings) -> None:  # type: ignore[no-untyped-def]
    settings.PASSWORD_HASHERS = ["accounts.passwords.Argon2"]

    class Before(Argon2):
        time_cost, memory_cost, parallelism = 2, 1024, 1

    kept = Before().encode("calm-Spine-7", Before().salt())

    assert check_password("calm-Spine-7", kept)
    assert identify_hasher(kept).must_update(kept)
