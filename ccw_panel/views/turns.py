"""Whose turn it is: how something asked for in any thread is done on a page, when the page can take it.

A served page's document may only be changed on the event loop, under its lock. There are two traps, and everything
that changes a page from outside goes through here to keep out of both:

- A callback added from another thread while the document collects its changes can be lost.
- Between a browser's asking for the document and its having drawn it, changes are dropped: the browser has an
  older state, and nobody tells it of the newer one.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import TypeGuard
from weakref import WeakKeyDictionary

import panel as pn
from bokeh.document import Document
from tornado.ioloop import IOLoop

log = logging.getLogger(__name__)

AGAIN_S = 0.01  # until a document that collects its changes is looked at again

Callback = Callable[[], None]
Hop = Callable[[Callback], None]

_undrawn: WeakKeyDictionary[Document, list[Callback]] = WeakKeyDictionary()  # what waits for a browser to draw it


def is_served(document: Document | None) -> TypeGuard[Document]:
    """Whether a server shows the document to a browser that is still there; a notebook's has no session."""
    return document is not None and document.session_context is not None


def own_turn() -> Hop | None:
    """Runs a callback, asked for in whatever thread, on the turn of the page or notebook that is made right now.

    A cell that runs is never interrupted: what comes in meanwhile is done after it. None where nobody takes turns,
    as in a script.
    """
    document = pn.state.curdoc
    if is_served(document):
        return partial(on_page, document)
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return None
    return partial(_on_loop, loop)


def soon(callback: Callback) -> None:
    """Runs `callback` once this answer has gone to the browser; at once where there is no document."""
    document = pn.state.curdoc
    if is_served(document):
        on_page(document, callback)
    else:
        callback()


def on_page(document: Document, callback: Callback) -> None:
    """Runs `callback` on the page's own turn, from whatever thread it is asked; a page that is gone hears no more."""
    context = document.session_context
    application = context.server_context.application_context if context is not None else None
    if application is not None and application.io_loop is not None:
        application.io_loop.add_callback(_add_to, document, application.io_loop, callback)


def await_browser() -> None:
    """What changes the page that is made right now waits from now on until its browser has drawn it."""
    document = pn.state.curdoc
    if is_served(document) and not pn.state.loaded:
        _undrawn[document] = []
        pn.state.onload(partial(_drawn, document))


def once_drawn(callback: Callback) -> None:
    """Runs `callback` now, or when the browser that is drawing the current page has drawn it; in order."""
    document = pn.state.curdoc
    waiting = _undrawn.get(document) if document is not None else None
    if waiting is None or not (waiting or _is_drawing(document)):
        callback()
    else:
        waiting.append(callback)


def _is_drawing(document: Document | None) -> bool:
    """Whether a browser has the document already; before that it gets every change with it."""
    session = getattr(document.session_context, "session", None) if document is not None else None
    return session is not None and session.connection_count > 0


def _drawn(document: Document) -> None:
    for callback in _undrawn.pop(document, []):
        try:
            callback()
        except Exception:  # the others wait for the page as well
            log.exception("what waited for a page to be drawn failed")


def _add_to(document: Document, loop: IOLoop, callback: Callback) -> None:
    if not is_served(document):
        return
    if document.callbacks.hold_value is None:
        document.add_next_tick_callback(partial(once_drawn, callback))
    else:
        loop.call_later(AGAIN_S, _add_to, document, loop, callback)


def _on_loop(loop: asyncio.AbstractEventLoop, callback: Callback) -> None:
    if not loop.is_closed():
        loop.call_soon_threadsafe(callback)
