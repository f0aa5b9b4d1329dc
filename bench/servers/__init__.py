"""The desks that ours is measured against, each a program that takes --port."""
