"""The table of examples/annotate_file.py."""

import re
import unittest

import support  # noqa: F401
import annotate_file


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

    def test_wrapped_lines_begin_at_the_margin(self):
        text = "Standing Committee of the National People's Congress"
        for limit in range(10, 60):
            lines = annotate_file.wrap(text, limit)
            self.assertEqual(" ".join(lines), text, limit)
            self.assertLessEqual(max(map(len, lines)), limit)

    def test_line_breaks_and_escapes_do_not_reach_the_terminal(self):
        self.assertEqual(annotate_file.one_line("Ministry of\n  Commerce\x1b[2J"), "Ministry of Commerce[2J")


if __name__ == "__main__":
    unittest.main()
