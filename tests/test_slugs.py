import pytest
from hypothesis import given
from hypothesis import strategies as st

from ccw_panel.domain.slugs import render, slugs

VALUES = {
    "customerName": "Ana Ruiz",
    "caseTitle": "Lamp {customerName}",
    "caseId": 12,
    "queueId": None,
    "anchor": {"title": "Broken lamp", "customer": {"name": "Ana"}},
    "anchor.number": "CAS-00012",
    "Which order?": "A-9",
    "Order": "A-9",
    "FullName.Customer": "Ana Ruiz",
    "FirstName.Agent": "Alice",
    "x": "session value",
}


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        pytest.param("{customerName}", "Ana Ruiz", id="C-11"),
        pytest.param("Contoso - {caseId}", "Contoso - 12", id="C-10 mixed with text"),
        pytest.param("{anchor.title} {anchor.number}", "Broken lamp CAS-00012", id="C-11 of the anchor"),
        pytest.param("{anchor.customer.name}", "Ana", id="C-13 two levels"),
        pytest.param("{Which order?}", "A-9", id="C-11 a pre-chat question"),
        pytest.param("${customerName}", "Ana Ruiz", id="C-12"),
        pytest.param("${$session.x} ${$oc.x}", "session value session value", id="C-12 scoped"),
        pytest.param("{$Order$}", "A-9", id="C-15"),
        pytest.param("{FullName{Customer}}, this is {FirstName{Agent}}", "Ana Ruiz, this is Alice", id="C-16"),
        pytest.param("{OCContext.Order}", "A-9", id="C-16 context"),
        pytest.param("[{unknown}] [{queueId}] [{$nope$}] [{anchor.nope.deeper}]", "[] [] [] []", id="C-15 unknown"),
        pytest.param("no slug } { here", "no slug } { here", id="braces alone"),
        pytest.param("{}", "{}", id="empty braces"),
    ],
)
def test_a_template_shows_its_values(template, shown):
    assert render(template, VALUES) == shown


def test_a_slug_inside_a_value_is_text():
    assert render("{caseTitle}", VALUES) == "Lamp {customerName}"


def test_the_names_of_a_template_are_listed_in_order():
    assert slugs("{customerName}: {anchor.title}, {LastName{Customer}}") == [
        "customerName",
        "anchor.title",
        "LastName.Customer",
    ]


@given(st.text(max_size=400), st.dictionaries(st.text(max_size=8), st.text(max_size=8)))
def test_no_template_raises(template, values):
    assert isinstance(render(template, values), str)
