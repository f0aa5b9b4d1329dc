"""Session and tab templates, titles and slugs: behaviour spec B.4, B.5 and C."""

from dataclasses import replace

import pytest
from sqlalchemy import update

from ccw_panel.domain import templates
from ccw_panel.domain.conversation import Channel
from ccw_panel.domain.navigation import Origin
from ccw_panel.domain.ref import Ref
from ccw_panel.domain.templates import TEMPLATES, CommunicationMode, SessionTemplate, TabTemplate
from ccw_panel.errors import CannotClose, NotFound
from ccw_panel.models.targets import dashboards
from ccw_panel.models.workspace import Workspace
from ccw_panel.store import schema
from tests.models.conftest import ACTIVE, VISITOR


def conversation(id):
    return Ref("conversation", id)


def change(database, id, **values):
    with database.write() as conn:
        conn.execute(update(schema.conversations).where(schema.conversations.c.id == id).values(**values))


@pytest.fixture
def case_template(monkeypatch):
    """Changes the template of case sessions for one test."""

    def changed(**values):
        monkeypatch.setitem(templates.TEMPLATES, "case", replace(TEMPLATES["case"], **values))

    return changed


# ---- templates


def test_every_channel_has_a_template_with_its_panel_and_its_icon_b66_c3():
    for channel in Channel:
        form = TEMPLATES[channel.value]
        assert (form.anchor, form.communication, form.icon) == ("conversation", "docked", channel.value)
    assert set(TEMPLATES) == {"case", "record", *(channel.value for channel in Channel)}


def test_record_sessions_have_no_panel_b53_c1_c2():
    assert {TEMPLATES[name].communication for name in ("case", "record")} == {CommunicationMode.HIDDEN}


@pytest.mark.parametrize(("id", "icon"), [(ACTIVE, "chat"), (VISITOR, "sms")])
def test_a_session_has_the_icon_of_its_channel_b66(workspace, id, icon):
    assert workspace.open(conversation(id), Origin.WORK_ITEM).session.icon == icon


def test_a_record_session_has_the_icon_of_its_record_b66(workspace, things):
    icons = [workspace.open(ref, Origin.HOME).session.icon for ref in (things.contacts[0], things.cases[0])]

    assert icons == ["contact", "case"]


def test_tabs_of_a_template_open_with_it_and_do_not_close_b52_b96(workspace, things, case_template, services, alice):
    case_template(tabs=(TabTemplate("search", context=(("text", "{caseTitle}"),)), TabTemplate("view", "Open cases")))

    session = workspace.open(things.cases[3], Origin.HOME).session

    assert [tab.title for tab in session.tabs] == ["Lamp 3", "Search: Lamp 3", "Open cases"]
    assert session.focused_tab is session.anchor
    for tab in session.tabs:
        with pytest.raises(CannotClose):
            tab.close(confirm=True)
    assert Workspace.restore(services, alice).snapshot() == workspace.snapshot()


def test_a_template_with_more_tabs_than_a_session_holds_is_refused_b2_c1():
    with pytest.raises(ValueError, match="beside its anchor 9 fit"):
        SessionTemplate("wide", "Wide session", "", "case", "case", tabs=(TabTemplate("search"),) * 10)


# ---- titles


def test_a_title_of_the_template_has_its_slugs_filled_in_b63_c10_c11(workspace, things, case_template):
    case_template(title="{customerName} - {caseTitle} {anchor.number} {unknown}")

    tab = workspace.open(things.cases[3], Origin.HOME)

    assert tab.session.title.startswith("Ana Ruiz 0 - Lamp 3 CAS-")


def test_the_anchor_takes_the_title_of_the_session_when_the_template_says_so_b64(workspace, things, case_template):
    case_template(title="About {caseTitle}")
    assert workspace.open(things.cases[3], Origin.HOME).title == "About Lamp 3"

    case_template(title="About {caseTitle}", title_on_anchor=False)
    tab = workspace.open(things.cases[4], Origin.HOME)

    assert (tab.session.title, tab.title) == ("About Lamp 4", "Lamp 4")


def test_a_template_whose_slugs_are_all_empty_leaves_the_usual_title_b60(workspace, things, case_template):
    case_template(title="{visitorLanguage}")

    assert workspace.open(things.cases[3], Origin.HOME).session.title == "Lamp 3"


def test_a_conversation_is_called_after_its_customer_else_its_case_b61_b62(workspace, database, things):
    known = workspace.open(conversation(ACTIVE), Origin.WORK_ITEM)
    visitor = workspace.open(conversation(VISITOR), Origin.WORK_ITEM)
    assert (known.session.title, visitor.session.title) == ("Ana Ruiz 1", f"Visitor {VISITOR}")

    visitor.session.close(confirm=True)
    change(database, VISITOR, case_id=things.cases[2].id, state="active")
    with_a_case = workspace.open(conversation(VISITOR), Origin.WORK_ITEM)

    assert (with_a_case.title, with_a_case.session.title) == ("Lamp 2", "Lamp 2")


