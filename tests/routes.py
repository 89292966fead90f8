"""Every route of the product, found by walking the URL configuration."""

from servicedesk.rights import Route, every_route

__all__ = ["Route", "every_route"]
