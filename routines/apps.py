from django.apps import AppConfig


class RoutinesConfig(AppConfig):
    name = "routines"

    def ready(self) -> None:
        from exercises import shelf  # noqa: PLC0415  # models exist from here on
        from routines.models import Programme, ProgrammePrescription  # noqa: PLC0415

        shelf.listen(Programme, ProgrammePrescription)
