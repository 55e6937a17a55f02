"""What families look for, in the proportions of a busy day: most with words and a postcode, some with one of them."""

from __future__ import annotations

import random
from urllib.parse import urlencode

WORDS = (
    *("breastfeeding", "baby wont sleep", "toddler group", "debt", "autism", "housing", "midwife", "tongue tie"),
    *("speech", "teenager", "anxiety", "parenting course", "nursery", "benefits", "stop smoking", "dentist"),
    *("youth club", "family support", "baby", "food bank", "brest feeding", "separating", "school nurse", "weaning"),
    # Typing slips and everyday words together, as they come
    *(
        "brest feeding hurts baby wont latch",
        "skint cant pay the leccy",
        "my todler wont sleep",
        "landlord kicking us owt",
    ),
)
FILTERS: tuple[dict[str, str], ...] = (
    *({}, {}, {}, {"age": "0"}, {"free": "1"}, {"miles": "1"}, {"miles": "10"}, {"age": "3", "free": "1"}),
    *({"sort": "nearest"}, {"category": "infant-feeding"}),
)


def addresses(postcodes: list[str], count: int = 60, seed: int = 11) -> list[str]:
    """So many addresses of the results page, the same ones every time."""
    pick = random.Random(seed)  # noqa: S311 (not for secrets)
    made = []
    for number in range(count):
        query = {"q": WORDS[number % len(WORDS)], "postcode": pick.choice(postcodes)}
        if number % 10 == 8:
            query["postcode"] = ""
        if number % 10 == 9:
            query["q"] = ""
        made.append("/find/?" + urlencode({k: v for k, v in (query | pick.choice(FILTERS)).items() if v}))
    return made
