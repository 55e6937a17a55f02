"""The link of an email by which a member follows something no longer, without signing in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hearth.access.guards import family
from hearth.core import pages
from hearth.directory.actions import follows as actions
from hearth.directory.models import Follow
from hearth.directory.staff.news_words import follow_words


@family
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Asks first: a mail program that opens links must not stop anything."""
    found = actions.linked(token)
    if found is None:
        return pages.error_page(
            request, 404, _("There is nothing to stop"), _("You do not follow this any more, or the link is cut off.")
        )
    if isinstance(found, Follow):
        what = follow_words(found)
        title = _("Stop following %(what)s?") % {"what": what}
        yes, done = _("Yes, stop following"), _("You no longer follow %(what)s") % {"what": what}
    else:
        title = _("Get no more emails about what you follow?")
        yes, done = _("Yes, no more emails"), _("You get no more of these emails")
    if request.method == "POST" and actions.stop_by_link(token=token):
        return pages.done(
            request, title=done, next_steps=[_("Sign in whenever you want to follow it, or get emails, again.")]
        )
    return pages.confirm(request, title=title, yes=yes, back="/staff/", no=_("No, leave it as it is"), staff=False)
