"""What tells one state of the public list of channels from the next, so that a page is kept as long as it is true.

Figures are those of the last release, and so a number says which; everything else is read from the rows each time.
"""

from datetime import date

from community.kept import version_of
from community.models import Community
from directory.models import Organization
from employers.models import SkillAlias
from providers.kinds import LISTED
from providers.models import CriteriaVersion, Program, ProgramOccupation, Provider, Release, Return

OF_COMMUNITY = f"""
    FROM {Provider._meta.db_table} p
    JOIN {Organization._meta.db_table} o ON o.id = p.organization_id
    WHERE o.community_id = %(community)s AND p.standing IN ({", ".join(f"'{one.value}'" for one in sorted(LISTED))})
"""
TAUGHT = f"""
    FROM {Program._meta.db_table} g
    WHERE g.ended_on IS NULL AND g.provider_id IN (SELECT p.id {OF_COMMUNITY})
"""
STATE = f"""
    SELECT (SELECT MAX(number) FROM {Release._meta.db_table}
            WHERE community_id = %(community)s AND state = '{Release.State.PUBLISHED.value}'),
           (SELECT MAX(version) FROM {CriteriaVersion._meta.db_table}
            WHERE community_id = %(community)s AND published_at IS NOT NULL),
           (SELECT COUNT(*) FROM {SkillAlias._meta.db_table} WHERE community_id = %(community)s),
           (SELECT MAX(said_at) FROM {SkillAlias._meta.db_table} WHERE community_id = %(community)s),
           (SELECT {{digest}} FROM (
                SELECT {{array}}(p.id, p.kind, p.summary, p.standing_since, o.name, o.slug, o.town, o.website) AS line
                {OF_COMMUNITY}
                ORDER BY p.id
            ) AS providers),
           (SELECT {{digest}} FROM (
                SELECT {{array}}(g.id, g.provider_id, g.name, g.summary, g.website, g.admission, g.pace, g.intensity,
                       g.mode, g.weeks, g.tuition, g.funding, g.credential, g.town, g.skills, g.reports_from) AS line
                {TAUGHT} ORDER BY g.id
            ) AS programs),
           (SELECT {{digest}} FROM (
                SELECT {{array}}(c.program_id, c.code) AS line FROM {ProgramOccupation._meta.db_table} c
                WHERE c.program_id IN (SELECT g.id {TAUGHT}) ORDER BY c.program_id, c.code
            ) AS occupations),
           (SELECT {{digest}} FROM (
                SELECT {{array}}(g.provider_id, r.program_id, MIN(COALESCE(r.extended_to, r.due_on))) AS line
                FROM {Return._meta.db_table} r JOIN {Program._meta.db_table} g ON g.id = r.program_id
                WHERE r.state = '{Return.State.AWAITED.value}' AND g.provider_id IN (SELECT p.id {OF_COMMUNITY})
                GROUP BY g.provider_id, r.program_id ORDER BY g.provider_id, r.program_id
            ) AS awaited),
           (SELECT COUNT(*) FROM {Return._meta.db_table} r
            WHERE r.state = '{Return.State.SUBMITTED.value}' AND r.program_id IN (SELECT g.id {TAUGHT}))
"""  # noqa: S608 - put together from our own names alone


def version(community: Community, *, today: date) -> str:
    """Return the version of a community's list of channels on a day, in one query."""
    return version_of(STATE, community, today=today)
