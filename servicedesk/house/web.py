"""gunicorn's settings, the same for `make up` and for a container. No access log: addresses hold customers' links."""

import gc
import os
from pathlib import Path

from django.urls import get_resolver
from gunicorn.arbiter import Arbiter

from servicedesk.lib import pinyin
from servicedesk.logs import to_standard_output

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
worker_class = "gthread"
# Threads of one process wait for each other: four of two serve half as many again as two of four.
workers = int(os.environ.get("WEB_WORKERS") or 4)
threads = int(os.environ.get("WEB_THREADS") or 2)
preload_app = True
timeout = 30
graceful_timeout = 2
keepalive = 5
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
proc_name = "servicedesk-web"
accesslog = None
logconfig_dict = to_standard_output(os.environ.get("LOG_LEVEL") or "INFO")


def when_ready(server: Arbiter) -> None:
    """Read all routes and the dictionary once, before the workers are forked, so that nobody's first request waits."""
    assert get_resolver().url_patterns
    assert pinyin.reader()
    # What is read now stays to the end: nobody's request waits while it is looked through for rubbish.
    gc.collect()
    gc.freeze()
