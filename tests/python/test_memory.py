"""The translation memory's methods of the Python client: against a fake service, and the real one."""

import asyncio
import datetime
import unittest

from support import QUICK
from fake import FakeService, error, result
from service import Service

import zhengming
from zhengming import Segment, Unit

UNIT = {"segments": {"en": {"text": "Yes.", "tags": ["<ph/>"], "previous": "Really?"}, "zh-Hans": "是。"}, "origin": "a.tmx",
        "created": "2026-05-01T12:00:00Z", "uses": 3, "notes": ["n"], "properties": {"p": "1"},
        "details": [{"kind": "attribute", "name": "segtype", "value": "block"}]}
SPAN = {"start": 0, "end": 2, "text": "AB"}
MENTION = {**SPAN, "category": "agency", "concept": "x", "verdict": "preferred", "official": {"en": "X"}}
MATCH = {"score": 83.33, "kind": "fuzzy", "unit": 7, "source_lang": "en", "source": "AC 1", "target_lang": "zh-Hans", "target": "甲1",
         "edits": [{"kind": "delete", "start": 1, "end": 2, "query_start": 1, "query_end": 1}], "uses": 0, "new": 1,
         "adapted": {"target": "甲2", "numbers": [{"from": "1", "to": "2", "start": 1, "end": 2}]},
         "names": {"source": [MENTION], "target": [],
                   "misfits": [{"kind": "wrong-body", "query": SPAN, "target": None, "expected": None, "concept": None}]}}
BATCH = {"batch": "b", "state": "done", "read": 5, "added": 3, "joined": 1, "unchanged": 0, "refused": 1, "undone": 0, "kept": 0}


