"""The product's own settings, on real servers that live as long as the test run."""

from tests import servers

servers.stand()

from servicedesk.settings import *  # noqa: E402
