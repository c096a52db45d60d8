"""Each provided mapping on a small file with the quirks of the real publisher's layout."""

import pytest

from pmf_analysis.data.importing.mapping import load_mapping, provided

from .conftest import Desk
from .workbooks import write_ods, write_xlsx


@pytest.mark.parametrize("name", sorted(provided()))
def test_every_provided_mapping_can_be_read_and_says_where_its_layout_is_from(name: str) -> None:
    mapping = load_mapping(provided()[name])
    assert mapping.about
    assert mapping.layout_from


FINGERTIPS = """\
Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI 99.8 limit,Count,Denominator,Value note,Recent Trend,Time period Sortable
90366,Life expectancy at birth,,,E92000001,England,England,Male,All ages,,,2020 - 22,78.87,78.83,78.9,,,,,,,20200000
90366,Life expectancy at birth,E12000003,"Yorkshire, Humber",E06000014,York,Counties & UAs,Male,All ages,,,2020 - 22,79.9,79.3,80.4,,,,,,,20200000
90366,Life expectancy at birth,E92000001,England,E92000001,England,England,Male,All ages,County & UA deprivation deciles,Most deprived,2020 - 22,73.5,,,,,,,,,20200000
22401,Emergency admissions,E92000001,England,E06000014,York,Counties & UAs,Persons,65+ yrs,,,2021/22,2033.25,1932,2138,,,1520,74820,,,20210000
22401,Emergency admissions,E92000001,England,E08000038,Barnsley,Counties & UAs,Persons,65+ yrs,,,2021/22,,,,,,,,Value suppressed for disclosure control,,20210000
22401,Emergency admissions,E92000001,England,E06000001,Hartlepool,Counties & UAs,Persons,65+ yrs,,,2021/22,1999.1,,,,,,,,,20210000
"""


def test_fingertips(desk: Desk) -> None:
    done = desk.run("fingertips", desk.write("indicators.csv", FINGERTIPS))
    assert desk.values() == {
        ("FT.90366.Male.All_ages", "E92000001", "2020-22"): "78.87",
        ("FT.90366.Male.All_ages", "E06000014", "2020-22"): "79.9",
        ("FT.22401.Persons.65+_yrs", "E06000014", "2021/22"): "2033.25",
        ("FT.22401.Persons.65+_yrs", "E08000038", "2021/22"): "c",
    }
    row = desk.rows()[2]
    assert (row["numerator"], row["denominator"], row["lower_ci"], row["source_ref"]) == (
        "1520",
        "74820",
        "1932",
        "indicators.csv!M5",
    )
    assert (done.tally.read, done.tally.written, sum(done.tally.skipped.values())) == (6, 4, 2)


DFE = """\
\ufefftime_period,time_identifier,geographic_level,country_code,country_name,region_code,region_name,old_la_code,new_la_code,la_name,school_type,sess_overall_percent,enrolments
202324,Academic year,National,E92000001,England,,,,,,Total,7.1,7476728
202324,Academic year,Regional,E92000001,England,E12000003,Yorkshire and The Humber,,,,Total,7.4,
202324,Academic year,Local authority,E92000001,England,E12000003,Yorkshire and The Humber,816,E06000014,York,Total,6.9,24301
202324,Academic year,Local authority,E92000001,England,E12000003,Yorkshire and The Humber,370,E08000038,Barnsley,Total,c,z
202324,Academic year,Local authority,E92000001,England,E12000003,Yorkshire and The Humber,816,E06000014,York,Special,k,x
202324,Academic year,School,E92000001,England,E12000003,Yorkshire and The Humber,816,E06000014,York,Total,6.1,300
202425,Autumn term,Local authority,E92000001,England,E12000003,Yorkshire and The Humber,816,E06000014,York,Total,6.4,24100
"""
DFE_OWN = """\
extends: dfe-explore-education-statistics
name: Absence
indicators: {map: {sess_overall_percent: ABSENCE, enrolments: PUPILS}}
sheets:
  - wide: {columns: [sess_overall_percent, enrolments]}
    rows:
      keep:
        - {column: geographic_level, reads: [National, Regional, Local authority]}
        - {column: school_type, reads: Total}
"""


