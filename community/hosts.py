"""A rule: what may stand for a host name at which a community answers."""

import re

HOST = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def tidy(host: str) -> str:
    """Return the bare host name of what a person typed or pasted: no scheme, path or port, lower case, in ASCII."""
    bare = host.strip().lower().removeprefix("https://").removeprefix("http://").split("/")[0].split(":")[0].rstrip(".")
    try:
        return bare.encode("idna").decode()
    except UnicodeError:
        return bare


def local(host: str) -> str:
    """Return the name at which a browser on this machine finds a community: names under localhost lead here anyway.

    >>> local("lakeside.localhost"), local("techhire.rivertown.org")
    ('lakeside.localhost', 'localhost')
    """
    return host if host.endswith(".localhost") else "localhost"


def is_host(host: str) -> bool:
    """Test whether this is a host name in lower case."""
    return bool(HOST.fullmatch(host))
