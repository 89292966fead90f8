"""Quality inspection: plans and draws, sheets, inspections, what staff know, rounds, merits, projects."""

from quality.model_inspections import Inspection, InspectionEvent, InspectionQuerySet
from quality.model_learning import Exam, Paper, Question, Training, TrainingRecord
from quality.model_plans import Draw, Plan
from quality.model_rounds import CrossVisit, Merit, MeritQuerySet, Project, ProjectStep
from quality.model_sheets import Sheet

__all__ = [
    "CrossVisit",
    "Draw",
    "Exam",
    "Inspection",
    "InspectionEvent",
    "InspectionQuerySet",
    "Merit",
    "MeritQuerySet",
    "Paper",
    "Plan",
    "Project",
    "ProjectStep",
    "Question",
    "Sheet",
    "Training",
    "TrainingRecord",
]
