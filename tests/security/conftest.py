"""A served front door around the smallest desk, and a client that is no browser: it sends what it likes."""

from __future__ import annotations

import asyncio
import http.client
import json
import re
import shutil
import sys
from collections.abc import Callable, Coroutine, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

import pytest
from argon2 import PasswordHasher
from sqlalchemy import insert, update
from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from ccw_panel.store import schema
from ccw_panel.store.engine import Database, open_database
from tests.chromium import CHROMIUM, FLAGS
from tests.serving import Served, run

T = TypeVar("T")


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: str

    @property
    def token(self) -> str:
        """The token of the page's session."""
        found = re.search(r'"token":"([^"]+)"', self.body)
        assert found, self.body[:500]
        return found[1]


@dataclass
class Client:
    """One browser-like jar of cookies without a browser's scruples."""

    host: str  # HOST:PORT
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return f"http://{self.host}"

    def send(
        self,
        method: str,
        path: str,
        form: Mapping[str, str] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **(headers or {})}
        body = urlencode(form) if isinstance(form, Mapping) else form
        if body is not None:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        conn = http.client.HTTPConnection(self.host, timeout=20)
        try:
            conn.request(method, path, body, sent)
            got = conn.getresponse()
            answer = Answer(got.status, got.headers, got.read().decode("utf-8", "replace"))
        finally:
            conn.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0].strip('"')
        return answer

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.send("GET", path, headers=headers)

    def post(
        self, path: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """As a form of our own page sends it, unless `headers` say otherwise."""
        return self.send("POST", path, form or {}, {"Origin": self.origin, **(headers or {})})

    def sign_in(self, name: str, password: str = "demo") -> Client:
        answer = self.post("/sign-in", {"name": name, "password": password})
        assert answer.status == 303, answer.body
        return self

    async def socket(self, token: str, headers: Mapping[str, str] | None = None, path: str = "/ws") -> Socket:
        """A socket to the page of that token; raises tornado's HTTPClientError when it is refused."""
        sent = {
            "Origin": self.origin,
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            **(headers or {}),
        }
        request = HTTPRequest(f"ws://{self.host}{path}", headers={k: v for k, v in sent.items() if v})
        return Socket(await websocket_connect(request, subprotocols=["bokeh", token]))


@dataclass
class Socket:
    """Speaks Bokeh's protocol by hand: a message is three frames of JSON."""

    conn: WebSocketClientConnection

    async def read(self) -> dict[str, Any] | None:
        """The next message as {"type", "content"}; None when the server has closed."""
        frames: list[Any] = []
        while len(frames) < 3 + 2 * (json.loads(frames[0]).get("num_buffers", 0) if frames else 0):
            frames.append(await self.conn.read_message())
            if frames[-1] is None:
                return None
        return {"type": json.loads(frames[0])["msgtype"], "content": json.loads(frames[2])}

    async def ask(self, kind: str, content: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
        """The answer to a message of that type."""
        for frame in ({"msgid": "1", "msgtype": kind}, {}, content or {}):
            await self.conn.write_message(json.dumps(frame))
        while True:
            message = await self.read()
            if message is None or message["type"] in ("OK", "ERROR", "PULL-DOC-REPLY", "SERVER-INFO-REPLY"):
                return message


def finished(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine, run in a thread of its own: Playwright keeps a loop in this one."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


@pytest.fixture(scope="session")
def desk_file(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cast on a demo database; everybody's password is demo."""
    path = tmp_path_factory.mktemp("desk") / "centre.db"
    shutil.copyfile(template, path)
    hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("demo")  # as small_desk.py makes them
    database = open_database(f"sqlite:///{path}")
    with database.write() as conn:
        conn.execute(update(schema.users).values(password_hash=hashed))
        conn.execute(insert(schema.settings).values(name="demo", value=True))
    database.close()
    return path


@pytest.fixture(scope="session")
def served(desk_file: Path) -> Iterator[Served]:
    with run([sys.executable, "-m", "tests.security.small_desk", "--database", str(desk_file)], {}) as running:
        yield running


@pytest.fixture
def desk_database(desk_file: Path) -> Iterator[Database]:
    """What the server has, opened from another process: this one."""
    database = open_database(f"sqlite:///{desk_file}")
    yield database
    with database.write() as conn:
        conn.execute(schema.login_attempts.delete())
    database.close()


@pytest.fixture
def client(served: Served, desk_database: Database) -> Client:
    """Somebody who has not signed in."""
    return Client(served.host)


@pytest.fixture
def signed_in(served: Served, desk_database: Database) -> Callable[[str], Client]:
    return lambda name: Client(served.host).sign_in(name)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": FLAGS}
