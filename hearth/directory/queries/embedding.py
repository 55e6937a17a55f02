"""Which websites may show the search."""

from __future__ import annotations

from uuid import UUID

from hearth.directory.models import EmbedOrigin


def embed_origins() -> list[EmbedOrigin]:
    """All of them, by their address."""
    return list(EmbedOrigin.objects.order_by("origin"))


def embed_origin(origin_id: UUID) -> EmbedOrigin | None:
    return EmbedOrigin.objects.filter(pk=origin_id).first()


def may_frame() -> list[str]:
    """For the browser (CSP frame-ancestors): ourselves, for the preview, and the registered websites."""
    return ["'self'", *EmbedOrigin.objects.order_by("origin").values_list("origin", flat=True)]
