"""A rule: what stands in the place of a logo."""

LITTLE_WORDS = frozenset({"the", "a", "an", "of", "and", "for", "in", "at"})
SHORT_ENOUGH = 12  # letters of a first word that stands for the whole name
LONG_ENOUGH = 5


def monogram(name: str) -> str:
    """Return the name's first telling word where it fits a tile, else its initials.

    >>> monogram("Brightmill Health"), monogram("North & Pier Bank")
    ('Brightmill', 'N&PB')
    """
    words = [word.strip(",.") for word in name.split() if word.lower().strip(",.") not in LITTLE_WORDS]
    words = [word for word in words if word]
    if not words:
        return name[:SHORT_ENOUGH]
    if LONG_ENOUGH <= len(words[0]) <= SHORT_ENOUGH:
        return words[0]
    return "".join(word[0].upper() for word in words if word[0].isalnum() or word == "&")[:4] or name[:SHORT_ENOUGH]
