import community.models.community
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True)),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Lease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True)),
                ('holder', models.CharField(max_length=64)),
                ('expires_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('name', models.CharField(max_length=150)),
                ('is_active', models.BooleanField(default=True)),
                ('joined_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='user_email_is_lower_case')],
            },
        ),
        migrations.CreateModel(
            name='Allowance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='A keyed hash of what is limited and whom.', max_length=64)),
                ('window', models.DateTimeField(help_text='When the window began.')),
                ('count', models.PositiveIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['window'], name='allowance_by_window')],
                'constraints': [models.UniqueConstraint(fields=('key', 'window'), name='allowance_once_per_window')],
            },
        ),
        migrations.CreateModel(
            name='Community',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='As it stands on every page, such as Rivertown TechHire.', max_length=120)),
                ('region', models.CharField(help_text='The town, county or region, such as Rivertown.', max_length=120)),
                ('tagline', models.CharField(blank=True, max_length=200)),
                ('host', models.CharField(help_text='Such as techhire.rivertown.org.', max_length=253, unique=True, verbose_name='host name')),
                ('time_zone', models.CharField(default='America/New_York', max_length=64, validators=[community.models.community.validate_time_zone])),
                ('color', models.CharField(default='#0b6b66', max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-fA-F]{6}$', 'Write a color such as #0b6b66.')], verbose_name='brand color')),
                ('logo', models.ImageField(blank=True, upload_to=community.models.community.logo_path)),
                ('contact_name', models.CharField(max_length=120, verbose_name='contact person')),
                ('contact_title', models.CharField(blank=True, max_length=120, verbose_name='their title')),
                ('contact_email', models.EmailField(max_length=254, verbose_name='their e-mail')),
                ('contact_phone', models.CharField(blank=True, max_length=40, verbose_name='their phone')),
                ('postal_address', models.CharField(blank=True, help_text='On one line; the law asks for it in every campaign letter.', max_length=300)),
                ('sender_name', models.CharField(blank=True, max_length=120, verbose_name='letters come from')),
                ('sender_email', models.EmailField(blank=True, max_length=254, verbose_name='their address')),
                ('is_second_factor_required', models.BooleanField(default=False, help_text='An authenticator app or a passkey beside the password.', verbose_name='everybody in the team needs a second factor')),
                ('commitment_term_months', models.PositiveIntegerField(default=12, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='A commitment lasts (months)')),
                ('renewal_first_notice_days', models.PositiveIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='First renewal letter (days before the end)')),
                ('renewal_last_notice_days', models.PositiveIntegerField(default=7, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='Last renewal letter (days before the end)')),
                ('quiet_after_days', models.PositiveIntegerField(default=90, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(3650)], verbose_name='An open conversation is quiet after (days)')),
                ('demand_min_employers', models.PositiveIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='Demand is shown once this many signed employers ask')),
                ('vacancy_day_cost', models.PositiveIntegerField(default=407, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100000)], verbose_name='Cost of one vacant IT job for one day (US dollars)')),
                ('decision_days', models.PositiveIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name="A provider's application is decided within (days)")),
                ('review_months', models.PositiveIntegerField(default=12, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(120)], verbose_name='A listed provider is reviewed again after (months)')),
                ('reviewers_per_application', models.PositiveIntegerField(default=2, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(9)], verbose_name='Reviewers of an application')),
                ('review_reminder_days', models.PositiveIntegerField(default=7, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='Remind a reviewer after (days)')),
                ('return_due_days', models.PositiveIntegerField(default=45, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='A placement return is due after its window closes (days)')),
                ('listing_grace_days', models.PositiveIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='A listing pauses when a return is late by more than (days)')),
                ('listing_warning_days', models.PositiveIntegerField(default=14, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='Warn before a listing pauses (days)')),
                ('min_cell', models.PositiveIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='Smallest number of graduates behind a published figure')),
                ('known_rate_percent', models.PositiveIntegerField(default=80, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='Outcomes known before a figure is published (%)')),
                ('feedback_min_responses', models.PositiveIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='Responses before feedback is released')),
                ('feedback_min_employers', models.PositiveIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='Employers behind released feedback')),
                ('feedback_max_share_percent', models.PositiveIntegerField(default=50, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='Largest share of one employer in released feedback (%)')),
                ('feedback_min_comments', models.PositiveIntegerField(default=10, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(1000)], verbose_name='Responses before comments are released')),
                ('approval_above', models.PositiveIntegerField(default=100, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100000)], verbose_name='A colleague approves a campaign to more than (people)')),
                ('letters_per_minute', models.PositiveIntegerField(default=60, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='Letters of campaigns a minute')),
                ('letters_per_domain_minute', models.PositiveIntegerField(default=20, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(10000)], verbose_name='Of those, to one mail domain')),
                ('office_opens', models.PositiveIntegerField(default=8, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(23)], verbose_name='Campaigns begin to leave from (hour)')),
                ('office_closes', models.PositiveIntegerField(default=18, help_text='Monday to Friday, in the time zone of the portal.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(24)], verbose_name='Until (hour)')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name_plural': 'communities',
                'constraints': [models.CheckConstraint(condition=models.Q(('host', django.db.models.functions.text.Lower('host'))), name='community_host_is_lower_case'), models.CheckConstraint(condition=models.Q(('renewal_last_notice_days__lt', models.F('renewal_first_notice_days'))), name='community_renewal_notices_in_order'), models.CheckConstraint(condition=models.Q(('office_opens__lt', models.F('office_closes'))), name='community_office_hours_in_order')],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('sentence', models.CharField(max_length=400)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='audit_entries', to='community.community')),
            ],
            options={
                'verbose_name_plural': 'audit entries',
                'indexes': [models.Index(fields=['community', '-at', '-id'], name='audit_by_time')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_administrator', models.BooleanField(default=False)),
                ('is_coordinator', models.BooleanField(default=False)),
                ('is_reviewer', models.BooleanField(default=False)),
                ('is_evaluator', models.BooleanField(default=False)),
                ('is_viewer', models.BooleanField(default=False)),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(max_length=150)),
                ('invited_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='community.community')),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('revoked_at', None)), fields=('community', 'email'), name='invitation_one_open_per_address'), models.CheckConstraint(condition=models.Q(('is_evaluator', False), models.Q(('is_administrator', False), ('is_coordinator', False), ('is_reviewer', False), ('is_viewer', False)), _connector='OR'), name='invitation_evaluator_combines_with_no_other'), models.CheckConstraint(condition=models.Q(('is_administrator', True), ('is_coordinator', True), ('is_reviewer', True), ('is_evaluator', True), ('is_viewer', True), _connector='OR'), name='invitation_has_a_role')],
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=200)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], default='waiting', max_length=10)),
                ('arguments', models.JSONField(blank=True, default=dict)),
                ('bookmark', models.JSONField(blank=True, default=dict, help_text='Where the next slice goes on.')),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(blank=True, null=True)),
                ('outcome', models.TextField(blank=True, help_text='What came of it, in a sentence.')),
                ('lease_token', models.CharField(blank=True, max_length=32)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('requested_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='jobs', to='community.community')),
                ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'lease_until'], name='job_by_state')],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(choices=[('confirm', 'confirm'), ('sign_in', 'sign_in'), ('recover', 'recover'), ('invitation', 'invitation'), ('renew_asks', 'renew_asks'), ('check_in', 'check_in'), ('introduction', 'introduction'), ('placements', 'placements'), ('apply', 'apply')], max_length=20)),
                ('record', models.CharField(help_text='What the link is about, such as employers.commitment:7.', max_length=80)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.community')),
            ],
            options={
                'indexes': [models.Index(fields=['purpose', 'record'], name='link_by_record'), models.Index(fields=['expires_at'], name='link_by_expiry')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_administrator', models.BooleanField(default=False)),
                ('is_coordinator', models.BooleanField(default=False)),
                ('is_reviewer', models.BooleanField(default=False)),
                ('is_evaluator', models.BooleanField(default=False)),
                ('is_viewer', models.BooleanField(default=False)),
                ('since', models.DateTimeField(default=django.utils.timezone.now)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='community.community')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('community', 'user'), name='membership_once_per_person_and_community'), models.CheckConstraint(condition=models.Q(('is_evaluator', False), models.Q(('is_administrator', False), ('is_coordinator', False), ('is_reviewer', False), ('is_viewer', False)), _connector='OR'), name='membership_evaluator_combines_with_no_other'), models.CheckConstraint(condition=models.Q(('is_administrator', True), ('is_coordinator', True), ('is_reviewer', True), ('is_evaluator', True), ('is_viewer', True), _connector='OR'), name='membership_has_a_role')],
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(help_text='The route of the list.', max_length=60)),
                ('name', models.CharField(max_length=60)),
                ('query', models.CharField(blank=True, max_length=1000)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to='community.community')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('owner', None)), fields=('community', 'page', 'name'), name='saved_view_of_the_team'), models.UniqueConstraint(condition=models.Q(('owner__isnull', False)), fields=('community', 'page', 'name', 'owner'), name='saved_view_of_one_person')],
            },
        ),
    ]
