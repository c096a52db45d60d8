"""Publication, from an issued quarter to its files, and the attack on them."""

import csv
import json
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from pmf_analysis.analysis.disclosure.protect import protect
from pmf_analysis.batch.plan import plan_reports
from pmf_analysis.batch.publication.earlier import earlier_publications, earlier_values
from pmf_analysis.batch.publication.files import checksums
from pmf_analysis.batch.publication.issued import find_issued, results_as_issued
from pmf_analysis.batch.publication.policy import policy_of
from pmf_analysis.batch.publication.publish import Ask, publish_quarter
from pmf_analysis.batch.quarter import open_with
from pmf_analysis.batch.run import run_quarter
from pmf_analysis.batch.sample import write_sample
from pmf_analysis.cli.app import pmf
from pmf_analysis.data.settings import load_settings
from pmf_analysis.errors import ReportError, UsageError
from pmf_analysis.publishing.open_data.attack import attack
from pmf_analysis.publishing.page_check import check_page
from tests import quarters

pytestmark = pytest.mark.batch
HOME = quarters.YORK
ONE_PAGE = "[{notebook: public_report, scopes: council}]"
POST = "Corporate Director of Place"


def make_issued(folder):
    """The sample quarter, run and issued; its publication in `public`."""
    write_sample(folder / "sample")
    params = folder / "sample" / "params" / "2025-26-q3.yaml"
    settings = load_settings(params)
    run_quarter(settings, open_with(settings), plan_reports(settings, reports=["data_quality"]))
    outputs = folder / "sample" / "outputs" / "2025-26-q3"
    mark_issued(outputs)
    publish_quarter(Ask(outputs, folder / "public"))


def mark_issued(outputs):
    manifest = json.loads((outputs / "manifest.json").read_text(encoding="utf-8"))
    issue = {"issue_id": "2025-26-q3", "run_id": manifest["run_id"], "issued_at": "2026-05-20T09:30:00+00:00"}
    (outputs / "issue.json").write_text(json.dumps(issue), encoding="utf-8")


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    return quarters.made_once(quarters.shared_folder(tmp_path_factory), "published", make_issued)


@pytest.fixture(scope="session")
def public(folder):
    """The publication's folder."""
    return folder / "public" / "2025-26-q3"


@pytest.fixture(scope="session")
def outputs(folder):
    """The issued quarter's folder."""
    return folder / "sample" / "outputs" / "2025-26-q3"


@pytest.fixture(scope="session")
def issued(folder, outputs):
    """Settings and results of the issued quarter."""
    settings = load_settings(folder / "sample" / "params" / "2025-26-q3.yaml")
    return settings, results_as_issued(find_issued(outputs), settings)


@pytest.fixture(scope="session")
def protection(issued):
    settings, results = issued
    return protect(results, policy_of(settings.publication))


@pytest.fixture
def copy(public, tmp_path):
    """A part of the publication to plant leaks in."""
    for name in ("data/observations.csv", "place/public-report.html"):
        (tmp_path / "copy" / name).parent.mkdir(parents=True)
        shutil.copyfile(public / name, tmp_path / "copy" / name)
    return tmp_path / "copy"


