"""Files that hang on a ticket (an application, a filed matter): reached by its number, moved by its steps."""

from django.db.models import QuerySet
from rest_framework.response import Response

from hotline.api.door import Door
from hotline.api.tickets import NUMBER
from hotline.api.verbs import Verbs
from tickets.models import Ticket


class TicketFiles(Door):
    """The files of one kind, each by the number of its ticket; the ticket's version is the file's."""

    lookup_field = "ticket__number"
    lookup_url_kwarg = "number"
    lookup_value_regex = NUMBER

    def whole(self) -> Response:
        """The file of this address."""
        file = self.get_object()
        return self.one(file, version=file.ticket.version)


class FileVerbs(Verbs):
    """The steps of such a file; each answers with its ticket."""

    has_file = ""

    def get_queryset(self) -> QuerySet[Ticket]:
        return super().get_queryset().filter(**{f"{self.has_file}__isnull": False})
