"""The Python client: against a fake service that misbehaves as told, and against the real one (ZHENGMING_BIN)."""

import asyncio
import dataclasses
import datetime
import json
import os
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = os.path.join(HERE, "..", "..", "clients", "python")
sys.path[:0] = [HERE, PYTHON, os.path.join(PYTHON, "examples")]

import annotate_file  # noqa: E402
import zhengming  # noqa: E402
from fake import FakePublisher, FakeService, busy, error, result  # noqa: E402
from zhengming import _calls  # noqa: E402
from zhengming._exchange import Exchange, Policy  # noqa: E402

MATCH = {"concept": "cn/mofcom", "category": "agency", "official": {"en": "Ministry of Commerce", "zh-Hans": "商务部"},
         "score": 100, "match": "exact", "term": "MOFCOM", "lang": "en", "status": "admitted",
         "terms": [{"lang": "en", "text": "MOFCOM", "status": "admitted", "type": "abbreviation"}]}
CONCEPT = {"id": "cn/mofcom", "category": "agency", "from": "2003", "attributes": {"level": "ministry"},
           "relations": [{"kind": "part-of", "target": "cn"}],
           "terms": [{"lang": "zh-Hans", "text": "商务部", "status": "preferred", "type": "full"}]}
QUICK = {"timeout": 0.05, "retries": 0}


def name(text, **more):
    return {"input": text, "verdict": "preferred", "concept": "x", "category": "agency", "official": {}, "parts": [],
            "score": 100, "why": [], "alternatives": [], **more}


def names_reply(request, _count=0):
    return [result(request, {"results": [name(text) for text in request["params"]["names"]], "generation": 7})]


def silent(_request, _count):
    return []