def test_linking_the_customer_names_the_session_and_its_anchor_b60(workspace, services, alice, things):
    session = workspace.open(conversation(VISITOR), Origin.WORK_ITEM).session
    before = services.feed.since(0)[-1].seq

    services.conversations.link(alice, VISITOR, things.contacts[4])
    workspace.apply(services.feed.since(before))

    assert (session.title, session.anchor.title) == ("Ana Ruiz 4", "Ana Ruiz 4")


def test_a_tab_is_called_after_its_page_b65(workspace, things):
    workspace.open(things.cases[0], Origin.HOME)
    refs = [things.contacts[2], things.account, Ref("view", "active-cases"), Ref("dashboard", "sentiment")]

    titles = [workspace.open(ref, Origin.RELATED).title for ref in refs]

    assert titles == ["Ana Ruiz 2", "Alder", "Active cases", "Sentiment dashboard"]
    assert workspace.home.anchor.title == "Agent dashboard"


@pytest.mark.parametrize("name", dashboards())
def test_the_title_of_a_dashboard_begins_as_the_site_map_calls_it_b65(workspace, name):
    from ccw_panel.views.dashboards import dashboard

    tab = workspace.open(Ref("dashboard", name), Origin.SITE_MAP_DASHBOARD)

    assert tab.title.startswith(dashboard(name).label)


# ---- application tabs


def test_a_dashboard_or_a_view_that_is_not_there_gives_way_to_the_first_c5(workspace):
    board = workspace.home.create_tab("dashboard", name="no-such-dashboard")
    grid = workspace.home.create_tab("view", name="no-such-view")

    assert board.record == Ref("dashboard", dashboards()[0])
    assert grid.record is not None and grid.record.id != "no-such-view"


def test_a_record_that_is_not_there_becomes_a_form_unless_it_is_validated_c5(workspace):
    assert workspace.home.create_tab("case", id=999_999).title == "New case"
    with pytest.raises(NotFound):
        workspace.home.create_tab("case", id=999_999, validate=True)


def test_values_of_a_new_record_and_words_of_a_search_come_with_the_tab_c5(workspace, things):
    case = workspace.home.create_tab("case", title="Mine", customer=str(things.contacts[0]))
    search = workspace.home.create_tab("search", text="lamp")

    assert (case.title, case.context["customer"]) == ("Mine", str(things.contacts[0]))
    assert search.context == {"text": "lamp"}


def test_a_kind_of_tab_that_is_not_there_is_refused_c6(workspace):
    with pytest.raises(NotFound, match="tab kind website"):
        workspace.home.create_tab("website", url="https://example.com")


# ---- context


def test_a_case_lends_its_attributes_to_slugs_c11_c13(workspace, things):
    context = workspace.open(things.cases[3], Origin.HOME).session.context

    assert (context["caseTitle"], context["customerName"]) == ("Lamp 3", "Ana Ruiz 0")
    assert (context["entityRoutingLogicalName"], context["entityRoutingRecordId"]) == ("case", things.cases[3].id)
    assert (context["anchor.title"], context["anchor.customer"]) == ("Lamp 3", "Ana Ruiz 0")


def test_a_conversation_lends_what_is_known_of_it_c11_c12(workspace, database, things):
    answers = [["Which order?", "A-9"]]
    visitor = {"authenticated": True, "language": "es", "device": "phone"}
    change(database, ACTIVE, case_id=things.cases[2].id, visitor=visitor, pre_chat=answers)

    context = workspace.open(conversation(ACTIVE), Origin.WORK_ITEM).session.context

    assert (context["caseId"], context["caseTitle"]) == (things.cases[2].id, "Lamp 2")
    assert (context["visitorLanguage"], context["visitorDevice"], context["Which order?"]) == ("es", "phone", "A-9")
    assert (context["customerEntityName"], context["customerRecordId"]) == ("contact", things.contacts[1].id)
    assert context["LiveWorkItemId"] == ACTIVE


def test_who_the_customer_says_they_are_is_no_slug_until_they_are_authenticated_c11(workspace):
    context = workspace.open(conversation(ACTIVE), Origin.WORK_ITEM).session.context

    assert {"customerEntityName", "customerRecordId", "caseId", "caseTitle"}.isdisjoint(context)


def test_other_tabs_lend_nothing_c13(workspace, things):
    session = workspace.open(things.cases[3], Origin.HOME).session
    before = session.context

    workspace.open(things.contacts[5], Origin.RELATED)

    assert session.context == before


def test_a_change_of_the_record_leaves_the_context_as_it_was_c14(workspace, services, alice, things):
    session = workspace.open(things.cases[3], Origin.HOME).session
    case = services.records.get(alice, things.cases[3])

    services.records.save(alice, case.ref, {"title": "Kettle"}, case.version)
    workspace.apply(services.feed.since(0))

    assert session.title == "Kettle" and session.context["caseTitle"] == "Lamp 3"
