"""Places for pages: allocated once, filled when first shown, emptied least recently used first."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, Protocol, TypeVar

import panel as pn
import param
from panel.custom import Child
from panel.viewable import Viewable

from ccw_panel.views.components import Component

STACKED = {"position": "absolute", "inset": "0", "visibility": "hidden"}


class Slot(Component):
    """Room for one page, isolated from the layout of its neighbours."""

    content = Child(doc="The page; None while the room is empty.")
    fills = param.Boolean(default=False, doc="Exactly as high as its place, instead of as high as its content.")


class Closable(Protocol):
    @property
    def component(self) -> Viewable: ...
    def close(self) -> None: ...


P = TypeVar("P", bound=Closable)


class Stack(Generic[P]):
    """At most `size` pages at once, one above the other; the Shell shows one by CSS visibility.

    A page keeps its place as long as it is mounted, so that coming back to it is done in the browser.
    """

    def __init__(self, prefix: str, size: int, overflow: str = "auto") -> None:
        self._names = [f"{prefix}-{n}" for n in range(size)]
        self._slots = {name: Slot(fills=overflow == "hidden", sizing_mode="stretch_both") for name in self._names}
        self._free = list(self._names)
        self._mounted: OrderedDict[str, tuple[str, P]] = OrderedDict()  # key -> place, page; least recent first
        self.component = pn.Column(
            *(
                pn.Column(slot, name=name, styles={**STACKED, "overflow": overflow}, margin=0)
                for name, slot in self._slots.items()
            ),
            styles={"position": "relative"},
            sizing_mode="stretch_both",
            margin=0,
        )

    def __contains__(self, key: str) -> bool:
        return key in self._mounted

    @property
    def pages(self) -> list[P]:
        return [page for _, page in self._mounted.values()]

    def place(self, key: str) -> str:
        """Name of the place that holds `key`; empty when it is not mounted."""
        return self._mounted[key][0] if key in self._mounted else ""

    def page(self, key: str) -> P:
        return self._mounted[key][1]

    def touch(self, key: str) -> None:
        self._mounted.move_to_end(key)

    def mount(self, key: str, page: P) -> None:
        """Puts a page in a free place; the least recently used one gives its own up when there is none."""
        if not self._free:
            self.unmount(next(iter(self._mounted)))
        place = self._free.pop(0)
        self._mounted[key] = (place, page)
        self._slots[place].content = page.component

    def unmount(self, key: str) -> None:
        place, page = self._mounted.pop(key)
        self._slots[place].content = None
        self._free.append(place)
        page.close()

    def keep(self, keys: set[str]) -> None:
        """Unmounts what is not in `keys`: its tab or session was closed."""
        for key in [key for key in self._mounted if key not in keys]:
            self.unmount(key)
