"""An OpenAI-compatible server that quotes the prompt's own sentences at a steady pace, for the stream benchmark."""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: Sentences that are held back or wait for the next one would be gaps by design: so none with a capital inside (the
#: prompt joins a heading to the sentence after it, the course does not), none that ends like an abbreviation.
SENTENCE = re.compile(r"(?<= )[A-ZÀ-Ý][^.!?\nA-ZÀ-Ý]{30,200}[^\W\d]{4}[.](?= )")


class _Handler(BaseHTTPRequestHandler):
    pace = 0.1
    #: Sixteen seconds: the first answer still runs when the last of a crowd begins.
    pieces = 160

    def do_POST(self) -> None:
        """Stream `pieces` sentences of the passages in the prompt, one each `pace` seconds."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = "\n".join(str(message["content"]) for message in asked["messages"][-1:])
        sentences = SENTENCE.findall(text) or ["Nothing."]
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        due = time.monotonic()
        for number in range(self.pieces):
            due += self.pace
            time.sleep(max(0.0, due - time.monotonic()))
            self._chunk({"content": sentences[number % len(sentences)] + " "}, None)
        self._chunk({}, "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def _chunk(self, delta: dict[str, str], finish: str | None) -> None:
        body = {
            "id": "x",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "paced",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }
        self.wfile.write(b"data: " + json.dumps(body).encode() + b"\n\n")
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    request_queue_size = 512
    daemon_threads = True


@contextmanager
def paced_model() -> Iterator[str]:
    """Run the server in a thread; its base address is the value."""
    server = _Server(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1"
    finally:
        server.shutdown()


if __name__ == "__main__":
    with paced_model() as address:
        print(address, flush=True)
        threading.Event().wait()
