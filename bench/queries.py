"""Count the queries of requests, inside Django: reads them as JSON, prints how many each makes once all is warm."""

import json
import sys

ASKED = 3
# Below all that wrk sends later: a report is news only if its number is higher.
FIRST = 1_000_000_000
NO_QUERIES = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def count(client, number, request):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    path, body = (request[name].replace("#" * 10, str(FIRST + number)) for name in ("path", "body"))
    headers = {k: v for k, v in request["headers"].items() if k != "Content-Type"}
    kind = request["headers"].get("Content-Type", "text/html")
    with CaptureQueriesContext(connection) as captured:
        response = client.generic(request["method"], path, body.encode(), content_type=kind, headers=headers)
        if response.streaming:
            b"".join(response.streaming_content)
    if response.status_code >= 400:
        sys.exit(f"{request['method']} {path} answered {response.status_code}")
    return sum(not query["sql"].startswith(NO_QUERIES) for query in captured.captured_queries)


def main():
    import django

    django.setup()
    from django.test import Client

    client, found = Client(headers={"host": "127.0.0.1"}), []
    for place, request in enumerate(json.load(sys.stdin)):
        found.append([count(client, ASKED * place + turn, request) for turn in range(ASKED)][-1])
        client.cookies.clear()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