def test_dfe_long_files(desk: Desk) -> None:
    done = desk.run(desk.write("absence.yaml", DFE_OWN), desk.write("absence.csv", DFE))
    values = desk.values()
    assert values[("ABSENCE", "E06000014", "2023/24")] == "6.9"
    assert values[("ABSENCE", "E12000003", "2023/24")] == "7.4"
    assert values[("ABSENCE", "E08000038", "2023/24")] == "c"
    assert values[("PUPILS", "E08000038", "2023/24")] == "z"
    assert values[("PUPILS", "E12000003", "2023/24")] == "x"
    assert (done.tally.read, done.tally.written, done.tally.quarantined) == (14, 8, 2)
    assert {line["reason"] for line in done.gathered.quarantine} == {
        "is a 'autumn term', which no frequency has"
    }
    assert done.gathered.quarantine[0]["cell"] == "A8"


ELS = """\
areacd,areanm,period,value,lci_95,uci_95
E06000014,York,2022-01-01/P1Y,79,71.6,86.4
E06000014,York,2022-04-01/P1Y,80.5,,
E06000014,York,2022-07-01/P1Y,81,,
E06000014,York,2020-01-01/P3Y,80,,
E06000014,York,2022-10-01/P3M,80.1,,
E07000148,Norwich,2022-01-01/P1Y,81.5,74.5,88.5
"""


def test_ons_explore_local_statistics_csv(desk: Desk) -> None:
    done = desk.run("ons-explore-local-statistics", desk.write("employment-rate.csv", ELS))
    assert desk.values() == {
        ("ONS.employment-rate", "E06000014", "2022"): "79",
        ("ONS.employment-rate", "E06000014", "2022/23"): "80.5",
        ("ONS.employment-rate", "E06000014", "2020-22"): "80",
        ("ONS.employment-rate", "E06000014", "2022/23 Q3"): "80.1",
    }
    assert [(line["cell"], line["value"]) for line in done.gathered.quarantine] == [("C4", "2022-07-01/P1Y")]
    assert "the mapping can say what a year to any month stands for" in done.gathered.quarantine[0]["reason"]


def test_ons_explore_local_statistics_ods(desk: Desk) -> None:
    heads = [
        "AREACD",
        "AREANM",
        "Geography",
        "Indicator",
        "Period",
        "Value",
        "Measure",
        "Unit",
        "Lower Confidence Interval (95%)",
        "Upper Confidence Interval (95%)",
        "Observation Status",
    ]
    rows: list[list[object]] = [
        ["Explore Local Statistics [note 1]"],
        [],
        heads,
        [
            "E06000014",
            "York",
            "UA",
            "Gross weekly pay",
            "2024-04-01/P1Y",
            612.5,
            "Median",
            "£",
            590,
            634.25,
            "Normal value",
        ],
        [
            "E08000038",
            "Barnsley",
            "MD",
            "Gross weekly pay",
            "2024-04-01/P1Y",
            None,
            "Median",
            "£",
            None,
            None,
            "Confidential",
        ],
        [
            "E06000010",
            "Kingston upon Hull",
            "UA",
            "Share",
            "2024-01-01/P1Y",
            ("%", 0.349),
            "Percent",
            "%",
            None,
            None,
            "Low reliability",
        ],
    ]
    path = write_ods(desk.folder / "data.ods", {"Cover": [["A cover"]], "Data": rows})
    done = desk.run("ons-explore-local-statistics", path)
    first, second, third = desk.rows()
    assert (first["indicator_id"], first["value"], first["status"], first["upper_ci"]) == (
        "ONS.Gross_weekly_pay",
        "612.5",
        "",
        "634.25",
    )
    assert (second["value"], second["status"]) == ("", "c")
    assert (third["value"], third["status"], third["source_ref"]) == ("34.9", "u", "data.ods!Data!F6")
    assert "data.ods: sheets not read: Cover" in done.gathered.notes


