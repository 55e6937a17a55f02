"""The jobs of requests and the front desk. Each bears being run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from hearth.core import clock
from hearth.referrals.actions import counting, delivering, desk_upkeep, own_reminders, reminding, team


@app.periodic(cron="* * * * *")
@app.task(name="enquiries.late", queue="upkeep", queueing_lock="enquiries.late")
def tell_of_late_handovers(timestamp: int) -> None:
    """Every minute: a family may be waiting at the desk."""
    desk_upkeep.escalate(now=clock.now())


@app.periodic(cron="5 6-18 * * *")
@app.task(name="referrals.late", queue="upkeep", queueing_lock="referrals.late")
def tell_leads_what_is_late(timestamp: int) -> None:
    """Hourly by day: what nobody answered by its day is told to the duty lead, once."""
    team.escalate_late(now=clock.now())


@app.periodic(cron="25 * * * *")
@app.task(name="enquiries.forget", queue="upkeep", queueing_lock="enquiries.forget")
def end_desk_days(timestamp: int) -> None:
    """Every hour, so soon after London's midnight: the day's queue is closed, first names and old notes go."""
    now, today = clock.now(), clock.today()
    desk_upkeep.close_days_before(today=today, now=now)
    desk_upkeep.forget(today=today, now=now)


@app.periodic(cron="*/10 * * * *")
@app.task(name="referrals.count", queue="upkeep", queueing_lock="referrals.count")
def keep_numbers(timestamp: int) -> None:
    """Every ten minutes: what moved without being counted, and who has meanwhile been told how it ended."""
    while counting.catch_up():
        pass
    counting.see_who_was_told(now=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="referrals.webhooks", queue="upkeep", queueing_lock="referrals.webhooks")
def find_lost_webhooks(timestamp: int) -> None:
    """Every minute: what an organisation's own system was to be told, and no job tells it."""
    delivering.sweep(now=clock.now())


@app.periodic(cron="40 6 * * *")
@app.task(name="referrals.remind_senders", queue="upkeep", queueing_lock="referrals.remind_senders")
def remind_senders(timestamp: int) -> None:
    """Every morning: whoever waits for an answer that is late hears of it, and who chose this day."""
    reminding.remind_senders(now=clock.now())
    own_reminders.tell_of_the_day(now=clock.now())
