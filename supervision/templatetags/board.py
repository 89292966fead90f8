"""Addresses of the board."""

from django import template

from supervision.board.asked import Asked

register = template.Library()


@register.filter
def at_view(asked: Asked, view: str) -> str:
    """`{{ want|at_view:"open" }}`: the same board in another view."""
    return asked.query(view=view)