class Typed(unittest.TestCase):
    """Each method sends what docs/methods.md says, and makes the result of the reply."""

    def ask(self, value, act):
        with FakeService(lambda request, count: [result(request, value)]) as fake:
            with zhengming.Client(fake.endpoint) as client:
                got = act(client)
        return got, (fake.seen[0]["method"], fake.seen[0]["params"])

    def test_lookup_of_one_text(self):
        reply = {"matches": [MATCH], "names": [MENTION], "generation": 3}
        got, sent = self.ask(reply, lambda c: c.memory_lookup(
            "AB 2", "en", "zh", previous="P", min_score=50, since=datetime.date(2020, 1, 2),
            until=datetime.datetime(2020, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc), adapt_numbers=True))
        wanted = {"text": "AB 2", "from": "en", "to": "zh", "context": {"previous": "P"}, "min_score": 50,
                  "since": "2020-01-02", "until": "2020-01-02T03:04:05Z", "adapt_numbers": True}
        self.assertEqual(sent, ("memory.lookup", wanted))
        self.assertEqual((len(got), got[0].score, got.names[0].concept, got.generation), (1, 83.33, "x", 3))
        self.assertEqual((got[0].edits[0].kind, got[0].edits[0].text), ("delete", ""))
        self.assertEqual((got[0].adapted.target, got[0].adapted.numbers[0].to), ("甲2", "2"))
        misfit = got[0].names.misfits[0]
        self.assertEqual((misfit.query.text, misfit.target, misfit.expected), ("AB", None, None))
        self.assertEqual([match.unit for match in got], [7])

    def test_lookup_of_many_texts_goes_in_hundreds(self):
        def answer(request, _count):
            results = [{"matches": [{**MATCH, "source": text}], "names": []} for text in request["params"]["texts"]]
            return [result(request, {"results": results, "generation": 4})]

        texts = [f"t{number}" for number in range(250)]
        with FakeService(answer) as fake, zhengming.Client(fake.endpoint) as client:
            got = client.memory_lookup(iter(texts), "en", "zh", names=False)
        self.assertEqual([item[0].source for item in got], texts)
        self.assertEqual((got.generation, got[9].generation), (4, 4))
        self.assertEqual(sorted(len(request["params"]["texts"]) for request in fake.seen), [50, 100, 100])

    def test_concordance_is_a_page(self):
        found = {"unit": 7, "lang": "en", "text": "ABC", "runs": [{"start": 0, "end": 2}], "whole": False,
                 "others": {"zh-Hans": "甲"}}
        got, sent = self.ask({"total": 9, "matches": [found], "generation": 3},
                             lambda c: c.memory_concordance("ab", to="zh", offset=8, limit=1))
        self.assertEqual(sent, ("memory.concordance", {"text": "ab", "to": "zh", "offset": 8, "limit": 1}))
        self.assertEqual((got.total, len(got), got[0].runs, got[0].others["zh-Hans"]), (9, 1, ((0, 2),), "甲"))

    def test_unit_goes_both_ways(self):
        got, sent = self.ask({**UNIT, "unit": 7, "batch": "b", "generation": 3}, lambda c: c.memory_get(7))
        self.assertEqual(sent, ("memory.get", {"unit": 7}))
        self.assertEqual((got.generation, got.unit.number, got.unit.batch), (3, 7, "b"))
        self.assertEqual(got.unit.texts, {"en": "Yes.", "zh-Hans": "是。"})
        self.assertEqual(got.unit.to_json(), UNIT)
        self.assertEqual(zhengming.Detail.from_json({"kind": "note", "value": ""}).to_json(), {"kind": "note", "value": ""})

    def test_add_tells_what_became_of_each(self):
        reply = {"units": [{"unit": 7, "outcome": "added"}, {"outcome": "refused", "error": "why"}], "generation": 9}
        units = [UNIT, Unit({"en": "A", "zh": Segment("甲")})]
        got, sent = self.ask(reply, lambda c: c.memory_add(units, batch="b"))
        wanted = {"units": [UNIT, {"segments": {"en": "A", "zh": "甲"}}], "batch": "b"}
        self.assertEqual(sent, ("memory.add", wanted))
        self.assertEqual((got[0].unit, got[1].unit, got[1].error, got.generation), (7, None, "why", 9))

    def test_edit_and_delete(self):
        got, sent = self.ask({"generation": 9}, lambda c: c.memory_edit(7, Unit({"en": "A", "zh": "甲"}), generation=8))
        self.assertEqual((got, sent), (9, ("memory.edit", {"unit": 7, "segments": {"en": "A", "zh": "甲"}, "generation": 8})))
        got, sent = self.ask({"deleted": 2, "generation": 9}, lambda c: c.memory_delete([7, 8]))
        self.assertEqual((got.count, got.generation, sent), (2, 9, ("memory.delete", {"units": [7, 8]})))
        got, sent = self.ask({"deleted": 1, "generation": 9}, lambda c: c.memory_delete_texts({"en": "A", "zh": Segment("甲")}))
        self.assertEqual((got.count, sent), (1, ("memory.delete", {"segments": {"en": "A", "zh": "甲"}})))

    def test_history_and_changes_hold_units(self):
        changes = [{"generation": 3, "time": "t", "change": "delete", "id": "unit:7"},
                   {"generation": 2, "time": "t", "change": "put", "id": "unit:7", "unit": {**UNIT, "unit": 7}}]
        got, sent = self.ask({"changes": changes, "generation": 3}, lambda c: c.memory_history(7, limit=2))
        self.assertEqual(sent, ("memory.history", {"unit": 7, "limit": 2}))
        self.assertEqual((got[0].unit, got[1].unit.number, got[1].concept), (None, 7, None))

    def test_imports(self):
        got, sent = self.ask({"skip": 5, "generation": 3}, lambda c: c.memory_begin("b", origin="o", resume=True))
        self.assertEqual((got, sent), (5, ("memory.begin", {"batch": "b", "origin": "o", "resume": True})))
        got, sent = self.ask({**BATCH, "generation": 3}, lambda c: c.memory_end("b", done=False))
        self.assertEqual((got.added, got.state, sent), (3, "done", ("memory.end", {"batch": "b", "done": False})))
        got, sent = self.ask({**BATCH, "generation": 3}, lambda c: c.memory_undo("b"))
        self.assertEqual((got.read, sent), (5, ("memory.undo", {"batch": "b"})))
        got, sent = self.ask({"batches": [BATCH], "generation": 3}, lambda c: c.memory_batches())
        self.assertEqual((got[0].refused, sent), (1, ("memory.batches", {})))

    def test_export_asks_for_page_after_page(self):
        def answer(request, count):
            after = request["params"]["after"]
            units = [{**UNIT, "unit": after + 1}] if count != 1 else []
            return [result(request, {"units": units, "next": after + 10 if count < 2 else None, "generation": 3})]

        with FakeService(answer) as fake, zhengming.Client(fake.endpoint) as client:
            got = [unit.number for unit in client.memory_export(limit=1, langs=iter(["en", "zh"]))]
        self.assertEqual(got, [1, 21])
        self.assertEqual(fake.seen[1]["params"], {"after": 10, "limit": 1, "langs": ["en", "zh"]})

    def test_conflict_has_the_current_unit(self):
        def answer(request, _count):
            return [error(request, -32003, "m", code="conflict", text="changed", current={**UNIT, "unit": 7, "generation": 4})]

        with FakeService(answer) as fake, zhengming.Client(fake.endpoint, **QUICK) as client:
            with self.assertRaisesRegex(zhengming.Conflict, "current_unit") as caught:
                client.memory_edit(7, UNIT)
        self.assertEqual((caught.exception.current_unit.unit.number, caught.exception.current_unit.generation), (7, 4))
        self.assertIsNone(caught.exception.current)

    def test_conflict_of_imports_has_none(self):
        answer = lambda request, count: [error(request, -32003, "m", code="conflict", text="there")]  # noqa: E731
        with FakeService(answer) as fake, zhengming.Client(fake.endpoint, **QUICK) as client:
            with self.assertRaisesRegex(zhengming.Conflict, "memory_batches") as caught:
                client.memory_begin("b")
        self.assertIsNone(caught.exception.current_unit)


