"""The ways in which a phone's word is not taken."""

from django.utils.translation import gettext as _

from servicedesk.lib.refusals import Refusal


class NotThisPerson(Refusal):
    """What lies on the phone is another person's; it waits for that person."""

    code = "other_person"
    status = 409

    def sentence(self) -> str:
        return _("These actions are another person's. They wait on this phone until that person signs in.")


class ComesTooEarly(Refusal):
    """An action whose predecessor on the same job has not arrived yet. Nothing is kept; it comes again."""

    code = "early"
    status = 409

    def sentence(self) -> str:
        return _("An earlier step of this job is still on its way. This one follows it.")


class Damaged(Refusal):
    """What arrived is not what left the phone."""

    code = "damaged"
    status = 409

    def sentence(self) -> str:
        return _("The photo was damaged on its way. It will be sent again.")


class SameIdOtherContent(Refusal):
    """The phone's id of this action is taken by an action with other content."""

    code = "same_id_other_content"
    status = 409

    def sentence(self) -> str:
        return _("This action was sent before with other content. What came first counts.")


class NoSuchJob(Refusal):
    """The job is not this crew's, or not any more."""

    code = "no_such_job"
    status = 404

    def sentence(self) -> str:
        return _("This job is not your crew's any more. Ask the dispatcher; what you recorded is kept on the phone.")


class ThereAlready(Refusal):
    """The same photo for another slot."""

    code = "there_already"
    status = 409

    def sentence(self) -> str:
        return _("This very photo is there already for another purpose. Take another one.")
