"""News of the directory, in the past tense, but for merging, which is announced while it is done: facts go up."""

from django.dispatch import Signal

# With organization, on (the day), kind (call, meeting, email, introduction, reply), by, at: it was written down.
contact_noted = Signal()

# Sent inside the transaction, with kept, gone, ledger, by, at: each app re-points its own rows through the ledger.
organizations_merging = Signal()
people_merging = Signal()
merge_undone = Signal()  # merge, by, at: the rows are as they were; whoever cannot part raises CannotUndo

# Of introductions, each with introduction, at. Whoever knows a reason against asking raises CannotAsk.
introduction_asked = Signal()  # a letter is to go to the introducer
introduction_reminded = Signal()  # once more, and never again
introduction_answered = Signal()  # by the link, or a coordinator wrote it down
introduction_made = Signal()
introduction_withdrawn = Signal()
introduction_erased = Signal()  # what was written in it is gone, two years after its end
