"""Email by the council's own mail server."""

from __future__ import annotations

import contextlib
import smtplib

from django.core.mail import BadHeaderError, get_connection

from hearth.core.models import Channel
from hearth.core.outbox.gateways.base import Fault, Outgoing, Passing, Refused
from hearth.core.outbox.gateways.envelope import envelope, message_id

PERMANENT = 500  # an SMTP reply from here on says: do not try this again


class SmtpGateway:
    """Hands each email to EMAIL_HOST in a connection of its own.

    SMTP has no question "did you get this?". Where our process dies between the server's yes and our note of it, the
    email goes twice, with the same Message-ID.
    """

    channels = frozenset({str(Channel.EMAIL)})

    def send(self, message: Outgoing) -> str:
        """Send it. A refused recipient or content is for good; all else may pass."""
        connection = get_connection("django.core.mail.backends.smtp.EmailBackend")
        try:
            connection.open()
            connection.send_messages([envelope(message)])
        except BadHeaderError as error:
            raise Refused(Fault.OUR_MISTAKE) from error
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _words in error.recipients.values()]
            if all(code >= PERMANENT for code in codes):
                raise Refused(Fault.BAD_ADDRESS) from error
            raise Passing(Fault.BUSY) from error
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused) as error:
            raise Passing(Fault.NOT_LET_IN) from error  # the server refuses us, not the message
        except smtplib.SMTPDataError as error:
            if error.smtp_code >= PERMANENT:
                raise Refused(Fault.REFUSED) from error
            raise Passing(Fault.BUSY) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Passing(Fault.AWAY) from error
        except UnicodeError as error:  # an address that no mail server understands
            raise Refused(Fault.BAD_ADDRESS) from error
        finally:
            # The message is over by now; how the goodbye goes decides nothing.
            with contextlib.suppress(smtplib.SMTPException, OSError):
                connection.close()
        return message_id(message)
