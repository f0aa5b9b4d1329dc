"""What the generator can say: no I/O but the text files of the package."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from ccw_panel.demo.articles import articles
from ccw_panel.demo.centre import QUEUE_BY_NAME
from ccw_panel.demo.dialogue import Dialogue, Scene, Writer, filled
from ccw_panel.demo.dice import Dice
from ccw_panel.demo.intents import Exchange, Intent, caused, exchanges, fitting, intents
from ccw_panel.demo.mood import Mood, csat, repeat_effect, wait_effect
from ccw_panel.demo.phrases import bank
from ccw_panel.demo.slots import slots
from ccw_panel.demo.style import Style, spoken, styled

ANA = {
    "first_name": "Ana",
    "last_name": "Ruiz",
    "full_name": "Ana Ruiz",
    "email": "ana.ruiz@example.com",
    "mobile_phone": "+34 612 555-0114",
    "street": "Calle Colón 12",
    "postal_code": "46004",
    "city": "Valencia",
}
STAFF = {
    "agent": "Alice",
    "agent_full": "Alice Byrne",
    "agent2": "Bob",
    "agent2_full": "Bob Okafor",
    "queue": "Billing",
    "queue2": "Sales",
    "case": "CAS-00012",
}
CAREFUL = Style()


def scene(intent: Intent, seed: int, **changes: object) -> Scene:
    given = slots(intent, ANA, "Quill Hotel", Dice(seed, "slots")) | STAFF
    usual = {"intent": intent, "channel": "chat", "slots": given, "style": CAREFUL, "temper": 0.0, "outcome": "solved"}
    return Scene(**(usual | {"tag": given["tag"]} | changes))


def dialogues(intent: Intent, count: int = 12, **changes: object) -> Iterator[Dialogue]:
    for seed in range(count):
        yield Writer(scene(intent, seed, **changes), Dice(seed, intent.name)).write()


def lines_of(intent: Intent, tag: str) -> list[str]:
    lists = (intent.subjects, intent.problem, intent.again, intent.look, intent.solve, intent.escalate)
    more = (intent.resolution, intent.description)
    talk = [e for found in (intent.ask, intent.then) for e in exchanges(found, tag)]
    said = [line for e in talk for line in (*e.says, *e.replies)]
    return [line for lines in (*lists, *more) for line in fitting(lines, tag)] + said


def test_there_are_twenty_four_intents():
    assert len(intents()) == 24


@pytest.mark.parametrize("intent", intents().values(), ids=lambda intent: intent.name)
def test_every_line_of_an_intent_can_be_filled(intent: Intent):
    for tag in set(intent.tags):
        given = slots(intent, ANA, "Quill Hotel", Dice(1, "slots")) | STAFF
        for line in lines_of(intent, tag):
            said = filled(caused(line)[1].removeprefix("!"), given)

            assert not re.search(r"[{}#]|  |^[@!]", said), said


@pytest.mark.parametrize("intent", intents().values(), ids=lambda intent: intent.name)
def test_every_problem_of_an_intent_has_an_answer(intent: Intent):
    for tag in set(intent.tags):
        assert fitting(intent.solve, tag)
        assert fitting(intent.escalate, tag)
        assert fitting(intent.subjects, tag)
        assert fitting(intent.description, tag)
        assert fitting(intent.resolution, tag)


@pytest.mark.parametrize("intent", intents().values(), ids=lambda intent: intent.name)
def test_an_intent_names_a_queue_and_an_article_that_exist(intent: Intent):
    assert intent.queue in QUEUE_BY_NAME
    assert intent.article in articles()


def test_a_is_an_before_a_vowel_that_a_slot_brings():
    assert filled("A {item} and a {noun}", {"item": "Alder desk", "noun": "desk"}) == "An Alder desk and a desk"


def test_a_tagged_problem_is_answered_by_its_own_lines():
    lines = ("#reset Link sent.", "#locked Unlocked.", "Looked into it.")

    assert fitting(lines, "reset") == ("Link sent.",)
    assert fitting(lines, "") == ("Looked into it.",)
    assert fitting(lines, "code") == ("Looked into it.",)


@pytest.mark.parametrize("intent", intents().values(), ids=lambda intent: intent.name)
def test_what_an_agent_sees_leads_to_a_solution_for_it(intent: Intent):
    for tag in set(intent.tags):
        solved = [caused(line)[0] for line in fitting(intent.solve, tag)]

        assert "" in solved or set(solved) >= {caused(line)[0] for line in fitting(intent.look, tag)}
    seen = {caused(line)[0] for tag in set(intent.tags) for line in fitting(intent.look, tag)}
    assert {caused(line)[0] for tag in set(intent.tags) for line in fitting(intent.solve, tag)} <= seen | {""}


def test_a_cause_is_solved_by_its_own_line():
    declined = intents()["payment_declined"]
    for dialogue in dialogues(declined, 60):
        said = " ".join(line.text for line in dialogue.lines if line.sender == "agent")

        assert ("corrected the postcode" in said) == ("The postcode in your account differs" in said)


def test_a_customer_does_not_ask_what_the_solution_has_said():
    asked = Exchange(("Who pays?",), ("We do.",), after="label", unless=("free",))

    assert asked.suits("A label is on its way.")
    assert not asked.suits("The carrier collects it.")
    assert not asked.suits("A free label is on its way.")


def test_nobody_is_asked_for_the_number_of_the_order_they_came_from():
    for dialogue in dialogues(intents()["order_status"], 60):
        came_from_it = any("{order}" in id for id in dialogue.lines[0].templates)
        asked = any(id.startswith("verify.order") for line in dialogue.lines for id in line.templates)

        assert came_from_it != asked


def test_advice_is_given_without_asking_who_wants_it():
    for dialogue in dialogues(intents()["care_advice"]):
        assert not any(id.startswith("verify.") for line in dialogue.lines for id in line.templates)


@pytest.mark.parametrize("intent", intents().values(), ids=lambda intent: intent.name)
def test_nothing_is_sent_or_written_on_the_phone(intent: Intent):
    for dialogue in dialogues(intent, 20, channel="voice"):
        said = " ".join(line.text for line in dialogue.lines)

        assert not re.search(r"photo of|writing to us|your message|please write|as I wrote", said, re.I), said


@pytest.mark.parametrize("channel", ["chat", "voice", "sms", "social", "teams"])
def test_a_dialogue_goes_from_greeting_to_goodbye(channel: str):
    for dialogue in dialogues(intents()["late_delivery"], channel=channel):
        senders = [line.sender for line in dialogue.lines]

        assert senders[0] == "system"
        assert dialogue.lines[dialogue.accepted_after].sender == "agent"
        assert "goodbye" in "".join(dialogue.lines[-1].templates + dialogue.lines[-2].templates)


@pytest.mark.parametrize("intent", intents().values(), ids=lambda intent: intent.name)
def test_an_agent_says_nothing_twice(intent: Intent):
    for dialogue in dialogues(intent):
        said = [line.text for line in dialogue.lines if line.sender == "agent"]

        assert len(said) == len(set(said))


def test_only_customers_have_levels_and_all_of_them_do():
    for dialogue in dialogues(intents()["refund_status"]):
        for line in dialogue.lines:
            assert (line.level is not None) == (line.sender == "customer")
            assert line.level is None or -3 <= line.level <= 3


def test_nobody_serves_an_abandoned_conversation():
    for dialogue in dialogues(intents()["double_charge"], outcome="abandoned"):
        assert all(line.sender in ("system", "customer") for line in dialogue.lines)
        assert dialogue.accepted_after == 0


def test_an_escalation_names_the_case_or_a_promise():
    for dialogue in dialogues(intents()["not_received"], outcome="escalated"):
        said = " ".join(line.text for line in dialogue.lines if line.sender == "agent")

        assert "CAS-00012" in said or "hear from us" in said


def test_a_handed_over_conversation_has_two_agents():
    for dialogue in dialogues(intents()["promo_code"], handover=True):
        assert {line.agent for line in dialogue.lines if line.sender == "agent"} == {0, 1}


def test_nobody_is_called_by_a_name_they_have_not_given():
    for dialogue in dialogues(intents()["order_status"], channel="voice", nameless=True):
        said = " ".join(line.text for line in dialogue.lines if line.sender == "agent")

        assert "Ana" not in said


def test_an_angry_customer_is_not_sent_off_cheerfully():
    for dialogue in dialogues(intents()["late_delivery"], outcome="escalated", temper=-2.5):
        if dialogue.mood < -2:
            assert not any(t.startswith("goodbye.warm") for line in dialogue.lines for t in line.templates)


def test_moods_are_put_in_other_words_for_every_level():
    for phase in ("open", "middle", "then", "fixed", "unsolved", "hold", "nothing_else", "bye"):
        levels = [bank(f"mood.{phase}.{level}") for level in (-3, -2, -1, 1, 2, 3)]

        assert len(set().union(*levels)) == sum(len(lines) for lines in levels)


# -- mood and style ------------------------------------------------------------------------------


def test_a_mood_never_leaves_its_range():
    mood = Mood(3.0, 2.0, Dice(1, "mood"))

    assert all(-3 <= mood.after("solved") <= 3 for _ in range(50))
    assert all(-3 <= mood.after("left_waiting") <= 3 for _ in range(50))


def test_a_fix_lifts_and_an_escalation_lowers_the_mood():
    better, worse = Mood(-1.0, 0.0, Dice(1, "mood")), Mood(-1.0, 0.0, Dice(1, "mood"))

    better.after("solved")
    worse.after("escalated")

    assert better.value > 0 > -1.0 > worse.value


def test_waiting_longer_than_promised_and_coming_back_weigh_more_and_more():
    assert wait_effect(60, 60) == 0
    assert wait_effect(120, 60) > wait_effect(600, 60) >= -2
    assert repeat_effect(0) > repeat_effect(1) > repeat_effect(2) > repeat_effect(3)
    assert repeat_effect(9) == repeat_effect(3)


def test_ratings_follow_the_last_mood():
    dice = Dice(1, "csat")

    def mean(mood: float) -> float:
        return sum(csat(mood, dice) for _ in range(300)) / 300

    assert mean(-2.5) < 1.6 < mean(0) < 4 < mean(2)


def test_typing_leaves_numbers_and_addresses_as_they_are():
    hasty = Style(typos=1.0, lower_case=True, no_stop=True, short_words=True)
    for seed in range(40):
        text = styled("My order 482366 should go to ana.ruiz@example.com please.", hasty, 0, Dice(seed, "x"))

        assert "482366" in text
        assert "ana.ruiz@example.com" in text


def test_no_emoji_is_heard_on_the_phone():
    for seed in range(20):
        assert spoken("The lamp is broken and I am angry.", Dice(seed, "x")).isascii()


# -- the articles ---------------------------------------------------------------------------------


def test_there_are_sixty_articles():
    assert len(articles()) == 60


@pytest.mark.parametrize("article", articles().values(), ids=lambda article: article.name)
def test_an_article_says_what_it_is_about_and_what_to_say(article):
    words = len(article.content.split())

    assert 120 <= words <= 250
    assert "## What to say\n> " in article.content
    assert {"title", "subject", "keywords", "summary"} <= set(article.header)


def test_articles_refer_to_articles_that_exist():
    titles = {article.title for article in articles().values()}
    named = {
        name
        for article in articles().values()
        for name in re.findall(r"(?:[Ss]ee|follow|use) \*([A-Z][^*]+)\*", article.content)
    }

    assert named
    assert {name for name in named if not any(title.startswith(name) for title in titles)} == set()
