"""What somebody has typed and not sent yet, kept for a short time so that nothing typed is lost.

A draft belongs to its holder: a member, or a secret in a visitor's session. The database shows it to nobody else.
Passwords, codes and files are never kept.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import wraps
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict

from hearth.core import clock
from hearth.core.actors import ActorKind
from hearth.core.forms import HearthForm
from hearth.core.models import Draft
from hearth.core.rowcontext import acting_as, current_context

SECRET = "draft_secret"  # noqa: S105 (the name of a session key)
NEVER_KEPT = re.compile(r"password|(^|[-_])code$")  # inputs: a code, but not a postcode
AUTOSAVE = "X-Hearth-Autosave"
STAFF_KEEP = timedelta(days=7)
MOST_BYTES = 200_000  # of one form's answers; more is not a person typing

Raw = dict[str, list[str]]  # what a form posted: input name -> values
Form = TypeVar("Form", bound=HearthForm)


def visitor_holder(request: HttpRequest) -> str:
    """Who this browser is as a holder of drafts: a hash of its session's secret; empty before it holds any."""
    secret = request.session.get(SECRET, "")
    return "visitor:" + hashlib.sha256(secret.encode()).hexdigest() if secret else ""


def holder_of(request: HttpRequest, *, make: bool = False) -> str:
    """The member or the guest, else this browser; `make=True` gives a new visitor a secret."""
    actor = getattr(request, "actor", None)
    user_id = getattr(actor, "user_id", None)
    if user_id:
        return f"{'guest' if actor.kind is ActorKind.GUEST else 'member'}:{user_id}"  # type: ignore[union-attr]
    if make and not request.session.get(SECRET):
        request.session[SECRET] = secrets.token_urlsafe(32)
    return visitor_holder(request)


@contextmanager
def holding(request: HttpRequest, *, make: bool = False) -> Iterator[str]:
    """The same reader as before, and the holder of these drafts besides: in one transaction."""
    holder = holder_of(request, make=make)
    now = current_context()
    with acting_as(
        user_id=now.user_id,
        reference=now.reference,
        job=now.job,
        purpose=now.purpose,
        guest=now.guest,
        holder=holder,
    ):
        yield holder


def find(request: HttpRequest, kind: str, *, lock: bool = False) -> Draft | None:
    """The newest draft of this kind that has not expired. Call it inside `holding()`."""
    holder = holder_of(request)
    if not holder:
        return None
    drafts = Draft.objects.filter(holder=holder, kind=kind, expires_at__gt=clock.now()).order_by("-created_at")
    return (drafts.select_for_update() if lock else drafts).first()


def begin(request: HttpRequest, kind: str, data: dict[str, Any], keep_for: timedelta) -> Draft:
    """A new draft in place of any older one of the kind. Call it inside `holding(make=True)`."""
    holder = holder_of(request)
    Draft.objects.filter(holder=holder, kind=kind).delete()
    return Draft.objects.create(holder=holder, kind=kind, data=data, expires_at=clock.now() + keep_for)


def store(draft: Draft, keep_for: timedelta) -> None:
    """Save the draft's data; its time starts again. Call it with the draft locked."""
    draft.version += 1
    draft.updated_at = clock.now()
    draft.expires_at = clock.now() + keep_for
    draft.save(update_fields=["data", "version", "updated_at", "expires_at"])


def raw_answers(form: HearthForm, data: Mapping[str, Any]) -> Raw:
    """What was posted for this form's fields, without passwords, codes and files."""
    names = [form.add_prefix(name) for name, field in form.fields.items() if getattr(field, "kept_in_drafts", True)]
    kept: Raw = {}
    size = 0
    getlist = getattr(data, "getlist", None)
    for key in data:
        if any(key == name or key.startswith(f"{name}-") for name in names):
            values = [_kept(str(value)) for value in (getlist(key) if getlist else [data[key]])]
            size += sum(len(value) for value in values)
            if size > MOST_BYTES:
                break
            kept[_kept(key)] = values
    return kept


def _kept(typed: str) -> str:
    """Without the null sign, which the database cannot hold."""
    return typed.replace("\x00", "")


def as_data(raw: Raw) -> MultiValueDict[str, str]:
    """Kept answers as a form takes them."""
    return MultiValueDict(raw)


# Staff forms --------------------------------------------------------------------------------------------------------


def _kind_here(request: HttpRequest) -> str:
    kind = getattr(request, "kept_kind", "")
    if not kind:
        raise RuntimeError("Decorate the view with @keeps_typing before using kept_form().")
    return f"{kind[:40]}:{hashlib.sha256(request.path.encode()).hexdigest()[:16]}"


View = TypeVar("View", bound=Callable[..., HttpResponse])


def keeps_typing(kind: str) -> Callable[[View], View]:
    """A view whose form keeps what is typed: the page's script posts it now and then, and gets 204."""

    def decorate(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.kept_kind = kind  # type: ignore[attr-defined]
            if request.method == "POST" and request.headers.get(AUTOSAVE):
                keep_posted(request, kind)
                return HttpResponse(status=204)
            return view(request, *args, **kwargs)

        inner.keeps_typing = kind  # type: ignore[attr-defined]  # the middleware keeps what comes after a time-out
        return inner  # type: ignore[return-value]

    return decorate


def keep_posted(request: HttpRequest, kind: str) -> None:
    """Keep what was just posted to this page, as its form will show it again."""
    request.kept_kind = kind  # type: ignore[attr-defined]
    # The form's class is known to the view only, so all is kept but what looks like a secret or a token.
    kept = {
        _kept(key): [_kept(value) for value in request.POST.getlist(key)]
        for key in request.POST
        if key != "csrfmiddlewaretoken" and not NEVER_KEPT.search(key)
    }
    if sum(len(value) for values in kept.values() for value in values) <= MOST_BYTES:
        _keep(request, kept)


def _keep(request: HttpRequest, raw: Raw) -> None:
    kind = _kind_here(request)
    with holding(request, make=True):
        draft = find(request, kind, lock=True)
        if draft is None:
            begin(request, kind, raw, STAFF_KEEP)
        else:
            draft.data = raw
            store(draft, STAFF_KEEP)


def kept_form(request: HttpRequest, form_class: type[Form], **options: Any) -> Form:
    """The view's form: bound to what was posted; else showing what was typed before; else fresh.

    What was posted and is wrong is kept too, so that leaving the page loses nothing.
    """
    if request.method == "POST":
        form = form_class(request.POST, request.FILES, **options)
        _keep(request, raw_answers(form, request.POST))
        return form
    with holding(request):
        draft = find(request, _kind_here(request))
    if draft is None:
        return form_class(**options)
    return form_class(as_data(draft.data), quiet=True, **options)


def forget_typing(request: HttpRequest) -> None:
    """It is sent: nothing is kept any more."""
    with holding(request) as holder:
        Draft.objects.filter(holder=holder, kind=_kind_here(request)).delete()
