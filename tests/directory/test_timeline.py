"""Tests of the timeline: written once, and a sentence for every verb."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string

from community.models import Community, User
from directory import entries, timeline
from directory.models import Entry
from tests import make
from tests.make import NOW

APPS = ["directory", "employers", "providers", "outreach", "reports"]
CALL = re.compile(r"""(?:\btimeline\.record|\btell)\(\s*(?:[a-z]\w*,\s*)*(f?)"([^"]+)"(?: if \w+ else "(\w+)")?""")
SENTENCES = Path(settings.BASE_DIR) / "templates" / "directory" / "timeline"


def verbs_in_code() -> set[tuple[str, str]]:
    """Return each verb that the code records, as a pattern, with the file that does."""
    found = set()
    for app in APPS:
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            where = str(path.relative_to(settings.BASE_DIR))
            for is_formatted, verb, other in CALL.findall(path.read_text()):
                found.add((re.sub(r"\{[^}]*\}", r"\\w+", verb) if is_formatted else verb, where))
                if other:
                    found.add((other, where))
    return found


def test_every_verb_in_the_code_has_its_sentence() -> None:
    sentences = {path.stem for path in SENTENCES.glob("*.html")}
    missing = {
        (verb, where)
        for verb, where in verbs_in_code()
        if not any(re.fullmatch(verb, sentence) for sentence in sentences)
    }
    assert not missing, "write templates/directory/timeline/<verb>.html for these"


def test_the_search_for_verbs_finds_ours() -> None:
    assert {verb for verb, _ in verbs_in_code()} >= set(entries.TASKS + entries.CHANGES)


@pytest.mark.parametrize("verb", entries.OWN_VERBS)
@pytest.mark.parametrize("on", ["organization", "person", ""])
def test_sentences_read_well_with_and_without_names(
    rivertown: Community, coordinator: User, verb: str, on: str
) -> None:
    facts = {
        "source": "fair",
        "changes": [{"field": "town", "before": "", "after": "X"}],
        "fields": ["name"],
        "task": "Call",
    }
    acme, jo = make.organization(rivertown, name="A<c>me"), make.person(rivertown, name="J<o>")
    for organization, person, by in ((acme, jo, coordinator), (acme, None, None)):
        entry = timeline.record(
            verb, community=rivertown, organization=organization, person=person, by=by, at=NOW, facts=facts
        )
        html = render_to_string(entry.template, {"entry": entry, "on": on})
        assert "<c>" not in html and "<o>" not in html
        assert "None" not in html
        assert re.sub(r"<[^>]+>", "", html).strip()
        assert " ," not in html and " ." not in html


def test_an_entry_is_never_rewritten(rivertown: Community) -> None:
    entry = timeline.record("note", community=rivertown, at=NOW, text="One")
    entry.text = "Another"
    with pytest.raises(TypeError, match="never rewritten"):
        entry.save()
    assert Entry.objects.get().text == "One"


def test_every_own_verb_has_one_type_and_kinds_are_verbs() -> None:
    assert len(entries.OWN_VERBS) == len(set(entries.OWN_VERBS))
    typed = [verb for known in entries.TYPES for verb in known.verbs]
    assert sorted(typed) == sorted(entries.OWN_VERBS)
    assert set(entries.Kind.values) == set(entries.WRITTEN)
    assert entries.type_of("calls") and entries.type_of("nonsense") is None
    for verb in entries.OWN_VERBS:
        get_template(f"directory/timeline/{verb}.html")
