"""Routes of the directory app."""

from django.urls import path

from directory import spreadsheets
from directory.views import alliances, duplicates, exports, imports, merges, organizations, people, todo

app_name = "directory"

urlpatterns = [
    path("organizations/", organizations.index, name="organizations"),
    path("organizations/export.csv", exports.organizations, {"form": spreadsheets.CSV}, name="organizations-csv"),
    path("organizations/export.xlsx", exports.organizations, {"form": spreadsheets.XLSX}, name="organizations-xlsx"),
    path("organizations/add/", organizations.add, name="organization-add"),
    path("organizations/<int:pk>/", organizations.show, name="organization"),
    path("organizations/<int:pk>/change/", organizations.change, name="organization-change"),
    path("organizations/<int:pk>/write/", organizations.write, name="organization-write"),
    path("organizations/<int:pk>/domains/", organizations.add_domain, name="domain-add"),
    path("domains/<int:pk>/remove/", organizations.remove_domain, name="domain-remove"),
    path("organizations/<int:pk>/people/add/", organizations.add_person, name="organization-person-add"),
    path("organizations/<int:pk>/merge/", merges.choose, name="organization-merge"),
    path("organizations/<int:pk>/merge/<int:other>/", merges.merge, name="organizations-merge"),
    path("duplicates/", duplicates.index, name="duplicates"),
    path("duplicates/look/", duplicates.look, name="duplicates-look"),
    path("duplicates/<int:pk>/differ/", duplicates.differ, name="duplicate-differ"),
    path("duplicates/<int:pk>/reopen/", duplicates.reopen, name="duplicate-reopen"),
    path("merges/<int:pk>/", merges.show, name="merge"),
    path("merges/<int:pk>/undo/", merges.undo, name="merge-undo"),
    path("people/", people.index, name="people"),
    path("people/export.csv", exports.people, {"form": spreadsheets.CSV}, name="people-csv"),
    path("people/export.xlsx", exports.people, {"form": spreadsheets.XLSX}, name="people-xlsx"),
    path("people/add/", people.add, name="person-add"),
    path("people/<int:pk>/", people.show, name="person"),
    path("people/<int:pk>/change/", people.change, name="person-change"),
    path("people/<int:pk>/write/", people.write, name="person-write"),
    path("people/<int:pk>/affiliate/", people.affiliate, name="affiliation-add"),
    path("affiliations/<int:pk>/end/", people.end_affiliation, name="affiliation-end"),
    path("import/", imports.index, name="imports"),
    path("import/template.csv", imports.template, name="import-template"),
    path("import/<int:pk>/", imports.show, name="import"),
    path("import/<int:pk>/columns/", imports.columns, name="import-columns"),
    path("import/<int:pk>/reading/", imports.reading, name="import-reading"),
    path("import/<int:pk>/commit/", imports.commit, name="import-commit"),
    path("import/<int:pk>/undo/", imports.undo, name="import-undo"),
    path("import/<int:pk>/put-away/", imports.discard, name="import-discard"),
    path("import/<int:pk>/rejected.csv", imports.rejected, name="import-rejected"),
    path("alliances/", alliances.index, name="alliances"),
    path("alliances/add/", alliances.add, name="alliance-add"),
    path("alliances/<int:pk>/", alliances.show, name="alliance"),
    path("alliances/<int:pk>/change/", alliances.change, name="alliance-change"),
    path("alliances/<int:pk>/members/add/", alliances.join, name="alliance-join"),
    path("alliance-members/<int:pk>/end/", alliances.leave, name="alliance-leave"),
    path("tasks/", todo.index, name="tasks"),
    path("tasks/add/", todo.add, name="task-add"),
    path("tasks/<int:pk>/change/", todo.change, name="task-change"),
    path("tasks/<int:pk>/done/", todo.done, name="task-done"),
    path("tasks/<int:pk>/reopen/", todo.reopen, name="task-reopen"),
]
