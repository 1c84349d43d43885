"""Routes of the outreach app."""

from django.conf import settings
from django.urls import path

from directory.views.exports import files
from outreach.views import (
    audiences,
    blocks,
    campaign_draft,
    campaign_running,
    campaign_start,
    campaign_steps,
    campaigns,
    development,
    domain,
    introductions,
    letters,
    mending,
    plan,
    replies,
    suppressions,
    unsubscribe,
    webhooks,
)

app_name = "outreach"

urlpatterns = [
    path("workspace/letters/", letters.index, name="letters"),
    *files("workspace/letters/", "letters", "Letters", letters.table),
    path("workspace/letters/held-back/", suppressions.index, name="held-back"),
    *files("workspace/letters/held-back/", "held-back", "Addresses held back", suppressions.table),
    path("workspace/letters/held-back/add/", suppressions.add, name="held-back-add"),
    path("workspace/letters/held-back/<int:pk>/lift/", suppressions.lift, name="held-back-lift"),
    path("workspace/letters/domain/", domain.show, name="mail"),
    path("workspace/letters/replies/", replies.index, name="replies"),
    path("workspace/letters/replies/<int:pk>/outcome/", replies.settle, name="reply-settle"),
    path("workspace/letters/<int:pk>/reply/", replies.log, name="letter-reply"),
    path("workspace/letters/resume/", letters.resume, name="letters-resume"),
    path("workspace/letters/<int:pk>/", letters.show, name="letter"),
    path("workspace/letters/<int:pk>/preview/", letters.preview, name="letter-preview"),
    path("workspace/letters/<int:pk>/settle/", letters.settle, name="letter-settle"),
    path("workspace/letters/<int:pk>/again/", letters.again, name="letter-again"),
    path("workspace/letters/<int:pk>/allow/", letters.allow, name="letter-allow"),
    path("workspace/letters/<int:pk>/new-link/", letters.new_link, name="letter-new-link"),
    path("workspace/letters/<int:pk>/revoke/", letters.revoke, name="letter-revoke"),
    path("workspace/letters/<int:pk>/mend/", mending.mend, name="letter-mend"),
    path("workspace/letters/<int:pk>/mend/allow/", mending.allow, name="letter-mend-allow"),
    path("workspace/letters/<int:pk>/mend/leave/", mending.give_up, name="letter-mend-give-up"),
    path("workspace/plan/", plan.index, name="plan"),
    path("workspace/plan/add/", plan.add, name="plan-add"),
    path("workspace/plan/<int:pk>/", plan.item, name="plan-item"),
    path("workspace/plan/<int:pk>/change/", plan.change, name="plan-change"),
    path("workspace/plan/<int:pk>/done/", plan.done, name="plan-done"),
    path("workspace/plan/<int:pk>/drop/", plan.drop, name="plan-drop"),
    path("workspace/plan/<int:pk>/again/", plan.reopen, name="plan-reopen"),
    path("workspace/plan/<int:pk>/task/", plan.task, name="plan-task"),
    path("workspace/plan/copy/<int:year>/", plan.copy, name="plan-copy"),
    path("workspace/plan/words/", blocks.index, name="words"),
    path("workspace/plan/words/<slug:question>/", blocks.answer, name="block"),
    path("workspace/plan/words/<slug:question>/approve/", blocks.approve, name="block-approve"),
    path("workspace/plan/audiences/add/", blocks.audience, name="plan-audience-add"),
    path("workspace/plan/audiences/<int:pk>/", blocks.audience, name="plan-audience"),
    path("workspace/plan/audiences/<int:pk>/remove/", blocks.remove, name="plan-audience-remove"),
    path("workspace/plan/audiences/<int:pk>/<slug:question>/", blocks.answer, name="plan-audience-block"),
    path(
        "workspace/plan/audiences/<int:pk>/<slug:question>/approve/", blocks.approve, name="plan-audience-block-approve"
    ),
    path("workspace/audiences/", audiences.index, name="audiences"),
    path("workspace/audiences/new/", audiences.new, name="audience-new"),
    path("workspace/audiences/<int:pk>/", audiences.show, name="audience"),
    path("workspace/audiences/<int:pk>/change/", audiences.change, name="audience-change"),
    path("workspace/audiences/<int:pk>/copy/", audiences.copy, name="audience-copy"),
    path("workspace/audiences/<int:pk>/remove/", audiences.remove, name="audience-remove"),
    path("workspace/campaigns/", campaigns.index, name="campaigns"),
    path("workspace/campaigns/add/", campaigns.add, name="campaign-add"),
    path("workspace/campaigns/<int:pk>/", campaign_draft.show, name="campaign"),
    path("workspace/campaigns/<int:pk>/change/", campaign_draft.change, name="campaign-change"),
    path("workspace/campaigns/<int:pk>/remove/", campaign_draft.remove, name="campaign-remove"),
    path("workspace/campaigns/<int:pk>/copy/", campaign_draft.copy, name="campaign-copy"),
    path("workspace/campaigns/<int:pk>/start/", campaign_start.start, name="campaign-start"),
    path("workspace/campaigns/<int:pk>/take-back/", campaign_start.take_back, name="campaign-take-back"),
    path("workspace/campaigns/<int:pk>/progress/", campaign_running.progress, name="campaign-progress"),
    path("workspace/campaigns/<int:pk>/pause/", campaign_running.pause, name="campaign-pause"),
    path("workspace/campaigns/<int:pk>/resume/", campaign_running.resume, name="campaign-resume"),
    path("workspace/campaigns/<int:pk>/cancel/", campaign_running.cancel, name="campaign-cancel"),
    path("workspace/campaigns/<int:pk>/retry/", campaign_running.retry, name="campaign-retry"),
    path("workspace/campaigns/<int:pk>/steps/add/", campaign_steps.add, name="campaign-step-add"),
    path("workspace/campaigns/<int:pk>/steps/<int:step>/", campaign_steps.change, name="campaign-step"),
    path("workspace/campaigns/<int:pk>/steps/<int:step>/remove/", campaign_steps.remove, name="campaign-step-remove"),
    path(
        "workspace/campaigns/<int:pk>/steps/<int:step>/preview/", campaign_steps.preview, name="campaign-step-preview"
    ),
    path("workspace/campaigns/<int:pk>/steps/<int:step>/test/", campaign_steps.test, name="campaign-step-test"),
    path("workspace/campaigns/<int:pk>/steps/<int:step>/letter/", campaign_steps.letter, name="campaign-step-letter"),
    path("workspace/people/<int:pk>/introduce/<int:other>/letter/", introductions.preview, name="introduction-letter"),
    path("webhooks/letters/", webhooks.letters, name="webhook-letters"),
    path("webhooks/replies/", webhooks.replies, name="webhook-replies"),
    path("unsubscribe/<str:token>/", unsubscribe.page, name="unsubscribe"),
    path("unsubscribe/<str:token>/one-click/", unsubscribe.one_click, name="unsubscribe-one-click"),
]

if settings.DEVELOPMENT:
    urlpatterns += [
        path("dev/mail/", development.index, name="dev-mail"),
        path("dev/mail/<slug:name>/", development.show, name="dev-letter"),
        path("dev/mail/<slug:name>/html/", development.html_part, name="dev-letter-html"),
    ]
