"""``certify`` writes one line in its place, and nothing that governance has not earned."""

from __future__ import annotations

from datetime import date

import pytest

from metrics.catalog import EditError, load_catalog
from metrics.errors import NameNotFoundError
from metrics.inspection import CertificationError, certify
from tests.catalog.conftest import SHOP

DAY = date(2026, 9, 1)
LOGGED = '{version: 1, on: 2026-07-01, by: "@ann", why: First.}'


def certified(shop, name):
    return load_catalog(shop.path).metric(name)


def test_a_line_is_added_below_the_change_log_and_nothing_else_changes(shop):
    shop.write(SHOP)

    (seal,) = certify(shop.path, ["sales_count"], by="@ann", on=DAY, write=True)

    lines = (shop.path / "shop.yml").read_text().splitlines()
    at = lines.index("    " + seal.line)
    assert lines[:at] + lines[at + 1 :] == SHOP.splitlines()
    assert lines[at - 1].lstrip().startswith("changes:")
    assert certified(shop, "sales_count").status == "certified"
    assert certified(shop, "sales_amount").status == "draft"


def test_without_names_every_metric_that_says_so_is_certified_by_its_steward(shop):
    shop.write(SHOP.replace("status: certified", "status: draft", 1))

    sealed = certify(shop.path, (), by="", on=DAY, write=True)

    assert [s.metric for s in sealed] == ["sales_amount", "average_sale"]
    assert certified(shop, "sales_amount").certification.by == "@ann"
    assert certify(shop.path, (), by="", on=DAY, write=True) == ()


def test_a_draft_that_is_named_becomes_certified(shop):
    shop.write(SHOP.replace("status: certified", "status: draft # for now", 1))

    certify(shop.path, ["sales_count"], by="@bob", on=DAY, write=True)

    assert "status: certified # for now" in (shop.path / "shop.yml").read_text()
    assert certified(shop, "sales_count").status == "certified"


def test_an_earlier_certification_is_replaced(shop):
    certify(shop.path, ["sales_count"], by="@bob", on=DAY, write=True)

    assert (shop.path / "shop.yml").read_text().count("certified: {by:") == 3
    assert certified(shop, "sales_count").certification.by == "@bob"


def test_an_earlier_certification_over_several_lines_is_replaced(shop, change):
    line = next(
        one for one in (shop.path / "shop.yml").read_text().splitlines() if "certified: {" in one
    )
    parts = line.strip().removeprefix("certified: {").removesuffix("}").split(", ")
    change((line, "    certified:\n" + "\n".join(f"      {part}" for part in parts)))

    certify(shop.path, ["sales_count"], by="@bob", on=DAY, write=True)

    assert certified(shop, "sales_count").certification.by == "@bob"


def test_a_change_without_a_new_version_is_not_certified(shop, change):
    text = change(("where: status = 'paid'", "where: status = 'open'"))

    with pytest.raises(CertificationError) as raised:
        certify(shop.path, ["sales_count"], by="@ann", on=DAY, write=True)

    assert "changed since version 1 was certified" in raised.value.message
    assert "version: 2" in raised.value.next_step
    assert (shop.path / "shop.yml").read_text() == text


def test_a_change_with_a_new_version_is_certified(shop, change):
    first = f"version: 1\n    changes: [{LOGGED}]"
    second = LOGGED.replace("1", "2", 1)
    change(
        ("where: status = 'paid'", "where: status = 'open'"),
        (first, f"version: 2\n    changes: [{LOGGED},\n      {second}]"),
    )

    (seal,) = certify(shop.path, ["sales_count"], by="@ann", on=DAY, write=True)

    assert "hash: v2-" in seal.line
    assert certified(shop, "sales_count").status == "certified"


def test_a_deprecated_metric_is_not_certified(shop, change):
    change(("status: certified", "status: deprecated\n    successor: sales_amount"))

    with pytest.raises(CertificationError, match="deprecated"):
        certify(shop.path, ["sales_count"], by="@ann", on=DAY, write=True)


def test_a_metric_that_is_not_there_comes_with_near_names(shop):
    with pytest.raises(NameNotFoundError) as raised:
        certify(shop.path, ["sales_cont"], by="@ann", on=DAY, write=True)

    assert raised.value.near[0] == "sales_count"


def test_without_writing_the_lines_are_given_and_the_files_left_alone(shop):
    shop.write(SHOP)

    sealed = certify(shop.path, (), by="", on=DAY, write=False)

    assert len(sealed) == 3
    assert (shop.path / "shop.yml").read_text() == SHOP


