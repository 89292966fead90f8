"""The outside world's door: clients, keys and tokens, what was answered, what was asked."""

from hotline.model_bulk import ExportJob, Format, ImportJob, ImportPart, Mode, What
from hotline.model_clients import COARSE, KEY, TOKEN, AccessToken, ApiClient, ApiClientQuerySet, ApiKey
from hotline.model_hooks import Hook, HookMessage, HookTry
from hotline.model_once import REMEMBERED, IdempotencyKey, Nonce
from hotline.model_reconcile import Reconciled, Reconciliation
from hotline.model_requests import ApiRequest
from hotline.model_upstream import Upstream, UpstreamCode, UpstreamOrder, UpstreamTold

__all__ = [
    "COARSE",
    "KEY",
    "REMEMBERED",
    "TOKEN",
    "AccessToken",
    "ApiClient",
    "ApiClientQuerySet",
    "ApiKey",
    "ApiRequest",
    "ExportJob",
    "Format",
    "Hook",
    "HookMessage",
    "HookTry",
    "IdempotencyKey",
    "ImportJob",
    "ImportPart",
    "Mode",
    "Nonce",
    "Reconciled",
    "Reconciliation",
    "Upstream",
    "UpstreamCode",
    "UpstreamOrder",
    "UpstreamTold",
    "What",
]