class Typed(unittest.TestCase):
    """Each method sends what docs/methods.md says, and makes the result of the reply."""

    def ask(self, value, act):
        """What `act` made of the value, and what it had sent."""
        with FakeService(lambda request, count: [result(request, value)]) as fake:
            with zhengming.Client(fake.endpoint) as client:
                got = act(client)
        return got, (fake.seen[0]["method"], fake.seen[0]["params"])

    def test_lookup_sends_only_given_parameters(self):
        reply = {"matches": [MATCH], "generation": 3, "new": 1}
        got, sent = self.ask(reply, lambda c: c.lookup("MOFCOM", match="exact"))
        self.assertEqual(sent, ("term.lookup", {"query": "MOFCOM", "match": "exact"}))
        self.assertEqual((got[0].concept, got[0].terms[0].type), ("cn/mofcom", "abbreviation"))
        self.assertEqual((got.generation, len(got)), (3, 1))

    def test_options_reach_the_service(self):
        options = dict(lang="en", category="agency", as_of=datetime.date(2018, 3, 17), style="un")
        _, sent = self.ask({"suggestions": [], "generation": 3}, lambda c: c.suggest("Min", limit=3, **options))
        wanted = {"prefix": "Min", "limit": 3, "lang": "en", "category": "agency", "as_of": "2018-03-17", "style": "un"}
        self.assertEqual(sent, ("term.suggest", wanted))

    def test_normalise_one_name_gives_one(self):
        current = {"concept": "b", "category": "agency", "official": {"en": "B"}, "since": "2018", "unknown": 1}
        reply = name("A", why=[{"step": "fold", "text": "...", "date": "2018", "new": 1}], current=current,
                     alternatives=[{key: MATCH[key] for key in MATCH if key != "terms"}])
        got, sent = self.ask({"results": [reply], "generation": 3}, lambda c: c.normalise("A"))
        self.assertEqual(sent, ("term.normalise", {"names": ["A"]}))
        self.assertEqual((got.why[0].date, got.current.since, got.alternatives[0].terms), ("2018", "2018", ()))

    def test_unknown_name_has_no_concept(self):
        reply = {"input": "?", "verdict": "unknown", "concept": None, "alternatives": []}
        got, _ = self.ask({"results": [reply], "generation": 3}, lambda c: c.normalise("?"))
        self.assertEqual((got.concept, got.category, got.official, got.current), (None, None, {}, None))

    def test_annotate_keeps_parts(self):
        inner = {"start": 0, "end": 2, "text": "中国", "category": "place", "concept": "cn", "verdict": "preferred",
                 "official": {}}
        outer = {**inner, "end": 4, "text": "中国大使", "parts": [inner]}
        got, sent = self.ask({"mentions": [outer], "generation": 3}, lambda c: c.annotate("中国大使"))
        self.assertEqual(sent, ("text.annotate", {"text": "中国大使"}))
        self.assertEqual((got[0].end, got[0].parts[0].text), (4, "中国"))

    def test_concept_goes_both_ways(self):
        got, sent = self.ask({"concept": CONCEPT, "generation": 3}, lambda c: c.get("cn/mofcom"))
        self.assertEqual(sent, ("term.get", {"concept": "cn/mofcom"}))
        self.assertEqual((got.concept.to_json(), got.generation), (CONCEPT, 3))

    def test_put_takes_concept_or_mapping(self):
        for concept in (CONCEPT, zhengming.Concept.from_json(CONCEPT)):
            got, sent = self.ask({"generation": 9}, lambda c: c.put(concept, generation=0))
            self.assertEqual((got, sent), (9, ("term.put", {"concept": CONCEPT, "generation": 0})))

    def test_delete_gives_generation(self):
        got, sent = self.ask({"generation": 9}, lambda c: c.delete("cn/mofcom"))
        self.assertEqual((got, sent), (9, ("term.delete", {"concept": "cn/mofcom"})))

    def test_changes_hold_records(self):
        changes = [{"generation": 2, "time": "t", "change": "put", "id": "cn/mofcom", "concept": CONCEPT},
                   {"generation": 3, "time": "t", "change": "delete", "id": "cn/mofcom"}]
        for act, method in ((lambda c: c.history("cn/mofcom", limit=2), "term.history"),
                            (lambda c: c.changes_since(1, limit=2), "changes.since")):
            got, sent = self.ask({"changes": changes, "generation": 3}, act)
            self.assertEqual((sent[0], got[0].concept.id, got[1].concept), (method, "cn/mofcom", None))

    def test_info_and_stats(self):
        got, _ = self.ask({"name": "zhengming", "version": "0.1.0", "methods": ["term.get"]}, lambda c: c.info())
        self.assertEqual(got.methods, ("term.get",))
        counts = {"concepts": 1, "terms": 2, "generation": 3, "methods": {"term.get": {"count": 4, "p50_us": 1.5}}}
        got, _ = self.ask(counts, lambda c: c.stats())
        self.assertEqual((got.terms, got.methods["term.get"].count, got.service), (2, 4, {}))

    def test_call_gives_result_as_it_came(self):
        got, sent = self.ask([1, {"a": None}], lambda c: c.call("some.method", {"x": "字"}))
        self.assertEqual((got, sent), ([1, {"a": None}], ("some.method", {"x": "字"})))


