"""A mail server that takes every letter and keeps it."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Mailbox(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        self.letters: list[str] = []
        # While it is not set, whoever sends a letter waits for its last answer.
        self.answers = threading.Event()
        self.answers.set()
        self.waiting = 0
        super().__init__(("127.0.0.1", 0), Postman)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}?tls=off"


class Postman(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            word = line.strip().upper()
            if word == b"DATA":
                self.server.waiting += 1
                self.server.answers.wait(60)
                self.wfile.write(b"354 go on\r\n")
                lines: list[bytes] = []
                while (line := self.rfile.readline()) != b".\r\n":
                    if not line:
                        return  # whoever sent it is gone
                    lines.append(line)
                self.server.letters.append(b"".join(lines).decode())
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as box:
        threading.Thread(target=box.serve_forever, daemon=True).start()
        try:
            yield box
        finally:
            box.answers.set()
            box.shutdown()
