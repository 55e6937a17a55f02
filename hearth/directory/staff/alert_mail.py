"""The email that tells a member what has changed. Its subject names no service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearth.directory.follow_rules import rules
from hearth.directory.models import Alert
from hearth.directory.staff.news_words import follow_words, news_words


def news_email(rows: Sequence[Alert], *, stop: Mapping[UUID, str], no_emails: str) -> tuple[str, str]:
    """Subject and body. `stop` has the token by which each followed thing is followed no longer, `no_emails` the one
    that stops these emails."""
    with translation.override("en"):
        subject = _("What has changed in the directory")
        most = rules().most_in_an_email
        parts = [_("This has changed in what you follow:"), *(_news(row) for row in rows[:most])]
        if len(rows) > most:
            more = len(rows) - most
            parts.append(ngettext("… and %(n)s more.", "… and %(n)s more.", more) % {"n": more})
        parts.append(_("See all of it: %(url)s") % {"url": _address("directory:changed")})
        followed = {row.follow.pk: row.follow for row in rows[:most] if row.follow is not None}
        parts.append(_("To stop following, without signing in:"))
        parts += [f"{follow_words(one)}\n{_address('directory:stop_link', stop[pk])}" for pk, one in followed.items()]
        parts.append(_("To get no more of these emails: %(url)s") % {"url": _address("directory:stop_link", no_emails)})
        return subject, "\n\n".join(parts)


def _news(row: Alert) -> str:
    service = row.news.service
    page = _address("directory:staff_service", service.pk)
    return f"{service.name} ({service.organisation.name})\n{news_words(row.news)}\n{page}"


def _address(name: str, *arguments: object) -> str:
    return settings.PUBLIC_URL + reverse(name, args=arguments)