class Errors(unittest.TestCase):
    """Each kind of failure is an error of its class, which names method and endpoint and what to do."""

    def fail_with(self, kind, reply, act=lambda client: client.get("cn/x"), **options):
        with FakeService(lambda request, count: [reply(request) if callable(reply) else reply]) as fake:
            with zhengming.Client(fake.endpoint, **options) as client, self.assertRaises(kind) as caught:
                act(client)
        self.assertIs(type(caught.exception), kind)
        self.assertIn(fake.endpoint, str(caught.exception))
        return caught.exception

    def test_codes_have_their_classes(self):
        for word, kind in (("not_found", zhengming.NotFound), ("bad_input", zhengming.BadInput),
                           ("conflict", zhengming.Conflict), ("denied", zhengming.Denied), ("limit", zhengming.Limit),
                           ("no_memory", zhengming.NoMemory), ("storage", zhengming.StorageError)):
            with self.subTest(word):
                caught = self.fail_with(kind, lambda request: error(request, -32001, "m", code=word, text="reason"))
                self.assertEqual((caught.code, caught.text, caught.method), (word, "reason", "term.get"))
                self.assertRegex(str(caught), r"^term\.get at ipc://\S+: reason\. \S.*\.$")

    def test_bad_input_tells_the_place(self):
        caught = self.fail_with(zhengming.BadInput,
                                lambda request: error(request, -32002, "m", code="bad_input", line=3, offset=8))
        self.assertEqual((caught.line, caught.offset), (3, 8))

    def test_conflict_has_the_current_record(self):
        caught = self.fail_with(zhengming.Conflict,
                                lambda request: error(request, -32003, "m", code="conflict", text="t", current=CONCEPT),
                                lambda client: client.put(CONCEPT, generation=1))
        self.assertEqual(caught.current.to_json(), CONCEPT)

    def test_unknown_method_is_bad_input(self):
        reply = {"jsonrpc": "2.0", "id": 1, "error": {"code": -32601, "message": "no method x"}}
        self.assertIn("no method x", str(self.fail_with(zhengming.BadInput, reply)))

    def test_code_of_a_newer_service_is_the_base_class(self):
        self.fail_with(zhengming.ZhengmingError, lambda request: error(request, -32099, "m", code="moon", text="t"))

    def test_garbage_is_a_protocol_error(self):
        for reply in (b"", b"\xff\x00", b"[" * 100000, b"null", b"7", b"{}", b'{"result": 1, "error": 2}',
                      b'{"result": {"concept": 3}}', b'{"result": null}', b'{"error": 5}', b"[]"):
            with self.subTest(reply[:20]):
                self.fail_with(zhengming.ProtocolError, reply)

    def test_fewer_results_than_names_is_a_protocol_error(self):
        self.fail_with(zhengming.ProtocolError, lambda request: result(request, {"results": [], "generation": 1}),
                       lambda client: client.normalise(["a"]))

    def test_busy_until_the_end_is_busy(self):
        caught = self.fail_with(zhengming.Busy, busy, timeout=0.02, backoff=0.001)
        self.assertIn("1024 requests wait already", str(caught))

    def test_lone_surrogate_is_bad_input_and_not_sent(self):
        with FakeService() as fake, zhengming.Client(fake.endpoint) as client:
            with self.assertRaises(zhengming.BadInput):
                client.lookup("\ud800")
        self.assertEqual(fake.seen, [])

    def test_malformed_endpoint_is_bad_input(self):
        for endpoint in ("", "nonsense", "tcp://", "ftp://x", None):
            with self.subTest(endpoint), self.assertRaises(zhengming.BadInput):
                zhengming.Client(endpoint)

    def test_no_service_is_a_timeout_that_says_so(self):
        with zhengming.Client("ipc:///nowhere/at/all", **QUICK) as client:
            with self.assertRaisesRegex(zhengming.Timeout, "no connection in 0.05 s.*zhengming serve"):
                client.stats()

    def test_timeout_is_a_builtin_timeout_error(self):
        self.assertTrue(issubclass(zhengming.Timeout, TimeoutError))

    def test_closed_client_is_a_value_error(self):
        client = zhengming.Client("ipc:///nowhere")
        client.close()
        client.close()
        with self.assertRaisesRegex(ValueError, "closed"):
            client.stats()

    def test_errors_survive_pickling(self):
        caught = self.fail_with(zhengming.NotFound, lambda request: error(request, -32001, "m", code="not_found"))
        again = pickle.loads(pickle.dumps(caught))
        self.assertEqual((type(again), str(again), again.endpoint), (type(caught), str(caught), caught.endpoint))


