import directory.models.importing
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('community', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Alliance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('workforce_board', 'Workforce board'), ('chamber', 'Chamber of commerce'), ('mayors_office', 'Mayor’s office'), ('other', 'Other alliance')], max_length=20)),
                ('agreed_to', models.TextField(blank=True, verbose_name='what they agreed to do')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('choosing', 'Columns to choose'), ('checking', 'Being checked'), ('checked', 'Checked'), ('committing', 'Being imported'), ('done', 'Imported'), ('undoing', 'Being undone'), ('undone', 'Undone')], default='choosing', max_length=12)),
                ('file_name', models.CharField(max_length=200)),
                ('file', models.FileField(blank=True, help_text='Gone as soon as it is not needed.', upload_to=directory.models.importing.import_path)),
                ('table', models.FileField(blank=True, help_text='Its rows, while they are checked.', upload_to=directory.models.importing.import_path)),
                ('reading', models.JSONField(blank=True, default=dict, help_text='Encoding and delimiter, or sheet; and headings.')),
                ('holds', models.CharField(choices=[('organizations', 'Organizations'), ('people', 'People'), ('alliances', 'Alliances and their members'), ('ties', 'Who knows whom')], default='organizations', max_length=15)),
                ('columns', models.JSONField(blank=True, default=list, help_text='What each column means.')),
                ('fixed', models.JSONField(blank=True, default=dict, help_text='What every row says, where no column says it.')),
                ('source', models.CharField(blank=True, max_length=120)),
                ('known', models.CharField(choices=[('fill', 'Fill in what is missing, change nothing else'), ('replace', 'Replace what we have by what the file says'), ('leave', 'Leave them as they are')], default='fill', max_length=10)),
                ('is_joining', models.BooleanField(default=True, help_text='Whether its organizations are taken for employers.')),
                ('counts', models.JSONField(blank=True, default=dict, help_text='How many rows of each outcome.')),
                ('problems', models.JSONField(blank=True, default=dict, help_text='By column and message: how many, and which rows.')),
                ('trouble', models.TextField(blank=True, help_text='Why the last step could not be done.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('is_going', models.BooleanField(default=False, help_text='Whether parts of it are undone already.')),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='import_batches', to='community.community')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='community.job')),
            ],
            options={
                'verbose_name_plural': 'import batches',
                'indexes': [models.Index(fields=['community', '-created_at', '-id'], name='import_by_time')],
            },
        ),
        migrations.CreateModel(
            name='ImportMemory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('holds', models.CharField(choices=[('organizations', 'Organizations'), ('people', 'People'), ('alliances', 'Alliances and their members'), ('ties', 'Who knows whom')], default='organizations', max_length=15)),
                ('heading', models.CharField(help_text='Folded.', max_length=200)),
                ('meaning', models.CharField(blank=True, max_length=20)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.community')),
            ],
            options={
                'verbose_name_plural': 'import memories',
                'constraints': [models.UniqueConstraint(fields=('community', 'holds', 'heading'), name='import_heading_once')],
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(help_text='As the spreadsheet shows it.')),
                ('outcome', models.CharField(choices=[('new', 'New'), ('update', 'Updated'), ('duplicate', 'Known already'), ('rejected', 'Rejected')], max_length=10)),
                ('cells', models.JSONField(blank=True, default=list, help_text='Of a rejected one: as they were typed.')),
                ('values', models.JSONField(blank=True, default=dict, help_text='As they will be kept.')),
                ('problems', models.JSONField(blank=True, default=list, help_text='Column and message.')),
                ('key', models.CharField(blank=True, help_text='A digest of what it is about.', max_length=32)),
                ('extra', models.CharField(blank=True, help_text='A digest of what else it says.', max_length=32)),
                ('same_as', models.PositiveIntegerField(blank=True, help_text='The row above that is the same one.', null=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='directory.importbatch')),
            ],
            options={
                'indexes': [models.Index(fields=['batch', 'outcome', 'number'], name='import_row_by_outcome'), models.Index(fields=['batch', 'key'], name='import_row_by_key')],
                'constraints': [models.UniqueConstraint(fields=('batch', 'number'), name='import_row_once')],
            },
        ),
        migrations.CreateModel(
            name='ImportTrace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.PositiveIntegerField(default=0, help_text='Which transaction of the import.')),
                ('kind', models.CharField(choices=[('organization', 'Organizations made'), ('person', 'People made'), ('affiliation', 'People put into organizations'), ('domain', 'Domains given to organizations'), ('tag', 'Tags made'), ('tagging', 'Tags put on organizations'), ('alliance', 'Organizations called an alliance'), ('member', 'Organizations put into an alliance'), ('tie', 'Ties made'), ('entry', 'Lines written on timelines'), ('joined', 'Organizations taken for employers'), ('change', 'Something changed')], max_length=12)),
                ('keys', models.JSONField(default=list, help_text='Their ids.')),
                ('facts', models.JSONField(blank=True, default=dict, help_text='Of a change: of what, what was before, and what after; else when.')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='traces', to='directory.importbatch')),
            ],
            options={
                'indexes': [models.Index(fields=['batch', 'kind'], name='import_trace_by_batch'), models.Index(fields=['batch', 'part'], name='import_trace_by_part')],
            },
        ),
        migrations.CreateModel(
            name='Organization',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('normalized_name', models.CharField(editable=False, help_text='As compared and sorted.', max_length=200)),
                ('search_text', models.TextField(editable=False, help_text='Name and town as searched.')),
                ('slug', models.SlugField(help_text='Its place in public addresses.', max_length=80)),
                ('sector', models.CharField(blank=True, choices=[('technology', 'Technology'), ('health', 'Health care'), ('finance', 'Finance and insurance'), ('manufacturing', 'Manufacturing'), ('retail', 'Retail and wholesale'), ('education', 'Education'), ('government', 'Government'), ('utilities', 'Energy and utilities'), ('transport', 'Transport and logistics'), ('construction', 'Construction and real estate'), ('professional', 'Professional services'), ('hospitality', 'Hospitality and food'), ('agriculture', 'Agriculture'), ('media', 'Media and arts'), ('nonprofit', 'Nonprofit'), ('other', 'Other')], max_length=20)),
                ('size_band', models.CharField(blank=True, choices=[('1-9', '1–9 people'), ('10-49', '10–49 people'), ('50-249', '50–249 people'), ('250-999', '250–999 people'), ('1000+', '1,000 people or more')], max_length=10)),
                ('town', models.CharField(blank=True, max_length=120)),
                ('website', models.URLField(blank=True)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('source', models.CharField(blank=True, help_text='Where we learned of it.', max_length=120)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='organizations', to='community.community')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['community', 'normalized_name', 'id'], name='organization_by_name'), models.Index(fields=['community', 'sector', 'normalized_name'], name='organization_by_sector'), models.Index(fields=['community', 'town', 'normalized_name'], name='organization_by_town'), models.Index(condition=models.Q(('phone', ''), _negated=True), fields=['community', 'phone'], name='organization_by_phone')],
                'constraints': [models.UniqueConstraint(fields=('community', 'slug'), name='organization_slug_once_per_community'), models.CheckConstraint(condition=models.Q(models.Q(('normalized_name', ''), _negated=True), models.Q(('search_text', ''), _negated=True)), name='organization_is_folded')],
            },
        ),
        migrations.CreateModel(
            name='Domain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=253)),
                ('verified_at', models.DateTimeField(blank=True, null=True)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.community')),
                ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='domains', to='directory.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['name', 'community'], name='domain_by_name')],
                'constraints': [models.UniqueConstraint(fields=('organization', 'name'), name='domain_once_per_organization'), models.UniqueConstraint(condition=models.Q(('verified_at__isnull', False)), fields=('community', 'name'), name='domain_verified_for_one_organization'), models.CheckConstraint(condition=models.Q(('name', django.db.models.functions.text.Lower('name'))), name='domain_is_lower_case')],
            },
        ),
        migrations.CreateModel(
            name='AllianceMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(blank=True, null=True)),
                ('until', models.DateField(blank=True, null=True)),
                ('alliance', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='directory.alliance')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='directory.organization')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'until'], name='alliance_member_by_org')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('alliance', 'organization'), name='alliance_member_once'), models.CheckConstraint(condition=models.Q(('since', None), ('until', None), ('until__gte', models.F('since')), _connector='OR'), name='alliance_member_leaves_after_joining')],
            },
        ),
        migrations.AddField(
            model_name='alliance',
            name='organization',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='alliance', to='directory.organization'),
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150)),
                ('folded_name', models.CharField(editable=False, help_text='As sorted.', max_length=150)),
                ('search_text', models.TextField(editable=False, help_text='Name and address as searched.')),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('source', models.CharField(blank=True, help_text='Where the address came from.', max_length=120)),
                ('source_at', models.DateTimeField(default=django.utils.timezone.now, help_text='When it came.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='people', to='community.community')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='people', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'people',
                'indexes': [models.Index(fields=['community', 'folded_name', 'id'], name='person_by_name')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('email', ''), _negated=True), fields=('community', 'email'), name='person_one_per_address'), models.UniqueConstraint(condition=models.Q(('user__isnull', False)), fields=('community', 'user'), name='person_one_per_user'), models.CheckConstraint(condition=models.Q(('email', django.db.models.functions.text.Lower('email'))), name='person_email_is_lower_case'), models.CheckConstraint(condition=models.Q(models.Q(('folded_name', ''), _negated=True), models.Q(('search_text', ''), _negated=True)), name='person_is_folded')],
            },
        ),
        migrations.CreateModel(
            name='Merge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('gone', models.PositiveBigIntegerField(help_text='The number of the record that went.')),
                ('gone_name', models.CharField(max_length=200)),
                ('gone_slug', models.SlugField(blank=True, help_text='Its old place in public addresses.', max_length=80)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('counts', models.JSONField(blank=True, default=list, help_text='What moved: pairs of a number and what it counts.')),
                ('moved', models.JSONField(blank=True, default=list, help_text='Every row that changed, as it was; emptied in time.')),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='community.community')),
                ('undone_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(blank=True, help_text='What stayed.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='directory.organization')),
                ('person', models.ForeignKey(blank=True, help_text='Who stayed.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='merges', to='directory.person')),
            ],
            options={
                'indexes': [models.Index(fields=['community', '-at', '-id'], name='merge_by_time'), models.Index(condition=models.Q(('undone_at', None)), fields=['community', 'gone_slug'], name='merge_by_old_slug'), models.Index(condition=models.Q(('undone_at', None)), fields=['community', 'gone'], name='merge_by_old_number')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('organization', None), ('person__isnull', False)), models.Q(('organization__isnull', False), ('person', None)), _connector='OR'), name='merge_of_organizations_or_people')],
            },
        ),
        migrations.CreateModel(
            name='Introduction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(blank=True, help_text='What was written to the introducer.')),
                ('state', models.CharField(choices=[('asked', 'Waiting for an answer'), ('happy', 'Happy to'), ('later', 'Not now'), ('not_me', 'Not me'), ('made', 'Introduction made'), ('unanswered', 'No answer'), ('withdrawn', 'Withdrawn')], default='asked', max_length=10)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.TextField(blank=True, verbose_name='what the introducer said')),
                ('until', models.DateField(blank=True, null=True, verbose_name='not before')),
                ('named_name', models.CharField(blank=True, max_length=150, verbose_name='whom to ask instead')),
                ('named_title', models.CharField(blank=True, max_length=150)),
                ('named_email', models.EmailField(blank=True, max_length=254)),
                ('made_on', models.DateField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, help_text='When nothing more was to come of it.', null=True)),
                ('answered_by', models.ForeignKey(blank=True, help_text='Who of the team wrote the answer down; nobody where the introducer gave it by the link.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='introductions', to='community.community')),
                ('introducer_organization', models.ForeignKey(blank=True, help_text='Where the introducer was at home when asked: it gets the credit.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='introductions_made', to='directory.organization')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='introductions_sought', to='directory.organization')),
                ('introducer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='introductions', to='directory.person')),
                ('named', models.ForeignKey(blank=True, help_text='Who was named, once a coordinator took them up.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('target', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='introductions_sought', to='directory.person')),
                ('through', models.ForeignKey(blank=True, help_text='Whom the introducer would ask, on a way of three steps.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
            ],
            options={
                'indexes': [models.Index(fields=['community', '-id'], name='introduction_by_time'), models.Index(condition=models.Q(('closed_at', None)), fields=['community', 'state', 'asked_at'], name='introduction_open_by_state')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ('asked', 'happy')), ('target__isnull', False)), fields=('introducer', 'target'), name='introduction_once_at_a_time'), models.CheckConstraint(condition=models.Q(('target__isnull', False), ('organization__isnull', False), _connector='OR'), name='introduction_to_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'asked'), _negated=True), models.Q(('introducer', models.F('target')), _negated=True), _connector='OR'), name='introduction_asked_of_another'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('happy', 'later', 'not_me')), _negated=True), ('answered_at__isnull', False), _connector='OR'), name='introduction_answered_at_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'made'), _negated=True), ('made_on__isnull', False), _connector='OR'), name='introduction_made_on_a_day'), models.CheckConstraint(condition=models.Q(('state__in', ['asked', 'happy', 'not_me']), ('closed_at__isnull', False), _connector='OR'), name='introduction_closed_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=40)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('text', models.TextField(blank=True, help_text='What somebody wrote, as they wrote it.')),
                ('facts', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='community.community')),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='directory.organization')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='entries', to='directory.person')),
            ],
            options={
                'verbose_name_plural': 'entries',
                'indexes': [models.Index(fields=['community', '-at', '-id'], name='entry_by_time'), models.Index(fields=['organization', '-at', '-id'], name='entry_by_organization'), models.Index(fields=['person', '-at', '-id'], name='entry_by_person')],
            },
        ),
        migrations.CreateModel(
            name='DuplicatePair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('open', 'Open'), ('not_the_same', 'Not the same')], default='open', max_length=12)),
                ('is_sure', models.BooleanField(default=False, verbose_name='certain by the strict rule')),
                ('score', models.PositiveSmallIntegerField(help_text='How likely they are the same, in percent.')),
                ('reasons', models.JSONField(default=list, help_text='Why, in words.')),
                ('seen_at', models.DateTimeField(default=django.utils.timezone.now, help_text='When they last looked alike.')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.community')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('one', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.organization')),
                ('other', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.organization')),
                ('one_person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person')),
                ('other_person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('one__isnull', False)), fields=['community', 'state', '-score', 'id'], name='duplicate_pair_by_score'), models.Index(condition=models.Q(('one_person__isnull', False)), fields=['community', 'state', '-score', 'id'], name='duplicate_people_by_score')],
                'constraints': [models.UniqueConstraint(fields=('one', 'other'), name='duplicate_pair_once'), models.UniqueConstraint(fields=('one_person', 'other_person'), name='duplicate_people_once'), models.CheckConstraint(condition=models.Q(models.Q(('one__isnull', False), ('one__lt', models.F('other')), ('one_person', None), ('other_person', None)), models.Q(('one', None), ('one_person__isnull', False), ('one_person__lt', models.F('other_person')), ('other', None)), _connector='OR'), name='duplicate_pair_in_order')],
            },
        ),
        migrations.AddField(
            model_name='alliance',
            name='contact',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person'),
        ),
        migrations.CreateModel(
            name='Affiliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(blank=True, max_length=150)),
                ('since', models.DateField(blank=True, null=True)),
                ('until', models.DateField(blank=True, null=True)),
                ('has_desk', models.BooleanField(default=False, verbose_name="may use the organization's desk")),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='affiliations', to='directory.organization')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='affiliations', to='directory.person')),
            ],
            options={
                'indexes': [models.Index(fields=['organization', 'until'], name='affiliation_by_organization')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('person', 'organization'), name='affiliation_one_current'), models.CheckConstraint(condition=models.Q(('since', None), ('until', None), ('until__gte', models.F('since')), _connector='OR'), name='affiliation_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tags', to='community.community')),
            ],
            options={
                'constraints': [models.UniqueConstraint(models.F('community'), django.db.models.functions.text.Lower('name'), name='tag_once_per_community')],
            },
        ),
        migrations.AddField(
            model_name='organization',
            name='tags',
            field=models.ManyToManyField(blank=True, related_name='organizations', to='directory.tag'),
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='community.community')),
                ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='directory.organization')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='tasks', to='directory.person')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', False)), fields=['community', '-done_at', '-id'], name='task_done_by_time'), models.Index(condition=models.Q(('done_at', None)), fields=['community', 'due_on', 'id'], name='task_open_by_day')],
            },
        ),
        migrations.CreateModel(
            name='Tie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('colleague', 'Colleagues'), ('former_colleague', 'Former colleagues'), ('business', 'Do business together'), ('board', 'On a board together'), ('friend', 'Friends'), ('other', 'Know each other otherwise')], max_length=20)),
                ('strength', models.PositiveSmallIntegerField(choices=[(1, 'They have met'), (2, 'They know each other well'), (3, 'They would do each other a favor')])),
                ('since', models.DateField(blank=True, null=True)),
                ('until', models.DateField(blank=True, null=True)),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='how they know each other')),
                ('said_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('community', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ties', to='community.community')),
                ('from_person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ties_from', to='directory.person')),
                ('said_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('said_by_person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person')),
                ('to_person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ties_to', to='directory.person')),
            ],
            options={
                'indexes': [models.Index(fields=['from_person', 'until', '-strength'], name='tie_by_first'), models.Index(fields=['to_person', 'until', '-strength'], name='tie_by_second')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('from_person', 'to_person', 'kind'), name='tie_once_per_kind'), models.CheckConstraint(condition=models.Q(('from_person', models.F('to_person')), _negated=True), name='tie_of_two_people'), models.CheckConstraint(condition=models.Q(('strength__in', [1, 2, 3])), name='tie_has_strength'), models.CheckConstraint(condition=models.Q(('since', None), ('until', None), ('until__gte', models.F('since')), _connector='OR'), name='tie_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='DuplicateKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('slip', 'Word that is a slip away from another; its record is the number of the one that stands for both'), ('words', "Words of an organization's name"), ('letters', "Letters of an organization's name"), ('phone', 'Phone of an organization'), ('own-phone', 'Phone of a person'), ('domain', 'Mail domain of a person'), ('mailbox', 'Name of a person and of their mailbox')], max_length=10)),
                ('key', models.BigIntegerField()),
                ('record', models.BigIntegerField()),
                ('job', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='community.job')),
            ],
            options={
                'indexes': [models.Index(fields=['job', 'kind', 'key', 'record'], name='duplicate_key_by_key')],
            },
        ),
    ]
