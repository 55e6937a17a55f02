"""Reads a draft with the flow's steps: which pages there are now, what is answered, what is missing.

A draft's data: {"start": {}, "answers": {step: raw}, "passed": [step], "groups": {group: [{"answers", "passed"}]}}.
Answers are kept as typed and cleaned again at every reading, so a rule that depends on today is never stale.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hearth.core.drafts import as_data
from hearth.core.flow.steps import Answers, Cleaned, Group, Place, Reading, Step
from hearth.core.forms import HearthForm

Data = dict[str, Any]
MakeForm = Callable[[Step, Answers, Any], HearthForm]


def empty_data(start: dict[str, str]) -> Data:
    return {"start": start, "answers": {}, "passed": [], "groups": {}}


def read(steps: list[Step | Group], data: Data, make_form: MakeForm) -> Reading:
    """The state of a draft. `make_form(step, answers, data)` builds a step's form."""
    reading = Reading(Answers(data.get("start")))
    for part in steps:
        if part.when is not None and not _asked(part, reading):
            continue
        if isinstance(part, Group):
            _read_group(part, data, make_form, reading)
            continue
        place = Place(part.name)
        reading.places.append(place)
        cleaned = _cleaned(part, data, make_form, reading.answers)
        if cleaned is not None:
            reading.answers.put(part.name, cleaned)
        elif reading.missing is None:
            reading.missing = place
    return reading


def _asked(part: Step | Group, reading: Reading) -> bool:
    """Whether a condition holds. One that looks at an answer not given yet does not hold yet."""
    assert part.when is not None
    try:
        return bool(part.when(reading.answers))
    except KeyError:
        return False


def _cleaned(step: Step, holder: Data, make_form: MakeForm, answers: Answers) -> Cleaned | None:
    if step.name not in holder.get("passed", []):
        return None
    form = make_form(step, answers, as_data(holder["answers"].get(step.name, {})))
    return dict(form.cleaned_data) if form.is_valid() else None


def _read_group(group: Group, data: Data, make_form: MakeForm, reading: Reading) -> None:
    entries: list[Data] = data["groups"].get(group.name, [])
    shown: list[tuple[Cleaned, Place | None]] = []
    for number, entry in enumerate(entries, start=1):
        merged: Cleaned = {}
        missing: Place | None = None
        so_far = _with_entry(reading.answers, merged)
        for step in group.steps:
            if step.when is not None and not _entry_asked(step, so_far):
                continue
            place = Place(group.name, number, step.name)
            reading.places.append(place)
            cleaned = _cleaned(step, entry, make_form, reading.answers)
            if cleaned is not None:
                merged |= cleaned
                so_far.put("entry", merged)
            elif missing is None:
                missing = place
        shown.append((merged, missing))
        if missing and reading.missing is None:
            reading.missing = missing
    reading.entries[group.name] = shown
    if len(entries) < group.minimum:
        place = Place(group.name, len(entries) + 1, group.steps[0].name)
        reading.places.append(place)
        reading.missing = reading.missing or place
    here = Place(group.name)
    reading.places.append(here)
    if group.name not in data.get("passed", []):
        reading.missing = reading.missing or here
    elif all(missing is None for _, missing in shown) and len(entries) >= group.minimum:
        reading.answers.put(group.name, [merged for merged, _ in shown])


def _with_entry(answers: Answers, entry: Cleaned) -> Answers:
    """The answers as a condition inside a group sees them: `a["entry"]` is this entry's so far."""
    copy = Answers(answers.start)
    for name, value in answers.items():
        copy.put(name, value)
    copy.put("entry", entry)
    return copy


def _entry_asked(step: Step, answers: Answers) -> bool:
    assert step.when is not None
    try:
        return bool(step.when(answers))
    except KeyError:
        return False
