"""A rule: the words with which an introduction is asked for, until a coordinator changes them."""


def request(
    *,
    introducer: str,
    target: str,
    where: str,
    through: str,
    knower: str,
    asker: str,
    community: str,
    region: str,
) -> str:
    """Return a letter's words, each line a paragraph.

    `where` says what the target does and for whom, `through` whom the introducer would have to ask, and `knower` who of
    our team knows the introducer where it is not who asks; each may be empty.
    """
    whom = f"{target}, {where}," if where else target
    opening = f"{knower} thought of you, and I hope you do not mind that I write. " if knower else ""
    if through:
        favor = (
            f"We would like to talk with {whom.rstrip(',')}. We do not know them yet; as far as we can see, {through} "
            f"does, and you know {through}. Would you put in a word for us there?"
        )
    else:
        favor = (
            f"We would like to talk with {whom.rstrip(',')}. As far as we can see you know each other. "
            "Would you introduce us?"
        )
    what = (
        f"{opening}I work for {community}. We bring employers in {region} together who hire for IT on what people can "
        "do, not on where they learned it. It is a promise to interview, not to hire, and it costs nothing."
    )
    how = (
        "Two lines by e-mail to both of us, or a word when you next meet, are plenty. We take it from there, and never "
        "speak in your name."
    )
    or_not = (
        "If now is not the time, or somebody else is closer to them, please say so below. Either helps us, and nobody "
        "will press you."
    )
    lines = [f"Dear {introducer},", what, favor, how, or_not, "Thank you,", asker]
    return "\n\n".join(lines)
