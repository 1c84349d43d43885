"""News of letters, in the past tense."""

from django.dispatch import Signal

letter_sent = Signal()  # letter, at: the mail server has taken it over
