"""What a person does in the Shell, one function an action. The browser is not trusted: ids are looked up in the
workspace, and everything else is checked by the service behind the model."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.records import record_type
from ccw_panel.domain.ref import Ref
from ccw_panel.errors import CcwError, ConfirmationNeeded, InvalidInput
from ccw_panel.models.session import Session, Tab
from ccw_panel.views import shell_data
from ccw_panel.views.fields import hit_row, typed_values

if TYPE_CHECKING:
    from ccw_panel.views.workspace import WorkspaceView

Action = Callable[[dict[str, Any]], None]


class ShellActions:
    """Handles the Shell's actions for one WorkspaceView."""

    def __init__(self, view: WorkspaceView) -> None:
        self._view = view
        self._workspace = view.workspace
        self._questions: dict[str, Callable[[], None]] = {}  # open confirmations by token
        self._actions: dict[str, Action] = {
            "focus_session": lambda data: self._session(data).focus(),
            "focus_tab": self._focus_tab,
            "close_session": self._close_session,
            "close_tab": self._close_tab,
            "open": self._open,
            "search": self._search,
            "search_page": lambda data: self._workspace.search(str(data.get("text", ""))[:200]),
            "quick_create": self._quick_create,
            "lookup": self._lookup,
            "set_presence": lambda data: view.desk.set_presence(str(data.get("name", ""))),
            "settings": lambda data: view.desk.change_settings(_settings(data)),
            "read_notifications": lambda data: view.desk.read_notifications(_integers(data.get("ids"))),
            "toggle_pane": self._toggle_pane,
            "resize": self._resize,
            "scroll": self._scroll,
            "confirm": self._confirm,
            "run": self._run,
            "drawn": lambda data: view.drawn(),
            "reload": lambda data: view.shell.tell("go", url="."),
            "sign_out": lambda data: view.shell.tell("go", url="./sign-out"),
        }

    def handle(self, action: str, data: dict[str, Any]) -> None:
        if action in self._actions:
            self._actions[action](data)

    def _session(self, data: dict[str, Any]) -> Session:
        return self._workspace.session(str(data.get("session", "")))

    def _tab(self, data: dict[str, Any]) -> Tab:
        return self._workspace.tab(str(data.get("tab", "")))

    def _focus_tab(self, data: dict[str, Any]) -> None:
        self._tab(data).focus()

    def _close_session(self, data: dict[str, Any]) -> None:
        session = self._session(data)
        self._closing(
            lambda confirm: self._workspace.close_session(session, confirm=confirm),
            f"Close the session {session.title}?",
            "Close session",
        )

    def _close_tab(self, data: dict[str, Any]) -> None:
        tab = self._tab(data)
        self._closing(
            lambda confirm: tab.session.close_tab(tab, confirm=confirm), f"Close the tab {tab.title}?", "Close tab"
        )

    def _closing(self, close: Callable[[bool], None], title: str, label: str) -> None:
        try:
            close(False)
        except ConfirmationNeeded as needed:
            token = secrets.token_hex(8)
            self._questions[token] = lambda: close(True)
            self._view.shell.tell("confirm", token=token, title=title, reasons=list(needed.reasons), ok_label=label)

    def _confirm(self, data: dict[str, Any]) -> None:
        answered = self._questions.pop(str(data.get("token", "")), None)
        if answered is not None and data.get("ok") is True:
            answered()

    def _open(self, data: dict[str, Any]) -> None:
        target = str(data.get("target", ""))
        origin = _origin(str(data.get("origin", "")), target)
        gesture = data.get("gesture") if data.get("gesture") in ("new_session", "new_tab") else None
        if target == "search":
            self._workspace.search("")
        elif target == "home":
            self._workspace.home.focus()
        elif target == "stored":
            self._workspace.load_stored()
        else:
            self._workspace.open(Ref.parse(target), origin, gesture)

    def _search(self, data: dict[str, Any]) -> None:
        text = str(data.get("text", ""))[:200]
        rows = [hit_row(hit) for hit in self._view.desk.search(text)] if text.strip() else []
        self._view.shell.hits = {"query": text, "rows": rows}

    def _lookup(self, data: dict[str, Any]) -> None:
        kinds = [str(kind) for kind in data.get("kinds", [])][:5]
        rows = [hit_row(hit) for hit in self._view.desk.lookup(kinds, str(data.get("text", ""))[:200])]
        self._view.shell.tell("lookup_rows", token=data.get("token"), field=data.get("field"), rows=rows)

    def _quick_create(self, data: dict[str, Any]) -> None:
        form = str(data.get("kind", ""))
        kind, _, activity_type = form.partition(":")
        given = {"type": int(activity_type)} if activity_type.isdigit() else {}
        try:
            values = typed_values(record_type(kind), data.get("values")) | given
            record = self._view.desk.quick_create(kind, values)
        except InvalidInput as invalid:
            self._view.shell.tell("problems", form=form, problems=invalid.problems)
        except CcwError as error:
            self._view.shell.tell("problems", form=form, problems={"": str(error)})
        else:
            self._view.shell.tell("created", kind=form, text=f"{record.title} was created.", target=str(record.ref))

    def _toggle_pane(self, data: dict[str, Any]) -> None:
        self._workspace.focused_session.pane_open = data.get("open") is True

    def _resize(self, data: dict[str, Any]) -> None:
        names = {"comm": shell_data.comm_width(self._workspace.focused_session), "pane": "pane"}
        widths = {name: px for part, name in names.items() if (px := data.get(part)) is not None}
        self._view.desk.change_settings({"widths": {**self._view.desk.settings["widths"], **widths}})

    def _scroll(self, data: dict[str, Any]) -> None:
        tab = self._tab(data)
        top = data.get("top")
        if isinstance(top, int | float) and 0 <= top < 10_000_000:
            tab.state = {**tab.state, "top": int(top)}

    def _run(self, data: dict[str, Any]) -> None:
        """A command of the palette that is not an opening."""
        commands: dict[str, Callable[[], None]] = {
            "refresh_tab": self._workspace.focused_session.focused_tab.refresh,
            "close_tab": lambda: self._close_tab({"tab": self._workspace.focused_session.focused_tab.id}),
            "close_session": lambda: self._close_session({"session": self._workspace.focused_session.id}),
        }
        command = commands.get(str(data.get("id", "")))
        if command is not None:
            command()


def _origin(name: str, target: str) -> Origin:
    """The origin of the navigation table for a place in the Shell."""
    if name == "site_map":
        return Origin.SITE_MAP_DASHBOARD if target.startswith("dashboard:") else Origin.SITE_MAP_VIEW
    places = {
        "search": Origin.GLOBAL_SEARCH,
        "palette": Origin.GLOBAL_SEARCH,
        "tab_menu": Origin.TAB_MENU,
        "notification": Origin.QUICK_CREATE_NOTIFICATION,
        "quick_create_notification": Origin.QUICK_CREATE_NOTIFICATION,
        "new_record": Origin.NEW_RECORD,
    }
    return places.get(name, Origin.API)


def _integers(values: Any) -> list[int]:
    return [int(value) for value in values if isinstance(value, int)] if isinstance(values, list) else []


SETTING_OF = {"zone": "time_zone"}  # the Shell's name -> the setting's


def _settings(data: dict[str, Any]) -> dict[str, Any]:
    return {SETTING_OF.get(name, name): value for name, value in data.items()}