class Persistence(unittest.TestCase):
    """What is sent again, and what never is."""

    def test_read_is_sent_again_when_no_reply_comes(self):
        with FakeService(lambda request, count: [result(request, {"generation": 5})] if count == 2 else []) as fake:
            with zhengming.Client(fake.endpoint, timeout=3, retries=20) as client:
                self.assertEqual(client.call("service.stats"), {"generation": 5})
        self.assertEqual(len(fake.seen), 3)

    def test_write_is_not(self):
        with FakeService(silent) as fake, zhengming.Client(fake.endpoint, timeout=0.1, retries=5) as client:
            with self.assertRaisesRegex(zhengming.Timeout, "It may have been done"):
                client.put(CONCEPT)
            with self.assertRaises(zhengming.Timeout):
                client.call("some.method")
        self.assertEqual([request["method"] for request in fake.seen], ["term.put", "some.method"])

    def test_write_is_with_retry(self):
        with FakeService(lambda request, count: [result(request, {"generation": 5})] if count else []) as fake:
            with zhengming.Client(fake.endpoint, timeout=3, retries=20) as client:
                self.assertEqual(client.delete("a", retry=True), 5)
        self.assertEqual(len(fake.seen), 2)

    def test_busy_is_asked_again_even_for_writes(self):
        def answer(request, count):
            return [busy(request) if count < 3 else result(request, {"generation": 5})]

        with FakeService(answer) as fake, zhengming.Client(fake.endpoint, backoff=0.001) as client:
            self.assertEqual(client.put(CONCEPT), 5)
        self.assertEqual(len(fake.seen), 4)

    def test_refused_batch_is_asked_again(self):
        refusal = {"jsonrpc": "2.0", "id": None,
                   "error": {"code": -32005, "message": "busy", "data": {"code": "limit", "busy": True}}}
        answer = lambda batch, count: [[result(r, r["id"]) for r in batch] if count else refusal]  # noqa: E731
        with FakeService(answer) as fake, zhengming.Client(fake.endpoint, backoff=0.001) as client:
            self.assertEqual(client.batch([("a", {}), ("b", {})]), [0, 1])

    def test_late_reply_is_not_taken_for_another(self):
        held = []

        def answer(request, count):
            if count == 0:
                return [lambda fake, envelope: held.append(envelope)]
            return [lambda fake, envelope: fake.send(held[0], result(request, "late")), result(request, "right")]

        with FakeService(answer) as fake, zhengming.Client(fake.endpoint, **QUICK) as client:
            with self.assertRaises(zhengming.Timeout):
                client.call("first")
            self.assertEqual(client.call("second", timeout=5), "right")

    def test_foreign_messages_are_passed_over(self):
        def answer(request, _count):
            strange = lambda fake, envelope: [fake.router.send_multipart(frames) for frames in (  # noqa: E731
                [envelope[0], b""], [envelope[0], b"x", b"y"], [envelope[0], envelope[1], b"a", b"b"])]
            return [strange, result(request, "right"), result(request, "twice")]

        with FakeService(answer) as fake, zhengming.Client(fake.endpoint) as client:
            self.assertEqual([client.call("a"), client.call("b")], ["right", "right"])

    def test_request_is_not_delivered_after_its_timeout(self):
        with tempfile.TemporaryDirectory() as folder:
            endpoint = f"ipc://{folder}/late"
            with zhengming.Client(endpoint, **QUICK) as client:
                with self.assertRaises(zhengming.Timeout):
                    client.put(CONCEPT)
                with FakeService(endpoint=endpoint) as fake:
                    client.call("later", timeout=5)
                self.assertEqual([request["method"] for request in fake.seen], ["later"])

    def test_client_finds_a_service_that_was_started_again(self):
        with tempfile.TemporaryDirectory() as folder:
            endpoint = f"ipc://{folder}/again"
            with zhengming.Client(endpoint, retries=50) as client:
                for _ in range(2):  # a request into a dying connection is lost, and sent again
                    with FakeService(endpoint=endpoint):
                        self.assertEqual(client.call("service.stats"), {"generation": 1})

    def test_threads_share_a_client(self):
        with FakeService(lambda request, count: [result(request, request["params"])]) as fake:
            with zhengming.Client(fake.endpoint) as client:
                got = []

                def ask(number):
                    got.extend(client.call("echo", {"n": number})["n"] == number for _ in range(50))

                threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
        self.assertEqual(got, [True] * 200)


