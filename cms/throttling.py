"""Limits to what may be done too often, kept in the database that processes share.

Rows hold a keyed hash of an address or a client, never either of them, and are of no
use once their window is over.
"""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address, ip_address, ip_network

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from cms.app_settings import app_settings
from cms.models import Throttle

_IPV6_NETWORK = 64
"""Bits of an IPv6 address that one subscriber has; the others they choose freely."""


@dataclass(frozen=True)
class Limit:
    """At most ``count`` times ``within`` a window that the first time opens."""

    scope: str
    count: int
    within: timedelta


def take(limit: Limit, value: str) -> bool:
    """Count one more time; False, counting nothing, when the limit is reached."""
    row = _row(limit, value)
    # Twice: another process may open the window between two statements.
    for _again in range(2):
        now = timezone.now()
        ends_at = now + limit.within
        if row.filter(ends_at__gt=now, count__lt=limit.count).update(
            count=F("count") + 1
        ):
            return True
        if row.filter(ends_at__lte=now).update(count=1, ends_at=ends_at):
            return True
        _found, opened = Throttle.objects.get_or_create(
            key=_key(limit, value), defaults={"count": 1, "ends_at": ends_at}
        )
        if opened:
            return True
    return False


def give_back(limit: Limit, value: str) -> None:
    """Uncount one time."""
    _row(limit, value).filter(count__gt=0).update(count=F("count") - 1)


def forget(limit: Limit, value: str) -> None:
    """Count from zero again."""
    _row(limit, value).delete()


def purge() -> None:
    """Delete what no longer limits anything."""
    Throttle.objects.filter(ends_at__lte=timezone.now()).delete()


def client(request: HttpRequest) -> str:
    """Return what the client's network is called; for limits only, never to be kept.

    Behind proxies of ours (``CMS["PROXIES"]``) it is what the outermost of them saw.
    """
    address = request.META.get("REMOTE_ADDR") or ""
    if app_settings.proxies:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        address = seen[-app_settings.proxies :][0].strip() or address
    return _network(address)


def _network(address: str) -> str:
    try:
        ip = ip_address(address)
    except ValueError:
        # What the web server calls it; a socket of this machine has no address at all.
        return address
    if isinstance(ip, IPv4Address):
        return str(ip)
    # An IPv4 address in the clothes of the other kind.
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ip_network((ip, _IPV6_NETWORK), strict=False))


def _row(limit: Limit, value: str) -> QuerySet[Throttle]:
    return Throttle.objects.filter(key=_key(limit, value))


def _key(limit: Limit, value: str) -> str:
    return salted_hmac(
        "cms.throttling", f"{limit.scope} {value}", algorithm="sha256"
    ).hexdigest()
