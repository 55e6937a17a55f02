"""`python -m tests.faults.seed`: a small site's accounts and one service, as the owner; prints what a test needs."""

from __future__ import annotations

import json
import time

import django


def main() -> None:
    """Make a provider with two practitioners, and browsers that are signed in as them."""
    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from hearth.access.models import Membership, Organisation, User
    from hearth.core import clock
    from hearth.directory.models import Service

    organisation = Organisation.objects.create(name="Northmoor Parents", kind="charity")
    service = Service.objects.create(
        organisation=organisation,
        name="Sleep help",
        summary="Help with sleep.",
        accepts_requests=True,
        assured_at=clock.now(),
    )
    sessions = []
    for name in ("Ayesha Khan", "Bea Novak"):
        user = User(name=name, email=f"{name.split()[0].lower()}@northmoor.example")
        user.set_unusable_password()
        user.save()
        user.active_membership = Membership.objects.create(user=user, organisation=organisation, role_id="practitioner")
        user.save()
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "hearth.access.authentication.MembersBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        at = time.time()
        session["account_authentication_methods"] = [{"method": "password", "at": at}, {"method": "mfa", "at": at}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.create()
        sessions.append(session.session_key)
    print(json.dumps({"service": str(service.pk), "sessions": sessions}))  # noqa: T201 (its answer)


if __name__ == "__main__":
    main()