def test_line_ends_of_other_systems_are_kept(shop):
    (shop.path / "shop.yml").write_bytes(SHOP.replace("\n", "\r\n").encode())

    certify(shop.path, ["sales_count"], by="@ann", on=DAY, write=True)

    content = (shop.path / "shop.yml").read_bytes()
    assert content.count(b"\n") == content.count(b"\r\n") == SHOP.count("\n") + 1
    assert certified(shop, "sales_count").status == "certified"


def test_a_metric_on_one_line_is_left_to_be_written_by_hand(shop):
    flow = (
        "  all_sales: {label: All sales, description: All., type: simple, dataset: sale,"
        " agg: count,"
        ' owner: sellers, steward: "@ann", status: certified, version: 1, direction: neutral,'
        ' changes: [{version: 1, on: 2026-07-01, by: "@ann", why: First.}], format: integer,'
        " access: general}\n"
    )
    shop.write(SHOP + flow)

    with pytest.raises(EditError) as raised:
        certify(shop.path, ["all_sales"], by="@ann", on=DAY, write=True)

    assert raised.value.next_step == "Write the line by hand."
    assert (shop.path / "shop.yml").read_text() == SHOP + flow


def test_a_metric_at_the_end_of_a_file_without_a_line_end_is_certified(shop):
    text = SHOP.replace(
        '    changes: [{version: 1, on: 2026-07-01, by: "@ann", why: First.}]\n', ""
    )
    last = '    changes: [{version: 1, on: 2026-07-01, by: "@ann", why: First.}]'
    kept = SHOP[: SHOP.index("  average_sale:")] + text[text.index("  average_sale:") :] + last
    shop.write(kept)

    certify(shop.path, ["average_sale"], by="@ann", on=DAY, write=True)

    assert certified(shop, "average_sale").status == "certified"


def test_read_only_definitions_are_left_alone_with_a_sentence(shop):
    shop.write(SHOP)
    (shop.path / "shop.yml").chmod(0o444)

    with pytest.raises(EditError, match=r'shop\.yml" cannot be written: it is read-only'):
        certify(shop.path, ["sales_count"], by="@ann", on=DAY, write=True)

    assert (shop.path / "shop.yml").read_text() == SHOP
    assert sorted(p.name for p in shop.path.iterdir()) == ["company.yml", "shop.yml"]
    assert certify(shop.path, ["sales_count"], by="@ann", on=DAY, write=False)


def test_of_several_files_none_is_written_where_one_cannot_be(shop):
    one = SHOP.index("metrics:\n") + len("metrics:\n")
    two = SHOP.index("  average_sale:\n")
    shop.write(SHOP[:one] + SHOP[two:])
    shop.write("version: 1\nsubject: sums\nmetrics:\n" + SHOP[one:two], "a.yml")
    before = (shop.path / "a.yml").read_text()
    (shop.path / ".shop.yml.new").mkdir()

    with pytest.raises(EditError, match=r"shop\.yml"):
        certify(shop.path, (), by="", on=DAY, write=True)

    assert (shop.path / "a.yml").read_text() == before
    assert not (shop.path / ".a.yml.new").exists()


def test_other_files_may_be_read_only(shop):
    shop.write(SHOP)
    (shop.path / "company.yml").chmod(0o444)

    certify(shop.path, ["sales_count"], by="@ann", on=DAY, write=True)

    assert certified(shop, "sales_count").status == "certified"


def test_nobody_certifies_who_is_not_in_the_directory(shop):
    shop.write(SHOP)
    with pytest.raises(CertificationError, match='goes by "@an"') as no:
        certify(shop.path, ["sales_count"], by="an", on=DAY, write=True)
    assert no.value.near == ("@ann",)
    assert (shop.path / "shop.yml").read_text() == SHOP


def test_a_steward_who_has_left_the_directory_certifies_nothing(shop):
    text = SHOP.replace('steward: "@ann"', 'steward: "@anna"')
    assert text != SHOP
    shop.write(text.replace("status: draft", "status: certified"))
    with pytest.raises(CertificationError, match='goes by "@anna"') as no:
        certify(shop.path, (), by="", on=DAY, write=True)
    assert no.value.near == ("@ann",)
    assert 'of metric "' in no.value.next_step
    assert certify(shop.path, (), by="@ann", on=DAY, write=False)


def test_a_handle_may_be_given_without_its_sign(shop):
    shop.write(SHOP)
    (seal,) = certify(shop.path, ["sales_count"], by="ann", on=DAY, write=False)
    assert 'by: "@ann"' in seal.line
