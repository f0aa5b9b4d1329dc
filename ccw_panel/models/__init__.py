"""The state of one browser page, as Param classes. Takes services and an actor; knows no widget."""
