"""The papers of a complaint: those handed in, and the form that is printed."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase

from careloop.common import files
from careloop.complaints.models import Attachment, Complaint
from careloop.complaints.printing import printed_form
from careloop.complaints.queries import one
from careloop.complaints.views import pages
from careloop.organisation.choices import Permission
from careloop.organisation.models import Store
from careloop.organisation.pages import StoreRequest, language, store_page


@store_page(Permission.VIEW_COMPLAINTS)
def paper(
    request: StoreRequest, store: Store, complaint_id: int, paper_id: int
) -> HttpResponseBase:
    """One paper of a complaint of this store."""
    papers = Attachment.objects.select_related("file")
    found = papers.filter(pk=paper_id, complaint=complaint_id, complaint__store=store).first()
    if found is None:
        raise Http404(str(paper_id))
    return files.response(found.file)


@store_page(Permission.VIEW_COMPLAINTS)
def printed(request: StoreRequest, store: Store, complaint_id: int) -> HttpResponse:
    """The complaint form as PDF, in the language of the page."""
    try:
        complaint = one.complaint(request.viewer, store, complaint_id)
    except Complaint.DoesNotExist as missing:
        raise Http404(str(missing)) from missing
    pdf = printed_form(request.viewer, complaint, pages.now().date(), language())
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{complaint.complaint_no}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