class Timing(unittest.TestCase):
    """The rules of sending again, on a clock of our own."""

    def exchange(self, repeat, timeout=3, retries=2):
        return Exchange(_calls.call("m", {}, repeat).requests, Policy(timeout, retries, 0.1), "ipc:///x")

    def test_read_goes_out_at_equal_distances(self):
        exchange, sent = self.exchange(True), []
        for tenth in range(30):
            pending = exchange.next(tenth / 10)
            if pending:
                exchange.sent(pending, tenth / 10)
                sent.append(tenth)
        self.assertEqual(sent, [0, 10, 20])

    def test_wait_ends_at_the_next_thing_to_do(self):
        exchange = self.exchange(True)
        exchange.sent(exchange.next(0), 0)
        self.assertEqual(exchange.wait(0.25), 0.75)
        self.assertEqual(exchange.wait(0.25, blocked=True), 2.75)

    def test_write_goes_out_once_and_waits_for_the_deadline(self):
        exchange = self.exchange(False)
        exchange.sent(exchange.next(0), 0)
        self.assertIsNone(exchange.next(2.9))
        self.assertEqual(exchange.wait(1), 2)

    def test_overdue_is_a_timeout_and_not_a_moment_earlier(self):
        exchange = self.exchange(True)
        exchange.sent(exchange.next(0), 0)
        exchange.check(2.999)
        self.assertFalse(exchange.done)
        exchange.check(3)
        with self.assertRaisesRegex(zhengming.Timeout, "no reply in 3 s"):
            exchange.values()

    def test_busy_waits_twice_as_long_each_time(self):
        exchange, now, waits = self.exchange(False, timeout=100), 0.0, []
        for _ in range(6):
            pending = exchange.next(now)
            exchange.sent(pending, now)
            exchange.receive([pending.frames[0], json.dumps(busy({"id": 1})).encode()], now)
            waits.append(exchange.wait(now))
            now += waits[-1] + 1e-9
        for waited, longest in zip(waits, (0.1, 0.2, 0.4, 0.8, 1, 1)):
            self.assertTrue(longest / 2 <= round(waited, 6) <= longest, (waited, longest))


