"""The settings of the company and its people, of the counter and the line, of promises."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.settings_page import Page, Section

SECTIONS = (
    Section(
        _("The company and its people"),
        (
            Page(
                "/manage/start/",
                _("First hour"),
                _("set a new company up, step by step"),
                "manage",
                "okc",
            ),
            Page(
                "/manage/units/",
                _("Organisation"),
                _("companies, halls, crews, desks: names, phones, hours, and what they take from above"),
                "people",
                "hall",
                ("accounts_unit",),
            ),
            Page(
                "/manage/people/",
                pgettext_lazy("palette", "Staff"),
                _("who works here, with which roles, since when; deputies; import from a table"),
                "people",
                "user",
                ("accounts_user", "accounts_grant", "accounts_absence"),
            ),
            Page(
                "/manage/roles/", _("Roles"), _("who may do what, and who holds which role where"), "people", "shield"
            ),
            Page(
                "/manage/doors/",
                pgettext_lazy("settings", "Sign-in"),
                _("passwords, second factor, single sign-on, how long a session lasts, who is signed in"),
                "doors",
                "lock",
                ("accounts_doorpolicy", "accounts_ssoprovider"),
            ),
            Page(
                "/manage/retention/",
                _("How long data are kept"),
                _("which data go after how many days, tried out, and agreed to by two"),
                "retention",
                "clock",
            ),
            Page(
                "/manage/brand/",
                _("Look and language"),
                _("name, logo, colour and hotline number on papers and public pages"),
                "manage",
                "eye",
                ("accounts_brand",),
            ),
            Page("/manage/changes/", _("What was changed"), _("who, when, before and after"), "changes", "clock"),
        ),
    ),
    Section(
        _("At the counter and on the line"),
        (
            Page(
                "/manage/categories/",
                pgettext_lazy("rail", "Topics"),
                _("what customers come with: questions, checks, what closing asks for"),
                "categories",
                "list",
                ("tickets_category",),
            ),
            Page(
                "/manage/categories/halls/",
                _("Digits of the counters"),
                _("which topic the digits 1 to 9 choose in which hall"),
                "categories",
                "key",
                ("tickets_hallcategory",),
            ),
            Page(
                "/manage/channels/",
                pgettext_lazy("rail", "Ways in"),
                _("by what way requests come"),
                "manage",
                "swap",
                ("tickets_channel", "tickets_counterrule"),
            ),
            Page(
                "/manage/windows/",
                pgettext_lazy("rail", "Windows"),
                _("windows of the halls and the pads on them"),
                "manage",
                "hall",
                ("tickets_window",),
            ),
            Page(
                "/manage/calls/",
                pgettext_lazy("palette", "Rules about calls"),
                _("calls missed, calls owed, recordings"),
                "call_rules",
                "call",
                ("calls_callrule",),
            ),
            Page(
                "/manage/applications/",
                pgettext_lazy("rail", "Application types"),
                _("steps and papers of applications"),
                "manage",
                "file",
                ("applications_applicationtype",),
            ),
            Page(
                "/manage/handlers/",
                pgettext_lazy("rail", "Handlers"),
                _("who handles reports of misconduct"),
                "manage",
                "lock",
                ("tickets_namedhandler",),
            ),
            Page(
                "/knowledge/",
                pgettext_lazy("rail", "Knowledge"),
                _("articles and scripts, with the date of their review"),
                "knowledge_edit",
                "book",
                ("knowledge_article",),
            ),
            Page(
                "/knowledge/texts/",
                _("Quick texts"),
                _("texts that a few letters put into a box"),
                "knowledge_edit",
                "pen",
                ("knowledge_quicktext",),
            ),
        ),
    ),
    Section(
        _("Promises and clocks"),
        (
            Page(
                "/manage/promises/",
                pgettext_lazy("rail", "Promises"),
                _("limits, their versions, and a trial of any moment"),
                "standards",
                "clock",
                ("deadlines_promise", "deadlines_policyrule", "deadlines_promisepause", "deadlines_measure"),
            ),
            Page(
                "/manage/calendars/",
                _("Calendars"),
                _("working days, holidays, hours of the halls"),
                "standards",
                "clock",
                ("deadlines_workcalendar", "deadlines_calendarday"),
            ),
            Page(
                "/manage/urging/", _("Urging"), _("how often one may urge"), "standards", "bell", ("tickets_urgerule",)
            ),
        ),
    ),
    Section(
        _("Supervision, quality, figures"),
        (
            Page(
                "/manage/handover/",
                pgettext_lazy("palette", "Rules of handing over"),
                _("what a shift hands over, and what stops it"),
                "shift_rules",
                "swap",
                ("shifts_handoverrule",),
            ),
            Page(
                "/manage/qa/",
                _("Plans and sheets of quality inspection"),
                _("what is drawn, how it is scored"),
                "qa_rules",
                "star",
                ("quality_plan", "quality_sheet", "quality_question"),
            ),
            Page(
                "/manage/walls/",
                _("Wallboards"),
                _("addresses of the screens on the walls, read only"),
                "wall_keys",
                "board",
                ("supervision_wallkey",),
            ),
            Page(
                "/reports/rules/",
                _("Rules of the figures"),
                _("targets and thresholds of the reports"),
                "report_rules",
                "chart",
                ("reporting_reportrules",),
            ),
            Page(
                "/reports/orders/",
                _("Reports sent regularly"),
                _("which report goes to whom, and when"),
                "reports",
                "send",
                ("reporting_reportorder", "reporting_reader"),
            ),
        ),
    ),
)