def rows(folder, name):
    with (folder / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def texts(folder):
    return {path: path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*")) if path.is_file()}


def found(folder, issued, protection, earlier=()):
    return [
        str(fault) for fault in attack(folder, protection, issued[1].indicators, home=HOME, earlier=earlier)
    ]


def secret(protection, indicator="HCLIC.TA1.BB"):
    """A suppressed result of the home council: period and number."""
    values = protection.values
    row = values[
        (values["indicator_id"] == indicator) & values["is_home"] & (values["suppressed"] == "primary")
    ].iloc[-1]
    return row["period"], int(row["value"])


def test_a_publication_holds_pages_tables_metadata_licence_and_statement(public):
    names = {path.relative_to(public).as_posix() for path in public.rglob("*") if path.is_file()}
    assert names >= {
        *("index.html", "accessibility.html", "LICENCE.txt", "SHA256SUMS", "csvw.json", "datapackage.json"),
        *(f"data/{name}.csv" for name in ("indicators", "observations", "ratings", "forecasts")),
        *("place/public-report.html", "place/benchmark-report.html"),
    }
    assert not [name for name in names if name.endswith(".ipynb") or "receipts" in name]


def test_the_attack_recovers_nothing_from_the_publication(public, issued, protection):
    assert found(public, issued, protection) == []


def test_every_page_may_be_issued_and_says_what_was_left_out(public):
    for path, text in texts(public).items():
        if path.suffix == ".html":
            assert check_page(text) == (), path
            if path.parent != public:
                assert "Made for publication:" in text
                assert "<code>manifest.json</code>" not in text


def test_no_post_and_no_path_of_this_machine_is_in_any_file(public, folder):
    for path, text in texts(public).items():
        assert POST not in text, path
        assert str(folder) not in text, path


def test_observations_are_tidy_with_the_status_in_a_column_of_its_own(public, protection):
    table = rows(public, "observations")
    keys = {(row["indicator_id"], row["area_code"], row["period"]) for row in table}
    assert len(keys) == len(table) == len(protection.values)
    numbers = ("value", "numerator", "denominator", "lower_ci", "upper_ci")
    assert not [row for row in table if "[c]" in row["status"] and any(row[name] for name in numbers)]
    assert all(re.fullmatch(r"-?\d*(\.\d+)?", row[name]) for row in table for name in numbers)
    away = {(row["indicator_id"], row["area_code"], row["period"]) for row in table if row["status"] == "[c]"}
    assert away >= protection.hidden()


def test_metadata_describe_the_files_as_they_are(public):
    package = json.loads((public / "datapackage.json").read_text(encoding="utf-8"))
    web = json.loads((public / "csvw.json").read_text(encoding="utf-8"))
    assert package["licenses"][0]["name"] == "OGL-UK-3.0"
    assert web["dc:license"]["@id"].startswith("https://www.nationalarchives.gov.uk/")
    for resource, table in zip(package["resources"], web["tables"], strict=True):
        with (public / resource["path"]).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        assert table["url"] == resource["path"]
        assert header == [field["name"] for field in resource["schema"]["fields"]]
        assert header == [column["titles"] for column in table["tableSchema"]["columns"]]


def test_checksums_are_those_of_the_files(public):
    assert (public / "SHA256SUMS").read_text(encoding="utf-8") == checksums(public)


def in_page(element):
    def plant(folder, key, name, period, number):
        page = folder / "place" / "public-report.html"
        text = page.read_text(encoding="utf-8")
        leak = element.format(key=key, name=name, period=period, number=number)
        page.write_text(text.replace("</main>", f"{leak}</main>"), encoding="utf-8")

    return plant


def in_row(folder, key, name, period, number):
    path = folder / "data" / "observations.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        re.sub(rf"^({re.escape(key)},{HOME},[^,]*,{period}),.*$", rf"\g<1>,{number},,,,,", text, flags=re.M),
        encoding="utf-8",
    )


def in_other_table(folder, key, name, period, number):
    (folder / "data" / "extra.csv").write_text(
        f"indicator_id,period,value\n{key},{period},{number}\n", encoding="utf-8"
    )


def in_json(folder, key, name, period, number):
    (folder / "extra.json").write_text(
        json.dumps([{"id": key, "period": period, "n": number}]), encoding="utf-8"
    )


def in_notebook(folder, key, name, period, number):
    output = {
        "data": {
            "text/html": [f"<p>{name}: {number} in {period}</p>"],
            "text/plain": f"<p>{name}: {number} in {period}</p>",
        }
    }
    (folder / "extra.ipynb").write_text(json.dumps({"cells": [{"outputs": [output]}]}), encoding="utf-8")


def in_drawing(folder, key, name, period, number):
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg"><title>{name}</title><desc>{period}: {number}</desc></svg>'
    )
    (folder / "place" / "chart.svg").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    "plant",
    [
        in_page("<p>{name}: {number} households in {period}.</p>"),
        in_page('<table><tr id="x"><td>{key}</td><td>{period}</td><td>{number}</td></tr></table>'),
        in_page('<figure><svg aria-label="{name}, {period}: {number}"></svg></figure>'),
        in_row,
        in_other_table,
        in_json,
        in_notebook,
        in_drawing,
    ],
    ids=[
        "sentence",
        "row of a page",
        "text alternative",
        "row of the data",
        "another table",
        "JSON",
        "notebook",
        "drawing",
    ],
)
def test_a_planted_leak_is_found_wherever_it_is(plant, copy, issued, protection):
    period, number = secret(protection)
    name = issued[1].indicators.set_index("indicator_id").at["HCLIC.TA1.BB", "name"]
    plant(copy, "HCLIC.TA1.BB", name, period, number)
    faults = found(copy, issued, protection)
    assert any("HCLIC.TA1.BB" in fault and period in fault for fault in faults), faults