A1: list[list[object]] = [
    [
        "A1 - Number of households by initial assessment of homelessness circumstances and needs England, by local authority"
    ],
    ["October to December 2025"],
    [
        "ONS code",
        "Local authority",
        "Total initial assessments1,2",
        "Households owed a duty",
        None,
        None,
        None,
        "Households assessed as threatened with homelessness per (000s)",
        "Households assessed as homeless per (000s)",
    ],
    [
        None,
        None,
        None,
        "Total owed a prevention or relief duty",
        "Threatened with homelessness within 56 days - prevention duty owed3",
        None,
        "Homeless - relief duty owed4",
        None,
        None,
    ],
    [None, None, None, None, "Total", "Due to service of valid Section 21 Notice5", None, None, None],
    ["E92000001", "ENGLAND", 87300, 79120, 34000, 5000, 45120, 1.41, 1.87],
    ["-", "Rest of England", 66300, 60000, 30000, 4000, 30000, 1.5, 1.9],
    [None, None, None, None, None, None, None, None, None],
    ["E06000014", "York", 289, 226, 116, 11, 110, 1.26, 1.19],
    ["E08000038", "Barnsley", "..", "..", "..", "..", "..", "..", ".."],
    ["E06000001", "Hartlepool", 210, 190, 90, 5, 100, 2.0, 2.2],
    ["Notes: .. not available"],
    ["1 Totals may not sum", None, 3],
]
A1_MERGED = ["A3:A5", "B3:B5", "C3:C5", "D3:G3", "D4:D5", "E4:F4", "G4:G5", "H3:H5", "I3:I5"]
TA1: list[list[object]] = [
    ["TA1 - Number of households by type of temporary accommodation provided"],
    ["As at the end of October to December 2025"],
    [
        "ONS code",
        "Local authority",
        "Total number of households in temporary accommodation",
        None,
        "Bed and breakfast hotels (including shared annexes)",
        None,
    ],
    [None, None, None, None, "Total number of households", "Number of households with children"],
    [None, None, None, None, None, None],
    ["E06000014", "York", 74, None, 12, 0],
]
P1: list[list[object]] = [
    ["P1 - Households whose prevention duty ended, October to December 2025"],
    [],
    [
        "ONS code",
        "Local authority",
        "Total households whose prevention duty ended",
        "Secured accommodation for 6+ months",
        None,
    ],
    [None, None, None, "Total", "Stayed in existing home"],
    [None, None, None, None, None],
    ["E06000014", "York", "1 204", 88, 40],
]


def test_mhclg_homelessness_workbooks(desk: Desk) -> None:
    path = write_xlsx(
        desk.folder / "Detailed_LA_202512.xlsx",
        {"Contents": [["Contents"]], "A1": A1, "P1": P1, "TA1": TA1},
        merged={"A1": A1_MERGED, "P1": ["D3:E3", "C3:C5"], "TA1": ["C3:C5", "E3:F3"]},
    )
    done = desk.run("mhclg-homelessness", path)
    york = {
        indicator: value
        for (indicator, area, period), value in desk.values().items()
        if area == "E06000014" and period == "2025/26 Q3"
    }
    assert york == {
        "HCLIC.A1.TOTAL": "289",
        "HCLIC.A1.DUTY": "226",
        "HCLIC.A1.PREV": "116",
        "HCLIC.A1.S21": "11",
        "HCLIC.A1.RELIEF": "110",
        "HCLIC.A1.PREV_RATE": "1.26",
        "HCLIC.A1.RELIEF_RATE": "1.19",
        "HCLIC.P1.ENDED": "1204",
        "HCLIC.P1.SECURED": "88",
        "HCLIC.TA1.TOTAL": "74",
        "HCLIC.TA1.BB": "12",
        "HCLIC.TA1.BBCHILD": "0",
    }
    assert desk.values()[("HCLIC.A1.TOTAL", "E08000038", "2025/26 Q3")] == "x"
    assert done.tally.quarantined == 0
    assert done.tally.skipped["an area that the areas table does not have"] == 7
    assert done.tally.skipped["an indicator that the mapping does not name"] == 1


