"""Tell where the time of a person's pages goes, inside Django: reads requests as JSON, prints milliseconds by part."""

import json
import statistics
import sys
import time
from collections import defaultdict
from functools import wraps

WARM, ASKED = 3, 15
# Of whoever is signed in: the session's row and theirs. What asks: putting statements together, the wait for the
# database, making objects of rows. What draws: templates, with the Python they call. What packs: gzip.
PERSON, ASKS, DRAWS, PACKS, REST = NAMES = ("person", "asking", "drawing", "packing", "the rest")


class Parts:
    """The processor's time, each moment to the innermost part; what a person's rows take is theirs, queries and all."""

    def __init__(self):
        self.found, self.stack, self.since = defaultdict(float), [REST], 0.0

    def start(self):
        self.found.clear()
        self.since = time.process_time()

    def note(self):
        now = time.process_time()
        self.found[self.stack[-1]] += now - self.since
        self.since = now

    def watch(self, owner, name, part):
        call = getattr(owner, name)

        @wraps(call)
        def watched(*args, **kwargs):
            self.note()
            self.stack.append(PERSON if self.stack[-1] == PERSON else part)
            try:
                return call(*args, **kwargs)
            finally:
                self.note()
                self.stack.pop()

        setattr(owner, name, watched)


def watched():
    from django.contrib.auth import middleware
    from django.contrib.sessions.backends.db import SessionStore
    from django.db.models.query import QuerySet
    from django.db.models.sql.compiler import SQLCompiler
    from django.middleware.gzip import GZipMiddleware
    from django.template import loader

    from backroutine.prepared import Prepared

    parts = Parts()
    parts.watch(middleware, "get_user", PERSON)
    parts.watch(SessionStore, "load", PERSON)
    for name in ("_fetch_all", "_filter_or_exclude_inplace", "_annotate"):
        parts.watch(QuerySet, name, ASKS)
    for name in ("rows", "instances"):
        parts.watch(Prepared, name, ASKS)
    parts.watch(SQLCompiler, "execute_sql", ASKS)
    parts.watch(loader, "render_to_string", DRAWS)
    parts.watch(GZipMiddleware, "process_response", PACKS)
    return parts


def main():
    import django

    django.setup()
    from django.test import Client

    parts, found = watched(), []
    for request in json.load(sys.stdin):
        client, runs = Client(headers={"host": "127.0.0.1"}), []
        headers = request["headers"] | {"Accept-Encoding": "gzip"}
        for turn in range(WARM + ASKED):
            parts.start()
            response = client.get(request["path"], headers=headers)
            parts.note()
            if response.status_code != 200:
                sys.exit(f"{request['path']} answered {response.status_code}")
            if turn >= WARM:
                runs.append(dict(parts.found))
        found.append({name: 1000 * statistics.median(run.get(name, 0) for run in runs) for name in NAMES})
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
