"""Text that would harm a page which did not escape it (security line 27)."""

XSS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus=alert(1) autofocus='",
    "</textarea><svg onload=alert(1)>",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "javascript:alert(1)",
    "%(by)s %s {0}",
)


def harmless(page: str, payload: str) -> bool:
    """Whether a page shows a payload as text only: no tag, no attribute and no template of it has come to life."""
    dangerous = ("<script>alert", "<img src=x", "<svg onload", "' onfocus=alert", ">14{")
    return not any(sign in page for sign in dangerous) and 'href="javascript:' not in page
