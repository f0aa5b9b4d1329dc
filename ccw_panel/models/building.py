"""Sessions made from templates: their title, their anchor, the tabs that come with them (behaviour spec C)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ccw_panel.domain.slugs import render
from ccw_panel.domain.templates import SessionTemplate, TabTemplate
from ccw_panel.models.session import Session, Tab
from ccw_panel.models.targets import Found, Targets

if TYPE_CHECKING:
    from ccw_panel.models.workspace import Workspace


def built(
    workspace: Workspace, targets: Targets, form: SessionTemplate, found: Found, context: Mapping[str, Any]
) -> Session:
    """A session about what was found, its anchor in front; the caller puts it into the workspace."""
    title = title_of(form, found, context)
    icon = form.icon or found.kind
    session = Session(workspace, form.name, title, icon=icon, context=context, communication=form.communication)
    with_it = [_template_tab(session, targets, extra, context) for extra in form.tabs]
    session.tabs = [anchor_of(session, form, found, context), *with_it]
    session.focused_tab = session.anchor
    return session


def title_of(form: SessionTemplate, found: Found, context: Mapping[str, Any]) -> str:
    """The title of a session: its template's with the slugs filled in (B-63), else what it is about (B-60)."""
    return render(form.title, context) or found.title


def anchor_of(session: Session, form: SessionTemplate, found: Found, context: Mapping[str, Any]) -> Tab:
    """The first tab; it takes the session's title when the template says so (B-64)."""
    title = title_of(form, found, context) if form.title_on_anchor else found.title
    return Tab(session, found.kind, title, found.ref, anchor=True, context=context)


def _template_tab(session: Session, targets: Targets, extra: TabTemplate, context: Mapping[str, Any]) -> Tab:
    values = {name: render(value, context) for name, value in extra.context}
    target, title = targets.page(extra.kind, values)
    return Tab(session, extra.kind, render(extra.title, context) or title, target, fixed=True, context=values)
