"""The file of a service application or a filed matter, and what praise and appeals have beyond their ticket."""

from applications.model_application import Application, MissingNotice, Paper, Step
from applications.model_filing import Filing
from applications.model_types import ApplicationType
from applications.model_voices import Appeal, Praise

__all__ = ["Appeal", "Application", "ApplicationType", "Filing", "MissingNotice", "Paper", "Praise", "Step"]
