"""News of commitments, in the past tense: facts go up, and nothing else happens.

Each is sent inside the transaction that made it true, with `commitment` and `at`.
"""

from django.dispatch import Signal

commitment_signed = Signal()  # online, with `invited`, a link’s code: the address is still to be confirmed
confirmation_asked_again = Signal()  # the letter is wanted once more
commitment_confirmed = Signal()  # the address answered
commitment_settled = Signal()  # active from now on
commitment_rejected = Signal()
commitment_withdrawn = Signal()
commitment_superseded = Signal()
commitment_expiring = Signal()  # with `notice`: days before the end, as set by the community
commitment_expired = Signal()
commitment_erased = Signal()  # what was personal in it is gone, seven years after its end

check_in_asked = Signal()  # check_in, at: its signer is to be asked what came of a quarter
asks_expiring = Signal()  # employer, asks (those that end soon, with one day), at
employer_moved = Signal()  # employer, before (the stage it left), at
desk_opened = Signal()  # affiliation, by, at: a colleague was let in and may sign in by e-mail from now on

referral_credited = Signal()  # referral, commitment (whose signature it is), at

advocate_changed = Signal()  # advocate, at: what they agreed to may be another than before
advocate_leaving = Signal()  # advocate, at: what is known of them goes in this very transaction
