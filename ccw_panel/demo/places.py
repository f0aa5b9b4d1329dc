"""Where customers live: country, cities, time zones, and the telephone country code."""

from __future__ import annotations

from dataclasses import dataclass

NORTH_AMERICA = (
    "212",
    "303",
    "312",
    "404",
    "415",
    "503",
    "512",
    "602",
    "617",
    "702",
    "786",
    "808",
    "903",
    "919",
    "972",
)


@dataclass(frozen=True)
class Place:
    locale: str  # of Faker
    share: float
    country: str
    code: str  # telephone country code
    language: str
    cities: tuple[tuple[str, str], ...]  # city, time zone


def _place(locale: str, share: float, country: str, code: str, language: str, zone: str, cities: str) -> Place:
    """A place from a line of text: cities separated by commas, in one zone unless they name another."""
    split = (city.partition(":") for city in cities.split(", "))
    return Place(locale, share, country, code, language, tuple((name, own or zone) for name, _, own in split))


PLACES = (
    _place("en_GB", 30, "United Kingdom", "44", "en", "Europe/London", "Leeds, Bristol, Edinburgh, Norwich, Cardiff"),
    _place(
        "en_US",
        16,
        "United States",
        "1",
        "en-US",
        "America/New_York",
        "Boston, Portland:America/Los_Angeles, Austin:America/Chicago, Denver:America/Denver",
    ),
    _place("en_IE", 6, "Ireland", "353", "en", "Europe/Dublin", "Cork, Galway"),
    _place("es_ES", 9, "Spain", "34", "es", "Europe/Madrid", "Valencia, Sevilla, Bilbao"),
    _place("fr_FR", 7, "France", "33", "fr", "Europe/Paris", "Lyon, Nantes, Lille"),
    _place("pl_PL", 8, "Poland", "48", "pl", "Europe/Warsaw", "Kraków, Łódź, Gdańsk"),
    _place("nl_NL", 5, "Netherlands", "31", "nl", "Europe/Amsterdam", "Utrecht, Groningen"),
    _place("pt_PT", 4, "Portugal", "351", "pt", "Europe/Lisbon", "Porto, Coimbra"),
    _place("sv_SE", 4, "Sweden", "46", "sv", "Europe/Stockholm", "Göteborg, Malmö"),
    _place("no_NO", 2, "Norway", "47", "nb", "Europe/Oslo", "Bergen, Tromsø"),
    _place("da_DK", 2, "Denmark", "45", "da", "Europe/Copenhagen", "Aarhus"),
    _place("de_CH", 3, "Switzerland", "41", "de", "Europe/Zurich", "Zürich, Bern"),
    _place("cs_CZ", 2, "Czechia", "420", "cs", "Europe/Prague", "Brno, Plzeň"),
    _place("tr_TR", 2, "Türkiye", "90", "tr", "Europe/Istanbul", "İzmir, Bursa"),
)
PLACE_OF = {place.country: place for place in PLACES}
