from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created
from django.tasks.signals import task_finished, task_started

from backroutine import tracing


class BackroutineConfig(AppConfig):
    name = "backroutine"

    def ready(self) -> None:
        """Watch what was asked for; what is off costs nothing."""
        task_started.connect(tracing.begin_task)
        task_finished.connect(tracing.end_task)
        if settings.LOG_REQUESTS or settings.SLOW_QUERY_MS or settings.METRICS_TOKEN:
            connection_created.connect(tracing.watch_connection)
