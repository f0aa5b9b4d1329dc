"""Our own small components: plain data in, actions out.

A component is one Python class here in the package (its parameters), one `js/NAME.js` with a
`render({model, view, el})` and, when it needs one, a `js/NAME.css`. Files whose name starts with an
underscore are shared by all. They are joined once, when this module is imported, into one file that the
server serves from a local address and a notebook carries inline: there is no build step.

Data reaches the browser as parameters; what a person does comes back as `send(model, action, data)`
in JavaScript and `on(action, data)` in Python. The browser is not trusted: whoever handles an action
hands it to a model, whose service checks everything again.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import logging
import re
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from bokeh.embed.bundle import extension_dirs
from font_roboto import RobotoMedium
from panel.custom import JSComponent

from ccw_panel.views import theme
from ccw_panel.views.turns import once_drawn

log = logging.getLogger(__name__)

SOURCES = Path(__file__).parent / "js"


def _class_name(stem: str) -> str:
    return "".join(word.capitalize() for word in stem.split("_"))


def bundle() -> str:
    """Every component as one ES module whose default export holds them by class name."""
    shared = [
        path.read_text("utf-8") for path in sorted(SOURCES.glob("_*.js"), key=lambda p: (p.stem != "_icons", p.stem))
    ]
    base = theme.css() + "\n" + "\n".join(path.read_text("utf-8") for path in sorted(SOURCES.glob("_*.css")))
    parts = [*shared, f"const baseSheet = new CSSStyleSheet(); baseSheet.replaceSync({json.dumps(base)});"]
    names = []
    for path in sorted(SOURCES.glob("[!_]*.js")):
        name = _class_name(path.stem)
        css = path.with_suffix(".css")
        own = json.dumps(css.read_text("utf-8") if css.exists() else "")
        source = re.sub(r"^export (?=function render|const render)", "", path.read_text("utf-8"), flags=re.M)
        parts.append(f"const {name} = component({own}, (() => {{\n{source}\nreturn render;\n}})());")
        names.append(name)
    parts.append(f"export default {{{', '.join(names)}}};")
    return "\n".join(parts)


def _write(text: str) -> Path:
    """The bundle as a file below a folder that Bokeh serves as an extension's static files."""
    folder = Path(tempfile.mkdtemp(prefix="ccw_panel-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / f"components-{hashlib.sha256(text.encode()).hexdigest()[:12]}.js"
    path.write_text(text, "utf-8")
    shutil.copyfile(RobotoMedium, folder / "Roboto-Medium.ttf")  # panel-material-ui carries only 400 and 700
    extension_dirs["ccw_panel"] = folder
    return path


_TEXT = bundle()


class Component(JSComponent):
    """Base of our components: `on(action, data)` is called with what the person did."""

    _bundle: ClassVar[Path] = _write(_TEXT)

    __abstract = True

    def __init__(self, on: Callable[[str, dict[str, Any]], None] | None = None, **params: Any) -> None:
        super().__init__(**params)
        self._on = on

    @classmethod
    def _render_esm(cls, compiled: bool | str = True, server: bool = False) -> str:
        # One string for all: Panel would read and dedent the file for every model.
        return super()._render_esm(compiled, server) if server else _TEXT

    def _handle_msg(self, data: Any) -> None:
        if not isinstance(data, dict) or not isinstance(data.get("action"), str):
            log.warning("a page sent %s something that is not an action", type(self).__name__)
            return
        if self._on is not None:
            rest = {key: value for key, value in data.items() if key != "action"}
            once_drawn(partial(self._on, data["action"], rest))

    def tell(self, action: str, **data: Any) -> None:
        """Sends `{action, ...data}` to the component in the browser, where `model.on("msg:custom")` gets it."""
        self._send_msg({"action": action, **data})
