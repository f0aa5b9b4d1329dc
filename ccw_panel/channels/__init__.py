"""The ways in and out of the centre. One module of this package a channel; each holds `CHANNEL`."""
