"""What the tests of the Python client share: the source tree's package on the path, values, replies."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PYTHON = os.path.join(os.path.dirname(os.path.dirname(HERE)), "clients", "python")
EXAMPLES = os.path.join(PYTHON, "examples")
sys.path[:0] = [PYTHON, EXAMPLES]

from fake import result  # noqa: E402

MATCH = {"concept": "cn/mofcom", "category": "agency", "official": {"en": "Ministry of Commerce", "zh-Hans": "商务部"},
         "score": 100, "match": "exact", "term": "MOFCOM", "lang": "en", "status": "admitted",
         "terms": [{"lang": "en", "text": "MOFCOM", "status": "admitted", "type": "abbreviation"}]}
CONCEPT = {"id": "cn/mofcom", "category": "agency", "from": "2003", "attributes": {"level": "ministry"},
           "relations": [{"kind": "part-of", "target": "cn"}],
           "terms": [{"lang": "zh-Hans", "text": "商务部", "status": "preferred", "type": "full"}]}
QUICK = {"timeout": 0.05, "retries": 0}
RECORD = {"concept": CONCEPT, "generation": 3}


def name(text, **more):
    return {"input": text, "verdict": "preferred", "concept": "x", "category": "agency", "official": {}, "parts": [],
            "score": 100, "why": [], "alternatives": [], **more}


def names_reply(request, _count=0):
    return [result(request, {"results": [name(text) for text in request["params"]["names"]], "generation": 7})]


def silent(request, _count):
    """No reply, but to `hello`: after that there is a connection, and all that was sent before has been read."""
    return [result(request, "hello")] if isinstance(request, dict) and request["method"] == "hello" else []
