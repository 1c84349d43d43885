"""What coordinators answer about skills."""

from django import forms

from directory.forms.fields import line
from employers.skills import LONGEST


class AliasForm(forms.Form):
    """Two writings that mean the same."""

    written = line("Written", LONGEST, hint="As employers typed it; upper and lower case are the same.")
    name = line("Read as", LONGEST, hint="The name that pages show, such as JavaScript.")
