"""The six ways in from the home page: each gathers service expectations under what families are living through."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Way:
    """One way in: its address, what it is called, its picture, and the codes of the terms under it."""

    code: str
    label: StrOrPromise
    hint: StrOrPromise
    icon: str
    terms: tuple[str, ...]


WAYS = (
    Way(
        "pregnancy-and-new-baby",
        _("Pregnant or a new baby"),
        _("Midwives, feeding, sleep, how you feel"),
        "pregnant",
        (
            *("midwifery-maternity", "infant-feeding", "health-visiting", "parent-infant-mental-health"),
            *("birth-registration", "activities-0-5"),
        ),
    ),
    Way(
        "under-5",
        _("Child under 5"),
        _("Play, talking, childcare, teeth"),
        "under5",
        (
            *("activities-0-5", "early-language-home-learning", "early-education-childcare", "health-visiting"),
            *("parenting-support", "oral-health", "nutrition-weight"),
        ),
    ),
    Way(
        "school-age",
        _("Child at school"),
        _("Behaviour, worries, health, clubs"),
        "school",
        (
            *("parenting-support", "mental-health", "public-health-0-19", "targeted-family-support"),
            *("nutrition-weight", "oral-health"),
        ),
    ),
    Way(
        "teenager",
        _("Teenager"),
        _("Clubs, feelings, trouble, moving on"),
        "teen",
        ("youth-services", "mental-health", "substance-misuse", "youth-justice", "public-health-0-19"),
    ),
    Way(
        "send",
        _("SEND and disability"),
        _("Autism, ADHD, speech, short breaks"),
        "send",
        ("send", "early-language-home-learning", "mental-health", "parenting-support"),
    ),
    Way(
        "money-home-safety",
        _("Money, home and safety"),
        _("Bills, rent, separating, abuse"),
        "home",
        (
            *("debt-welfare-advice", "housing", "domestic-abuse", "separating-parents", "reducing-parental-conflict"),
            *("substance-misuse", "stop-smoking", "targeted-family-support"),
        ),
    ),
)
BY_CODE = {way.code: way for way in WAYS}
# "send" is both a way in and an expectation: the way in is the wider page.

EXAMPLES = (
    _("My baby won’t sleep"),
    _("Breastfeeding hurts"),
    _("Things to do with a toddler"),
    _("Help with bills"),
    _("My teenager is anxious"),
)
SENSITIVE_TERMS = frozenset({"domestic-abuse", "domestic-abuse-support"})
