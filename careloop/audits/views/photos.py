"""Photos of inspections and re-checks: taken, taken away, shown to those who may see them."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from careloop.audits import actions, queries
from careloop.audits.models import Photo
from careloop.audits.views.frame import inspection_of, missing_is_404, now, refused
from careloop.audits.views.sheets import ShownPhoto
from careloop.common import files
from careloop.core.kernel.errors import Refused
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, store_page
from careloop.organisation.rules import Forbidden


@store_page(Permission.VIEW_INSPECTIONS)
def of_inspection(request: StoreRequest, store: Store, photo_id: int) -> FileResponse:
    """A photo taken while inspecting."""
    with missing_is_404():
        return files.response(queries.photo(request.viewer, store, photo_id).file)


@store_page(Permission.VIEW_INSPECTIONS)
def of_recheck(request: StoreRequest, store: Store, recheck_id: int) -> FileResponse:
    """The photo of a re-check."""
    with missing_is_404():
        kept = queries.recheck_photo(request.viewer, store, recheck_id).photo
    if kept is None:
        raise Http404(str(recheck_id))
    return files.response(kept)


def shown_photo(store: Store, photo: Photo) -> ShownPhoto:
    """Where a photo is seen, and where it is taken away."""
    return ShownPhoto(
        url=reverse("audits:photo", args=[store.code, photo.pk]),
        remove=reverse("audits:remove_photo", args=[store.code, photo.inspection_id, photo.pk]),
    )


@require_POST
@store_page(Permission.INSPECT)
def add(request: StoreRequest, store: Store, inspection_id: int) -> HttpResponse:
    """Keep a photo taken at an item."""
    found = inspection_of(request, store, inspection_id)
    upload, at = request.FILES.get("photo"), now()
    if upload is None:
        return JsonResponse({"sentence": _("No photo came. Take it again.")}, status=422)
    try:
        photo = actions.add_photo(
            by=request.viewer,
            inspection=found,
            item=request.POST.get("item", ""),
            upload=upload,
            now=at,
        )
    except Forbidden:
        raise
    except Refused as refusal:
        return refused(refusal)
    shown = shown_photo(store, photo)
    return JsonResponse({"url": shown.url, "remove": shown.remove, "kept_at": f"{at:%H:%M}"})


@require_POST
@store_page(Permission.INSPECT)
def remove(request: StoreRequest, store: Store, inspection_id: int, photo_id: int) -> HttpResponse:
    """Take a photo away again."""
    with missing_is_404():
        photo = queries.photo(request.viewer, store, photo_id)
    if photo.inspection_id != inspection_id:
        raise Http404(str(photo_id))
    try:
        actions.remove_photo(by=request.viewer, photo=photo)
    except Forbidden:
        raise
    except Refused as refusal:
        return refused(refusal)
    if request.accepts("text/html"):
        return redirect("audits:inspection", store_code=store.code, inspection_id=inspection_id)
    return JsonResponse({"kept_at": f"{now():%H:%M}"})
