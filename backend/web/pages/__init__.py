"""The pages customers see. `create_pages` gives everything that the application has to include."""

from backend.web.pages.demo_wallet import DemoRpc
from backend.web.pages.routes import create_pages

__all__ = ["DemoRpc", "create_pages"]