def test_how_late_a_result_is_and_what_its_target_is_are_no_leaks(copy, issued, protection):
    period, number = secret(protection)
    name = issued[1].indicators.set_index("indicator_id").at["HCLIC.TA1.BB", "name"]
    row = f"indicator_id,period,target\nHCLIC.TA1.BB,{period},{number}\n"
    (copy / "data" / "ratings.csv").write_text(row, encoding="utf-8")
    in_page("<p>{name}: not shown in {period}, {number} quarters late. The target is {number}.</p>")(
        copy, "HCLIC.TA1.BB", name, period, number
    )
    assert found(copy, issued, protection) == []


def test_a_secondary_cell_that_is_published_all_the_same_gives_the_primary_one_away(copy, issued, protection):
    """The region is the sum of its councils: with only one of them hidden, that one follows."""
    values = protection.values
    path = copy / "data" / "observations.csv"
    text = path.read_text(encoding="utf-8")
    for row in values[values["suppressed"] == "secondary"].itertuples():
        start = f"{row.indicator_id},{row.area_code},"
        text = re.sub(
            rf"^({re.escape(start)}.*,{row.period}),.*$", rf"\g<1>,{row.value:g},,,,,", text, flags=re.M
        )
    path.write_text(text, encoding="utf-8")
    faults = found(copy, issued, protection)
    assert any("follows from what is published" in fault for fault in faults), faults


def test_what_an_earlier_publication_said_is_used_by_the_attack(public, copy, issued, protection):
    values = protection.values
    row = values[values["suppressed"] == "secondary"].iloc[0]
    (copy / "data" / "observations.csv").write_text(
        f"indicator_id,area_code,period,value,numerator,denominator\n{row['indicator_id']},{row['area_code']},{row['period']},{row['value']:g},,\n",
        encoding="utf-8",
    )
    faults = found(public, issued, protection, earlier=[copy])
    assert any("follows from what is published" in fault for fault in faults), faults


def test_what_was_published_before_is_no_longer_a_hiding_place(copy, issued, protection):
    row = protection.values[protection.values["suppressed"] == "secondary"].iloc[0]
    (copy / "data" / "observations.csv").write_text(
        f"indicator_id,area_code,period,value,numerator,denominator\n{row['indicator_id']},{row['area_code']},{row['period']},{row['value']:g},,\n",
        encoding="utf-8",
    )
    settings, results = issued
    again = protect(results, policy_of(settings.publication), earlier=earlier_values([copy]))
    assert row["cell"] not in again.secondary
    assert len(again.secondary) == len(protection.secondary)


def test_a_rate_and_its_denominator_give_the_count_away(copy, issued, protection):
    """Nothing but the rate is printed of the home council, and the denominator."""
    settings, results = issued
    one = results.history["indicator_id"].eq("HCLIC.TA1.RATE") & results.history["period"].eq("2025/26 Q3")
    history = results.history.copy()
    history.loc[one, ["value", "numerator", "denominator"]] = [3 / 87.879, 3.0, 87.879]
    total = results.history["indicator_id"].eq("HCLIC.TA1.TOTAL") & results.history["period"].eq("2025/26 Q3")
    history.loc[total, "value"] = 3.0
    small = protect(replace(results, history=history), policy_of(settings.publication))
    assert {("HCLIC.TA1.RATE", HOME, "2025/26 Q3"), ("HCLIC.TA1.TOTAL", HOME, "2025/26 Q3")} <= small.hidden()
    path = copy / "data" / "observations.csv"
    path.write_text(
        f"indicator_id,area_code,period,value,numerator,denominator\nHCLIC.TA1.RATE,{HOME},2025/26 Q3,{np.round(3 / 87.879, 12)},,87.879\n",
        encoding="utf-8",
    )
    faults = found(copy, issued, small)
    assert any("HCLIC.TA1.RATE" in fault for fault in faults), faults


def test_a_file_that_cannot_be_searched_is_refused(copy, issued, protection):
    (copy / "table.xlsx").write_bytes(b"PK")
    with pytest.raises(ReportError, match=r"table\.xlsx cannot be searched"):
        found(copy, issued, protection)


def test_a_leak_stops_the_publication_and_leaves_nothing(own, tmp_path, monkeypatch):
    """Redaction itself is broken here, so that pages and tables hold everything."""
    from pmf_analysis.batch.publication import publish

    outputs, change = own
    change("  forecasts: true", f"  forecasts: true\n  reports: {ONE_PAGE}")

    def careless(results, protection, policy):
        return replace(results, context=replace(results.context, published="Made for publication."))

    monkeypatch.setattr(publish, "redact", careless)
    with pytest.raises(ReportError, match="suppressed numbers could be worked back") as caught:
        publish_quarter(Ask(outputs, tmp_path / "public"))
    assert {fault.where.split()[0] for fault in caught.value.faults} == {"council/public-report.html"}
    assert [path for path in (tmp_path / "public").iterdir() if not path.name.endswith(".lock")] == []


