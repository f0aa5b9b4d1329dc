"""The command line: what it serves, what it refuses, and that it says so in words."""

from __future__ import annotations

import http.client
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

import pytest

from ccw_panel.cli import main
from ccw_panel.commands.backup import copy_database
from ccw_panel.demo.kept import data_folder
from ccw_panel.errors import StoreUnavailable
from ccw_panel.serve import kept_secret
from tests.serving import ROOT, serve


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user data directory of these tests."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("CCW_DATABASE", raising=False)
    monkeypatch.delenv("CCW_ORIGINS", raising=False)
    return tmp_path / "data" / "ccw_panel"


@pytest.fixture
def url(template: Path, tmp_path: Path) -> str:
    """A real database with the cast."""
    with closing(sqlite3.connect(template)) as source, closing(sqlite3.connect(tmp_path / "real.db")) as target:
        source.backup(target)
    return f"sqlite:///{tmp_path / 'real.db'}"


@pytest.fixture
def demo_url(url: str) -> str:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as conn:
        conn.execute("INSERT INTO settings (name, value) VALUES ('demo', 'true')")
        conn.commit()
    return url


def said(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    return captured.out + captured.err


# --- ccw serve: what it refuses -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--role", "edge"], "This version serves the desk in one process, so there is no --role edge."),
        (["--role", "router"], "there is no --role router"),
        (["--processes", "4"], "so not in 4"),
        (["--host", "0.0.0.0"], "Set CCW_ORIGINS"),
    ],
)
def test_what_this_version_does_not_do_is_refused_in_words(
    url: str, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(["serve", "--database", url, "--port", "0", *arguments]) == 1
    assert words in said(capsys)


def test_a_demo_database_is_not_shown_to_the_network(demo_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--database", demo_url, "--port", "0", "--host", _other_address()]) == 1
    assert "--insecure-demo" in said(capsys)


def _other_address() -> str:
    """An address of this machine that is not loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing
            address: str = probe.getsockname()[0]
        except OSError:
            pytest.skip("this machine has no other address")
    return address


def test_a_port_that_is_taken_is_named(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert main(["serve", "--database", url, "--port", str(port)]) == 1

    assert f"Port {port} of 127.0.0.1 is taken" in said(capsys)


@pytest.mark.parametrize("origins", ["*", "https://desk.example.com", "desk example"])
def test_origins_that_would_let_in_anybody_or_nobody_stop_the_start(
    url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, origins: str
) -> None:
    monkeypatch.setenv("CCW_ORIGINS", origins)

    assert main(["serve", "--database", url, "--port", "0"]) == 1
    assert "CCW_ORIGINS" in said(capsys)


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir or Madam, this is not a database at all.")

    assert main(["serve", "--database", f"sqlite:///{letter}", "--port", "0"]) == 1
    assert "is not a database of this program" in said(capsys)
    assert letter.read_text().startswith("Dear")


# --- ccw serve: what it does --------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_when_it_is_told_to(demo_url: str, number: signal.Signals) -> None:
    with serve(demo_url, "--edge-port", "5999") as served:
        began = time.monotonic()

        assert served.stop(number) == 0

        assert time.monotonic() - began < 10
        printed = served.log.read_text()
    assert f"Contact Center  {served.url}/" in printed
    assert "every password is demo" in printed
    assert "nothing listens on --edge-port 5999" in printed
    assert printed.rstrip().endswith("Stopped.")
    assert "Traceback" not in printed


def test_an_empty_database_prints_the_first_administrators_link_which_works_once(tmp_path: Path) -> None:
    with serve(f"sqlite:///{tmp_path / 'new.db'}") as served:
        link = next(line for line in served.log.read_text().splitlines() if "/set-up?token=" in line)
        token = link.partition("token=")[2]
        form = {"token": token, "name": "root", "full_name": "Rita Root", "password": "seven green bicycles"}
        form["again"] = form["password"]
        page = _get(served.host, f"/set-up?token={token}")
        refused = _post(served.host, "/set-up", {**form, "name": "no good", "full_name": ""})

        first, again = (_post(served.host, "/set-up", form) for _ in range(2))

        assert "Set up the first administrator" in page
        assert (refused, first, again) == (400, 200, 410)
        assert _post(served.host, "/sign-in", {"name": "root", "password": "seven green bicycles"}) == 303
        assert "every password is" not in _get(served.host, "/sign-in")
        served.stop()
        assert token not in served.log.read_text().replace(link, "")  # a log keeps no token


def _post(host: str, path: str, form: dict[str, str]) -> int:
    conn = http.client.HTTPConnection(host, timeout=20)
    headers = {"Origin": f"http://{host}", "Content-Type": "application/x-www-form-urlencoded"}
    conn.request("POST", path, urlencode(form), headers)
    with closing(conn):
        return conn.getresponse().status


def _get(host: str, path: str) -> str:
    conn = http.client.HTTPConnection(host, timeout=20)
    with closing(conn):
        conn.request("GET", path)
        return conn.getresponse().read().decode()


def test_the_key_that_signs_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    first, second = kept_secret(tmp_path), kept_secret(tmp_path)

    assert first == second
    assert len(first) >= 32
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_the_data_folder_is_its_owners_alone(own_folder: Path) -> None:
    assert data_folder() == own_folder
    assert stat.S_IMODE(own_folder.stat().st_mode) == 0o700


# --- users --------------------------------------------------------------------------------------


def test_adding_a_user_prints_a_link_to_choose_a_password(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--database", url, "--role", "agent", "--full-name", "Eve Evans", "--url", "https://desk.example.com/"]

    assert main(["user", "add", "eve", *arguments]) == 0

    assert "https://desk.example.com/set-up?token=" in said(capsys)
    assert main(["user", "list", "--database", url]) == 0
    assert "eve    Eve Evans  [agent]" in said(capsys)


def test_a_user_is_disabled_enabled_and_given_roles(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (
        ["disable", "bob"],
        ["enable", "bob"],
        ["roles", "bob", "--role", "supervisor", "--role", "agent"],
    ):
        assert main(["user", *arguments, "--database", url]) == 0
    main(["user", "list", "--database", url])

    assert "Bob Brown  [agent, supervisor]" in said(capsys)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "alice"], "already a user alice"),
        (["add", "No Good"], "Enter a user name"),
        (["disable", "nobody"], "no user 'nobody'"),
        (["disable", "ada"], "only administrator"),
    ],
)
def test_what_cannot_be_done_to_a_user_is_said(
    url: str, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(["user", *arguments, "--database", url]) == 1
    assert words in said(capsys)


# --- looking after a database -------------------------------------------------------------------


def test_a_backup_can_be_opened_and_is_its_owners_alone(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.db"

    assert main(["backup", str(copy), "--database", url]) == 0

    assert "checked" in said(capsys)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert main(["user", "list", "--database", f"sqlite:///{copy}"]) == 0
    assert "Alice Adams" in said(capsys)


def test_a_backup_never_replaces_a_file(url: str, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("precious")

    assert main(["backup", str(copy), "--database", url]) == 1
    assert copy.read_text() == "precious"
    assert list(tmp_path.glob("*.part")) == []


@pytest.mark.promise("P16")
def test_a_backup_under_load_holds_everything_that_was_written_before_it_began(url: str, tmp_path: Path) -> None:
    source, stop, written = Path(url.removeprefix("sqlite:///")), threading.Event(), [0]

    def write() -> None:
        with closing(sqlite3.connect(source, timeout=10)) as conn:
            conn.execute("CREATE TABLE load (n INTEGER)")
            while not stop.is_set():
                conn.execute("INSERT INTO load VALUES (?)", (written[0],))
                conn.commit()
                written[0] += 1

    thread = threading.Thread(target=write)
    thread.start()
    while written[0] < 20:
        time.sleep(0.01)
    before = written[0]
    copy_database(source, tmp_path / "copy.db")
    stop.set()
    thread.join()

    with closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
        assert copy.execute("SELECT count(*) FROM load").fetchone()[0] >= before


def test_a_backup_into_a_missing_folder_says_so(url: str, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable):
        copy_database(Path(url.removeprefix("sqlite:///")), tmp_path / "nowhere" / "copy.db")


def test_migrating_says_what_it_came_to(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--database", url]) == 0
    assert "is up to date" in said(capsys)

    assert main(["migrate", "--database", f"sqlite:///{tmp_path / 'new.db'}"]) == 0
    assert "was brought from nothing to schema" in said(capsys)


def test_the_doctor_finds_nobody_who_administers(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--database", url]) == 1

    report = said(capsys)
    assert "NO   nobody administers it" in report  # Ada has no password yet
    assert "ok   its content is sound" in report


def test_the_doctor_finds_a_key_that_others_may_read(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    kept_secret(data_folder())
    (data_folder() / "secret").chmod(0o644)

    assert main(["doctor", "--database", url]) == 1
    assert "may be read by others: chmod 600" in said(capsys)


def test_every_command_says_what_it_is_for(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--help"])

    listed = said(capsys)
    assert left.value.code == 0
    assert [name for name in ("serve", "user", "backup", "migrate", "doctor") if name not in listed] == []


def test_the_command_line_reads_no_panel_before_it_serves() -> None:
    code = (
        "import sys\n"
        "from ccw_panel.cli import main\n"
        "try:\n"
        "    main(['--help'])\n"
        "except SystemExit:\n"
        "    sys.exit('panel' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True).returncode == 0
