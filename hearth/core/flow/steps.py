"""The parts of a flow: a step is one page with one form; a group is a few steps asked again for each of several."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django_stubs_ext import StrOrPromise

from hearth.core.forms import HearthForm

Cleaned = dict[str, Any]


class Answers(Mapping[str, Any]):
    """The answers so far: a step's cleaned data by the step's name; a group's entries as a list of dictionaries.

    Steps that are not asked, or not answered yet, are absent. `start` holds what the flow began with.
    """

    def __init__(self, start: dict[str, str] | None = None) -> None:
        self.start: dict[str, str] = start or {}
        self._found: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def put(self, name: str, value: Any) -> None:
        self._found[name] = value


When = Callable[[Answers], bool]


@dataclass(frozen=True)
class Step:
    """One page with one form. `title` is its h1 where the form has several fields; `why` says why we ask.

    `when` decides from earlier answers whether it is asked at all.
    """

    name: str
    form: type[HearthForm]
    title: StrOrPromise = ""
    why: StrOrPromise = ""
    when: When | None = None
    template: str = "core/question.html"


def _describe_nothing(entry: Cleaned) -> str:
    return ""


@dataclass(frozen=True)
class Group:
    """Steps that are asked again for each entry, such as each child. Both bounds are allowed numbers of entries.

    `one` names an entry ("Child"), `add` asks for another ("Do you want to add another child?"), and `describe` makes
    an entry's title from its cleaned answers.
    """

    name: str
    title: StrOrPromise
    one: StrOrPromise
    add: StrOrPromise
    steps: Sequence[Step]
    minimum: int = 1
    maximum: int = 20
    describe: Callable[[Cleaned], StrOrPromise] = _describe_nothing
    when: When | None = None

    def step(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)


@dataclass(frozen=True)
class Place:
    """Where in a flow: a step; a group's page (no step); a step of a group's entry, counted from 1."""

    name: str
    entry: int = 0
    step: str = ""


CHECK = Place("check")


@dataclass
class Reading:
    """A draft read with the flow's steps: the answers, every page in order, and the first that still needs an answer
    (None when all is answered)."""

    answers: Answers
    places: list[Place] = field(default_factory=list)
    missing: Place | None = None
    entries: dict[str, list[tuple[Cleaned, Place | None]]] = field(default_factory=dict)

    def reaches(self, place: Place) -> bool:
        """Whether every page before it is answered."""
        if self.missing is None or place == self.missing:
            return True
        if place not in self.places:
            return False
        return self.places.index(place) < self.places.index(self.missing)


class FlowRefused(Exception):
    """Raised by `done()` to go back to a step with words that say what to do."""

    def __init__(self, message: StrOrPromise, *, step: str) -> None:
        super().__init__(str(message))
        self.message = message
        self.step = step