class Real(unittest.TestCase):
    """The real service."""

    @classmethod
    def setUpClass(cls):
        cls.service = Service()
        cls.addClassCleanup(cls.service.remove)

    def setUp(self):
        self.client = zhengming.Client(self.service.endpoint, timeout=30)
        self.addCleanup(self.client.close)

    def test_unit_is_found_changed_and_deleted(self):
        unit = Unit({"en": "The river is long.", "zh": "河很长。"}, origin="here")
        added = self.client.memory_add([unit, Unit({"en": "one"})])
        self.assertEqual([item.outcome for item in added], ["added", "refused"])
        number = added[0].unit
        found = self.client.memory_lookup("The river is long!", "en", "zh", origin="here")
        self.assertEqual((found[0].unit, found[0].kind, found[0].edits[0].text), (number, "fuzzy", "!"))
        record = self.client.memory_get(number)
        self.assertEqual(record.unit.texts, {"en": "The river is long.", "zh-Hans": "河很长。"})
        self.client.memory_edit(number, Unit({"en": "The river is deep.", "zh": "河很深。"}), generation=record.generation)
        with self.assertRaises(zhengming.Conflict) as caught:
            self.client.memory_edit(number, unit, generation=record.generation)
        self.assertEqual(caught.exception.current_unit.unit.texts["en"], "The river is deep.")
        page = self.client.memory_concordance("river is", lang="en")
        self.assertEqual([(item.unit, item.runs) for item in page], [(number, ((4, 12),))])
        self.assertEqual(self.client.memory_delete_texts({"en": "The river is deep.", "zh": "河很深。"}).count, 1)
        self.assertEqual([item.change for item in self.client.memory_history(number)], ["delete", "put", "put"])
        with self.assertRaises(zhengming.NotFound):
            self.client.memory_get(number)

    def test_import_is_begun_resumed_exported_and_undone(self):
        units = [Unit({"en": f"Line {number}.", "zh": f"第{number}行。"}) for number in range(2500)]
        self.assertEqual(self.client.memory_begin("lines", origin="lines.tmx"), 0)
        self.client.memory_add(units[:1000], batch="lines")
        self.assertEqual(self.client.memory_begin("lines", resume=True), 1000)
        for start in (1000, 2000):
            self.client.memory_add(units[start:start + 1000], batch="lines")
        self.assertEqual(self.client.memory_end("lines").added, 2500)
        got = list(self.client.memory_export(batch="lines", langs=["zh", "en"]))
        self.assertEqual([unit.texts["zh-Hans"] for unit in got], [unit.segments["zh"] for unit in units])
        self.assertEqual({unit.origin for unit in got}, {"lines.tmx"})
        found = self.client.memory_lookup([f"Line {number}." for number in range(300)], "en", "zh", limit=1, names=False)
        self.assertEqual([item[0].target for item in found], [unit.segments["zh"] for unit in units[:300]])
        self.assertEqual(self.client.memory_undo("lines").undone, 2500)
        self.assertEqual([item.state for item in self.client.memory_batches() if item.batch == "lines"], ["undone"])
        self.assertEqual(list(self.client.memory_export(origin="lines.tmx")), [])

    def test_asyncio(self):
        async def ask():
            async with zhengming.AsyncClient(self.service.endpoint, timeout=30) as client:
                await client.memory_add([Unit({"en": "A lake.", "zh": "湖。"}, origin="async")])
                found = await asyncio.gather(*(client.memory_lookup("A lake.", "en", "zh") for _ in range(20)))
                return found, [unit async for unit in client.memory_export(origin="async")]

        found, exported = asyncio.run(ask())
        self.assertEqual({item[0].kind for item in found}, {"exact"})
        self.assertEqual([unit.texts["en"] for unit in exported], ["A lake."])

    def test_names_that_do_not_fit_are_told(self):
        self.client.memory_add([Unit({"en": "On Monday he said that he is with the Ministry of Commerce.", "zh": "他星期一在记者会上说他在商务部工作。"}, origin="names")])
        found = self.client.memory_lookup("他星期一在记者会上说他在中国扶贫基金会工作。", "zh", "en", min_score=50, origin="names", as_of="2019")
        self.assertEqual(found.names[0].text, "中国扶贫基金会")
        self.assertEqual(found[0].names.misfits[0].expected, "China Foundation for Poverty Alleviation")


if __name__ == "__main__":
    unittest.main()
