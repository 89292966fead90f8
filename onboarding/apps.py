from importlib import import_module

from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    name = "onboarding"

    def ready(self) -> None:
        """Whoever has begun a first hour is led back to it."""
        import_module("accounts.beginning").ASKED.append(import_module("onboarding.steps").going_on)
