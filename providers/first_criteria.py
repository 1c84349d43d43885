"""A rule: what the criteria say in a new community, in our own words after the TechHire Playbook (2016)."""

from providers.parts import Key

INTRO = """\
We list training programs, and other ways into IT work, that do the four things below. Each is a gate of its own: it \
is met or it is not, and being strong in one never makes up for another.

People decide, not a formula. Reviewers read what you send us, each for themselves, and whoever does not pass a gate \
yet hears exactly what is missing."""

SELECTION = """\
Employers here agree to look at what a person can do. We ask the same of those who train them.

- **At the door.** Admission rests on something a person can show: an exercise, a trial day, a conversation about why \
and how. A degree, a credential or recent work in the field may help, and is never required. Where a law or a funder \
asks for a diploma, say so; that is not your hurdle.
- **On the way.** People pass by showing a skill, and may show it again.
- **At the exit.** You recommend people to employers by what they have shown, with work that can be looked at, and not \
by where they come from."""

# By criterion: its title, the gate, why, what good evidence looks like (a line each), and the scores 0 to 3.
CRITERIA: dict[Key, dict[str, str]] = {
    Key.DEMAND: {
        "title": "It meets employer demand",
        "rule": "At least ((employers)) who signed the commitment ask for one of the jobs that you prepare people for.",
        "explanation": """\
The jobs and skills you aim at have to be those that employers here need. You do not have to prove that: signed \
employers tell us which roles and skills they need, we compare them with what you teach, and you see the comparison.""",
        "evidence": """\
The jobs you prepare people for, and the skills you teach, in the words that employers use
A letter from an employer who helped to shape what you teach
What you changed because an employer asked for it, and when
For a job that no signed employer asks for yet: postings and hires in the region over the last 12 months""",
        "rubric_0": "What is taught matches no role or skill that employers ask for, or nobody can say what is taught.",
        "rubric_1": "It touches a role that is asked for, and leaves out most of the skills that go with it.",
        "rubric_2": "It prepares for a role that at least ((employers)) ask for, with most of the skills.",
        "rubric_3": "As for 2, and employers have a say: something changed in the last 12 months because they asked.",
    },
    Key.QUALITY: {
        "title": "It leads to jobs",
        "rule": "In at least one cohort whose 180 days are over, ((rate)) or more of the graduates started a full-time "
        "job in the field within 180 days. Without that, we agree on a goal to start from.",
        "explanation": """\
We look for a track record of people who found work, ideally with employers in the region. A cohort is everybody who \
graduated in one half-year. Those who still look, and those whom nobody could reach, stay in the count.

You are new, or not there yet? Then you can be listed with conditions: we agree on a goal, write it down with its day, \
and look at it together. An on-ramp counts those who went on into training or work; whoever finds people jobs without \
training them counts those who started one.""",
        "evidence": """\
For your last two cohorts: how many graduated, and how many started work within 180 days
How you know of each job: an offer letter, a pay record, the employer’s or the graduate’s word
Where they work: how many in the region, and how many at employers who signed
Without a cohort yet: the goal you would start from, and who keeps an eye on it""",
        "rubric_0": "Nobody asks what became of graduates, or the numbers cannot be explained.",
        "rubric_1": "Some placements are known; there is no rate for a whole cohort, or it is below ((rate)).",
        "rubric_2": "A whole cohort is accounted for, ((rate)) or more were placed, and most jobs are documented.",
        "rubric_3": "As for 2, in more than one cohort, with many jobs in the region or at employers who signed.",
    },
    Key.MISSION: {
        "title": "It opens doors",
        "rule": "The people you serve face at least ((barriers)) named below, you count how many, and you choose and "
        "recommend people by what they can do.",
        "explanation": """\
TechHire has two aims. Employers hire on skills and competencies, not on pedigree and recent work experience; and \
people who face barriers to training and work get a fair chance at good jobs. So we ask both: whom you serve, and how \
you choose.

We ask for numbers per cohort, and never for a list of people.""",
        "evidence": """\
Numbers per cohort for each barrier: how many you served, how many graduated, how many were placed
What you do about the barrier: stipends, child care, evening hours, laptops on loan, a mentor, help with papers
Who sends people to you: a workforce board, a veterans’ office, a re-entry program, a library
How you choose: the exercise, trial day or conversation that stands where others ask for a degree""",
        "rubric_0": "Admission asks for a degree, a credential or recent work, or nobody knows who is served.",
        "rubric_1": "People who face barriers are welcome, but not counted, or nothing is done about the barrier.",
        "rubric_2": "Numbers per cohort are kept, the support is described, and people are chosen by what they can do.",
        "rubric_3": "As for 2, and they graduate and find work as often as others do, or the gap is known and closing.",
    },
    Key.DATA: {
        "title": "It says what became of people",
        "rule": "You sign the data-sharing agreement, and for each half-year tell us on time where and when your "
        "graduates started work. What is not due yet counts as sent.",
        "explanation": """\
Training gets better where it is known what worked. Your placement rate stands on the public list; so does the average \
salary, if you can share it, and leaving that out never counts against you. An independent evaluator asks employers \
how the people they hired do. Neither you nor we read a single answer.

Send no names. Each graduate has a reference of your own; social security numbers, e-mail addresses and birth dates \
are refused.""",
        "evidence": """\
Who sends the numbers at your end, and who stands in for them
How you learn where graduates work, and what you told them about sharing it
The last list you kept, without names
If you report to the state or to another list: the last report""",
        "rubric_0": "There is no wish to share, or no way to learn where graduates work.",
        "rubric_1": "Sharing is agreed to, but nobody is responsible for it, or the records have large gaps.",
        "rubric_2": "Somebody is responsible, and the records show where and when graduates started work.",
        "rubric_3": "As for 2, with pay for most, and with employers who can confirm it.",
    },
}
