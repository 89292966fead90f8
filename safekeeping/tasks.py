"""Celery's part of safekeeping: sealing and proving the histories, tidying the door."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from accounts.anchoring import drop_anchor, tell_anchors
from accounts.chain import seal_all
from accounts.passing import tidy
from accounts.proving import prove_some
from safekeeping.actions.keyuse import note_keys
from safekeeping.actions.ruling import run_due
from safekeeping.actions.watching import watch_audit

A_TURN = 20.0  # seconds


@shared_task
def seal_audit() -> None:
    """Seal what lies behind, tell the heads outside, go on proving, and say so when something is not what was sealed."""
    at = timezone.now()
    seal_all(at=at, seconds=A_TURN)
    drop_anchor(at=at)
    tell_anchors(at=at)
    prove_some(at=at, seconds=A_TURN)
    watch_audit(at=at)


@shared_task
def clear_old() -> None:
    """Let the rules of retention do their day's work."""
    run_due(at=timezone.now(), seconds=A_TURN)


@shared_task
def tidy_doors() -> None:
    """Throw away sessions that have ended and tries of yesterday; write down which keys were used today."""
    at = timezone.now()
    tidy(at=at, long_ago=at - timedelta(days=1))
    note_keys(at=at)
