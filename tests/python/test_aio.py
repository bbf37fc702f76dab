"""The asyncio client against a fake service that misbehaves as told."""

import asyncio
import tempfile
import unittest

from support import CONCEPT, QUICK, names_reply
from fake import FakePublisher, FakeService, busy, result

import zhengming


class Asynchronous(unittest.IsolatedAsyncioTestCase):
    """The same, for asyncio."""

    async def test_methods_are_those_of_the_client(self):
        public = {name for name in dir(zhengming.Client) if not name.startswith("_")}
        self.assertEqual(public, {name for name in dir(zhengming.AsyncClient) if not name.startswith("_")})

    async def test_calls_at_once_get_their_own_replies(self):
        held = []

        def answer(request, count):  # all at once, in reverse
            held.append(request)
            return [keep] if count < 99 else [keep, release]

        def keep(_fake, envelope):
            envelopes.append(envelope)

        def release(fake, _envelope):
            for envelope, request in reversed(list(zip(envelopes, held))):
                fake.send(envelope, result(request, request["params"]["n"]))

        envelopes = []
        with FakeService(answer) as fake:
            async with zhengming.AsyncClient(fake.endpoint) as client:
                got = await asyncio.gather(*(client.call("m", {"n": number}) for number in range(100)))
        self.assertEqual(got, list(range(100)))

    async def test_long_list_comes_back_in_order(self):
        names = [f"n{number}" for number in range(4321)]
        with FakeService(names_reply) as fake:
            async with zhengming.AsyncClient(fake.endpoint) as client:
                got = await client.normalise(names)
                self.assertEqual((await client.normalise("x")).input, "x")
        self.assertEqual([item.input for item in got], names)

    async def test_one_call_times_out_and_the_other_does_not(self):
        answer = lambda request, count: [] if request["method"] == "silent" else [result(request, 1)]  # noqa: E731
        with FakeService(answer) as fake:
            async with zhengming.AsyncClient(fake.endpoint) as client:
                calls = client.call("silent", timeout=0.05), client.call("m")
                got = await asyncio.gather(*calls, return_exceptions=True)
                self.assertIsInstance(got[0], zhengming.Timeout)
                self.assertEqual((got[1], await client.call("m")), (1, 1))

    async def test_read_is_sent_again_and_busy_asked_again(self):
        def answer(request, count):
            return ([], [busy(request)], [result(request, 5)])[count]

        with FakeService(answer) as fake:
            async with zhengming.AsyncClient(fake.endpoint, retries=50, backoff=0.001) as client:
                self.assertEqual(await client.call("term.get"), 5)

    async def test_request_is_not_delivered_after_its_timeout(self):
        with tempfile.TemporaryDirectory() as folder:
            endpoint = f"ipc://{folder}/late"
            async with zhengming.AsyncClient(endpoint, **QUICK) as client:
                with self.assertRaisesRegex(zhengming.Timeout, "no connection"):
                    await client.put(CONCEPT)
                with FakeService(endpoint=endpoint) as fake:
                    await client.call("later", timeout=5)
                self.assertEqual([request["method"] for request in fake.seen], ["later"])

    async def test_cancelled_call_leaves_the_client_usable(self):
        answer = lambda request, count: [] if request["method"] == "silent" else [result(request, 1)]  # noqa: E731
        with FakeService(answer) as fake:
            async with zhengming.AsyncClient(fake.endpoint) as client:
                task = asyncio.ensure_future(client.call("silent"))
                await client.call("m")
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                self.assertEqual(await client.call("m"), 1)

    async def test_closed_client_is_a_value_error(self):
        client = zhengming.AsyncClient("ipc:///nowhere")
        await client.close()
        await client.close()
        with self.assertRaisesRegex(ValueError, "closed"):
            await client.stats()

    async def test_generations_are_told(self):
        with FakePublisher() as publisher:
            client = zhengming.AsyncClient("ipc:///nowhere")
            news = client.generations(publisher.endpoint, timeout=30)
            first = asyncio.ensure_future(news.__anext__())
            messages = [[b"generation", b'{"generation": 4}'], [b"generation", b'{"generation": 5}']]
            await asyncio.get_running_loop().run_in_executor(None, publisher.announce, *messages)
            self.assertEqual((await first, await news.__anext__()), (4, 5))
            await news.aclose()
            await client.close()


if __name__ == "__main__":
    unittest.main()
