"""The same small desk as somebody would write it in NiceGUI: refreshable parts, its own tabs, chat and chart."""

from __future__ import annotations

from argparse import ArgumentParser

from nicegui import ui

from bench import content


class Desk:
    """One person's sessions, and what is in front."""

    def __init__(self) -> None:
        self.sessions = {number: content.session(number) for number in range(1, content.SESSIONS + 1)}
        self.front = 1
        self.log: ui.scroll_area
        self.field: ui.textarea

    def draw(self) -> None:
        with ui.row(wrap=False).classes("w-full h-screen"):
            with ui.column().classes("w-48"):
                self.list()
                ui.button("New session", on_click=self.new)
            with ui.column().classes("w-96"):
                self.talk()
                self.field = ui.textarea().props('aria-label="Message"')
                ui.button("Send", on_click=self.send)
            with ui.column().classes("grow"):
                self.work()

    @ui.refreshable_method
    def list(self) -> None:
        for number, session in self.sessions.items():
            look = "" if number == self.front else "flat"
            ui.button(session["title"], on_click=lambda n=number: self.show(n)).props(look)

    @ui.refreshable_method
    def talk(self) -> None:
        with ui.scroll_area().classes("h-96") as self.log:
            for message in self.sessions[self.front]["messages"]:
                self._said(message)
        self.log.scroll_to(percent=1)

    def _said(self, message: dict[str, str]) -> None:
        ui.chat_message(message["text"], stamp=message["at"], sent=bool(message["mine"]))

    @ui.refreshable_method
    def work(self) -> None:
        session = self.sessions[self.front]
        with ui.tabs() as tabs:
            for number, title in enumerate(session["tabs"]):
                ui.tab(str(number), label=title)
        with ui.tab_panels(tabs, value="0").classes("w-full"):
            with ui.tab_panel("0"):
                _fields(session["card"])
                ui.echart({"xAxis": {"type": "category"}, "yAxis": {"min": -3, "max": 3}, "animation": False,
                           "series": [{"type": "line", "data": session["moods"]}]}).classes("h-48")  # fmt: skip
                with ui.timeline():
                    for when, what in session["timeline"]:
                        ui.timeline_entry(what, subtitle=when)
            for number in range(1, content.TABS):
                with ui.tab_panel(str(number)):
                    _fields(content.record(self.front, number))

    def show(self, number: int) -> None:
        self.front = number
        self.list.refresh()
        self.talk.refresh()
        self.work.refresh()

    def new(self) -> None:
        number = max(self.sessions) + 1
        del self.sessions[min(self.sessions)]  # nine at once, as in the others
        self.sessions[number] = content.session(number)
        self.show(number)

    def send(self) -> None:
        message = {"mine": True, "at": "12:00", "text": self.field.value}
        self.sessions[self.front]["messages"].append(message)
        with self.log:
            self._said(message)
        self.log.scroll_to(percent=1)
        self.field.value = ""


def _fields(pairs: list[list[str]]) -> None:
    with ui.card().classes("w-full"), ui.grid(columns=2):
        for term, value in pairs:
            ui.label(term)
            ui.label(value)


@ui.page("/")
def page() -> None:
    Desk().draw()


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    ui.run(host="127.0.0.1", port=port, show=False, reload=False, title="NiceGUI desk", reconnect_timeout=60)
