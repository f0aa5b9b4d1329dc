"""What cannot be shown is said in a page of ours, never as a traceback."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ccw_panel import serve
from ccw_panel.errors import StoreUnavailable
from ccw_panel.models.workspace import Workspace
from ccw_panel.services import Services
from ccw_panel.views import workspace as view_module
from ccw_panel.views.missing import MissingPage
from ccw_panel.views.workspace import WorkspaceView


def test_a_page_that_breaks_while_it_is_built_leaves_the_rest_of_the_desk_standing(
    services: Services, alice: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(tab: Any, workspace: Any) -> Any:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(view_module, "tab_kind", lambda kind: SimpleNamespace(page=broken))
    view = WorkspaceView(Workspace(services, alice))

    page = view._pages.page("home")
    assert isinstance(page, MissingPage)
    assert page.component.data["title"] == "Agent dashboard cannot be shown"
    assert "secret detail" not in str(page.component.data)
    assert "secret detail" in caplog.text


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ZeroDivisionError("secret detail"), "Something went wrong"),
        (StoreUnavailable("demo.db", "is locked", "Try again in a moment."), "demo.db is locked"),
    ],
)
def test_a_desk_that_cannot_be_shown_says_why_what_is_kept_and_what_to_do(
    error: Exception, said: str, alice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise error

    monkeypatch.setattr("ccw_panel.views.page.desk", broken)
    shown = serve.desk_or_reason(SimpleNamespace(center=None), SimpleNamespace(actor=alice))

    front = shown[0]
    assert front.title == "The desk cannot be shown"
    assert said in front.text and "is kept" in front.text and "Load this page again" in front.text
    assert "secret" not in front.text
