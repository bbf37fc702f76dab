"""The Python client against the real service (the program ZHENGMING_BIN)."""

import asyncio
import contextlib
import dataclasses
import datetime
import os
import io
import re
import subprocess
import sys
import threading
import unittest

from support import EXAMPLES, PYTHON
from service import Service

import zhengming
from zhengming import _calls


class Real(unittest.TestCase):
    """The real service, with the glossary of fixture.tsv."""

    @classmethod
    def setUpClass(cls):
        cls.service = Service()
        cls.addClassCleanup(cls.service.remove)
        cls.endpoint = cls.service.endpoint

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

    def test_check(self):
        source, target = "商务部推进“一带一路”倡议。", "🙂 the One Belt One Road"
        missing, wrong = self.client.check(source, target)
        self.assertEqual((missing.kind, missing.source.text, missing.target), ("missing", "商务部", None))
        self.assertEqual((wrong.kind, wrong.expected), ("wrong-form", "Belt and Road Initiative"))
        self.assertEqual(target[wrong.target.start:wrong.target.end], wrong.found)
        self.assertTrue(wrong.why)

    def test_correct(self):
        text = "🙂 “One Belt One Road”, MOFCOM"
        done = self.client.correct(text)
        self.assertEqual(done.text, "🙂 “Belt and Road Initiative”, MOFCOM")
        self.assertEqual([text[edit.start:edit.end] for edit in done.edits], [edit.found for edit in done.edits])
        self.assertEqual(self.client.correct(done.text).edits, ())

    def test_check_and_correct_with_asyncio(self):
        async def ask():
            async with zhengming.AsyncClient(self.endpoint, timeout=30) as client:
                return await asyncio.gather(client.check("商务部", "MOFCOM"), client.correct("One Belt One Road"))

        issues, done = asyncio.run(ask())
        self.assertEqual((len(issues), done.text), (0, "Belt and Road Initiative"))

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
        current = caught.exception.current
        self.assertEqual((current.concept.note, current.generation), ("changed", changed))
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
            news = self.client.generations(self.service.publish, timeout=30)
            heard = [next(news), next(news)]
            news.close()
        finally:
            told.set()
            writer.join()
        self.assertGreater(heard[1], heard[0])

    def test_reads_go_on_over_a_restart(self):
        service = Service()
        self.addCleanup(service.remove)
        with zhengming.Client(service.endpoint, timeout=30, retries=100) as client:
            client.get("cn/bri")
            self.assertEqual(service.stop(), 0, service.log())
            service.start()
            self.assertEqual(client.get("cn/bri").concept.id, "cn/bri")

    def test_example_prints_a_table(self):
        article = f"{self.service.folder}/article"
        with open(article, "w", encoding="utf-8") as file:
            file.write("China's Ministry of Commerce . MOFCOM\nand MOFCOM again; 中国扶贫基金会.\n")
        script = os.path.join(EXAMPLES, "annotate_file.py")
        done = subprocess.run([sys.executable, script, self.endpoint, article, "--as-of", "2019-05", "--lang", "en"],
                              capture_output=True, encoding="utf-8")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, r"(?m)^MOFCOM ×2 +agency +admitted +Ministry of Commerce +商务部$")
        self.assertNotIn("扶贫", done.stdout)

    def test_example_says_what_is_wrong(self):
        script, bad = os.path.join(EXAMPLES, "annotate_file.py"), f"{self.service.folder}/bad"
        with open(bad, "wb") as file:
            file.write(b"abc\xff")
        for words, status, said in (((self.endpoint, "/no/such"), 2, "/no/such: No such file or directory"),
                                    ((self.endpoint, bad), 2, "byte 3 is not UTF-8"),
                                    ((self.endpoint, __file__, "--as-of", "2018-13"), 2, "2018-13"),
                                    (("ipc:///nowhere/x", __file__, "--timeout", "0.05"), 1, "zhengming serve")):
            done = subprocess.run([sys.executable, script, *words], capture_output=True, encoding="utf-8")
            self.assertEqual((done.returncode, done.stdout), (status, ""))
            self.assertIn(said, done.stderr)

    def test_examples_of_the_readme_run(self):
        with open(os.path.join(PYTHON, "README.md"), encoding="utf-8") as file:
            blocks = re.findall(r"```python\n(.*?)```", file.read(), re.DOTALL)
        self.assertEqual(len(blocks), 6)
        for block in blocks:
            with self.subTest(block[:60]), contextlib.redirect_stdout(io.StringIO()) as printed:
                exec(block.replace("tcp://127.0.0.1:5555", self.endpoint), {})
                self.assertNotEqual(printed.getvalue(), "")


class Crowded(unittest.TestCase):
    """A service whose queue is full at once."""

    def test_all_get_their_answers_in_the_end(self):
        service = Service("--queue", "1", "--workers", "1")
        self.addCleanup(service.remove)

        async def ask():
            async with zhengming.AsyncClient(service.endpoint, timeout=60, retries=0, backoff=0.001) as client:
                texts = [f"{number} 商务部 " + "x" * 100000 for number in range(100)]
                found = await asyncio.gather(*(client.annotate(text) for text in texts))
                return found, (await client.stats()).service["busy"]

        found, busy = asyncio.run(ask())
        self.assertEqual([len(mentions) for mentions in found], [1] * 100)
        self.assertGreater(busy, 0)


if __name__ == "__main__":
    unittest.main()
