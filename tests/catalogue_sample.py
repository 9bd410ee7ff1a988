"""A small catalogue on disk, for the tests."""

import argparse
from pathlib import Path

from kiosk.commands import catalogue as command

FIELD = """
[field]
name = { vi = "Hộ tịch", en = "Civil status" }
plain = { vi = "Khai sinh, kết hôn", en = "Births, marriages" }
icon = "family"
"""
BIRTH = """
[[procedure]]
code = "1.001193"
version = 2
official = "Thủ tục đăng ký khai sinh"
plain = { vi = "Làm giấy khai sinh", en = "Register a birth" }
when = { vi = "Khi nhà có em bé mới sinh", en = "When a baby is born" }
aliases = ["khai sanh"]
events = ["sinh-con"]
channels = ["counter", "post"]
level = "full"
old_level = "4"
decision = "163/QĐ-BTP"
starts = 2026-01-01
ends = 2027-01-01
change = { kind = "amended", on = 2026-01-01, decision = "163/QĐ-BTP" }
time = { text = { vi = "3 ngày làm việc" }, days = 3, unit = "working", verified = false }
fees = [{ amount = 8000, unit = { vi = "bản", en = "copy" }, note = { vi = "Mỗi bản" } }, { note = { vi = "Do tỉnh quyết định" } }]
complete = true
result = { vi = "Giấy khai sinh" }
done_by = { vi = "Công chức hộ tịch" }
legal = ["Luật Hộ tịch 2014"]
forms = [{ vi = "Tờ khai" }]
steps = [{ vi = "Đưa giấy tờ." }, { vi = "Chờ." }]
see_also = ["2.000635"]
  [[procedure.papers]]
  name = { vi = "Giấy chứng sinh" }
  original = 1
  copy = 2
  present = true
  case = { vi = "Nếu sinh ở bệnh viện" }
  note = { vi = "Do bệnh viện cấp" }
  form = "Tờ khai"
  verified = false
"""
EVENTS = """
[[event]]
code = "sinh-con"
name = { vi = "Sinh con", en = "A baby" }
plain = { vi = "Khai sinh, thẻ bảo hiểm", en = "Birth, insurance" }
icon = "baby"
procedures = ["1.001193"]
"""


def folder(path: Path, **files: str) -> Path:
    for name, text in files.items():
        (path / f"{name.replace('_', '-')}.toml").write_text(text, "utf-8")
    return path


def run(*arguments: str) -> int:
    """`kiosk catalogue ...`, in this process."""
    parser = argparse.ArgumentParser()
    command.configure(parser)
    return command.run(parser.parse_args(arguments))