class Many(unittest.TestCase):
    """Long lists and batches."""

    def test_names_go_in_thousands_and_come_back_in_order(self):
        names = [f"n{number}" for number in range(12345)]
        with FakeService(names_reply) as fake, zhengming.Client(fake.endpoint) as client:
            got = client.normalise(iter(names))
        self.assertEqual([item.input for item in got], names)
        self.assertEqual([len(request["params"]["names"]) for request in fake.seen], [1000] * 12 + [345])

    def test_several_are_on_their_way_at_once_but_not_all(self):
        held, most = [], []

        def answer(request, count):
            held.append(names_reply(request)[0])
            most.append(len(held))
            return [hold] if count in range(7) else [release]

        def hold(fake, envelope):
            envelopes.append(envelope)

        def release(fake, envelope):
            envelopes.append(envelope)
            for place, reply in reversed(list(zip(list(envelopes), list(held)))):
                fake.send(place, reply)
            envelopes.clear()
            held.clear()

        envelopes = []
        names = [f"n{number}" for number in range(20000)]
        with FakeService(answer) as fake, zhengming.Client(fake.endpoint) as client:
            got = client.normalise(names)
        self.assertEqual([item.input for item in got], names)
        self.assertEqual(max(most), 8)

    def test_no_names_need_no_service(self):
        with zhengming.Client("ipc:///nowhere") as client:
            self.assertEqual(len(client.normalise([])), 0)
            self.assertEqual(client.batch([]), [])

    def test_generation_is_that_of_the_oldest_reply(self):
        answer = lambda request, count: [  # noqa: E731
            result(request, {"results": [name(n) for n in request["params"]["names"]], "generation": 9 - count})]
        with FakeService(answer) as fake, zhengming.Client(fake.endpoint) as client:
            self.assertEqual(client.normalise(["a"] * 2500).generation, 7)

    def test_one_failure_fails_the_list(self):
        answer = lambda request, count: names_reply(request) if count else [  # noqa: E731
            error(request, -32002, "m", code="bad_input", text="names[3] is empty")]
        with FakeService(answer) as fake, zhengming.Client(fake.endpoint) as client:
            with self.assertRaisesRegex(zhengming.BadInput, r"names\[3\] is empty"):
                client.normalise(["a"] * 5000)
            self.assertEqual(client.normalise("b").input, "b")

    def test_batch_has_results_and_errors_in_order(self):
        def answer(batch, _count):
            replies = [error(r, -32001, "m", code="not_found") if r["method"] == "bad" else result(r, r["id"])
                       for r in batch]
            return [replies[::-1]]

        with FakeService(answer) as fake, zhengming.Client(fake.endpoint) as client:
            got = client.batch([("a", {}), ("bad", {"x": 1}), ("c", {})])
        self.assertEqual((got[0], type(got[1]), got[1].method, got[2]), (0, zhengming.NotFound, "bad", 2))

    def test_batch_of_reads_only_is_sent_again(self):
        answer = lambda batch, count: [[result(r, 1) for r in batch]] if count else []  # noqa: E731
        for calls, tries in (([("term.get", {}), ("term.lookup", {})], 2), ([("term.get", {}), ("term.put", {})], 1)):
            with self.subTest(calls), FakeService(answer) as fake:
                with zhengming.Client(fake.endpoint, timeout=0.3, retries=2) as client:
                    try:
                        client.batch(calls)
                    except zhengming.Timeout:
                        self.assertEqual(tries, 1)
                self.assertEqual(len(fake.seen), tries)

    def test_incomplete_batch_is_a_protocol_error(self):
        for replies in ([], [{"id": 0, "result": 1}], [7, None], {"id": 1, "result": 1}):
            with self.subTest(replies), FakeService(lambda batch, count: [replies]) as fake:
                with zhengming.Client(fake.endpoint) as client, self.assertRaises(zhengming.ProtocolError):
                    client.batch([("a", {}), ("b", {})])


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
            async with zhengming.AsyncClient(fake.endpoint, timeout=3, retries=20, backoff=0.001) as client:
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
        with FakePublisher() as publisher, zhengming.Client("ipc:///nowhere") as _:
            client = zhengming.AsyncClient("ipc:///nowhere")
            news = client.generations(publisher.endpoint, timeout=30)
            first = asyncio.ensure_future(news.__anext__())
            await asyncio.get_running_loop().run_in_executor(None, publisher.announce, [b'{"generation": 4}'], [b"5"])
            self.assertEqual((await first, await news.__anext__()), (4, 5))
            await news.aclose()
            await client.close()


class News(unittest.TestCase):
    """Announced generations."""

    def test_generations_are_told_and_noise_is_passed_over(self):
        with FakePublisher() as publisher, zhengming.Client("ipc:///nowhere") as client:
            messages = [b"?"], [b"{}"], [b'{"generation": 4}'], [b"generation", b"5"], [b'{"generation": "x"}'], [b"6"]
            teller = threading.Thread(target=publisher.announce, args=messages)
            teller.start()
            news = client.generations(publisher.endpoint, timeout=30)
            self.assertEqual([next(news), next(news), next(news)], [4, 5, 6])
            news.close()
            teller.join()

    def test_no_news_is_a_timeout(self):
        with zhengming.Client("ipc:///nowhere") as client:
            with self.assertRaisesRegex(zhengming.Timeout, "no news in 0.02 s"):
                next(client.generations("ipc:///nowhere", timeout=0.02))


