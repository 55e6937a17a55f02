"""What is believed before any record was seen (data/start.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from hearth.families.matching.levels import DOB, FIRST, SEX
from hearth.families.matching.model import Frequencies, Model, Shares

DATA = Path(__file__).parent / "data" / "start.yaml"


@dataclass(frozen=True)
class Start:
    """Shares set by hand, and in how many pairs they count as seen."""

    pairs: float
    fixed: frozenset[str]
    match: Shares
    others: Shares
    relatives: Shares
    joint: dict[str, float]


@cache
def start() -> Start:
    """Read the file once."""
    read = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    kin = read["relatives"]
    joint: dict[str, float] = {}
    for first in (level.name for level in FIRST.levels):
        for dob in (level.name for level in DOB.levels):
            # Children born on one day are twins; any other two relatives may bear one name.
            named = kin["twin" if dob == "exact" else "first"][first]
            for sex in (level.name for level in SEX.levels):
                same = kin["same_sex"][first]
                joint[f"{first}|{dob}|{sex}"] = kin["dob"][dob] * named * (same if sex == "same" else 1 - same)
    return Start(
        pairs=read["pairs"],
        fixed=frozenset(read["fixed"]),
        match=read["match"],
        others=read["others"],
        relatives={name: kin[name] for name in ("surname", "home", "town", "nhs")},
        joint=joint,
    )


_ONE_PERSON, _RELATIVES = 1e-6, 3e-6
"""How common pairs of one person and of relatives are taken to be, per pair at random, where nobody has counted."""


@cache
def first_guess() -> Model:
    """The model before anything was learned: no name is rarer than another. The check at the desk needs one at once."""
    begin = start()
    return Model(
        version="0",
        match_rate=_ONE_PERSON,
        relatives_rate=_RELATIVES,
        match=begin.match,
        others=begin.others,
        relatives=begin.relatives,
        joint=begin.joint,
        frequencies={name: Frequencies({}, begin.others[name]["exact"]) for name in ("first", "surname")},
    )
