"""Production is warned of messages that reach nobody; the demo is not."""

import pytest

from hearth.core.checks import messages_leave_the_house


@pytest.mark.parametrize(
    ("demo", "email", "text", "named"),
    [
        (True, "file", "file", []),
        (False, "smtp", "notify", []),
        (False, "file", "notify", ["HEARTH_EMAIL"]),
        (False, "console", "file", ["HEARTH_EMAIL", "HEARTH_TEXT"]),
    ],
)
def test_production_is_told_that_messages_reach_nobody(settings, demo, email, text, named):
    settings.DEMO, settings.OUTBOX_EMAIL_GATEWAY, settings.OUTBOX_TEXT_GATEWAY = demo, email, text
    said = messages_leave_the_house()
    assert [warning.msg.split()[0] for warning in said] == named
