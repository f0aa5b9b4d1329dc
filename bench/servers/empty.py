"""An empty page of panel-material-ui: what loading costs before there is anything to load."""

from __future__ import annotations

from argparse import ArgumentParser

import panel as pn
import panel_material_ui as pmui


def page() -> pmui.Page:
    return pmui.Page(title="Empty", main=[pmui.Typography("Nothing here")])


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    pn.serve({"/": page}, port=port, address="127.0.0.1", websocket_origin=[f"127.0.0.1:{port}"], show=False)
