"""Sockets as this package wants them."""

from __future__ import annotations

from typing import Any

import zmq

from ._errors import BadInput, failure


def dealer(context: Any, endpoint: str) -> Any:
    """For requests. With IMMEDIATE nothing waits inside for a connection, to be sent when its caller has given up."""
    socket = context.socket(zmq.DEALER)
    socket.setsockopt(zmq.IMMEDIATE, 1)
    return _connected(socket, endpoint)


def subscriber(context: Any, endpoint: str) -> Any:
    """For announcements of generations."""
    socket = context.socket(zmq.SUB)
    socket.setsockopt(zmq.SUBSCRIBE, b"generation")
    return _connected(socket, endpoint)


def _connected(socket: Any, endpoint: str) -> Any:
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.RECONNECT_IVL, 20)
    socket.setsockopt(zmq.RECONNECT_IVL_MAX, 1000)
    # A peer that is gone without a word is noticed, and connected to anew.
    socket.setsockopt(zmq.HEARTBEAT_IVL, 2000)
    socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 6000)
    try:
        socket.connect(endpoint)
    except (zmq.ZMQError, TypeError) as error:
        socket.close()
        hint = "Endpoints look like tcp://127.0.0.1:5555 or ipc:///tmp/zhengming.sock."
        raise failure(BadInput, "connect", str(endpoint), str(error), hint) from error
    return socket
