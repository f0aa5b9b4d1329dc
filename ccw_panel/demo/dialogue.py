"""One conversation as text: greet, problem, verify, diagnose, resolve or escalate, close.

Every line is built from templates and slots; a customer's line also from the person's style and
the mood, and carries the level that its text shows: a mood that is not put into words is 0.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ccw_panel.demo.dice import Dice
from ccw_panel.demo.intents import Exchange, Intent, caused, exchanges, fitting
from ccw_panel.demo.mood import Mood
from ccw_panel.demo.phrases import bank
from ccw_panel.demo.style import Style, spoken, styled

PROBLEM = 2  # the type of a case that something went wrong
BEFORE_SLOT = re.compile(r"\b([Aa]) \{(\w+)\}")
ASYNC = ("sms", "social", "teams")  # channels whose customers need not stay
GREETINGS = ("Hi", "Hello", "Hi there", "Hello there", "Hey")
# How often a mood of this size is put into words.
VOICED = {0: 0.0, 1: 0.62, 2: 0.85, 3: 1.0}


@dataclass(frozen=True)
class Line:
    sender: str  # customer, agent, bot or system
    text: str
    level: int | None  # of a customer's line, -3..3
    pause: float  # how long it took to come, relative to the others
    agent: int = 0  # which of the scene's agents says it
    templates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene:
    """All that the writer of one conversation has to know."""

    intent: Intent
    channel: str
    slots: dict[str, str]
    style: Style
    temper: float
    outcome: str  # solved, partly, escalated or abandoned
    wait_effect: float = 0.0
    long_wait: bool = False
    repeats: int = 0
    repeat_effect: float = 0.0
    bot: bool = False
    handover: bool = False
    tag: str = ""  # which of the intent's problems it is
    nameless: bool = False  # nobody knows the customer's name
    waited: bool = True  # long enough to say something about it before giving up


@dataclass
class Dialogue:
    lines: list[Line] = field(default_factory=list)
    mood: float = 0.0  # at the end
    accepted_after: int = 0  # how many lines came before an agent did


def filled(line: str, slots: dict[str, str]) -> str:
    """The line with its slots filled, and "a" turned into "an" before a vowel that a slot brings."""
    line = BEFORE_SLOT.sub(lambda m: m[0] if slots[m[2]][0].lower() not in "aeiou" else f"{m[1]}n {{{m[2]}}}", line)
    return line.format_map(slots)


def joined(first: str, second: str) -> str:
    """Two sentences, either of which may be empty."""
    if first and second and first[-1] not in ".!?":
        first += "."
    return f"{first} {second}".strip()


def _named(parts: list[tuple[str, str]]) -> bool:
    return any("{first}" in id for _, id in parts)


class Writer:
    """Writes one scene. The same phrase is not used twice in a conversation while others are left."""

    def __init__(self, scene: Scene, dice: Dice) -> None:
        self.scene, self.dice = scene, dice
        self.voice = scene.channel == "voice"
        self.mood = Mood(scene.intent.mood + 0.6 * scene.temper + scene.repeat_effect, scene.temper, dice)
        self.used: set[str] = set()
        self.agent = 0
        self.shown = 0  # the level that the customer's last line showed
        self.greeting: list[str] = []  # banks of a greeting not yet said
        self.found: tuple[str, ...] = ()  # banks of what the agent found and has not yet told
        self.look: tuple[str, str] | None = None  # what the agent saw, likewise
        self.cause = ""  # of the matter, as far as the agent saw one
        self.order_seen = False  # the customer came from the order in question
        self.dialogue = Dialogue()

    def write(self) -> Dialogue:
        scene = self.scene
        self.opening()
        if scene.outcome == "abandoned":
            self.give_up()
        else:
            self.dialogue.accepted_after = len(self.dialogue.lines)
            self.greet()
            self.verify()
            if scene.handover:
                self.hand_over()
            self.diagnose()
            self.settle()
            self.close()
        self.dialogue.mood = self.mood.value
        return self.dialogue

    # -- the steps -------------------------------------------------------------------------

    def opening(self) -> None:
        self.start()
        if self.voice:
            return
        if self.scene.bot:
            self.say("bot", ("bot_greet",), 0.1)
            self.customer(self.scene.intent.phrase, "none", "", 1.0, plain=True)
            self.say("bot", ("bot_pass",), 0.1)
            return
        self.problem(0.1)

    def start(self) -> None:
        name, about_order = f"start.{self.scene.channel}", self.scene.intent.verify == "order"
        lines = tuple(line for line in bank(name) if about_order or "order" not in line)
        text, id = self.choose(lines, name)
        self.order_seen = "{order}" in id
        self.add("system", text, None, 0.05, (id,))

    def problem(self, pause: float) -> None:
        """The customer says what is wrong; a problem is never told cheerfully."""
        scene = self.scene
        lines = fitting(scene.intent.again if scene.repeats else scene.intent.problem, scene.tag)
        level = self.mood.after("none")
        if scene.intent.mood <= -0.4 or scene.repeats:
            level = min(level, 0)
        floor = -1 if scene.intent.mood <= -0.8 or (scene.repeats and scene.intent.type == PROBLEM) else 0
        text, id = self.choose(lines, "problem")
        if not self.voice and not scene.bot and self.dice.chance(0.5):
            text = self.greeted(text)
        mood, mood_id = self.voiced(level, "open")
        self.add("customer", joined(text, mood), level if mood else floor, pause, (id, *mood_id))

    def greeted(self, text: str) -> str:
        """The text after a greeting; sometimes the greeting is a message of its own."""
        greeting = self.dice.pick(GREETINGS)
        if self.dice.chance(0.16):
            self.add("customer", greeting, 0, 0.1, (f"greeting: {greeting}",))
            return text
        own = text.split(" ")[0] in ("I", "I'm", "I've", "I'd")
        return f"{greeting}, {text if own else text[0].lower() + text[1:]}"

    def give_up(self) -> None:
        if not self.voice:
            if self.scene.bot:
                self.problem(1.0)
            if self.scene.waited and self.dice.chance(0.75):
                self.customer(None, "left_waiting", "waiting", 4.0)
        self.mood.after("left_waiting")
        self.system("left.voice" if self.voice else "left.async" if self.scene.channel in ASYNC else "left.text")

    def greet(self) -> None:
        scene = self.scene
        if self.voice:
            self.say("agent", ("greet.voice_late" if scene.long_wait else "greet.voice",), 0.1)
            self.mood.value += scene.wait_effect
            self.problem(0.6)
            return
        self.mood.value = max(-3.0, self.mood.value + scene.wait_effect)
        calm = self.shown >= 0 and scene.intent.type != PROBLEM and not scene.repeats
        self.greeting = ["greet.calm" if calm and self.dice.chance(0.35) else "greet.any"]
        if scene.long_wait:
            self.greeting.append("thanks_for_waiting")
        if scene.bot:
            about = "ask_problem.trouble" if scene.intent.type == PROBLEM else "ask_problem.calm"
            self.say("agent", (*self.greeting, about), 0.5)
            self.greeting = []
            self.problem(1.0)
        elif scene.channel == "chat" and self.dice.chance(0.3):
            self.say("agent", tuple(self.greeting), 0.5)
            self.greeting = []

    def verify(self) -> None:
        """The agent greets if nobody has yet, shows understanding and asks who or what it is about."""
        scene, level = self.scene, self.shown
        trouble = level < 0 or scene.intent.type == PROBLEM
        opening = "empathy.strong" if level <= -2 else "empathy.mild" if trouble else "empathy.none"
        if scene.repeats:
            opening = "empathy.again"
        about = scene.intent.verify
        if about == "none":
            self.found = (*self.greeting, opening)
            return
        asked, answered = self.asked(about), about
        if asked != about:
            answered = "yes"
        self.say("agent", (*self.greeting, opening, f"verify.{asked}"), 0.9)
        self.customer(bank(f"answer.{answered}"), "greeted", "middle", 0.7)
        if self.dice.chance(0.14):
            self.say("agent", ("hold",), 0.4)
            self.customer(None, "held", "hold", 0.4)
        self.found = (f"found.{answered}",)

    def asked(self, about: str) -> str:
        """What the agent has to ask: an order that is known already is only confirmed."""
        if about != "order":
            return about
        return "same" if self.scene.repeats else "seen" if self.order_seen else about

    def hand_over(self) -> None:
        self.say("agent", (*self.found, "hand_over"), 0.9)
        self.customer(None, "handed_over", "handed_over", 0.5)
        self.system("transferred")
        self.agent = 1
        self.found = ("take_over",)

    def diagnose(self) -> None:
        """Questions, and what the agent sees; what was found so far is told together with the first of them."""
        intent = self.scene.intent
        passes_on = self.scene.outcome == "escalated"
        asks = [e for e in exchanges(intent.ask, self.scene.tag) if not (e.settles and passes_on)]
        count = min(len(asks), self.dice.weighted((0, 1, 2, 3), (0.16, 0.52, 0.26, 0.06)))
        first = self.dice.integer(0, len(asks) - count)
        chosen = [e for n, e in enumerate(asks) if e.always or first <= n < first + count]
        chosen = [e for e in chosen if not (self.voice and e.written)]
        for exchange in chosen:
            self.tell(exchange.says, "ask", 0.9)
            self.customer(exchange.replies, "questioned" if self.dice.chance(0.6) else "understood", "middle", 0.9)
        if not passes_on and self.dice.chance(0.5 if chosen else 0.8):
            self.look_into(fitting(intent.look, self.scene.tag), at_once=not chosen)

    def look_into(self, looks: tuple[str, ...], at_once: bool) -> None:
        """What the agent sees, said for itself or together with the solution that follows from it."""
        self.cause, seen = caused(self.dice.pick(looks))
        if at_once or self.dice.chance(0.35):
            self.tell((seen,), "look", 1.4)
            if self.dice.chance(0.4):
                self.customer(None, "none", "heard", 0.4)
        else:
            self.look = self.choose((seen,), "look")

    def tell(self, lines: tuple[str, ...], name: str, pause: float) -> None:
        """A line of the agent about the matter, after what they found and have not told yet."""
        parts: list[tuple[str, str]] = []
        for b in self.found:
            parts.append(self.choose(bank(b), b, named=_named(parts)))
        if self.look:
            parts.append(self.look)
        parts.append(self.choose(lines, name, named=_named(parts)))
        self.found, self.look = (), None
        self.add("agent", " ".join(text for text, _ in parts), None, pause, tuple(id for _, id in parts))

    def settle(self) -> None:
        """Resolve, resolve in part or escalate; then what the customer makes of it."""
        outcome, intent = self.scene.outcome, self.scene.intent
        if outcome == "escalated":
            self.tell(fitting(intent.escalate, self.scene.tag), "escalate", 1.4)
            self.customer(None, "escalated", "unsolved", 0.8)
            self.say("agent", ("escalate_promise",), 0.9)
            return
        solution = self.solution()
        self.tell((solution.removeprefix("!"),), "solve", 1.5)
        effect = "solved" if outcome == "solved" else "partly_solved"
        for exchange in [] if solution.startswith("!") else self.follow_ups(solution):
            self.customer(exchange.says, effect, "then", 0.9)
            text, id = self.choose(exchange.replies, "then")
            self.add("agent", text, None, 0.9, (id,))
            effect = "confirmed" if outcome == "solved" else "none"
        self.customer(None, effect, "fixed", 0.7)

    def solution(self) -> str:
        """One that goes with the cause the agent saw, else one that names no cause."""
        lines = [caused(line) for line in fitting(self.scene.intent.solve, self.scene.tag)]
        matching = [text for cause, text in lines if cause == self.cause]
        return self.dice.pick(matching or [text for cause, text in lines if not cause] or [lines[0][1]])

    def follow_ups(self, solution: str) -> list[Exchange]:
        count = self.dice.weighted((0, 1, 2), (0.52, 0.38, 0.1))
        able = [e for e in exchanges(self.scene.intent.then, self.scene.tag) if e.suits(solution)]
        return self.dice.sample([e for e in able if not (self.voice and e.written)], count)

    def close(self) -> None:
        goodbye = (
            "goodbye.sorry" if self.mood.level <= -2 else "goodbye.plain" if self.mood.level < 1 else "goodbye.warm"
        )
        if self.dice.chance(0.42):
            self.say("agent", ("anything_else",), 0.6)
            self.customer(None, "none", "nothing_else", 0.6)
        self.say("agent", (goodbye,), 0.5)
        if self.dice.chance(0.7 if self.voice else 0.12):
            self.customer(None, "none", "bye", 0.4)

    # -- how a line is put together --------------------------------------------------------

    def customer(
        self, content: tuple[str, ...] | None, effect: str, phase: str, pause: float, plain: bool = False
    ) -> None:
        """A line of the customer: `content` with a word about the mood, or the mood's own line."""
        level = self.mood.after(effect)
        if content is None:
            level, lines = self.nearest(phase, level)
            text, id = self.choose(lines, f"mood.{phase}.{level}")
            self.add("customer", text, level, pause, (id,))
            return
        text, id = self.choose(content, phase or "phrase")
        mood, mood_id = ("", ()) if plain else self.voiced(level, phase)
        whole = joined(mood, text) if phase == "then" else joined(text, mood)
        self.add("customer", whole, level if mood else 0, pause, (id, *mood_id))

    def voiced(self, level: int, phase: str) -> tuple[str, tuple[str, ...]]:
        """What the customer adds about the mood, if anything; in the middle of things mostly nothing."""
        chance = VOICED[abs(level)] * (1.0 if phase == "open" else 0.5)
        name = f"mood.{phase}.{level}"
        if level == 0 or not self.dice.chance(chance):
            return "", ()
        text, id = self.choose(bank(name), name)
        return text, (id,)

    def nearest(self, phase: str, level: int) -> tuple[int, tuple[str, ...]]:
        """The lines of this phase for the level, or for the level nearest to it that has any."""
        for away in range(7):
            for candidate in (level - away, level + away) if level < 0 else (level + away, level - away):
                try:
                    return candidate, bank(f"mood.{phase}.{candidate}")
                except KeyError:
                    continue
        raise KeyError(f"no phrases for mood.{phase}")

    def say(self, sender: str, banks: tuple[str, ...], pause: float) -> None:
        """A line of the agent or the bot made of one phrase from each bank."""
        chosen: list[tuple[str, str]] = []
        for name in banks:
            chosen.append(self.choose(bank(name), name, named=_named(chosen)))
        self.add(
            sender, " ".join(text for text, _ in chosen if text), None, pause, tuple(id for text, id in chosen if text)
        )

    def system(self, name: str) -> None:
        text, id = self.choose(bank(name), name)
        self.add("system", text, None, 0.05, (id,))

    def choose(self, lines: tuple[str, ...], name: str, named: bool = False) -> tuple[str, str]:
        """(text with its slots filled, template id) of a line not used yet in this conversation.

        `named`: the customer's name has just been said, so rather a line without it.
        """
        fresh = [line for line in lines if line not in self.used] or list(lines)
        if named or self.scene.nameless:
            fresh = [line for line in fresh if "{first}" not in line] or fresh
        line = self.dice.pick(fresh)
        self.used.add(line)
        return filled(line, self.scene.slots | self.speaker()), f"{name}: {line}"

    def speaker(self) -> dict[str, str]:
        slots = self.scene.slots
        return {"agent": slots["agent2"], "agent_full": slots["agent2_full"]} if self.agent else {}

    def add(self, sender: str, text: str, level: int | None, pause: float, templates: tuple[str, ...]) -> None:
        if sender == "customer":
            self.shown = level or 0
            text = spoken(text, self.dice) if self.voice else styled(text, self.scene.style, level or 0, self.dice)
        self.dialogue.lines.append(
            Line(sender, text, level, pause * self.dice.between(0.6, 1.6), self.agent, templates)
        )
