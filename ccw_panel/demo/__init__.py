"""The demo centre: a seeded generator that writes CSV files, and the loader that makes a database of them.

Alder & Finch, the home-goods shop of the demo, does not exist, and neither do its customers.
"""