def test_publishing_again_gives_the_same_bytes_and_supersedes_nothing(folder, outputs, public):
    before = texts(public)
    publish_quarter(Ask(outputs, folder / "public"))
    assert texts(public) == before
    assert earlier_publications(folder / "public") == [public]


def test_a_draft_is_refused_in_words(outputs, tmp_path):
    draft = tmp_path / "outputs" / "2025-26-q3"
    shutil.copytree(outputs, draft)
    (draft / "issue.json").unlink()
    with pytest.raises(
        UsageError, match=r"is a draft, and only what was issued may be published; first run: pmf issue"
    ):
        publish_quarter(Ask(draft))


def test_a_draft_whose_issue_stands_beside_it_is_published_from_the_issue(outputs, tmp_path):
    draft, kept = tmp_path / "outputs" / "2025-26-q3", tmp_path / "outputs" / "issued" / "2025-26-q3"
    shutil.copytree(outputs, draft)
    shutil.copytree(outputs, kept)
    (draft / "issue.json").unlink()
    assert find_issued(draft).folder == kept
    assert find_issued(kept).outputs == find_issued(draft).outputs == tmp_path / "outputs"


def test_a_changed_result_is_refused(outputs, issued, tmp_path):
    copied = shutil.copytree(outputs, tmp_path / "2025-26-q3")
    path = copied / "results" / "history.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("63", "64", 1), encoding="utf-8")
    with pytest.raises(ReportError, match=r"history\.csv: was changed or is gone"):
        results_as_issued(find_issued(copied), issued[0])


@pytest.fixture
def own(folder, outputs, tmp_path):
    """The settings and the issued folder, to change at will."""
    shutil.copytree(folder / "sample" / "params", tmp_path / "params")
    for name in ("notebooks", "data"):
        (tmp_path / name).symlink_to(folder / "sample" / name)
    (tmp_path / "outputs").mkdir()
    (tmp_path / "outputs" / ".cache").symlink_to(folder / "sample" / "outputs" / ".cache")
    shutil.copytree(outputs, tmp_path / "outputs" / "2025-26-q3")

    def change(old, new):
        path = tmp_path / "params" / "council.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return tmp_path / "outputs" / "2025-26-q3", change


def test_before_the_embargo_ends_nothing_is_published(own):
    outputs, change = own
    change("  forecasts: true", "  forecasts: true\n  embargo: 2026-06-01")
    with pytest.raises(UsageError, match=r"council\.yaml sets an embargo until 1 June 2026"):
        publish_quarter(Ask(outputs, today=date(2026, 5, 31)))
    assert not (outputs.parent / "public").exists()


def test_under_embargo_the_files_say_so_if_asked_for(own):
    outputs, change = own
    change(
        "  forecasts: true",
        f"  forecasts: false\n  embargo: 2026-06-01\n  reports: {ONE_PAGE}",
    )
    published = publish_quarter(Ask(outputs, today=date(2026, 5, 31), embargoed=True))
    for page in (published.folder / "index.html", published.folder / "council" / "public-report.html"):
        assert "Not for publication before 1 June 2026." in page.read_text(encoding="utf-8")
    assert not (published.folder / "data" / "forecasts.csv").exists()
    assert published.folder.parent.name == "public"


def test_where_no_indicator_is_open_that_is_said(own):
    outputs, change = own
    change("  unmarked: publish", "  unmarked: withhold")
    with pytest.raises(UsageError, match="no indicator may be published: mark those that may with 'open'"):
        publish_quarter(Ask(outputs))


def test_settings_that_are_wrong_are_all_told(own):
    from pmf_analysis.errors import SettingsError

    outputs, change = own
    change("  mode: council", "  mode: counsel\n  threshold: 0\n  embargo: soon")
    with pytest.raises(SettingsError) as caught:
        publish_quarter(Ask(outputs))
    assert {fault.where.split(": ")[-1] for fault in caught.value.faults} == {
        "publication.mode",
        "publication.threshold",
        "publication.embargo",
    }


def test_the_command_is_there_with_an_example():
    command = pmf.commands["publish"]
    assert "pmf publish outputs/issued/2025-26-q3" in command.epilog
    assert Path(__file__).parents[2].joinpath("notebooks", "public_report.ipynb").is_file()
