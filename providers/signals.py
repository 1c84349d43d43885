"""News of providers, in the past tense: facts go up, and nothing else happens.

Each is sent inside the transaction that made it true, with `at`.
"""

from django.dispatch import Signal

application_asked = Signal()  # start: somebody wants to begin an application, and their mailbox is still to answer
application_submitted = Signal()  # application, revision (what was frozen), by
application_moved = Signal()  # application, before (the state it left), by

changes_requested = Signal()  # application, wanted (words by part), by
review_assigned = Signal()  # review, by
review_unassigned = Signal()  # review, which goes now
review_asked_again = Signal()  # review, keys (of the criteria that changed since they were judged)
review_handed_in = Signal()  # review
review_overdue = Signal()  # review: nothing came for as many days as the community waits
decision_published = Signal()  # decision, by: it was told, and its application moved
appeal_received = Signal()  # appeal: an applicant asks to look again
appeal_settled = Signal()  # appeal: it stands, or is reviewed once more
condition_due = Signal()  # condition, is_late: its day is near, or over
condition_put_off = Signal()  # condition: it has another day
conditions_met = Signal()  # decision: of its listing, the last condition is met
review_due = Signal()  # application (a listing): its yearly review is 90 days away or less
listing_settled = Signal()  # application, reason: its listing rests, or is back
conflict_declared = Signal()  # disclosure: somebody is kept out of an application from now on

release_published = Signal()  # release, at

return_put_off = Signal()  # awaited: it is due later now
return_excused = Signal()  # awaited: nothing is due for it any more
return_reopened = Signal()  # awaited: it is owed again, or its last submission may be undone again
return_closed = Signal()  # awaited: from now on a correction is the only way to change it
return_request_asked = Signal()  # request: a provider asks for more time, or to be excused
return_request_answered = Signal()  # request: granted or refused
returns_told = Signal()  # provider, step (the latest that one of them reached), due: the returns, each with its day
returns_chased = Signal()  # provider, due (all that is overdue), by: a coordinator writes to them by hand

placements_asked = Signal()  # inquiry: an employer's contact is asked of placements
placements_reminded = Signal()  # inquiry: and reminded, once
placement_answered = Signal()  # confirmation
placement_decided = Signal()  # confirmation, by: a disagreement is settled

listing_warned = Signal()  # provider, awaited (the return that is late the longest), pauses_on
listing_paused = Signal()  # provider, awaited
listing_returned = Signal()  # provider, awaited (what came at last, or is due later now)

return_filed = Signal()  # submission (the version that counts now, also where it is nil or a correction), by
return_undone = Signal()  # submission (the version that was taken back), by

agreement_signed = Signal()  # agreement: at the desk, by somebody whose mailbox was proved
agreement_withdrawn = Signal()  # agreement
agreement_erased = Signal()  # agreement: what was personal in it is gone, seven years after its end
