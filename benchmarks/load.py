"""The site behind gunicorn, and clients that commit without a pause."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOOT = 60.0


class Server:
    """A server with settings and data of its own, until it is closed."""

    def __init__(self, settings: str, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._process = subprocess.Popen(
            [
                *(sys.executable, "-W", "ignore", "-m", "gunicorn", "cms.wsgi"),
                *("--workers", "2", "--threads", "4", "--no-control-socket"),
                *("--bind", f"127.0.0.1:{self.port}", "--log-level", "critical"),
            ],
            cwd=ROOT,
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": settings,
                "DEBUG": "0",
                "PASSERELLE_DATA": str(data),
                "CELERY_BROKER_URL": "redis://127.0.0.1:1/0",
            },
            start_new_session=True,
        )
        deadline = time.monotonic() + BOOT
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("the server does not answer")

    def close(self) -> None:
        os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait()


@dataclass
class Tally:
    """What the clients saw; ``latencies`` in milliseconds, of what was saved."""

    seconds: float = 0.0
    errors: int = 0
    latencies: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds

    @property
    def p95(self) -> float:
        return sorted(self.latencies)[int(len(self.latencies) * 0.95)]


def load(port: int, bodies: list[dict[str, object]], seconds: float) -> Tally:
    """Let one client per body commit again and again; bodies keep the base reached."""
    tally = Tally()
    until = time.monotonic() + seconds

    def run(body: dict[str, object]) -> None:
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, connection.makefile("rb") as answers:
            while time.monotonic() < until:
                began = time.perf_counter()
                connection.sendall(_request(body))
                status, content = _answer(answers)
                if status == 200:
                    body["base"] = json.loads(content)["seq"]
                    tally.latencies.append((time.perf_counter() - began) * 1000)
                else:
                    tally.errors += 1

    began = time.monotonic()
    clients = [threading.Thread(target=run, args=[body]) for body in bodies]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    tally.seconds = time.monotonic() - began
    return tally


def _request(body: dict[str, object]) -> bytes:
    data = json.dumps(body).encode()
    head = (
        "POST /suivi/enregistrer/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    )
    return head.encode() + data


def _answer(lines: object) -> tuple[int, bytes]:
    status = int(lines.readline().split()[1])  # type: ignore[attr-defined]
    length = 0
    while line := lines.readline().strip():  # type: ignore[attr-defined]
        name, _colon, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return status, lines.read(length)  # type: ignore[attr-defined]
