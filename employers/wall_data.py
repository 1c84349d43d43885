"""The wall as data: the document behind /employers.json, whose shape is described in docs/employers-json.md."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from community.models import Community
from employers.freshness import short
from employers.wall import Counts, Tile, in_order


def as_data(shown: Sequence[Tile], counts: Counts, community: Community, *, at: datetime) -> dict[str, Any]:
    """Return the whole document."""
    return {
        "version": 1,
        "generated_at": at.isoformat(timespec="seconds"),
        "community": {"name": community.name, "region": community.region, "url": f"{community.url}/"},
        "counts": {"employers": counts.employers, "named": counts.named, "not_named": counts.not_named},
        "employers": [tile_data(one, community) for one in shown],
    }


def tile_data(tile: Tile, community: Community) -> dict[str, Any]:
    """Return one employer as data: public facts only, `null` where something is not known."""
    page = f"{community.url}/employers/{tile.slug}/"
    return {
        "name": tile.name,
        "url": page,
        "logo_url": f"{page}logo.png" if tile.has_logo else None,
        "website": tile.website or None,
        "sector": {"code": tile.sector, "label": tile.sector_label} if tile.sector else None,
        "town": tile.town or None,
        "status": tile.freshness.status.value,
        "status_quarter": short(tile.freshness.quarter) if tile.freshness.quarter else None,
        "confirmed_lately": not tile.freshness.is_faded,
        "since": local_day(tile.since, community),
        "last_confirmed": local_day(tile.last_confirmed, community),
        "commitments": [
            {
                "text_version": one.text.version,
                "text_sha256": one.text.sha256,
                "signed_on": local_day(one.signed_at, community),
                "ends_on": one.ends_on.isoformat() if one.ends_on else None,
                "promises": [{"kind": promise.kind, "how": promise.how or None} for promise in in_order(one)],
            }
            for one in tile.commitments
        ],
        "roles": [{"soc": role.code, "title": role.title, "openings": role.openings} for role in tile.roles],
    }


def local_day(at: datetime, community: Community) -> str:
    """Return the community's own day of a moment, as 2026-11-22."""
    return at.astimezone(community.zone).date().isoformat()
