"""Where imported history goes: a hall, and the company's service user as which it is brought in."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.actions import hire
from accounts.models import Unit, User
from hotline.imports.refusals import Unusable

LOGIN = "import"
NAME = "历史导入"


@dataclass(frozen=True)
class Home:
    """What all rows of a run have in common."""

    org: Unit
    hall: Unit
    importer: User
    source: str


def hall_for(*, org_code: str = "", hall_code: str = "") -> Unit:
    """The hall that is named; else the first hall of the company that is named; else the first hall there is."""
    halls = Unit.objects.filter(kind=Unit.Kind.HALL, is_active=True).select_related("org").order_by("path")
    if hall_code:
        found = halls.filter(code=hall_code).first()
    elif org_code:
        found = halls.filter(org__code=org_code).first()
    else:
        found = halls.first()
    if found is None:
        raise _no_hall(org_code, hall_code, halls[:20])
    return found


def _no_hall(org_code: str, hall_code: str, halls: object) -> Unusable:
    known = "、".join(f"{hall.code} {hall.name}" for hall in halls) or "—"  # type: ignore[attr-defined]
    if hall_code:
        return Unusable(_("There is no hall “%(code)s”. Known: %(known)s.") % {"code": hall_code, "known": known})
    if org_code:
        text = _("There is no company “%(code)s” with a hall. Known halls: %(known)s.")
        return Unusable(text % {"code": org_code, "known": known})
    return Unusable(_("There is no hall yet into which history could be imported. Set up the company first."))


def company_of(hall: Unit) -> Unit:
    """The company to which a hall belongs; the database knows no hall without one."""
    if hall.org is None:
        raise Unusable(_("The hall “%(code)s” belongs to no company.") % {"code": hall.code})
    return hall.org


def importer_of(org: Unit) -> User:
    """The service user that stands as first contact of imported cases; nobody can sign in as it. Made once a company."""
    login = f"{LOGIN}{org.path.rstrip('/').replace('/', '-')}"[-40:]
    known = User.objects.filter(login=login).first()
    if known:
        return known
    user = hire(login=login, name=NAME, home=org)
    user.is_service = True
    user.save(update_fields=["is_service"])
    return user
