"""What a phone needs to keep the crew's pages: the worker, served from the root of the house, and the home screen's card."""

import hashlib
import json
from functools import lru_cache

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from servicedesk.bundles import join
from servicedesk.lib.gate import open_to_all

SHELL = ("bundles/phone.css", "bundles/phone.js", "img/sprite.svg", "img/favicon.svg")
SCOPE = "/m/"


@require_GET
@open_to_all
def worker(request: HttpRequest) -> HttpResponse:
    """The worker with the names of this version's files in it; a new version is a new text, which browsers ask for."""
    answer = HttpResponse(_script(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    answer["Service-Worker-Allowed"] = SCOPE
    return answer


@lru_cache(maxsize=1)
def _script() -> str:
    shell = [static(name) for name in SHELL]
    text = join("bundles/worker.js").decode()
    version = hashlib.sha256("\n".join([*shell, text]).encode()).hexdigest()[:12]
    return f"self.told = {json.dumps({'version': version, 'shell': shell})};\n{text}"


@require_GET
@open_to_all
def manifest(request: HttpRequest) -> HttpResponse:
    """The card with which the crew's page stands on a home screen."""
    icons = [
        {"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("img/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("img/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
    ]
    card = {"name": _("Field tasks"), "short_name": _("Field tasks"), "start_url": SCOPE, "scope": SCOPE}
    look = {"display": "standalone", "background_color": "#EEF1F5", "theme_color": "#0D2B47"}
    return JsonResponse(card | look | {"icons": icons}, content_type="application/manifest+json")
