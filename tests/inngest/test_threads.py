"""Threads that come and go: the HTTP client is first used in one that ends, in a process that has
never seen it in its main thread. Where that goes wrong the process dies, so each test has its own.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from ..support.commands import run
from ..support.files import ROOT

if TYPE_CHECKING:
    from .stub import Stub

pytestmark = pytest.mark.slow

BEGIN = """
import asyncio, logging, sys, threading
from realtime_runtime.inngest import Inngest
from tests.inngest.channels import chat

client = Inngest(app_id="tests", api_base_url=sys.argv[1], is_production=False)
assert "pyreqwest" not in sys.modules
"""
CALLS = {
    "publish_sync": "client.realtime.publish_sync(chat.messages, 1)",
    "token_sync": "client.realtime.token_sync(chat, topics=[chat.messages])",
    "publish": "asyncio.run(client.realtime.publish(chat.messages, 1))",
}
IN_THREADS = """
for _ in range(20):
    thread = threading.Thread(target=lambda: CALL)
    thread.start()
    thread.join()
"""
FLASK = """
logging.disable()
from urllib.request import urlopen
import flask
from werkzeug.serving import make_server

app = flask.Flask("app")

@app.get("/")
def index():
    client.realtime.publish_sync(chat.messages, 1)
    return client.realtime.token_sync(chat, topics=[chat.messages])

server = make_server("127.0.0.1", 0, app, threaded=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
for _ in range(20):
    assert urlopen(f"http://127.0.0.1:{server.port}/").status == 200
server.shutdown()
"""
DJANGO = """
logging.disable()
from urllib.request import urlopen
from django.conf import settings
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path

def index(request):
    client.realtime.publish_sync(chat.messages, 1)
    return JsonResponse(client.realtime.token_sync(chat, topics=[chat.messages]))

async def asynchronous(request):
    await client.realtime.publish(chat.messages, 1)
    return JsonResponse(await client.realtime.token(chat, topics=[chat.messages]))

urlpatterns = [path("", index), path("async", asynchronous)]
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="key")
server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
server.set_app(get_wsgi_application())
threading.Thread(target=server.serve_forever, daemon=True).start()
for place in ["", "async"] * 10:
    assert urlopen(f"http://127.0.0.1:{server.server_port}/{place}").status == 200
server.shutdown()
"""


def serve(program: str, stub: Stub) -> str:
    """What a process says, which ends well."""
    return run(sys.executable, "-c", BEGIN + program, stub.origin, cwd=ROOT).err


@pytest.mark.parametrize("call", CALLS)
def test_threads_follow_each_other(call: str, stub: Stub) -> None:
    """Twenty threads, each begun when the one before has ended, are all served."""
    assert serve(IN_THREADS.replace("CALL", CALLS[call]), stub) == ""
    assert len(stub.requests) == 20


def test_a_hundred_short_threads_at_once(stub: Stub) -> None:
    """So are threads that overlap, with and without event loops, after the first has ended."""
    program = IN_THREADS.replace("range(20)", "range(1)").replace("CALL", CALLS["publish_sync"])
    program += f"""
threads = [threading.Thread(target=lambda: {CALLS["publish"]}) for _ in range(50)]
threads += [threading.Thread(target=lambda: {CALLS["publish_sync"]}) for _ in range(50)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
    assert serve(program, stub) == ""
    assert len(stub.requests) == 101


@pytest.mark.parametrize("program", [FLASK, DJANGO], ids=["flask", "django"])
def test_servers_with_a_thread_for_each_request(program: str, stub: Stub) -> None:
    """Flask's and Django's own servers publish and give tokens in each of their threads."""
    assert serve(program, stub) == ""
    assert len(stub.requests) == 40
