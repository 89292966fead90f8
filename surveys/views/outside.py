"""Results of others: loaded from a file by its pattern, shown in figures."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.requests import SignedInRequest
from servicedesk.lib.gate import may
from servicedesk.lib.refusals import Refusal
from surveys.models import OutsideSurvey
from surveys.outside.figures import scores, waits, waits_by_month
from surveys.outside.loading import load
from surveys.outside.reading import patterns

MOST = 30
LARGEST = 20 * 1024**2


@require_GET
@may("satisfaction")
def outside(request: SignedInRequest) -> HttpResponse:
    """Every file that was loaded, with its figures."""
    rows = OutsideSurvey.objects.visible_to(request.user).select_related("questionnaire", "by").order_by("-at")[:MOST]
    found = [
        (one, scores(one), None, []) if one.questionnaire else (one, None, waits(one), waits_by_month(one))
        for one in rows
    ]
    facts = {"found": found, "patterns": patterns(), "may_load": request.user.may("questionnaires")}
    return render(request, "surveys/outside.html", facts | {"page_time": timezone.now(), "rail_here": "satisfaction"})


@require_POST
@may("questionnaires")
def load_file(request: SignedInRequest) -> HttpResponse:
    """Load one workbook; the same twice is once."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or (file.size or 0) > LARGEST or request.user.org is None:
        messages.error(request, _("Choose a workbook of at most 20 MB."))
        return redirect("surveys:outside")
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as draft:
        for chunk in file.chunks():
            draft.write(chunk)
        draft.flush()
        try:
            code = request.POST.get("pattern", "")
            survey = load(Path(draft.name), code, org=request.user.org, by=request.user, at=timezone.now())
            messages.success(request, _("%(count)d rows are loaded.") % {"count": survey.rows})
        except Refusal as refusal:
            messages.error(request, refusal.sentence())
    return redirect("surveys:outside")
