"""How an answer leaves: in pages, readable from any site, kept by whoever fetches it, and not sent twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from functools import cache, wraps
from hashlib import blake2b
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

from hearth.access.guards import public
from hearth.core import clock
from hearth.directory.api.parameters import Paging
from hearth.directory.api.setup import api
from hearth.directory.queries.published import last_change

View = Callable[..., HttpResponseBase]
KEPT_SECONDS = 300
# What links and caches add to an address by themselves.
PASSED_OVER = ("_", "utm_")


def listed(contents: list[Any], total: int, asked: Paging) -> HttpResponse:
    """One page of a list in its envelope; `size` counts this page."""
    pages = -(-total // asked.per_page)
    return JsonResponse(
        {
            "total_items": total,
            "total_pages": pages,
            "page_number": asked.page,
            "size": len(contents),
            "first_page": asked.page == 1,
            "last_page": asked.page >= pages,
            "empty": not contents,
            "contents": contents,
        }
    )


def changed_at(now: datetime) -> datetime:
    """When an answer may last have become different: the last change, or the day's beginning, for some of it depends
    on the day."""
    midnight = datetime.combine(clock.today(now), time.min, clock.LONDON)
    return max(last_change() or midnight, midnight)


def open_to_all(view: View) -> View:
    """Public, readable from any site (CORS), compressed, kept for five minutes, and 304 where nothing has changed."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            response: HttpResponseBase = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            response["Access-Control-Allow-Headers"] = "*"
            response["Access-Control-Max-Age"] = "86400"
        else:
            response = _read(request, view, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Location"
        return response

    # gzip stands outermost: a tag is made of what is sent uncompressed, and weakened by it.
    made: View = public(csrf_exempt(gzip_page(answer)))
    return made


def _read(request: HttpRequest, view: View, *args: Any, **kwargs: Any) -> HttpResponseBase:
    if request.method == "HEAD":
        request.method = "GET"  # the server leaves out the body
    if request.method == "GET" and (refused := _unknown(request)):
        return refused
    with translation.override("en"):  # whatever the browser that asks speaks
        response: HttpResponseBase = view(request, *args, **kwargs)
    response["Content-Language"] = "en"
    if not isinstance(response, HttpResponse) or response.status_code != 200:
        return response
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response["ETag"] = f'"{blake2b(response.content, digest_size=12).hexdigest()}"'
    modified = int(changed_at(clock.now()).timestamp())
    response["Last-Modified"] = http_date(modified)
    patch_vary_headers(response, ["Accept-Encoding"])
    kept = get_conditional_response(request, response["ETag"], modified, response)
    return kept or response


def _unknown(request: HttpRequest) -> HttpResponse | None:
    """422 for a parameter that would change nothing, so that nobody takes the whole list for a part of it. Those that
    stand there without a value are as good as not there."""
    match = request.resolver_match
    known = _parameters().get(match.route if match else "", frozenset())
    given = request.GET.copy()
    for name in list(given):
        if not any(given.getlist(name)):
            del given[name]
    request.GET = given  # type: ignore[assignment]
    strange = [name for name in given if name not in known and name != "lang" and not name.startswith(PASSED_OVER)]
    if not strange:
        return None
    problem = f"There is no such parameter here. There are: {', '.join(sorted(known)) or 'none'}."
    return JsonResponse({"detail": [{"parameter": name, "problem": problem} for name in strange]}, status=422)


@cache
def _parameters() -> dict[str, frozenset[str]]:
    """The parameters of each address, as our own description tells them; by its route."""
    made = {}
    for path, operations in api.get_openapi_schema(path_prefix="")["paths"].items():
        route = path.replace("{", "<").replace("}", ">").lstrip("/")
        parameters = operations["get"].get("parameters", [])
        made[f"open-referral/v3/{route}"] = frozenset(p["name"] for p in parameters if p["in"] == "query")
    return made
