"""How fast the desk is, beside a bare WebSocket page and the same small desk in NiceGUI.

`python -m bench` starts all of them on 127.0.0.1, drives one Chromium in interleaved rounds
and prints a table of ratios. Nothing here is imported by the package.
"""
