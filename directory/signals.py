"""News of the directory, in the past tense: facts go up, and nothing else happens."""

from django.dispatch import Signal

contact_noted = Signal()  # organization, on (the day), by, at: a call, a meeting or a letter was written down
