"""Setting several parameters of a model as one change."""

from __future__ import annotations

from typing import Any

import param


def assign(model: param.Parameterized, **values: Any) -> None:
    """Sets parameters, then calls each watcher once.

    `model.param.update` does the same, but copies the Parameter object of every name into the instance first:
    a quarter of the time it took to build a page, measured with Param 2.4.
    """
    with param.parameterized.batch_call_watchers(model):
        for name, value in values.items():
            setattr(model, name, value)
