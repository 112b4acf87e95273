import pytest
from django.core.exceptions import ImproperlyConfigured

from backroutine.email import mailer_from_url


def test_no_address_prints_to_the_log() -> None:
    assert mailer_from_url("") == {"BACKEND": "django.core.mail.backends.console.EmailBackend"}


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example.org", ("mail.example.org", 587, True, False)),
        ("smtps://mail.example.org", ("mail.example.org", 465, False, True)),
        ("smtp://localhost:25?tls=off", ("localhost", 25, False, False)),
    ],
)
def test_an_address_names_server_port_and_encryption(url: str, expected: tuple[str, int, bool, bool]) -> None:
    options = mailer_from_url(url)["OPTIONS"]

    assert (options["host"], options["port"], options["use_tls"], options["use_ssl"]) == expected


def test_name_and_password_are_unquoted() -> None:
    options = mailer_from_url("smtp://ann%40example.org:p%2Fss@mail.example.org")["OPTIONS"]

    assert (options["username"], options["password"]) == ("ann@example.org", "p/ss")


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://a:b", "smtp://a?x=1"]
)
def test_a_bad_address_is_refused_in_one_sentence(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        mailer_from_url(url)