LG_INFORM = """\
Household waste recycled for York and others,,,
Source: LG Inform,,,
Area,2022/23 Q4,2023/24 Q1,2023/24 Q2
York,"1,204.5",41.2%,Missing
Barnsley MBC,*,38.0,37.5 (p)
Mean for all English authorities,40,41,42
Source: DEFRA,,,
"""


def test_lg_inform_exports(desk: Desk) -> None:
    desk.run("lg-inform", desk.write("report.csv", LG_INFORM))
    rows = {(row["area_code"], row["period"]): (row["value"], row["status"]) for row in desk.rows()}
    assert rows == {
        ("E06000014", "2022/23 Q4"): ("1204.5", ""),
        ("E06000014", "2023/24 Q1"): ("41.2", ""),
        ("E06000014", "2023/24 Q2"): ("", "x"),
        ("E08000038", "2022/23 Q4"): ("", "c"),
        ("E08000038", "2023/24 Q1"): ("38", ""),
        ("E08000038", "2023/24 Q2"): ("37.5", "p"),
    }
    assert desk.rows()[0]["indicator_id"] == "Household_waste_recycled"


YORK = """\
_id,KPI ID,KPI Name,Period,Value,Target,Polarity
1,BPI110,Forecast budget outturn,2011-12,"(3,204)",0,Up is Bad
2,CSPEC1,Calls answered in 20 seconds,2023/24 Q2,80.2%,80%,Up is Good
3,CSPEC1,Calls answered in 20 seconds,2023/24 Q3,N/A,,Up is Good
4,EH7,Flytips,January 2024,204,,Up is Bad
5,EH7,Flytips,Spring 2024,204,,Up is Bad
"""


def test_york_open_data_results_and_targets(desk: Desk) -> None:
    path = desk.write("kpi.csv", YORK)
    done = desk.run("york-open-data-kpi", path)
    assert desk.values() == {
        ("BPI110", "E06000014", "2011/12"): "-3204",
        ("CSPEC1", "E06000014", "2023/24 Q2"): "80.2",
        ("CSPEC1", "E06000014", "2023/24 Q3"): "x",
        ("EH7", "E06000014", "2024-01"): "204",
    }
    assert [(line["cell"], line["column"]) for line in done.gathered.quarantine] == [("D6", "period")]
    done = desk.run("york-open-data-kpi-targets", path)
    assert [(row["indicator_id"], row["target"]) for row in desk.rows("targets")] == [
        ("BPI110", "0"),
        ("CSPEC1", "80"),
    ]
    assert done.tally.skipped["no target is set"] == 3


ANNEX = """\
Scorecard 2021/2022,,Previous Years,,2021/2022,,,,
,Collection Frequency,2019/2020,2020/2021,Q1,Q2,Q3,Q4,Target
CJGE23: Flytipping,Quarterly,"1,895",2014,551,602,NC,-,
"""


def test_york_performance_annex(desk: Desk) -> None:
    annex = ANNEX.replace("CJGE23: Flytipping", "CJGE23")
    desk.run("york-performance-annex", desk.write("annex.csv", annex))
    assert {period: value for (_, _, period), value in desk.values().items()} == {
        "2019/20": "1895",
        "2020/21": "2014",
        "2021/22 Q1": "551",
        "2021/22 Q2": "602",
        "2021/22 Q3": "x",
        "2021/22 Q4": "x",
    }
