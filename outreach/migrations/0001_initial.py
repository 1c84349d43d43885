import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
import outreach.models.audience
import outreach.models.campaign
import outreach.models.suppression
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('community', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('directory', '0001_initial'),
        ('employers', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mailbox',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Host and folder.', max_length=254, unique=True)),
                ('validity', models.BigIntegerField(default=0, help_text='UIDVALIDITY: with another one, ids mean others.')),
                ('last_uid', models.BigIntegerField(default=0)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('problem', models.CharField(blank=True, max_length=200)),
                ('problem_since', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'mailboxes',
            },
        ),
        migrations.CreateModel(
            name='Pace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=300, unique=True)),
                ('minute', models.DateTimeField(help_text='Of which it counts.')),
                ('taken', models.PositiveIntegerField(default=0, help_text='Letters taken in hand in that minute.')),
                ('put_off', models.PositiveIntegerField(default=0, help_text='Letters put off in that minute, to later ones.')),
            ],
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(default='mail server', max_length=20, unique=True)),
                ('cause', models.CharField(choices=[('password', 'The mail server refuses our password'), ('unsafe', 'The connection to the mail server is not safe'), ('unreachable', 'The mail server cannot be reached'), ('settings', 'The mail server is not set up')], max_length=12)),
                ('since', models.DateTimeField()),
                ('code', models.PositiveIntegerField(blank=True, null=True)),
                ('words', models.CharField(blank=True, help_text='What the mail server said.', max_length=500)),
                ('tries', models.PositiveIntegerField(default=1)),
                ('next_try_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Audience',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('is_shared', models.BooleanField(default=True, help_text='Else only its owner sees it.', verbose_name="the team's")),
                ('rules', models.JSONField(default=outreach.models.audience.no_rules, help_text='As outreach/audience_rules.py reads them.')),
                ('exclusions', models.JSONField(blank=True, default=dict, help_text='Who is left out, beside whom nobody may write to: key → values.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('changed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='audiences', to='community.community')),
                ('owner', models.ForeignKey(blank=True, help_text='Who made it.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='audiences', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('community'), django.db.models.functions.text.Lower('name'), condition=models.Q(('is_shared', True)), name='audience_name_once_in_the_team'), models.UniqueConstraint(models.F('community'), models.F('owner'), django.db.models.functions.text.Lower('name'), condition=models.Q(('is_shared', False)), name='audience_name_once_of_a_person')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('promise', models.CharField(choices=[('at_least_once', 'At least once, under one Message-ID'), ('at_most_once', 'At most once; doubt is shown to a person')], max_length=14)),
                ('is_transactional', models.BooleanField(default=True, help_text='Answers something the recipient did; the others can be unsubscribed.')),
                ('once_key', models.CharField(help_text='Unique with the community: the same letter twice is impossible.', max_length=200)),
                ('message_id', models.CharField(max_length=255, unique=True)),
                ('to_name', models.CharField(blank=True, max_length=150)),
                ('to_email', models.EmailField(help_text='In lower case, as it is looked up.', max_length=254)),
                ('record', models.CharField(blank=True, db_default='', help_text='What it is about, as links name it: employers.commitment:7.', max_length=80)),
                ('language', models.CharField(default='en-us', help_text='Of the letterhead; the body is in it already.', max_length=12)),
                ('subject', models.CharField(help_text='With ((placeholders)), as the body. Both are empty where a step holds them.', max_length=200)),
                ('body', models.TextField(help_text='Markdown with ((placeholders)).')),
                ('values', models.JSONField(blank=True, default=dict, help_text='What fills the placeholders.')),
                ('links', models.JSONField(blank=True, default=dict, help_text='Placeholder → purpose and record of the link made at delivery.')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('claimed', 'Claimed'), ('sending', 'Sending'), ('sent', 'Sent'), ('failed', 'Failed'), ('skipped', 'Skipped'), ('unknown', 'Unknown fate')], default='waiting', max_length=10)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('send_by', models.DateTimeField(blank=True, help_text='After this it is of no use any more, and is skipped.', null=True)),
                ('claim_token', models.CharField(blank=True, max_length=32)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('first_tried_at', models.DateTimeField(blank=True, help_text='From here the 72 hours of retries count.', null=True)),
                ('answer_code', models.PositiveIntegerField(blank=True, help_text="The mail server's last answer.", null=True)),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('settled_at', models.DateTimeField(blank=True, help_text='When it was sent, failed, skipped or lost from sight.', null=True)),
                ('reason', models.CharField(blank=True, help_text='Why it was skipped, failed or is unknown.', max_length=200)),
                ('service_id', models.CharField(blank=True, db_default='', help_text='What the service calls it.', max_length=200)),
                ('delivered_at', models.DateTimeField(blank=True, null=True)),
                ('soft_bounced_at', models.DateTimeField(blank=True, help_text='Came back; another day it may arrive.', null=True)),
                ('bounced_at', models.DateTimeField(blank=True, help_text='There is no such address.', null=True)),
                ('complained_at', models.DateTimeField(blank=True, null=True)),
                ('mended_at', models.DateTimeField(blank=True, help_text='When somebody saw to the address that bounced.', null=True)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='community.community')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='letters', to='directory.organization')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='letters', to='directory.person')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state__in', ['claimed', 'sending'])), fields=['lease_until'], name='letter_held_by_lease'), models.Index(fields=['community', 'state', '-id'], name='letter_by_state'), models.Index(fields=['community', '-id'], name='letter_by_time'), models.Index(fields=['community', 'to_email'], name='letter_by_address', opclasses=['int8_ops', 'varchar_pattern_ops']), models.Index(fields=['community', 'record'], name='letter_by_record'), models.Index(condition=models.Q(('service_id', ''), _negated=True), fields=['service_id'], name='letter_by_service_id'), models.Index(condition=models.Q(('bounced_at__isnull', False)), fields=['community', '-bounced_at'], name='letter_bounced'), models.Index(condition=models.Q(('is_transactional', False), ('organization__isnull', False)), fields=['organization', 'created_at'], name='letter_unasked_by_organization'), models.Index(condition=models.Q(('is_transactional', False), ('person__isnull', False)), fields=['person', 'created_at'], name='letter_unasked_by_person')],
                'constraints': [models.UniqueConstraint(fields=('community', 'once_key'), name='letter_once'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['claimed', 'sending']), _negated=True), models.Q(models.Q(('claim_token', ''), _negated=True), ('lease_until__isnull', False)), _connector='OR'), name='letter_held_under_a_lease'), models.CheckConstraint(condition=models.Q(('to_email', django.db.models.functions.text.Lower('to_email'))), name='letter_address_is_lower_case')],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('claimed', 'Claimed'), ('sending', 'Sending'), ('sent', 'Sent'), ('failed', 'Failed'), ('skipped', 'Skipped'), ('unknown', 'Unknown fate')], max_length=10)),
                ('code', models.PositiveIntegerField(blank=True, null=True)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='history', to='outreach.letter')),
            ],
            options={
                'indexes': [models.Index(fields=['letter', 'id'], name='attempt_by_letter')],
            },
        ),
        migrations.CreateModel(
            name='MailEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='The same news twice is impossible.', max_length=64, unique=True)),
                ('service_id', models.CharField(blank=True, help_text='What the service calls the letter.', max_length=200)),
                ('source', models.CharField(max_length=40)),
                ('mark', models.CharField(choices=[('delivered', 'Delivered'), ('soft_bounce', 'Came back for now'), ('hard_bounce', 'Bounced'), ('complaint', 'Complained'), ('unsubscribed', 'Unsubscribed')], max_length=15)),
                ('happened_at', models.DateTimeField()),
                ('heard_at', models.DateTimeField()),
                ('letter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='events', to='outreach.letter')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('letter', None), models.Q(('service_id', ''), _negated=True)), fields=['service_id'], name='mail_event_unmatched'), models.Index(fields=['heard_at'], name='mail_event_by_time')],
            },
        ),
        migrations.CreateModel(
            name='PlanAudience',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='who they are, and what moves them')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plan_audiences', to='community.community')),
                ('people', models.ForeignKey(blank=True, help_text='The saved rules that find them.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='planned_as', to='outreach.audience')),
            ],
            options={
                'verbose_name_plural': 'audiences of the plan',
                'constraints': [models.UniqueConstraint(fields=('community', 'name'), name='plan_audience_name_once')],
            },
        ),
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(choices=[('what', 'What is TechHire about?'), ('why', 'Why should an employer consider joining?'), ('benefits', 'What will they get from it?')], max_length=10)),
                ('version', models.PositiveIntegerField()),
                ('words', models.TextField(help_text='Markdown.', max_length=10000)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('expires_on', models.DateField(blank=True, help_text='The last day on which it may go into a letter.', null=True)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='community.community')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('audience', models.ForeignKey(blank=True, help_text='Or everybody.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to='outreach.planaudience')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('community'), models.F('question'), django.db.models.functions.comparison.Coalesce('audience', 0), models.F('version'), name='block_version_once'), models.UniqueConstraint(models.F('community'), models.F('question'), django.db.models.functions.comparison.Coalesce('audience', 0), condition=models.Q(('approved_at', None)), name='block_one_draft'), models.CheckConstraint(condition=models.Q(('expires_on', None), ('approved_at__isnull', False), _connector='OR'), name='block_expires_once_approved')],
            },
        ),
        migrations.CreateModel(
            name='PlanItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.CharField(help_text='What is told, in a line.', max_length=300)),
                ('channel', models.CharField(choices=[('letter', 'Letter'), ('call', 'Call'), ('visit', 'Visit'), ('introduction', 'Introduction'), ('event', 'Event')], max_length=12)),
                ('due_on', models.DateField()),
                ('state', models.CharField(choices=[('planned', 'Planned'), ('done', 'Done'), ('dropped', 'Dropped')], default='planned', max_length=8)),
                ('done_on', models.DateField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='what came of it, or why it was dropped')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('audience', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='outreach.planaudience')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plan_items', to='community.community')),
                ('copied_from', models.OneToOneField(blank=True, help_text='Of the year before.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='copy', to='outreach.planitem')),
                ('messenger_person', models.ForeignKey(blank=True, help_text='An advocate.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('messenger_user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('task', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='plan_item', to='directory.task')),
            ],
            options={
                'indexes': [models.Index(fields=['community', 'due_on', 'id'], name='plan_item_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('done_on__isnull', False), ('state', 'done')), models.Q(models.Q(('state', 'done'), _negated=True), ('done_on', None)), _connector='OR'), name='plan_item_done_on_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'dropped'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='plan_item_dropped_says_why'), models.CheckConstraint(condition=models.Q(('messenger_user', None), ('messenger_person', None), _connector='OR'), name='plan_item_one_messenger')],
            },
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120)),
                ('messenger', models.CharField(blank=True, help_text='Who speaks in it, by name.', max_length=150)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('asked', 'Waits for a colleague'), ('planning', 'Letters are being written'), ('scheduled', 'Scheduled'), ('running', 'Running'), ('paused', 'Paused'), ('held', 'Held: somebody decides'), ('done', 'Done'), ('canceled', 'Canceled')], default='draft', max_length=9)),
                ('state_at', models.DateTimeField(default=django.utils.timezone.now, help_text='Since when it is in this state.')),
                ('reason', models.CharField(blank=True, help_text='Why it is paused, held or canceled.', max_length=300)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('started_at', models.DateTimeField(blank=True, help_text='When somebody said that it goes.', null=True)),
                ('send_at', models.DateTimeField(blank=True, help_text='When its first letters leave.', null=True)),
                ('send_by', models.DateTimeField(blank=True, help_text='Where they have not begun to leave by then, somebody is asked instead.', null=True)),
                ('pinned', models.JSONField(blank=True, default=dict, help_text='The letterhead as it was at the start.')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('audience', models.ForeignKey(blank=True, help_text='To whom.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='outreach.audience')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='campaigns', to='community.community')),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='community.job')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('state_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('told_as', models.ForeignKey(blank=True, help_text='Whose answers its letters take.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='outreach.planaudience')),
                ('plan_item', models.ForeignKey(blank=True, help_text='Carried out.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='campaigns', to='outreach.planitem')),
            ],
            options={
                'indexes': [models.Index(fields=['community', 'state', '-id'], name='campaign_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('started_at', None), ('state__in', ['draft', 'asked'])), models.Q(models.Q(('state__in', ['draft', 'asked']), _negated=True), ('send_at__isnull', False), ('started_at__isnull', False)), _connector='OR'), name='campaign_started_once_it_goes'), models.CheckConstraint(condition=models.Q(('send_by', None), ('send_at', None), ('send_by__gt', models.F('send_at')), _connector='OR'), name='campaign_send_by_after_send_at')],
            },
        ),
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=150)),
                ('email', models.EmailField(blank=True, help_text='As it is compared.', max_length=254)),
                ('values', models.JSONField(blank=True, default=dict, help_text='What fills the places for them.')),
                ('left_out', models.CharField(blank=True, help_text='Why nothing goes to them.', max_length=200)),
                ('code', models.CharField(default=outreach.models.campaign.new_code, help_text='Of their sign-up link.', max_length=12, unique=True)),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recipients', to='outreach.campaign')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='campaign_places', to='directory.organization')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='campaign_places', to='directory.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('left_out', '')), fields=('campaign', 'email'), name='campaign_recipient_once'), models.CheckConstraint(condition=models.Q(models.Q(('left_out', ''), _negated=True), models.Q(('email', ''), _negated=True), _connector='OR'), name='campaign_recipient_has_an_address_or_a_reason')],
            },
        ),
        migrations.AddField(
            model_name='letter',
            name='recipient',
            field=models.ForeignKey(blank=True, help_text='As above.', null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='letters', to='outreach.recipient'),
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='Unique with the community: the same message is kept once.', max_length=64)),
                ('from_name', models.CharField(blank=True, max_length=150)),
                ('from_email', models.CharField(blank=True, max_length=254)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField(blank=True, help_text='What they wrote, without what they quote.')),
                ('is_automatic', models.BooleanField(default=False)),
                ('at', models.DateTimeField(help_text='When they wrote, or said so.')),
                ('outcome', models.CharField(blank=True, choices=[('interested', 'Interested'), ('not_now', 'Not now'), ('wrong_person', 'Wrong person'), ('no', 'No')], db_default='', max_length=15)),
                ('later_on', models.DateField(blank=True, help_text='Not before this day.', null=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, help_text='Who wrote it down; nobody, where it came by mail.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='community.community')),
                ('letter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replies', to='outreach.letter')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replies', to='directory.organization')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='replies', to='directory.person')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'replies',
                'indexes': [models.Index(fields=['community', 'is_automatic', 'outcome', '-at'], name='reply_by_outcome')],
                'constraints': [models.UniqueConstraint(fields=('community', 'key'), name='reply_once'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'not_now'), _negated=True), ('later_on__isnull', False), _connector='OR'), name='reply_not_now_has_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Salt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.CharField(default=outreach.models.suppression.new_salt, max_length=64)),
                ('community', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.community')),
            ],
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('letter', 'Letter'), ('call', 'Call, as a task'), ('introduction', 'Introduction to ask for, as a task')], default='letter', max_length=12)),
                ('days', models.PositiveIntegerField(default=0, help_text='Days after the first letters leave.')),
                ('condition', models.CharField(choices=[('unsigned', 'As long as their organization has not signed'), ('signed', 'Only where their organization has signed'), ('any', 'Whether they had signed before or not')], default='unsigned', max_length=8)),
                ('subject', models.CharField(help_text='Of the letter, or what the task is; with ((places)).', max_length=200)),
                ('body', models.TextField(blank=True, help_text='Markdown with ((places)).', max_length=10000)),
                ('pinned_subject', models.CharField(blank=True, help_text='As it was at the start.', max_length=200)),
                ('pinned_body', models.TextField(blank=True, help_text='As it was at the start, answers and numbers put in.')),
                ('answers', models.ManyToManyField(blank=True, help_text='The versions it told.', related_name='+', to='outreach.block')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='outreach.campaign')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('campaign', 'number'), name='campaign_step_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'letter'), _negated=True), models.Q(('body', ''), _negated=True), _connector='OR'), name='campaign_letter_says_something')],
            },
        ),
        migrations.AddField(
            model_name='letter',
            name='step',
            field=models.ForeignKey(blank=True, help_text='Of a campaign.', null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='letters', to='outreach.step'),
        ),
        migrations.CreateModel(
            name='Errand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('given', 'Among the tasks'), ('skipped', 'Skipped')], default='waiting', max_length=7)),
                ('due_at', models.DateTimeField()),
                ('reason', models.CharField(blank=True, help_text='Why it was skipped.', max_length=200)),
                ('task', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='errand', to='directory.task')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='errands', to='outreach.recipient')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='errands', to='outreach.step')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at'], name='errand_waiting_by_due')],
                'constraints': [models.UniqueConstraint(fields=('step', 'recipient'), name='campaign_errand_once')],
            },
        ),
        migrations.CreateModel(
            name='Credit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('commitment', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='credit', to='employers.commitment')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='credits', to='outreach.recipient')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='credits', to='outreach.step')),
            ],
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('address_hash', models.CharField(max_length=64)),
                ('reason', models.CharField(choices=[('unsubscribed', 'Unsubscribed'), ('hard_bounce', 'The address does not exist'), ('complaint', 'Complained'), ('soft_bounces', 'Letters keep coming back'), ('paused', 'Asked for a pause'), ('staff', 'Stopped by a coordinator')], max_length=15)),
                ('scope', models.CharField(choices=[('news', 'All but answers to what they did'), ('all', 'Every letter'), ('commitment', 'Letters about their commitment'), ('introductions', 'Requests for introductions'), ('thanks', 'Thanks for whom they brought'), ('invitations', 'News and invitations')], max_length=15)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('until', models.DateTimeField(blank=True, help_text='When letters may go again; none, never.', null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='suppressions', to='community.community')),
            ],
            options={
                'indexes': [models.Index(fields=['community', '-at', '-id'], name='suppression_by_time')],
                'constraints': [models.UniqueConstraint(fields=('community', 'address_hash', 'scope'), name='suppression_once')],
            },
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('state', 'waiting'), ('step', None)), fields=['due_at', 'id'], name='letter_waiting_by_due'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('state', 'waiting'), ('step__isnull', False)), fields=['step', 'due_at', 'id'], name='letter_waiting_by_step'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('step__isnull', False)), fields=['step', 'state'], name='letter_of_step_by_state'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(condition=models.Q(('step__isnull', False)), fields=('step', 'to_email'), name='letter_once_in_a_step'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('recipient', None), ('step', None)), models.Q(('recipient__isnull', False), ('step__isnull', False)), _connector='OR'), name='letter_of_a_step_has_a_recipient'),
        ),
    ]
