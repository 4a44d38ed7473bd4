"""Language models for tests: one that follows a script, and a real HTTP server that misbehaves."""

import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from widget.conversation import Usage
from widget.providers import Chunk, ProviderError, ProviderRequest


@dataclass
class ScriptedProvider:
    """Says `pieces` one by one; `fails_after` pieces it fails; remembers what it was asked."""

    pieces: Sequence[str] = ("All ", "good.")
    fails_after: int | None = None
    name: str = "scripted"
    usage: Usage | None = field(default_factory=lambda: Usage(10, 5))
    requests: list[ProviderRequest] = field(default_factory=list)
    closed: int = 0

    def stream(self, request: ProviderRequest) -> Iterator[Chunk]:
        self.requests.append(request)
        try:
            for index, piece in enumerate(self.pieces):
                if self.fails_after is not None and index >= self.fails_after:
                    raise ProviderError("scripted failure", started=index > 0)
                yield Chunk(text=piece, provider=self.name)
            if self.fails_after is not None:
                raise ProviderError("scripted cut", started=bool(self.pieces))
            yield Chunk(finish_reason="stop", usage=self.usage, provider=self.name)
        finally:
            self.closed += 1


class GatedProvider(ScriptedProvider):
    """Says one true sentence, then waits until the test lets it go on with an invented and a true one."""

    FIRST = "A cover letter has three paragraphs and fits on one page."
    LAST = "Ask your mentor to read it before you send it."

    def __init__(self) -> None:
        super().__init__()
        self.gate = threading.Event()

    def stream(self, request: ProviderRequest) -> Iterator[Chunk]:
        yield Chunk(f"{self.FIRST}\n")
        self.gate.wait(20)
        yield Chunk(f"It was invented in 1482. {self.LAST}")
        yield Chunk(finish_reason="stop")


class ModelServerDouble:
    """An OpenAI-compatible server on a free port. `behaviour` says what the next calls do:

    answer | cut | html | malformed | huge | refuse:<status> | stall | empty | usage
    """

    def __init__(self, pieces: Sequence[str] = ("All ", "good.")) -> None:
        self.pieces = list(pieces)
        self.behaviour: list[str] = []
        self.received: list[dict[str, Any]] = []
        self.broken_pipe = threading.Event()
        self.release = threading.Event()
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                double.received.append(json.loads(body))
                behaviour = double.behaviour.pop(0) if double.behaviour else "answer"
                double.respond(self, behaviour)

            def log_message(self, *_: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> "ModelServerDouble":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()

    def respond(self, handler: BaseHTTPRequestHandler, behaviour: str) -> None:
        if behaviour.startswith("refuse:"):
            self._send(handler, int(behaviour.split(":")[1]), "application/json", b'{"error": {"message": "no"}}')
        elif behaviour == "html":
            self._send(handler, 200, "text/html", b"<html><body>It works</body></html>")
        else:
            self._stream(handler, behaviour)

    def _send(self, handler: BaseHTTPRequestHandler, status: int, kind: str, body: bytes) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    def _stream(self, handler: BaseHTTPRequestHandler, behaviour: str) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        try:
            for piece in [] if behaviour == "empty" else self.pieces:
                self._event(handler, {"delta": {"role": "assistant", "content": piece}, "finish_reason": None})
                if behaviour == "malformed":
                    handler.wfile.write(b'data: {"choices": [{"delta"\n\n')
                    return
                if behaviour == "stall":
                    self.release.wait(30)
                    return
            while behaviour == "huge":
                self._event(handler, {"delta": {"content": "x" * 4096}, "finish_reason": None})
            if behaviour != "cut":
                self._event(handler, {"delta": {}, "finish_reason": "stop"}, usage=behaviour == "usage")
                handler.wfile.write(b"data: [DONE]\n\n")
        except OSError:
            self.broken_pipe.set()

    def _event(self, handler: BaseHTTPRequestHandler, choice: dict[str, Any], *, usage: bool = False) -> None:
        event: dict[str, Any] = {
            "id": "c1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "double",
            "choices": [{"index": 0, **choice}],
        }
        if usage:
            event["usage"] = {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15}
        handler.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
        handler.wfile.flush()
