"""News of the community, in the past tense; outreach turns it into letters.

Each is sent inside the transaction that made it true.
"""

from django.dispatch import Signal

sign_in_asked = Signal()  # user, community, code, at: by the sign-in page
account_news = (
    Signal()
)  # user_email, community, subject, body (Markdown), at: allauth's own letters (password changed, …)
invitation_made = Signal()  # invitation, at
community_founded = Signal()  # community, by, at: a new community stands, with its first administrator
