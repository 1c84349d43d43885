"""Skills read as one: by case and spaces, and by what a coordinator says."""

import pytest
from django.test import Client

from community.models import Community
from community.roles import Role
from employers import vocabulary
from employers.models import Ask, SkillAlias
from employers.skills import key, read
from tests import make

pytestmark = pytest.mark.django_db


def test_writings_of_one_skill_have_one_key_and_the_usual_name() -> None:
    assert key("  Help\u00a0 Desk") == "help desk" == key("ＨＥＬＰ desk")
    [skill] = read([(1, ["help desk"]), (2, ["Help Desk"]), (3, ["help  desk", " "])], {})
    assert (skill.name, len(skill.employers), skill.writings) == ("help desk", 3, ("help desk", "Help Desk"))


def test_an_employer_counts_once_for_a_skill() -> None:
    [skill] = read([(1, ["SQL", "sql"]), (1, ["Sql"])], {})
    assert skill.employers == {1}


def test_an_alias_names_the_skill() -> None:
    [skill] = read([(1, ["js"]), (2, ["Java Script"])], {"js": "JavaScript", "java script": "JavaScript"})
    assert (skill.name, set(skill.employers)) == ("JavaScript", {1, 2})


def test_aliases_never_lead_on_to_one_another(rivertown: Community) -> None:
    dana = make.member(rivertown, Role.COORDINATOR)

    def say(written: str, name: str) -> SkillAlias:
        return vocabulary.alias(rivertown, written=written, name=name, by=dana, at=make.NOW)

    say("JS", "Javascript")
    with pytest.raises(vocabulary.CannotAlias):
        say("ecma", "js")
    with pytest.raises(vocabulary.CannotAlias):
        say("javascript", "TypeScript")
    with pytest.raises(vocabulary.CannotAlias):
        say("  ", "SQL")
    say("ecmascript", "JavaScript")
    say("javascript", "JavaScript")  # only how it is written
    assert set(SkillAlias.objects.of(rivertown).values_list("name", flat=True)) == {"JavaScript"}


def test_coordinators_say_what_is_one_and_viewers_read_it(rivertown: Community, client: Client) -> None:
    signed = make.active(rivertown, asks={"15-1254": 2})
    Ask.objects.filter(commitment=signed).update(skills=["js"])
    client.force_login(make.member(rivertown, Role.VIEWER))
    page = client.get("/workspace/skills/").text
    assert "Among others" in page
    assert "Read it so" not in page
    client.force_login(make.member(rivertown, Role.COORDINATOR))
    answer = client.post("/workspace/skills/add/", {"written": "JS", "name": "JavaScript"}, follow=True)
    assert "“js” is read as “JavaScript”" in answer.text
    refused = client.post("/workspace/skills/add/", {"written": "JavaScript", "name": "TypeScript"})
    assert "turn this one around" in refused.text
    alias = SkillAlias.objects.get()
    client.post(f"/workspace/skills/{alias.pk}/forget/")
    assert not SkillAlias.objects.exists()
