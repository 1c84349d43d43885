"""A rule: the list of employers as somebody narrowed it, said as the rules of an audience."""

from collections.abc import Mapping

from outreach.audience_rules import LONGEST, Rule, Rules, one_group

EMPLOYERS = Rule("kind", "is", ("employer",))
SAME = ("stage", "owner", "sector", "size", "town", "tag")  # menus of the list that are traits under the same name
BEFORE_SIGNING = ("identified", "contacted", "in_conversation")


def rules_of(asked: Mapping[str, str], *, me: str, quiet_days: int) -> Rules:
    """Return the rules that find people at the employers of a list.

    `asked` is the list's query; `me` is the id of whoever looks at it, `quiet_days` after how many days a conversation
    counts as quiet.

    >>> [rule.values for rule in rules_of({"sector": "health", "owner": "me"}, me="7", quiet_days=30).every]
    [('employer',), ('7',), ('health',)]
    """
    chosen = {name: asked[name][:LONGEST] for name in SAME if asked.get(name)}
    if chosen.get("owner") == "me":
        chosen["owner"] = me
    rules = [EMPLOYERS, *(Rule(name, "is", (value,)) for name, value in chosen.items())]
    match asked.get("only"):
        case "due":
            rules.append(Rule("next_step", "due"))
        case "quiet":
            rules.append(Rule("quiet", "more", (str(quiet_days),)))
        case "unplanned":
            rules += [Rule("next_step", "missing"), Rule("stage", "is", BEFORE_SIGNING)]
    if words := " ".join(asked.get("q", "").split())[:LONGEST]:
        rules.append(Rule("words", "has", (words,)))
    return one_group(*rules)
