from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=8192)
def address(name: str, *parts: str) -> str:
    """The address of a page of this application, by the name it has in its urls.

    Resolving an address takes longer than a row's other work on a page of hundreds,
    and the same few hundred come back with every request.
    """
    return reverse(f"plans:{name}", args=parts)
