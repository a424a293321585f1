"""examples/gateway, and the pages of a test: `uvicorn tests.gateway.pages:app`."""

import os

from fastapi.staticfiles import StaticFiles

from examples.gateway.app import app

app.mount("/pages", StaticFiles(directory=os.environ["PAGES"]))
