"""What the emails about what is new say. Plain text in the subscriber's language; subjects say nothing of a need or a
person, because others see them over a shoulder."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearth.core import brand as brands
from hearth.core.cards import ResultCard
from hearth.core.words import count_words, date_words
from hearth.directory import email_links
from hearth.directory.email_links import May
from hearth.directory.models import EmailSubscription

Written = tuple[str, str]  # subject, body


def confirm(one: EmailSubscription) -> Written:
    """Whether it was them who asked."""
    with translation.override(one.language):
        return _subject(), _letter(
            [
                _("Somebody gave us this address to get emails about what is new for families near %(place)s.")
                % {"place": one.area_name},
                _("Was it you? Then open this and press the button:"),
                email_links.address_of(one.pk, May.CONFIRM),
                _("If it was not you, do nothing. We write to you no more, and forget the address within a week."),
            ]
        )


def news(one: EmailSubscription, cards: Sequence[ResultCard], total: int) -> Written:
    """What is new; `total` counts what is not shown too."""
    with translation.override(one.language):
        name = brands.current().name
        parts = [
            ngettext(
                "%(n)s service for families is new, or open again, near %(place)s:",
                "%(n)s services for families are new, or open again, near %(place)s:",
                total,
            )
            % {"n": count_words(total), "place": one.area_name},
            *(_service(card, one.language) for card in cards),
        ]
        if total > len(cards):
            more = total - len(cards)
            parts.append(
                ngettext("… and %(n)s more. Find all of them here:", "… and %(n)s more. Find all of them here:", more)
                % {"n": count_words(more)}
                + "\n"
                + _address(reverse("directory:find"), one.language)
            )
        parts.append("—")
        parts.append(_why(one))
        parts += _way_out(one)
        return _("News from %(brand)s") % {"brand": name}, _letter(parts)


def ending(one: EmailSubscription) -> Written:
    """Whether it is to go on."""
    with translation.override(one.language):
        return _subject(), _letter(
            [
                _("Your emails about what is new for families near %(place)s end on %(day)s.")
                % {"place": one.area_name, "day": date_words(one.ends_on, weekday=False)},
                _("To get them for another year, open this and press the button:"),
                email_links.address_of(one.pk, May.GO_ON),
                _("If you do nothing they end by themselves, and we forget your address."),
            ]
        )


def _subject() -> str:
    return _("A message from %(brand)s") % {"brand": brands.current().name}


def _letter(parts: Sequence[str]) -> str:
    return "\n\n".join([_("Hello,"), *parts, brands.current().name])


def _service(card: ResultCard, language: str) -> str:
    facts = " · ".join(part for part in (card.who_for, card.next_time, card.distance, card.cost) if part)
    lines = [card.name, card.organisation, card.summary, facts, _address(card.url, language)]
    return "\n".join(line for line in lines if line)


def _address(path: str, language: str) -> str:
    return settings.PUBLIC_URL + path + ("" if language == settings.LANGUAGE_CODE else f"?lang={language}")


def _why(one: EmailSubscription) -> str:
    day = date_words(one.ends_on, weekday=False)
    if one.every == "weekly":
        return _("You asked for this every week. It ends by itself on %(day)s.") % {"day": day}
    return _("You asked for this every month. It ends by itself on %(day)s.") % {"day": day}


def _way_out(one: EmailSubscription) -> list[str]:
    return [
        _("To get no more of these emails, open this and press the button:"),
        email_links.address_of(one.pk, May.LEAVE),
    ]
