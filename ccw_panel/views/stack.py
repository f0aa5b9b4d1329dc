"""Places for pages: allocated once, filled when first shown, emptied least recently used first."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, Protocol, TypeVar

from panel.viewable import Viewable

from ccw_panel.views.components.places import SIZE, Places


class Closable(Protocol):
    @property
    def component(self) -> Viewable: ...
    def close(self) -> None: ...


P = TypeVar("P", bound=Closable)


class Stack(Generic[P]):
    """At most `SIZE` pages at once, one above the other; the Shell shows one by CSS visibility.

    A page keeps its place as long as it is mounted, so that coming back to it is done in the browser.
    """

    def __init__(self, prefix: str, fills: bool = False) -> None:
        self._prefix = prefix
        self._free = list(range(SIZE))
        self._mounted: OrderedDict[str, tuple[int, P]] = OrderedDict()  # key -> place, page; least recent first
        self.component = Places(prefix=prefix, fills=fills, sizing_mode="stretch_both", margin=0)

    def __contains__(self, key: str) -> bool:
        return key in self._mounted

    def place(self, key: str) -> str:
        """Id of the room that holds `key`; empty when it is not mounted."""
        return f"{self._prefix}-{self._mounted[key][0]}" if key in self._mounted else ""

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
        self._fill(place, page.component)

    def unmount(self, key: str) -> None:
        place, page = self._mounted.pop(key)
        self._fill(place, None)
        self._free.append(place)
        page.close()

    def keep(self, keys: set[str]) -> None:
        """Unmounts what is not in `keys`: its tab or session was closed."""
        for key in [key for key in self._mounted if key not in keys]:
            self.unmount(key)

    def empty(self) -> None:
        """Unmounts all."""
        self.keep(set())

    def close(self) -> None:
        """The document is gone: every page stops listening, and nothing is drawn any more."""
        for _, page in self._mounted.values():
            page.close()
        self._mounted.clear()

    def _fill(self, place: int, content: Viewable | None) -> None:
        self.component.param.update(**{f"place{place}": content})
