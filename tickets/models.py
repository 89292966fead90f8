"""The spine: everything a customer brings is a ticket with one number, one history and its clocks."""

from tickets.model_barred import Barred
from tickets.model_category import Category, CategoryVersion, ClosingSheet, HallCategory
from tickets.model_clock import Clock, ClockSpan, Deadline
from tickets.model_counter import Channel, CounterRule
from tickets.model_desk import CustomerLink, DayNumber
from tickets.model_draft import Draft
from tickets.model_event import TicketEvent
from tickets.model_files import Attachment
from tickets.model_found import CaseWords, RecentTicket, SavedView, SearchTerm, ViewCount
from tickets.model_handlers import NamedHandler
from tickets.model_links import TicketLink
from tickets.model_order import Order
from tickets.model_outbox import Outbox, Tick
from tickets.model_plans import Extension
from tickets.model_presence import Presence
from tickets.model_ticket import Ticket, TicketQuerySet
from tickets.model_urging import UrgeRule, Via
from tickets.model_visit import Matter, Visit, VisitState, Window
from tickets.model_watch import Alarm, Beacon, Proving

__all__ = [
    "Alarm",
    "Attachment",
    "Barred",
    "Beacon",
    "CaseWords",
    "Category",
    "CategoryVersion",
    "Channel",
    "Clock",
    "ClockSpan",
    "ClosingSheet",
    "CounterRule",
    "CustomerLink",
    "DayNumber",
    "Deadline",
    "Draft",
    "Extension",
    "HallCategory",
    "Matter",
    "NamedHandler",
    "Order",
    "Outbox",
    "Presence",
    "Proving",
    "RecentTicket",
    "SavedView",
    "SearchTerm",
    "Tick",
    "Ticket",
    "TicketEvent",
    "TicketLink",
    "TicketQuerySet",
    "UrgeRule",
    "Via",
    "ViewCount",
    "Visit",
    "VisitState",
    "Window",
]
