"""A visitor without a browser: speaks the protocol of Streamlit's frontend over a websocket.

Opens a page by its address, sets the filters as clicks in the sidebar do, follows links, and reads
what the server draws. As a browser does, it sends the state of every widget with each click and
remembers large messages, which the server then names instead of sending them again.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import StringArray
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.MultiSelect_pb2 import MultiSelect
from streamlit.proto.Selectbox_pb2 import Selectbox
from streamlit.proto.Slider_pb2 import Slider
from streamlit.proto.TextInput_pb2 import TextInput
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

PROTOCOLS = [Subprotocol("streamlit"), Subprotocol("PLACEHOLDER_AUTH_TOKEN")]
PATIENCE_SECONDS = 60
SIDEBAR = 1
"""First number of the place of an element that stands in the sidebar."""


@dataclass(frozen=True)
class Answer:
    """What the server drew in one run: seconds until it was finished, bytes, elements by place."""

    seconds: float
    bytes: int
    finished: bool
    elements: Mapping[tuple[int, ...], Element]

    @property
    def errors(self) -> list[str]:
        """Faults that the page shows."""
        found = [each.exception for each in self._of("exception")]
        parts = [each.alert.body for each in self._of("alert")]
        return [
            *(f"{each.type}: {each.message}" for each in found),
            *(each for each in parts if "could not be drawn" in each),
        ]

    @property
    def texts(self) -> list[str]:
        """Markdown outside the sidebar, from top to bottom."""
        main = {place: each for place, each in self.elements.items() if place[0] != SIDEBAR}
        return [each.markdown.body for _, each in sorted(main.items()) if each.HasField("markdown")]

    @property
    def pages(self) -> dict[str, tuple[str, str]]:
        """Page and query of each link in the sidebar, by its words."""
        sidebar = [each for place, each in self.elements.items() if place[0] == SIDEBAR]
        links = [each.page_link for each in sidebar if each.HasField("page_link")]
        return {each.label: (each.page_script_hash, each.query_string) for each in links}

    def choice(self, key: str) -> MultiSelect:
        """The multiple choice of a key."""
        return next(each for each in self._choices() if each.id.endswith(f"-{key}"))

    def button(self, key: str) -> str:
        """Identity of the button of a key."""
        ids = (each.button.id for each in self._of("button"))
        return next(each for each in ids if each.endswith(f"-{key}"))

    def _choices(self) -> Iterator[MultiSelect]:
        return (each.multiselect for each in self._of("multiselect"))

    def _of(self, kind: str) -> list[Element]:
        return [each for each in self.elements.values() if each.WhichOneof("type") == kind]


Value = str | Sequence[str] | None


def _several(widget: Any) -> Sequence[str]:
    """Words of a widget that holds a list."""
    if widget.set_value:
        return widget.raw_values
    words = [getattr(each, "content", each) for each in widget.options]
    return [words[place] for place in widget.default]


def _one(widget: Selectbox) -> str | None:
    if widget.set_value:
        return widget.raw_value if widget.HasField("raw_value") else None
    return widget.options[widget.default] if widget.HasField("default") else None


def _ends(widget: Slider) -> Sequence[str]:
    """Words of the ends of a slider over words."""
    if widget.set_value:
        return widget.raw_value
    return [widget.options[int(place)] for place in widget.default]


def _typed(widget: TextInput) -> str:
    return widget.value if widget.set_value else widget.default


VALUES: dict[str, Callable[[Any], Value]] = {
    "button_group": _several,
    "multiselect": _several,
    "selectbox": _one,
    "slider": _ends,
    "text_input": _typed,
}
"""What a widget that the server drew stands at, by its kind."""


def _state(key: str, value: Value) -> WidgetState:
    if value is None:
        return WidgetState(id=key)
    if isinstance(value, str):
        return WidgetState(id=key, string_value=value)
    return WidgetState(id=key, string_array_value=StringArray(data=value))


class Visitor:
    """One tab: its address, the state of its widgets and the messages it keeps."""

    def __init__(self, socket: ClientConnection, url: str) -> None:
        self.socket, self.url = socket, url
        self.page, self.query = "", ""
        self.widgets: dict[str, WidgetState] = {}
        self.kept: dict[str, tuple[ForwardMsg, int]] = {}
        self.runs, self.most_age = 0, 0

    @property
    def parameters(self) -> dict[str, list[str]]:
        """Parameters of the address."""
        return parse_qs(self.query)

    async def open(
        self, name: str = "", query: Mapping[str, Sequence[str]] | None = None
    ) -> Answer:
        """The page of an address, as a link from elsewhere opens it."""
        self.query = urlencode(query or {}, doseq=True)
        return await self._run(ClientState(page_name=name))

    async def follow(self, link: tuple[str, str]) -> Answer:
        """The page of a link on the page."""
        self.page, self.query = link
        return await self._run(ClientState(page_script_hash=self.page))

    async def set(self, choice: MultiSelect, values: Sequence[str]) -> Answer:
        """Choose other options of a multiple choice; `values` are their words as shown."""
        self.widgets[choice.id] = _state(choice.id, values)
        return await self._run(ClientState(page_script_hash=self.page))

    async def press(self, button: str) -> Answer:
        """Click a button."""
        state = ClientState(page_script_hash=self.page)
        state.widget_states.widgets.add(id=button, trigger_value=True)
        return await self._run(state)

    async def _run(self, state: ClientState) -> Answer:
        state.query_string = self.query
        state.context_info.timezone, state.context_info.url = "UTC", self.url
        state.cached_message_hashes.extend(self.kept)
        state.widget_states.widgets.extend(self.widgets.values())
        start = time.perf_counter()
        await self.socket.send(BackMsg(rerun_script=state).SerializeToString())
        answer = await self._answer(start)
        self._keep_states(answer)
        return answer

    async def _answer(self, start: float) -> Answer:
        elements: dict[tuple[int, ...], Element] = {}
        received, finished = 0, None
        while finished is None:
            data = await self.socket.recv(decode=False)
            received += len(data)
            message = self._resolved(ForwardMsg.FromString(data))
            kind = message.WhichOneof("type")
            if kind == "new_session":
                self.page = message.new_session.page_script_hash
                self.most_age = message.new_session.config.max_cached_message_age or self.most_age
                # A click that makes the script start anew leaves nothing of the run before.
                elements.clear()
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "delta" and message.delta.HasField("new_element"):
                elements[tuple(message.metadata.delta_path)] = message.delta.new_element
            elif kind == "script_finished":
                finished = self._finished(message)
        return Answer(time.perf_counter() - start, received, finished, elements)

    def _finished(self, message: ForwardMsg) -> bool | None:
        """Whether the run ended well; None where another follows it at once."""
        if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return None
        self.runs += 1
        self.kept = {
            name: (each, run)
            for name, (each, run) in self.kept.items()
            if self.runs - run <= self.most_age
        }
        return message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY

    def _resolved(self, message: ForwardMsg) -> ForwardMsg:
        """The message, or the one kept that it names."""
        if message.WhichOneof("type") == "ref_hash":
            place, kept = message.metadata, self.kept[message.ref_hash][0]
            message = ForwardMsg()
            message.CopyFrom(kept)
            message.metadata.CopyFrom(place)
            self.kept[message.hash] = (message, self.runs)
        elif message.metadata.cacheable:
            self.kept[message.hash] = (message, self.runs)
        return message

    def _keep_states(self, answer: Answer) -> None:
        """Take over what the server sets a widget to, and the defaults of new ones."""
        drawn: dict[str, WidgetState] = {}
        for element in answer.elements.values():
            kind = element.WhichOneof("type")
            if kind in VALUES:
                widget: Any = getattr(element, kind)
                known = None if widget.set_value else self.widgets.get(widget.id)
                drawn[widget.id] = known or _state(widget.id, VALUES[kind](widget))
        self.widgets = drawn


@asynccontextmanager
async def visitor(url: str) -> AsyncIterator[Visitor]:
    """A new session of the app at `url`, which ends with the block."""
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    # Messages hold whole tables; one that waits for its turn must not be cut off.
    async with connect(
        address,
        subprotocols=PROTOCOLS,
        origin=Origin(url),
        max_size=None,
        ping_interval=None,
        open_timeout=PATIENCE_SECONDS,
    ) as socket:
        yield Visitor(socket, url)
