"""Settings: what the environment says, and what is said back when it cannot be used."""

from __future__ import annotations

import logging

import pytest

from ccw_panel.config import SETTINGS, Settings
from ccw_panel.errors import SettingError


def test_without_an_environment_every_setting_has_its_default() -> None:
    assert Settings.from_environment({}) == Settings()


def test_the_environment_is_read() -> None:
    settings = Settings.from_environment(
        {
            "CCW_DATABASE": "postgresql://ccw@db/centre",
            "CCW_ORIGINS": "desk.example.com, desk.example.com:8443",
            "CCW_COOKIE_SECRET": "s" * 32,
            "CCW_TIME_ZONE": "Europe/Madrid",
            "CCW_LOG_LEVEL": "debug",
            "CCW_SESSION_HOURS": "8",
        }
    )

    assert settings == Settings(
        database="postgresql://ccw@db/centre",
        origins=("desk.example.com", "desk.example.com:8443"),
        cookie_secret="s" * 32,
        time_zone="Europe/Madrid",
        log_level="DEBUG",
        session_hours=8,
    )


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_an_empty_value_counts_as_not_set(setting: object) -> None:
    assert Settings.from_environment({getattr(setting, "name", ""): " "}) == Settings()


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("CCW_DATABASE", "mysql://localhost", "demo, sqlite:///FILE or postgresql"),
        ("CCW_DATABASE", "centre.db", "sqlite:///FILE"),
        ("CCW_ORIGINS", "*", "no \\*"),
        ("CCW_ORIGINS", "https://desk.example.com", "no https"),
        ("CCW_ORIGINS", "desk.example.com/path", "host names"),
        ("CCW_COOKIE_SECRET", "short", "at least 32 characters"),
        ("CCW_TIME_ZONE", "Mars/Olympus", "a time zone such as"),
        ("CCW_TIME_ZONE", "../../etc/passwd", "a time zone such as"),
        ("CCW_LOG_LEVEL", "loud", "one of DEBUG"),
        ("CCW_SESSION_HOURS", "0", "from 1 to 720"),
        ("CCW_SESSION_HOURS", "half a day", "a whole number of hours"),
    ],
)
def test_a_value_that_cannot_be_used_names_the_variable_and_the_way_out(name: str, value: str, says: str) -> None:
    with pytest.raises(SettingError, match=rf"^{name} is .*{says}.*Correct it in the environment"):
        Settings.from_environment({name: value})


def test_a_secret_is_never_shown() -> None:
    with pytest.raises(SettingError) as refused:
        Settings.from_environment({"CCW_COOKIE_SECRET": "hunter2"})
    assert "hunter2" not in str(refused.value)


def test_a_misspelt_setting_is_pointed_out(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        Settings.from_environment({"CCW_DATABSE": "demo"})
    assert "CCW_DATABSE is not a setting" in caplog.text


def test_every_setting_says_what_it_does() -> None:
    assert all(setting.meaning.endswith(".") for setting in SETTINGS)
    assert {setting.name.removeprefix("CCW_").lower() for setting in SETTINGS} == Settings.__dataclass_fields__.keys()
