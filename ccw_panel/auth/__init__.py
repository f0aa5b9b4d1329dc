"""Who is signed in at the desk: pages to sign in and out, the rule that a page's socket is its owner's alone, headers.

`Door` (door.py) is what one served process knows; `DeskAuth` (provider.py) is what Bokeh asks about every page and
socket; handlers.py holds the pages, sockets.py ends what a sign-out, a new role or a disabled account must end.
"""
