"""A service that says what a test tells it to: replies late, twice, wrong, or not at all."""

import json
import shutil
import tempfile
import threading

import zmq


def result(request, value):
    return {"jsonrpc": "2.0", "id": request["id"], "result": value}


def error(request, number, message, **data):
    return {"jsonrpc": "2.0", "id": request["id"], "error": {"code": number, "message": message, "data": data}}


def busy(request):
    return error(request, -32005, "busy", code="limit", busy=True, text="1024 requests wait already")


class FakeService:
    """A ROUTER on ipc:// in a temporary folder.

    For each message it calls `answer(text, count)` with the JSON text, parsed, and how many came before it. That gives
    the replies as a list: objects, bytes sent as they are, or callables, which get this fake and the frames before the
    text and send what they like.
    """

    def __init__(self, answer=None, endpoint=None):
        self.answer = answer or (lambda request, count: [result(request, {"generation": 1})])
        self.folder = tempfile.mkdtemp()
        self.endpoint = endpoint or f"ipc://{self.folder}/fake"
        self.seen = []
        self._context = zmq.Context.instance()
        self._stop, inside = self._pair()
        ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(inside, ready), daemon=True)
        self._thread.start()
        ready.wait()

    def _pair(self):
        outside, inside = self._context.socket(zmq.PAIR), self._context.socket(zmq.PAIR)
        name = f"inproc://{self.folder}"
        outside.bind(name)
        inside.connect(name)
        return outside, inside

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stop.send(b"")
        self._thread.join()
        self._stop.close(0)
        shutil.rmtree(self.folder)

    def _serve(self, stop, ready):
        self.router = self._context.socket(zmq.ROUTER)
        self.router.bind(self.endpoint)
        ready.set()
        poller = zmq.Poller()
        poller.register(stop, zmq.POLLIN)
        poller.register(self.router, zmq.POLLIN)
        while stop not in (ready_now := dict(poller.poll())):
            if self.router in ready_now:
                self._reply(self.router.recv_multipart())
        self.router.close(0)
        stop.close(0)

    def _reply(self, frames):
        request = json.loads(frames[-1])
        self.seen.append(request)
        for reply in self.answer(request, len(self.seen) - 1):
            if callable(reply):
                reply(self, frames[:-1])
            else:
                self.send(frames[:-1], reply)

    def send(self, envelope, reply):
        self.router.send_multipart(envelope + [reply if isinstance(reply, bytes) else json.dumps(reply).encode()])


class FakePublisher:
    """Announces what it is told to, once somebody listens."""

    def __init__(self):
        self.folder = tempfile.mkdtemp()
        self.endpoint = f"ipc://{self.folder}/news"
        self._socket = zmq.Context.instance().socket(zmq.XPUB)
        self._socket.bind(self.endpoint)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._socket.close(0)
        shutil.rmtree(self.folder)

    def announce(self, *messages):
        self._socket.recv()  # a subscription
        for frames in messages:
            self._socket.send_multipart(frames)