class Table(unittest.TestCase):
    """The table of examples/annotate_file.py."""

    def test_widths_are_those_of_a_terminal(self):
        for text, columns in (("abc", 3), ("商务部", 6), ("“一带一路”", 10), ("é", 1), ("e\u0301", 1), ("ｶﾞ", 2), ("Ａ", 2)):
            self.assertEqual(annotate_file.width(text), columns, text)

    def test_columns_stand_below_each_other(self):
        lines = annotate_file.table([("mention", "x"), ("商务部", "y"), ("ab", "z")], None)
        self.assertEqual(lines, ["mention  x", "-------  -", "商务部   y", "ab       z"])

    def test_narrow_terminal_wraps_and_loses_nothing(self):
        rows = [("mention", "official"), ("全国人民代表大会常务委员会", "Standing Committee of the National People's Congress")]
        lines = annotate_file.table(rows, 40)
        self.assertLessEqual(max(map(annotate_file.width, lines)), 40)
        self.assertEqual(re.sub(r"[^一-鿿]", "", "".join(lines)), rows[1][0])
        words = " ".join(re.sub(r"[一-鿿]", "", line).strip() for line in lines[2:])
        self.assertEqual(words, rows[1][1])

    def test_line_breaks_and_escapes_do_not_reach_the_terminal(self):
        self.assertEqual(annotate_file.one_line("Ministry of\n  Commerce\x1b[2J"), "Ministry of Commerce[2J")


