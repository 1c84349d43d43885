import datetime
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import employers.models.commitment
import employers.models.employer
import employers.models.referral
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('community', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('directory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Chain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('head', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
                ('length', models.PositiveIntegerField(default=0)),
                ('community', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='chain', to='community.community')),
            ],
        ),
        migrations.CreateModel(
            name='CommitmentText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('commitment', 'Commitment'), ('agreement', 'Data agreement')], default='commitment', max_length=12)),
                ('version', models.PositiveIntegerField()),
                ('body', models.TextField(help_text='Markdown. The first paragraph is the ask, quoted on every page.', max_length=20000)),
                ('in_short', models.TextField(help_text='One line each: what it means, in plain words.', max_length=2000)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='commitment_texts', to='community.community')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'kind', 'version'), name='text_version_once_per_kind'), models.UniqueConstraint(condition=models.Q(('published_at', None)), fields=('community', 'kind'), name='text_one_draft_per_kind'), models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('sha256', '')), models.Q(('published_at__isnull', False), models.Q(('sha256', ''), _negated=True)), _connector='OR'), name='commitment_text_hashed_when_published')],
            },
        ),
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=employers.models.commitment.new_reference, max_length=9)),
                ('state', models.CharField(choices=[('awaiting', 'Awaiting confirmation'), ('confirmed', 'Confirmed'), ('active', 'Active'), ('expired', 'Expired'), ('withdrawn', 'Withdrawn'), ('superseded', 'Superseded'), ('rejected', 'Rejected')], default='awaiting', max_length=12)),
                ('method', models.CharField(choices=[('web', 'Online'), ('paper', 'On paper')], default='web', max_length=5)),
                ('organization_name', models.CharField(max_length=200)),
                ('sector', models.CharField(blank=True, max_length=20)),
                ('town', models.CharField(blank=True, max_length=120)),
                ('website', models.URLField(blank=True)),
                ('it_workforce', models.CharField(blank=True, choices=[('0', 'None yet'), ('1-4', '1–4 people'), ('5-19', '5–19 people'), ('20-99', '20–99 people'), ('100+', '100 people or more')], max_length=10)),
                ('signer_name', models.CharField(max_length=150)),
                ('signer_title', models.CharField(blank=True, max_length=150)),
                ('signer_email', models.EmailField(blank=True, help_text='Empty only on paper.', max_length=254)),
                ('signer_phone', models.CharField(blank=True, max_length=40)),
                ('typed_name', models.CharField(help_text='The signature.', max_length=150)),
                ('may_sign', models.BooleanField(default=False, verbose_name='attested: I may sign for the organization')),
                ('agreed_to_electronic', models.BooleanField(default=False, verbose_name='consented to sign electronically')),
                ('salt', models.CharField(default=employers.models.commitment.new_salt, max_length=32)),
                ('text_sha256', models.CharField(max_length=64)),
                ('document', models.TextField(help_text='The document as signed, Markdown.')),
                ('document_sha256', models.CharField(max_length=64)),
                ('review_shown_at', models.DateTimeField(blank=True, null=True)),
                ('signed_at', models.DateTimeField(help_text='On paper: noon of the day that stands on it.')),
                ('ip_address', models.GenericIPAddressField(blank=True, null=True)),
                ('user_agent', models.CharField(blank=True, max_length=400)),
                ('request_id', models.CharField(blank=True, max_length=36)),
                ('is_domain_verified', models.BooleanField(default=False, verbose_name="the address's domain is the organization's")),
                ('is_to_check', models.BooleanField(default=False, verbose_name='came in an odd way: check before settling')),
                ('receipt_message_id', models.CharField(blank=True, max_length=255)),
                ('scan', models.FileField(blank=True, upload_to=employers.models.commitment.scan_path)),
                ('scan_sha256', models.CharField(blank=True, max_length=64)),
                ('confirmation_sent_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, help_text='The first day on which it no longer holds.', null=True)),
                ('last_notice', models.PositiveIntegerField(blank=True, help_text='The last letter about the end: so many days before it.', null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('end_reason', models.CharField(blank=True, max_length=300)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='community.community')),
                ('countersigned_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='commitments', to=settings.AUTH_USER_MODEL)),
                ('supersedes', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='superseded_by', to='employers.commitment')),
                ('text', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='employers.commitmenttext')),
            ],
            options={
                'indexes': [models.Index(fields=['community', 'state', '-signed_at'], name='commitment_by_state'), models.Index(condition=models.Q(('state', 'active')), fields=['ends_on'], name='commitment_active_by_end'), models.Index(fields=['community', 'signer_email'], name='commitment_by_address')],
                'constraints': [models.UniqueConstraint(fields=('community', 'reference'), name='commitment_reference_once'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['confirmed', 'active']), _negated=True), ('confirmed_at__isnull', False), ('countersigned_by__isnull', False), _connector='OR'), name='commitment_confirmed_or_countersigned'), models.CheckConstraint(condition=models.Q(models.Q(('method', 'paper'), _negated=True), models.Q(('countersigned_by__isnull', False), models.Q(('scan_sha256', ''), _negated=True)), _connector='OR'), name='commitment_paper_is_countersigned_with_a_scan'), models.CheckConstraint(condition=models.Q(('method', 'paper'), models.Q(('agreed_to_electronic', True), ('may_sign', True)), _connector='OR'), name='commitment_web_is_attested'), models.CheckConstraint(condition=models.Q(('method', 'paper'), models.Q(('signer_email', ''), _negated=True), ('salt', ''), _connector='OR'), name='commitment_web_has_an_address'), models.UniqueConstraint(condition=models.Q(models.Q(('scan_sha256', ''), _negated=True), models.Q(('state__in', ['withdrawn', 'rejected']), _negated=True)), fields=('community', 'scan_sha256', 'organization_name'), name='commitment_one_entry_per_paper')],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('list_name', 'List our name on the public wall'), ('show_logo', 'Show our logo'), ('share', 'Share our commitment with partner communities'), ('news', 'Send us news of the initiative')], max_length=10)),
                ('given_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='employers.commitment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('commitment', 'kind'), name='consent_once_per_commitment')],
            },
        ),
        migrations.CreateModel(
            name='Employer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('identified', 'Identified'), ('contacted', 'Contacted'), ('in_conversation', 'In conversation'), ('signed', 'Signed'), ('active', 'Active'), ('dormant', 'Dormant'), ('declined', 'Declined'), ('do_not_contact', 'Do not contact')], default='identified', max_length=20)),
                ('stage_since', models.DateField(default=django.utils.timezone.localdate)),
                ('stage_reason', models.CharField(blank=True, help_text='Why declined, or not to be contacted.', max_length=300)),
                ('next_step', models.CharField(blank=True, max_length=200)),
                ('next_step_on', models.DateField(blank=True, null=True)),
                ('last_contact_on', models.DateField(blank=True, help_text='When somebody last spoke with them.', null=True)),
                ('it_workforce', models.CharField(blank=True, choices=[('0', 'None yet'), ('1-4', '1–4 people'), ('5-19', '5–19 people'), ('20-99', '20–99 people'), ('100+', '100 people or more')], max_length=10, verbose_name='people in IT')),
                ('logo', models.ImageField(blank=True, upload_to=employers.models.employer.logo_path)),
                ('next_on', models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce('next_step_on', models.Value(datetime.date(9999, 12, 31))), output_field=models.DateField())),
                ('heard', models.GeneratedField(db_persist=True, expression=django.db.models.functions.comparison.Coalesce('last_contact_on', 'stage_since'), output_field=models.DateField())),
                ('community', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.community')),
                ('organization', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='employer', to='directory.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['community', 'stage', 'heard', 'id'], name='employer_by_stage'), models.Index(fields=['community', 'next_on', 'id'], name='employer_by_next_step'), models.Index(fields=['community', 'heard', 'id'], name='employer_by_last_contact'), models.Index(fields=['community', 'stage_since', 'id'], name='employer_by_time_in_stage')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('stage__in', ['declined', 'do_not_contact']), _negated=True), models.Q(('stage_reason', ''), _negated=True), _connector='OR'), name='employer_turned_down_has_reason'), models.CheckConstraint(condition=models.Q(('next_step_on', None), models.Q(('next_step', ''), _negated=True), _connector='OR'), name='employer_next_day_has_step')],
            },
        ),
        migrations.AddField(
            model_name='commitment',
            name='employer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='employers.employer'),
        ),
        migrations.CreateModel(
            name='Ask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('occupation', models.CharField(choices=[('15-1211', 'Computer Systems Analysts'), ('15-1212', 'Information Security Analysts'), ('15-1221', 'Computer and Information Research Scientists'), ('15-1231', 'Computer Network Support Specialists'), ('15-1232', 'Computer User Support Specialists'), ('15-1241', 'Computer Network Architects'), ('15-1242', 'Database Administrators'), ('15-1243', 'Database Architects'), ('15-1244', 'Network and Computer Systems Administrators'), ('15-1251', 'Computer Programmers'), ('15-1252', 'Software Developers'), ('15-1253', 'Software Quality Assurance Analysts and Testers'), ('15-1254', 'Web Developers'), ('15-1255', 'Web and Digital Interface Designers'), ('15-1299', 'Computer Occupations, All Other'), ('15-2051', 'Data Scientists'), ('15-2031', 'Operations Research Analysts'), ('11-3021', 'Computer and Information Systems Managers'), ('13-1082', 'Project Management Specialists'), ('17-2061', 'Computer Hardware Engineers'), ('27-1024', 'Graphic Designers'), ('27-3042', 'Technical Writers')], help_text='SOC 2018.', max_length=7)),
                ('openings', models.PositiveIntegerField(blank=True, help_text='Empty where not said: missing is never zero.', null=True)),
                ('horizon', models.CharField(choices=[('now', 'Now'), ('6-9-months', 'In 6 to 9 months'), ('1-year', 'In a year'), ('2-years', 'In two years'), ('5-years', 'In five years')], default='6-9-months', max_length=12)),
                ('skills', models.JSONField(blank=True, default=list)),
                ('town', models.CharField(blank=True, max_length=120)),
                ('valid_until', models.DateField(help_text='The last day on which it holds.')),
                ('changed_at', models.DateTimeField(blank=True, help_text='When it was last said anew after signing.', null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('renewal_asked_for', models.DateField(blank=True, help_text='The end that the last letter was about: one letter for each.', null=True)),
                ('commitment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='asks', to='employers.commitment')),
                ('employer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='asks', to='employers.employer')),
            ],
            options={
                'indexes': [models.Index(fields=['employer', 'valid_until'], name='ask_by_employer'), models.Index(fields=['changed_at'], name='ask_by_change')],
                'constraints': [models.UniqueConstraint(fields=('commitment', 'occupation'), name='ask_once_per_commitment_and_occupation'), models.CheckConstraint(condition=models.Q(('commitment__isnull', False), ('employer__isnull', False), _connector='OR'), name='ask_has_somebody_who_asks'), models.CheckConstraint(condition=models.Q(('openings', None), ('openings__gte', 1), _connector='OR'), name='ask_missing_openings_are_not_zero')],
            },
        ),
        migrations.CreateModel(
            name='Advocate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.TextField(max_length=2000, verbose_name='why they are involved')),
                ('practices', models.TextField(blank=True, help_text='One a line.', max_length=2000, verbose_name='inclusive practices')),
                ('objection', models.TextField(blank=True, max_length=2000, verbose_name='the objection they overcame')),
                ('quote', models.TextField(blank=True, max_length=600, verbose_name='what may be quoted')),
                ('named_at', models.DateTimeField(blank=True, help_text='When they agreed to be named.', null=True)),
                ('quoted_at', models.DateTimeField(blank=True, help_text='When they agreed to be quoted.', null=True)),
                ('called_at', models.DateTimeField(blank=True, help_text='When they agreed to be called by peers.', null=True)),
                ('last_asked_on', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='advocates', to='directory.person')),
                ('employer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='advocates', to='employers.employer')),
            ],
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(choices=[('commitment', 'Commitment'), ('agreement', 'Data agreement')], default='commitment', max_length=12)),
                ('reference', models.CharField(help_text='Of what was signed.', max_length=9)),
                ('number', models.PositiveIntegerField(help_text='Its place in the chain, from 1.')),
                ('kind', models.CharField(choices=[('signed', 'Signed'), ('confirmed', 'Confirmed'), ('settled', 'Settled'), ('rejected', 'Rejected'), ('consent_changed', 'Consent changed'), ('withdrawn', 'Withdrawn'), ('superseded', 'Superseded'), ('expired', 'Expired'), ('re-pointed', 'Re-pointed'), ('erased', 'Personal values erased')], max_length=20)),
                ('at', models.DateTimeField()),
                ('content', models.JSONField(help_text='What is hashed: no personal value but as a salted digest, no database key.')),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('commitment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='employers.commitment')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitment_events', to='community.community')),
            ],
            options={
                'indexes': [models.Index(fields=['commitment', 'number'], name='event_by_commitment'), models.Index(fields=['community', 'subject', 'reference', 'number'], name='event_by_reference')],
                'constraints': [models.UniqueConstraint(fields=('community', 'previous_hash'), name='event_chain_does_not_fork'), models.UniqueConstraint(fields=('community', 'number'), name='event_number_once'), models.CheckConstraint(condition=models.Q(models.Q(('commitment__isnull', False), ('subject', 'commitment')), models.Q(models.Q(('subject', 'commitment'), _negated=True), ('commitment', None)), _connector='OR'), name='event_of_a_commitment_points_at_it')],
            },
        ),
        migrations.CreateModel(
            name='KitText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('piece', models.CharField(choices=[('intro', 'Three lines'), ('letter', 'A letter'), ('phone', 'On the phone'), ('post', 'A post'), ('page', 'One page to hand over')], max_length=8)),
                ('version', models.PositiveIntegerField()),
                ('words', models.TextField(max_length=4000)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.community')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'piece', 'version'), name='kit_text_version_once'), models.UniqueConstraint(condition=models.Q(('approved_at', None)), fields=('community', 'piece'), name='kit_text_one_draft')],
            },
        ),
        migrations.CreateModel(
            name='Need',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=300, verbose_name='what they need')),
                ('noted_on', models.DateField()),
                ('addressed_on', models.DateField(blank=True, null=True)),
                ('done', models.CharField(blank=True, max_length=300, verbose_name='what was done')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('addressed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('employer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='needs', to='employers.employer')),
                ('noted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('addressed_on', None)), fields=['employer', 'noted_on'], name='need_open_by_employer')],
                'constraints': [models.CheckConstraint(condition=models.Q(('addressed_on', None), models.Q(('done', ''), _negated=True), _connector='OR'), name='need_addressed_says_what_was_done')],
            },
        ),
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('interview', 'Interview candidates from nontraditional training'), ('internship_or_apprenticeship', 'Offer a paid internship or apprenticeship'), ('full_time_hire', 'Hire qualified candidates into full-time IT roles'), ('feedback_written', 'Give written feedback in 6 to 12 months'), ('feedback_phone', 'Give feedback by phone in 6 to 12 months'), ('feedback_metrics', 'Share hiring and retention numbers in 6 to 12 months')], max_length=30)),
                ('how', models.CharField(blank=True, help_text='In a line, such as: two interns each summer.', max_length=200)),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='promises', to='employers.commitment')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('commitment', 'kind'), name='promise_once_per_commitment')],
            },
        ),
        migrations.CreateModel(
            name='ReferralLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(default=employers.models.referral.new_code, max_length=10)),
                ('named_at', models.DateTimeField(blank=True, help_text='When they agreed to be named on its page.', null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('commitment', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='referral_link', to='employers.commitment')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.community')),
                ('employer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='referral_links', to='employers.employer')),
                ('organization', models.ForeignKey(blank=True, help_text='Where its holder is at home, where that is no employer: an alliance, or another.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='referral_links', to='directory.organization')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='referral_links', to='directory.person')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['user', 'employer'], name='referral_link_by_user')],
                'constraints': [models.UniqueConstraint(fields=('community', 'code'), name='referral_code_once'), models.CheckConstraint(condition=models.Q(('employer', None), ('organization', None), _connector='OR'), name='referral_link_of_one_home')],
            },
        ),
        migrations.CreateModel(
            name='Referral',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('road', models.CharField(choices=[('link', 'By their link'), ('desk', 'From their desk'), ('coordinator', 'Told to a coordinator'), ('introduction', 'By an introduction')], max_length=12)),
                ('state', models.CharField(choices=[('open', 'Open'), ('signed', 'Signed'), ('dropped', 'Put aside')], default='open', max_length=8)),
                ('at', models.DateTimeField()),
                ('name', models.CharField(max_length=200, verbose_name='organization')),
                ('contact_name', models.CharField(blank=True, max_length=150)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('domain', models.CharField(blank=True, help_text='Of the address; empty at a free mailbox.', max_length=253)),
                ('words', models.TextField(blank=True, max_length=1000)),
                ('settled_at', models.DateTimeField(blank=True, help_text='When it was credited or put aside.', null=True)),
                ('commitment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='referrals', to='employers.commitment')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.community')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='referrals', to='directory.organization')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='referrals', to='employers.referrallink')),
            ],
            options={
                'indexes': [models.Index(fields=['community', 'state', '-at'], name='referral_by_state'), models.Index(condition=models.Q(('domain', ''), _negated=True), fields=['community', 'domain'], name='referral_by_domain'), models.Index(condition=models.Q(('email', ''), _negated=True), fields=['community', 'email'], name='referral_by_email')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state', 'open'), ('settled_at__isnull', False), _connector='OR'), name='referral_settled_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='SignupDraft',
            fields=[
                ('key', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('answers', models.JSONField(default=dict, help_text='The cleaned answers by page.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('touched_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('commitment', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='employers.commitment')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.community')),
                ('renews', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='renewal_drafts', to='employers.commitment')),
            ],
            options={
                'indexes': [models.Index(fields=['touched_at'], name='signup_draft_by_age')],
            },
        ),
        migrations.CreateModel(
            name='SkillAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('written', models.CharField(help_text='In lower case, with single spaces.', max_length=60)),
                ('name', models.CharField(max_length=60)),
                ('said_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='skill_aliases', to='community.community')),
                ('said_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'skill aliases',
                'constraints': [models.UniqueConstraint(fields=('community', 'written'), name='skill_alias_once_per_writing')],
            },
        ),
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quarter', models.DateField(help_text='The first day of the quarter that it is about.')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('introduced', models.PositiveIntegerField(blank=True, help_text='Missing is never zero.', null=True, verbose_name='candidates introduced')),
                ('interviewed', models.PositiveIntegerField(blank=True, help_text='Missing is never zero.', null=True, verbose_name='candidates interviewed')),
                ('offered', models.PositiveIntegerField(blank=True, help_text='Missing is never zero.', null=True, verbose_name='offers made')),
                ('hired', models.PositiveIntegerField(blank=True, help_text='Missing is never zero.', null=True, verbose_name='people hired')),
                ('open_roles', models.PositiveIntegerField(blank=True, help_text='Missing is never zero.', null=True, verbose_name='roles open now')),
                ('gave_feedback', models.BooleanField(blank=True, null=True, verbose_name='gave feedback on the training')),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='check_ins', to='employers.commitment')),
            ],
            options={
                'indexes': [models.Index(fields=['answered_at'], name='check_in_by_answer')],
                'constraints': [models.UniqueConstraint(fields=('commitment', 'quarter'), name='check_in_once_per_commitment_and_quarter')],
            },
        ),
        migrations.AddIndex(
            model_name='commitment',
            index=models.Index(fields=['employer', 'state'], name='commitment_by_employer'),
        ),
        migrations.AddConstraint(
            model_name='commitment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'active'), _negated=True), models.Q(('employer__isnull', False), ('ends_on__isnull', False), ('settled_at__isnull', False)), _connector='OR'), name='commitment_active_is_settled'),
        ),
    ]
