"""News of letters, in the past tense."""

from django.dispatch import Signal

letter_sent = Signal()  # letter, at: the mail server has taken it over
reply_received = Signal()  # letter, reply, at: somebody answered, by mail or by another road
reply_settled = Signal()  # reply, outcome, by, at: what came of it
letter_marked = Signal()  # letter, mark, at: it was delivered, came back, or somebody complained