class Real(unittest.TestCase):
    """The real service, with the glossary of fixture.tsv."""

    @classmethod
    def setUpClass(cls):
        cls.program = os.environ.get("ZHENGMING_BIN")
        if cls.program is None:
            raise unittest.SkipTest("ZHENGMING_BIN names no zhengming to test against")
        cls.folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.database = f"{cls.folder}/db"
        load = [cls.program, "--db", cls.database, "load", f"{HERE}/fixture.tsv"]
        loaded = subprocess.run(load, capture_output=True, encoding="utf-8")
        if loaded.returncode:
            raise AssertionError(f"{load} ended with {loaded.returncode}: {loaded.stderr}")
        cls.endpoint, cls.publish = f"ipc://{cls.folder}/service", f"ipc://{cls.folder}/news"
        cls.start()
        cls.addClassCleanup(cls.stop)

    @classmethod
    def start(cls):
        command = [cls.program, "--db", cls.database, "serve", "--bind", cls.endpoint, "--publish", cls.publish]
        with open(f"{cls.folder}/log", "a", encoding="utf-8") as log:
            cls.service = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, encoding="utf-8")
        line = cls.service.stdout.readline()
        if not line.startswith("listening on "):
            with open(f"{cls.folder}/log", encoding="utf-8") as log:
                raise AssertionError(f"serve said {line!r}, and: {log.read()}")

    @classmethod
    def stop(cls):
        cls.service.terminate()
        cls.service.communicate()

    def setUp(self):
        self.client = zhengming.Client(self.endpoint, timeout=30)
        self.addCleanup(self.client.close)

    def a_concept(self):
        """A concept of this test's own."""
        text = f"Bureau of {self._testMethodName}"
        term = zhengming.Term("en", text, "preferred", "full", source="unchecked")
        return zhengming.Concept("test/" + self._testMethodName.replace("_", "-"), "agency", (term,))

    def test_lookup(self):
        got = self.client.lookup("ministry of commerce")
        self.assertEqual((got[0].concept, got[0].match, got[0].official["zh-Hans"]), ("cn/mofcom", "exact", "商务部"))

    def test_normalise_with_dates(self):
        names = ["China Foundation for Poverty Alleviation", "MOFCOM", "One Belt One Road", "No Such Thing At All"]
        now = self.client.normalise(names)
        self.assertEqual([item.verdict for item in now], ["superseded", "admitted", "deprecated", "unknown"])
        self.assertEqual(now[0].official["en"], "China Foundation for Rural Development")
        self.assertTrue(now[0].why)
        then = self.client.normalise(names[0], as_of=datetime.date(2019, 1, 1))
        self.assertEqual((then.verdict, then.official["en"]), ("preferred", names[0]))

    def test_many_names(self):
        names = ["MOFCOM", "商务部", "nobody"] * 1500
        self.assertEqual([item.input for item in self.client.normalise(names)], names)

    def test_annotate_offsets_are_those_of_str(self):
        text = "🙂 商务部 and the Ministry of Commerce promote the Belt and Road Initiative."
        found = self.client.annotate(text)
        self.assertEqual([text[item.start:item.end] for item in found], [item.text for item in found])
        self.assertEqual([item.concept for item in found], ["cn/mofcom", "cn/mofcom", "cn/bri"])

    def test_suggest(self):
        self.assertIn("cn/mofcom", [item.concept for item in self.client.suggest("Ministry of")])

    def test_put_get_history_delete(self):
        concept = self.a_concept()
        generation = self.client.put(concept)
        record = self.client.get(concept.id)
        self.assertEqual((record.concept.terms[0].text, record.generation), (concept.terms[0].text, generation))
        changed = self.client.put(dataclasses.replace(record.concept, note="changed"), generation=record.generation)
        self.assertGreater(changed, generation)
        with self.assertRaises(zhengming.Conflict) as caught:
            self.client.put(concept, generation=generation)
        self.assertEqual(caught.exception.current.note, "changed")
        self.assertEqual([item.change for item in self.client.history(concept.id)], ["put", "put"])
        self.client.delete(concept.id, generation=changed)
        with self.assertRaises(zhengming.NotFound):
            self.client.get(concept.id)
        log = self.client.changes_since(generation - 1)
        self.assertEqual([item.change for item in log if item.id == concept.id], ["put", "put", "delete"])

    def test_errors_say_what(self):
        with self.assertRaisesRegex(zhengming.BadInput, "term.lookup at ipc://.*colour"):
            self.client.call("term.lookup", {"query": "x", "colour": 1})
        with self.assertRaisesRegex(zhengming.BadInput, "no.such.method"):
            self.client.call("no.such.method")
        with self.assertRaises(zhengming.ZhengmingError):
            self.client.normalise("x" * 5000)
        with self.assertRaises(zhengming.BadInput):
            self.client.lookup("x", as_of="2018-02-30")

    def test_info_and_stats(self):
        self.assertLessEqual(_calls.READS, set(self.client.info().methods))
        self.assertGreaterEqual(self.client.stats().concepts, 4)

    def test_batch(self):
        got = self.client.batch([("term.get", {"concept": "cn/bri"}), ("term.get", {"concept": "no/such"})])
        self.assertEqual((got[0]["concept"]["id"], type(got[1])), ("cn/bri", zhengming.NotFound))

    def test_asyncio(self):
        async def ask():
            async with zhengming.AsyncClient(self.endpoint, timeout=30) as client:
                return await asyncio.gather(*(client.normalise("MOFCOM") for _ in range(50)))

        self.assertEqual({item.concept for item in asyncio.run(ask())}, {"cn/mofcom"})

    def test_generations(self):
        concept, told = self.a_concept(), threading.Event()

        def write():  # until one is heard: what was written before the connection was made is not announced
            number = 0
            with zhengming.Client(self.endpoint, timeout=30) as client:
                while not told.is_set() and number < 10000:
                    number += 1
                    client.put(dataclasses.replace(concept, note=str(number)))

        writer = threading.Thread(target=write)
        writer.start()
        try:
            news = self.client.generations(self.publish, timeout=30)
            heard = [next(news), next(news)]
            news.close()
        finally:
            told.set()
            writer.join()
        self.assertGreater(heard[1], heard[0])

    def test_reads_go_on_over_a_restart(self):
        self.client.get("cn/bri")
        self.stop()
        self.start()
        self.assertEqual(self.client.get("cn/bri").concept.id, "cn/bri")

    def test_example_prints_a_table(self):
        article = f"{self.folder}/article"
        with open(article, "w", encoding="utf-8") as file:
            file.write("China's Ministry of Commerce (MOFCOM). MOFCOM again; 中国扶贫基金会.\n")
        script = os.path.join(PYTHON, "examples", "annotate_file.py")
        done = subprocess.run([sys.executable, script, self.endpoint, article, "--as-of", "2019-05", "--lang", "en"],
                              capture_output=True, encoding="utf-8")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"(?m)^MOFCOM ×2 +agency +admitted +Ministry of Commerce +商务部$")
        self.assertNotIn("扶贫", done.stdout)


if __name__ == "__main__":
    unittest.main()
