"""Calls of a WSGI application in this process, and their CPU time."""

import io
import json
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

Application = Callable[..., Any]


def post(
    application: Application, path: str, body: Any, headers: Mapping[str, str] = {}
) -> Any:
    """POST JSON and return the JSON of the answer; it must be a 200."""
    data = json.dumps(body).encode()
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(data)),
        "wsgi.input": io.BytesIO(data),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **headers,
    }
    statuses: list[str] = []
    answer = application(environ, lambda status, _headers: statuses.append(status))
    try:
        content = b"".join(answer)
    finally:
        # As servers do: this is what ends the request for Django.
        answer.close()
    if not statuses[0].startswith("200"):
        raise AssertionError(f"{path}: {statuses[0]} {content[:300]!r}")
    return json.loads(content)


def cpu_of(call: Callable[[], object], times: int) -> float:
    """Return the CPU milliseconds of one call, over so many."""
    began = time.process_time()
    for _time in range(times):
        call()
    return (time.process_time() - began) * 1000 / times
