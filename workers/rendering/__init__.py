"""Facts to text: dunning notices and reports from Jinja2 templates, in the customer's language.

Renders what it is given; must not read the ledger, decide anything, or send.
"""

from workers.rendering.check import check_config
from workers.rendering.renderer import Mail, RenderedNotice, Renderer

__all__ = ["Mail", "RenderedNotice", "Renderer", "check_config"]
