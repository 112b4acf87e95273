from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.events import listen  # noqa: PLC0415  # needs the models

        listen()
