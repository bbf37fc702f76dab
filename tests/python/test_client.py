"""The Python client against a fake service that misbehaves as told."""

import datetime
import json
import pickle
import tempfile
import threading
import unittest

from support import CONCEPT, MATCH, QUICK, RECORD, name, names_reply, silent
from fake import FakePublisher, FakeService, busy, error, result

import zhengming
from zhengming import _calls
from zhengming._exchange import Exchange, Policy


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

    def test_composed_name_has_parts_with_roles(self):
        part = {"start": 0, "end": 3, "text": "柳林县", "role": "region", "category": "place", "concept": None,
                "verdict": "composed", "official": {"en": "Liulin County"}, "transliterated": True}
        other = {**{key: MATCH[key] for key in MATCH if key != "terms"}, "concept": None, "term": None, "lang": None}
        reply = name("柳林县长", verdict="composed", concept=None, parts=[part], alternatives=[other])
        got, sent = self.ask({"results": [reply], "generation": 3}, lambda c: c.normalise("柳林县长", compose=True))
        self.assertEqual(sent, ("term.normalise", {"names": ["柳林县长"], "compose": True}))
        self.assertEqual((got.parts[0].role, got.parts[0].transliterated, got.parts[0].concept), ("region", True, None))
        self.assertIsNone(got.alternatives[0].term)

    def test_check_gives_issues(self):
        span = {"start": 4, "end": 7, "text": "abc"}
        missing = {"severity": "warning", "kind": "missing", "source": span, "target": None, "found": "", "expected": "X",
                   "concept": None, "why": []}
        wrong = {**missing, "severity": "error", "kind": "wrong-form", "source": None, "target": span, "found": "abc",
                 "concept": "x/a", "why": [{"step": "near", "text": "..."}], "new": 1}
        reply = {"issues": [missing, wrong], "generation": 3}
        got, sent = self.ask(reply, lambda c: c.check("a", "b", target_lang="en", as_of=datetime.date(2018, 3, 17)))
        wanted = {"source": "a", "target": "b", "target_lang": "en", "as_of": "2018-03-17"}
        self.assertEqual(sent, ("text.check", wanted))
        self.assertEqual((got[0].target, got[0].source.text, got[1].source, got[1].why[0].step), (None, "abc", None, "near"))

    def test_correct_gives_text_and_edits(self):
        edit = {"start": 0, "end": 3, "found": "abc", "replacement": "abd", "concept": "x/a", "why": []}
        got, sent = self.ask({"text": "abd", "edits": [edit], "generation": 3}, lambda c: c.correct("abc", lang="en"))
        self.assertEqual(sent, ("text.correct", {"text": "abc", "lang": "en"}))
        self.assertEqual((got.text, got.edits[0].replacement, got.generation), ("abd", "abd", 3))

    def test_concept_goes_both_ways(self):
        got, sent = self.ask(RECORD, lambda c: c.get("cn/mofcom"))
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
                                lambda request: error(request, -32003, "m", code="conflict", current=RECORD),
                                lambda client: client.put(CONCEPT, generation=1))
        self.assertEqual((caught.current.concept.to_json(), caught.current.generation), (CONCEPT, 3))

    def test_unknown_method_is_bad_input(self):
        reply = {"jsonrpc": "2.0", "id": 1, "error": {"code": -32601, "message": "no method x"}}
        self.assertIn("no method x", str(self.fail_with(zhengming.BadInput, reply)))

    def test_code_of_a_newer_service_is_the_base_class(self):
        self.fail_with(zhengming.ZhengmingError, lambda request: error(request, -32099, "m", code="moon", text="t"))

    def test_garbage_is_a_protocol_error(self):
        for reply in (b"", b"\xff\x00", b"[" * 100000, b"null", b"7", b"{}", b'{"result": 1, "error": 2}',
                      b'{"result": {"concept": 3}}', b'{"result": null}', b'{"error": 5}', b"[]",
                      b'{"error": {"code": -32003, "data": {"code": "conflict", "current": {"x": 1}}}}',
                      b'{"error": {"code": [], "data": {"code": {}}}}'):
            with self.subTest(reply[:20]):
                self.fail_with(zhengming.ProtocolError, reply)

    def test_fewer_results_than_names_is_a_protocol_error(self):
        self.fail_with(zhengming.ProtocolError, lambda request: result(request, {"results": [], "generation": 1}),
                       lambda client: client.normalise(["a"]))

    def test_busy_until_the_end_is_busy(self):
        caught = self.fail_with(zhengming.Busy, busy, timeout=30, backoff=100)
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
            with zhengming.Client(fake.endpoint, retries=50) as client:
                self.assertEqual(client.call("service.stats"), {"generation": 5})
        self.assertGreaterEqual(len(fake.seen), 3)

    def test_write_is_not(self):
        with FakeService(silent) as fake, zhengming.Client(fake.endpoint, retries=5) as client:
            client.call("hello")
            with self.assertRaisesRegex(zhengming.Timeout, "It may have been done"):
                client.put(CONCEPT, timeout=0.06)
            with self.assertRaises(zhengming.Timeout):
                client.call("some.method", timeout=0.06)
            with self.assertRaises(zhengming.Timeout):
                client.batch([("term.get", {}), ("term.put", {})], timeout=0.06)
            client.call("hello")
        self.assertEqual([request["method"] for request in fake.seen[1:3]], ["term.put", "some.method"])
        self.assertEqual(len(fake.seen), 5)

    def test_write_is_with_retry(self):
        with FakeService(lambda request, count: [result(request, {"generation": 5})] if count else []) as fake:
            with zhengming.Client(fake.endpoint, retries=50) as client:
                self.assertEqual(client.delete("a", retry=True), 5)
        self.assertGreaterEqual(len(fake.seen), 2)

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
            if request["method"] == "first":
                return [lambda fake, envelope: held.append(envelope)]
            late = [lambda fake, envelope: fake.send(held[0], result(request, "late"))]
            return (late if held else []) + [result(request, "right")]

        with FakeService(answer) as fake, zhengming.Client(fake.endpoint) as client:
            client.call("hello")
            with self.assertRaises(zhengming.Timeout):
                client.call("first", timeout=0.01)
            self.assertEqual([client.call("second"), client.call("third")], ["right", "right"])
        self.assertEqual(len(held), 1)

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
        with FakeService(answer) as fake, zhengming.Client(fake.endpoint, retries=50) as client:
            self.assertEqual(client.batch([("term.get", {}), ("term.lookup", {})]), [1, 1])

    def test_incomplete_batch_is_a_protocol_error(self):
        for replies in ([], [{"id": 0, "result": 1}], [7, None], {"id": 1, "result": 1}):
            with self.subTest(replies), FakeService(lambda batch, count: [replies]) as fake:
                with zhengming.Client(fake.endpoint) as client, self.assertRaises(zhengming.ProtocolError):
                    client.batch([("a", {}), ("b", {})])


class News(unittest.TestCase):
    """Announced generations."""

    def test_generations_are_told_and_noise_is_passed_over(self):
        with FakePublisher() as publisher, zhengming.Client("ipc:///nowhere") as client:
            bodies = b"?", b"{}", b'{"generation": 4}', b'{"generation": "x"}', b"5", b'{"generation":6,"new":1}'
            messages = [[b"generation", body] for body in bodies] + [[b"generations"], [b"other", b"7"]]
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


if __name__ == "__main__":
    unittest.main()
