"""GOV.UK Notify, through its official client.

The council makes two templates there: an email whose subject is ``((subject))`` and whose message is ``((body))``, and
a text whose message is ``((body))``.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from notifications_python_client.errors import APIError, HTTPError
from notifications_python_client.notifications import NotificationsAPIClient

from hearth.core.models import Channel
from hearth.core.outbox.gateways.base import EVERY_CHANNEL, Fault, NotSent, Outgoing, Passing, Refused

TIMEOUT = 20  # seconds for one answer; far below the time after which a claim counts as lost
ABOUT_THE_ADDRESS = ("email_address", "phone_number", "recipient")


class NotifyGateway:
    """Sends with our message's id as Notify's `reference`.

    Notify accepts the same reference twice, so before any later try it is asked whether it has the reference already.
    """

    channels = EVERY_CHANNEL

    def send(self, message: Outgoing) -> str:
        """Send it, or find that it was sent. 400 is for good; anything else may pass."""
        client = self._client()
        try:
            if message.again:
                known = self._known(client, message)
                if known:
                    return known
            answer = self._post(client, message)
        except HTTPError as error:
            raise _meaning(error) from error
        except APIError as error:
            raise Passing(Fault.AWAY) from error
        return str(answer["id"])

    @staticmethod
    def _client() -> Any:
        extra = {"base_url": settings.NOTIFY_BASE_URL} if settings.NOTIFY_BASE_URL else {}
        make: Any = NotificationsAPIClient  # it ships no types
        return make(settings.NOTIFY_API_KEY, timeout=TIMEOUT, **extra)

    @staticmethod
    def _known(client: Any, message: Outgoing) -> str:
        found = client.get_all_notifications(reference=str(message.id)).get("notifications", [])
        return str(found[0]["id"]) if found else ""

    @staticmethod
    def _post(client: Any, message: Outgoing) -> dict[str, Any]:
        if message.channel == Channel.EMAIL:
            answer = client.send_email_notification(
                email_address=message.recipient,
                template_id=settings.NOTIFY_EMAIL_TEMPLATE,
                personalisation={"subject": message.subject, "body": message.body},
                reference=str(message.id),
                one_click_unsubscribe_url=message.one_click or None,
            )
        else:
            answer = client.send_sms_notification(
                phone_number=message.recipient,
                template_id=settings.NOTIFY_TEXT_TEMPLATE,
                personalisation={"body": message.body},
                reference=str(message.id),
            )
        return dict(answer)


def _meaning(error: HTTPError) -> NotSent:
    """What an answer other than yes means for the message."""
    if error.status_code == 400:
        text = str(error.message)
        return Refused(Fault.BAD_ADDRESS if any(word in text for word in ABOUT_THE_ADDRESS) else Fault.REFUSED)
    if error.status_code in {401, 403}:
        return Passing(Fault.NOT_LET_IN)
    return Passing(Fault.BUSY if error.status_code == 429 else Fault.AWAY)
