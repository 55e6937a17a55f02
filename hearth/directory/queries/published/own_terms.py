"""Which services are of a term of our own small vocabularies (open_referral/codes.py): told by the fields themselves.

What a list finds by such a term is what each service's own `attributes` say, and the other way round. Codes are our
own words, so they stand in the text of the statement as they are.
"""

from __future__ import annotations

import json
from uuid import UUID

from hearth.directory.open_referral import codes

OF_SERVICE = "p.service_id in (select s.id from directory_service s where {})"
OF_SCHEDULE = "p.service_id in (select c.service_id from directory_schedule c where {})"
OF_EXCEPTION = "p.service_id in (select e.service_id from directory_scheduleexception e where {})"
AT_SITE = "p.service_id in (select l.service_id from directory_serviceplace l {} where not l.is_confidential and {})"
# A rule that does not name its days is told in words (queries.times.Rule.is_dated).
DATED = """(case when c.freq = 'MONTHLY' then c.days_of_month <> '{}' or (c.byday <> '{}' and c.week_of_month <> 0)
    else c.byday <> '{}' end is true)"""
WORDED = """(c.notes <> '' or c.byday <> '{}' or c.opens is not null or c.closes is not null or c.term_time_only
    or c.holidays_only or c.interval > 1)"""
SITE = "join directory_site t on t.id = l.site_id"
OPEN_THEN = f"c.bank_holidays = 'open' and {DATED}"
HOURS = "exists (select from directory_sitehours h where h.site_id = t.id)"
HOURS_THEN = f"t.bank_holidays = 'open' and {HOURS}"
ABOUT = {
    "takes-requests": OF_SERVICE.format("s.accepts_requests"),
    "sensitive": OF_SERVICE.format("s.is_sensitive"),
    "closed": "(p.closed_from is not null or p.closed_until is not null)",
    # Years say every other age to the month (open_referral.codes.exact_ages).
    "ages-in-months": OF_SERVICE.format("mod(s.max_age_months, 12) = 0"),
    "times-in-words": OF_SCHEDULE.format(f"not {DATED} and {WORDED}"),
}
TIMES = {
    "term-time": OF_SCHEDULE.format(f"c.term_time_only and {DATED}"),
    "school-holidays": OF_SCHEDULE.format(f"c.holidays_only and {DATED}"),
    "opening-hours": AT_SITE.format(SITE, HOURS),
    "bank-holidays-open": f"({OF_SCHEDULE.format(OPEN_THEN)} or {AT_SITE.format(SITE, HOURS_THEN)})",
    "bank-holidays-closed": (
        f"({OF_SCHEDULE.format(OPEN_THEN)} or {AT_SITE.format(SITE, HOURS_THEN)})".replace("'open'", "'closed'")
    ),
}
SHUT = AT_SITE.format("join directory_siteclosure u on u.site_id = l.site_id", "u.last_day >= %(today)s")


def condition_for(wanted: UUID) -> str:
    """The condition over `p` (directory_published) of one of our terms, or of a whole taxonomy of ours; empty for an
    id that is neither."""
    term = codes.term_of(wanted)
    if term:
        return _condition(term.taxonomy.code, term.code)
    taxonomy = codes.taxonomy_of(wanted)
    if not taxonomy:
        return ""
    return f"({' or '.join(_condition(of, code) for of, code in codes.terms() if of == taxonomy.code)})"


def _condition(taxonomy: str, code: str) -> str:
    if taxonomy == "delivery":
        return OF_SERVICE.format(f"s.delivery @> '{{{code}}}'")
    if taxonomy == "access-route":
        return OF_SERVICE.format(f"s.access_routes @> '{{{code}}}'")
    if taxonomy == "room":
        return OF_SERVICE.format(f"s.capacity = '{code}'")
    if taxonomy == "about-listing":
        return ABOUT[code]
    if taxonomy == "times":
        return TIMES.get(code) or _exceptions(code)
    if taxonomy == "accessibility":
        return _accessible(code)
    return _registered(code) if taxonomy == "registration" else _answered(code)


def _known(taxonomy: str) -> list[str]:
    return [code for of, code in codes.terms() if of == taxonomy and code != codes.OTHER]


def _exceptions(kind: str) -> str:
    told = OF_EXCEPTION.format(f"e.kind = '{kind}' and e.last_day >= %(today)s")
    return f"({told} or {SHUT})" if kind == "cancelled" else told


def _accessible(code: str) -> str:
    fact = "{of}.accessibility @> '{{{code}}}'"
    if code == codes.OTHER:
        fact = "not ({of}.accessibility <@ '{{{code}}}')"
        code = ",".join(_known("accessibility"))
    service = OF_SERVICE.format(fact.format(of="s", code=code))
    return f"({service} or {AT_SITE.format(SITE, fact.format(of='t', code=code))})"


def _registered(code: str) -> str:
    if code != codes.OTHER:
        return OF_SERVICE.format(f"s.registrations @> '{json.dumps([{'scheme': code}])}'")
    known = ", ".join(f"'{scheme}'" for scheme in _known("registration"))
    return OF_SERVICE.format(
        f"exists (select from jsonb_array_elements(s.registrations) r where r ->> 'scheme' not in ({known}))"
    )


def _answered(code: str) -> str:
    if code != codes.OTHER:
        return OF_SERVICE.format(f"jsonb_exists(s.local_offer, '{code}')")
    known = "".join(f" - '{question}'" for question in _known("local-offer"))
    return OF_SERVICE.format(f"s.local_offer{known} <> '{{}}'")
