from django.apps import AppConfig


class ExercisesConfig(AppConfig):
    name = "exercises"

    def ready(self) -> None:
        from exercises import shelf  # noqa: PLC0415  # models exist from here on

        shelf.listen(*shelf.CATALOGUE)
