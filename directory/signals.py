"""News of the directory, in the past tense, but for merging, which is announced while it is done: facts go up."""

from django.dispatch import Signal

contact_noted = Signal()  # organization, on (the day), by, at: a call, a meeting or a letter was written down

# Sent inside the transaction, with kept, gone, ledger, by, at: each app re-points its own rows through the ledger.
organizations_merging = Signal()
people_merging = Signal()
merge_undone = Signal()  # merge, by, at: the rows are as they were; whoever cannot part raises CannotUndo
