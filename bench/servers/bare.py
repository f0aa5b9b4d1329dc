"""The limit: one WebSocket, JSON, and a page that draws it with nothing in between.

It has the sessions, tabs, card, transcript, timeline and chart of the others, and none of their features.
"""

from __future__ import annotations

import asyncio
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler

from bench import content

PAGE = Path(__file__).with_name("bare.html")


class Page(RequestHandler):
    def get(self) -> None:
        self.write(PAGE.read_text("utf-8"))


class Socket(WebSocketHandler):
    """One person's desk: what is asked for is answered with all that has to be drawn."""

    def open(self) -> None:
        self.sessions = {number: content.session(number) for number in range(1, content.SESSIONS + 1)}
        titles = {number: session["title"] for number, session in self.sessions.items()}
        self._tell({"do": "start", "sessions": titles})

    def on_message(self, message: str | bytes) -> None:
        asked = json.loads(message)
        {"session": self._session, "tab": self._tab, "new": self._new, "send": self._send}[asked["do"]](asked)

    def _session(self, asked: dict[str, Any]) -> None:
        number = int(asked["session"])
        self._tell({"do": "session", "number": number, **self.sessions[number]})

    def _tab(self, asked: dict[str, Any]) -> None:
        number, tab = int(asked["session"]), int(asked["tab"])
        if tab == 0:
            self._session(asked)
        else:
            self._tell({"do": "tab", "tab": tab, "card": content.record(number, tab)})

    def _new(self, asked: dict[str, Any]) -> None:
        number = max(self.sessions) + 1
        del self.sessions[min(self.sessions)]  # nine at once, as in the others
        self.sessions[number] = content.session(number)
        self._tell({"do": "session", "number": number, **self.sessions[number]})

    def _send(self, asked: dict[str, Any]) -> None:
        message = {"mine": True, "at": "12:00", "text": asked["text"]}
        self.sessions[int(asked["session"])]["messages"].append(message)
        self._tell({"do": "message", "message": message})

    def _tell(self, data: dict[str, Any]) -> None:
        self.write_message(json.dumps(data))


async def serve(port: int) -> None:
    app = Application([("/", Page), ("/socket", Socket)])
    app.listen(port, "127.0.0.1")
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    asyncio.run(serve(parser.parse_args().port))
