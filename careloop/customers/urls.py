"""Addresses of the customer file's own pages, under ``stores/<code>/customers/``."""

from django.urls import path

from careloop.customers.views import completeness, duplicates, entering, tags

app_name = "customers"

urlpatterns = [
    path("new/", entering.new_customer, name="new"),
    path("<int:customer_id>/vehicles/new/", entering.new_vehicle, name="new_vehicle"),
    path("<int:customer_id>/tags/", tags.tag, name="tag"),
    path("<int:customer_id>/tags/<int:tag_id>/remove/", tags.untag, name="untag"),
    path("tags/", tags.tags, name="tags"),
    path("tags/<int:tag_id>/rename/", tags.rename, name="rename_tag"),
    path("tags/<int:tag_id>/drop/", tags.drop, name="drop_tag"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/find/", duplicates.find, name="find_duplicates"),
    path("duplicates/different/", duplicates.different, name="different"),
    path("duplicates/merge/", duplicates.merging, name="merging"),
    path("merges/<int:merge_id>/undo/", duplicates.undo, name="undo_merge"),
    path("completeness/", completeness.completeness, name="completeness"),
]
