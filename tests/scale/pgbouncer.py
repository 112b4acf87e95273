"""A real PgBouncer in transaction mode, which gives each transaction another server connection than the one before."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.own_site import free_port
from tests.scale.cluster import servers_folder

MISSING = "No PgBouncer found; get one with: apt install pgbouncer"
SERVER_CONNECTIONS = 4


def find_pgbouncer() -> str:
    """Return the program; without one skip, but never in CI."""
    found = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(MISSING, pytrace=False)
    return found or pytest.skip(MISSING)


@contextmanager
def bouncing(server: dict[str, str]) -> Iterator[str]:
    """Start one in front of a server (host, port, user); yield the start of an address, which lacks the database."""
    program, port = find_pgbouncer(), free_port()
    with servers_folder() as folder:
        yield from _bouncing(program, server, folder, port)


def _bouncing(program: str, server: dict[str, str], folder: Path, port: int) -> Iterator[str]:
    config = folder / "pgbouncer.ini"
    upstream = " ".join(f"{name}={value}" for name, value in server.items())
    config.write_text(f"""
[databases]
* = {upstream}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {SERVER_CONNECTIONS}
min_pool_size = {SERVER_CONNECTIONS}
server_round_robin = 1
max_client_conn = 500
logfile = {folder}/log
""")
    command = [program, "-q", str(config)]
    if os.geteuid() == 0:  # it refuses to be root
        command[1:1] = ["-u", "embedded_postgres"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"postgresql://{server['user']}@127.0.0.1:{port}"
    try:
        _warm(f"{url}/{server.get('dbname', 'postgres')}", process, folder / "log")
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _warm(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until it answers, from each of its server connections: of the idle ones it takes the longest unused."""
    end = time.monotonic() + 20
    while True:
        try:
            clients = [psycopg.connect(url) for _ in range(SERVER_CONNECTIONS)]
            break
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > end:
                pytest.fail(f"PgBouncer does not answer: {log.read_text() if log.exists() else 'no log'}")
            time.sleep(0.1)
    for client in clients:
        client.execute("SELECT 1")
    for client in clients:
        client.commit()
        client.close()
