"""Small files in the layouts of publishers, each with a mapping that was written from docs/importing.md alone and what must come out.

The layouts follow each publisher's own documentation and readers of its files; the numbers are invented.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .workbooks import write_ods, write_xlsx

Rows = list[list[object]]
Values = dict[tuple[str, str, str], str]
YORK, BARNSLEY, HULL = "E06000014", "E08000038", "E06000010"
REGION, ENGLAND = "E12000003", "E92000001"


@dataclass(frozen=True)
class Layout:
    """One publisher's file.

    Attributes:
        name: whose.
        file: its name.
        write: how it is written.
        mapping: the mapping, from the documentation.
        values: indicator, area and period to value or status, all that may come out.
        quarantined: how many values are set aside.
        guessed: some of what must come out by an unedited draft, the indicators whatever the draft calls them; empty where a draft
            must be corrected first, with the reason in `by_hand`.
    """

    name: str
    file: str
    write: Callable[[Path], object]
    mapping: str
    values: Values
    quarantined: int = 0
    guessed: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    by_hand: str = ""


def text(content: str, encoding: str = "utf-8") -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content.encode(encoding))


def ods(sheets: dict[str, Rows], **more: object) -> Callable[[Path], object]:
    return lambda path: write_ods(path, sheets, **more)


def xlsx(sheets: dict[str, Rows], **more: object) -> Callable[[Path], object]:
    return lambda path: write_xlsx(path, sheets, **more)


DFE_TABLE_TOOL = """\
location,location_code,geographic_level,time_period,school_type,Overall absence rate,Persistent absentees
England,E92000001,National,2023/24,Total,7.1,1 610 000
York,E06000014,Local authority,2023/24,Total,6.9%,c
York,E06000014,Local authority,2022/23,Total,7.4%,"4,204"
York,E06000014,Local authority,2022/23,Special,z,z
Barnsley,E08000038,Local authority,2023/24,Total,low,k
"""

FINGERTIPS = """\
"Indicator ID","Indicator Name","Parent Code","Parent Name","Area Code","Area Name","Area Type","Sex","Age","Category Type","Category","Time period","Value","Lower CI 95.0 limit","Upper CI 95.0 limit","Lower CI 99.8 limit","Upper CI 99.8 limit","Count","Denominator","Value note","Recent Trend","Compared to England value or percentiles","Compared to Regions (statistical) value or percentiles","Time period Sortable","New data","Compared to goal","Time period range"
92443,"Smoking Prevalence in adults (aged 18 and over)","","",E92000001,England,England,Persons,"18+ yrs","","","2023",11.6,11.3,11.9,,,,,"Value estimated","Cannot be calculated","Not compared","Not compared",20230000,"","",1y
92443,"Smoking Prevalence in adults (aged 18 and over)",E92000001,England,E12000003,"Yorkshire and the Humber region (statistical)","Regions (statistical)",Persons,"18+ yrs","","","2023",12.9,11.8,14.1,,,,,"","Decreasing and getting better",Worse,"Not compared",20230000,"","",1y
92443,"Smoking Prevalence in adults (aged 18 and over)",E12000003,"Yorkshire and the Humber region (statistical)",E06000014,York,"Counties & UAs (from Apr 2023)",Persons,"18+ yrs","","","2023",8.2,5.1,11.3,,,41,500,"","No significant change",Similar,Better,20230000,"","",1y
92443,"Smoking Prevalence in adults (aged 18 and over)",E92000001,England,E92000001,England,England,Persons,"18+ yrs","County & UA deprivation deciles in England","Most deprived decile (IMD2019)","2023",14.6,13.7,15.6,,,,,"","",Worse,"Not compared",20230000,"","",1y
93744,"Admissions",E12000003,"Yorkshire and the Humber region (statistical)",E06000014,York,"Counties & UAs (from Apr 2023)",Female,"<18 yrs","","","2020/21 - 22/23",31.5,,,,,,,"","",Similar,Similar,20200000,"","",3y
93744,"Admissions",E12000003,"Yorkshire and the Humber region (statistical)",E08000038,Barnsley,"Counties & UAs (from Apr 2023)",Female,"<18 yrs","","","2020 - 22",,,,,,,,"Value suppressed for disclosure control due to small count","",Similar,Similar,20200000,"","",3y
"""

ASCOF = """\
Geographical_Code,Geographical_Description,Geographical_Level,ASCOF_Measure_Code,Disaggregation_Level,Measure_Group,Measure_Type,Measure_Value
E92000001,England,England,1A,Total,Social care-related quality of life,Outcome,19.1
E06000014,York,Council,1A,Total,Social care-related quality of life,Outcome,19.4
E06000014,York,Council,2B(1),Total,Reablement,Outcome,80.0
E06000014,York,Council,2B(1),Total,Reablement,Numerator,160
E06000014,York,Council,2B(1),Total,Reablement,Denominator,200
E06000014,York,Council,2B(1),18-64,Reablement,Outcome,75
E08000038,Barnsley,Council,2B(1),Total,Reablement,Outcome,[c]
E08000038,Barnsley,Council,2B(1),Total,Reablement,Numerator,[c]
E08000038,Barnsley,Council,2B(1),Total,Reablement,Denominator,60
"""

NOMIS = """\
"annual population survey"
"ONS Crown Copyright Reserved [from Nomis on 10 January 2026]"
""
"date","Oct 2024-Sep 2025"
""
"","","Economic activity rate - aged 16-64","","","","Unemployment rate - aged 16-64","","",""
"local authority: county / unitary (as of April 2023)","mnemonic","number","denominator","percent","conf","number","denominator","percent","conf"
"York","E06000014","110,200","134,100","82.2","4.1","2,900","113,100","2.6","1.9"
"Barnsley","E08000019","115,300","150,700","76.5","4.4","!","119,000","!","!"
"Kingston upon Hull, City of","E06000010","131,000","174,000","75.3","4.0","6,900~","137,900","5.0~","2.2"
""
"! Estimate and confidence interval not available since the group sample size is zero or disclosive (0-2)."
"~ Estimate is less than 500"
"""

NOMIS_API = """\
"DATE","DATE_NAME","DATE_TYPE","GEOGRAPHY","GEOGRAPHY_NAME","GEOGRAPHY_CODE","SEX_NAME","ITEM_NAME","MEASURES_NAME","OBS_VALUE","OBS_STATUS","OBS_STATUS_NAME"
"2025-09","September 2025","date",1811939326,"York","E06000014","Total","Claimants as a proportion of residents aged 16-64","Value",1.9,"A","Normal Value"
"2025-10","October 2025","date",1811939326,"York","E06000014","Total","Claimants as a proportion of residents aged 16-64","Value",2.0,"A","Normal Value"
"2025-10","October 2025","date",1811939326,"York","E06000014","Male","Claimants as a proportion of residents aged 16-64","Value",2.4,"A","Normal Value"
"2025-10","October 2025","date",1811939344,"Barnsley","E08000038","Total","Claimants as a proportion of residents aged 16-64","Value",,"Q","These figures are missing."
"""

STATSWALES = """\
"Annual recycling rates, by local authority",,,,
,,,,
"Local authority","Area code","2022-23","2023-24 (r)","2024-25 (p)"
"Wales","W92000004","65.7","66.6 ","."
"Isle of Anglesey","W06000001","63.3","*","..",
"Cardiff","W06000015","61.6","","62.1"
"(r) Revised"
"Source: WasteDataFlow, Natural Resources Wales"
"""

MOJ = """\
Local authority possession claims\t\t\t\t
Year\tQuarter\tLA code\tLocal authority\tPossession type\tClaims\tClaims per 100,000 households
2025\tQ3\tE06000014\tYork\tMortgage\t12\t13.4
2025\tQ3\tE06000014\tYork UA\tAccelerated landlord\t31\t34.7
2025\tQ2\tE06000014\tYork\tMortgage\t-\t-
2025\tQ3\tE08000038\tBarnsley MBC\tMortgage\t1 204\t(3.4)
"""

A1: Rows = [
    ["A1 - Number of households by initial assessment of homelessness circumstances and needs"],
    ["England, October to December 2025 [provisional]"],
    [],
    ["ONS code", "Local authority", "Total initial assessments1,2", "Households owed a duty", None, None, "Rate per (000s)3"],
    [None, None, None, "Total", "Prevention duty owed4", "Relief duty owed", None],
    ["E92000001", "ENGLAND", 87300, 79120, 34000, 45120, 1.87],
    ["-", "London", 20900, 19000, 9000, 10000, 2.5],
    [],
    ["E06000014", "York", 289, 226, 116, 110, 1.19],
    ["E08000038", "Barnsley", "..", "..", "..", "..", ".."],
    ["E06000010", "Kingston upon Hull, City of 5", 210, 190, "-", 100, "2.2 (e)"],
    ["Total of the above", None, 499, 416, 116, 210, None],
    ["Notes"],
    ["1 Totals may not sum", None, 3],
]  # fmt: skip

ACCESSIBLE: Rows = [
    ["Table 1: Net additional dwellings by local authority, England [note 1]"],
    [
        "This worksheet contains one table. Some shorthand is used: [x] not available, [c] confidential, [z] not applicable."
    ],
    ["Source: local authority returns"],
    ["Area code", "Local authority [note 2]", "2022-23", "2023-24 [r]", "2024-25 [p]"],
    ["E06000014", "York", 459, "[x]", 1204],
    ["E08000038", "Barnsley", "[c]", 1011, "[z]"],
    ["E06000010", "Kingston upon Hull, City of", 803, "812 [note 3]", "[low]"],
]

DEFRA: Rows = [
    ["Household waste recycling rates"],
    [],
    ["ONS Code", "Region", "Authority", "Authority Type", "2022-23", "2023-24"],
    ["E06000014", "Yorkshire", "City of York Council", "Unitary", ("%", 0.412), ("%", 0.4)],
    ["E08000038", "Yorkshire", "Barnsley MBC", "Collection", ("%", 0.389), "n/a"],
]

CIPFA: Rows = [
    ["CIPFA Statistics: Public Libraries, 2024-25 Actuals"],
    ["Authority", "ONS Code", "Expenditure", None, "Stock", None],
    [None, None, "Employees", "Total", "Books", "Issues per 1,000 population"],
    [None, None, "£'000", "£'000", "number", "number"],
    ["Metropolitan districts"],
    ["Barnsley", "E08000038", "1,204", "(3.4)", 98765, "*"],
    ["Unitary authorities"],
    ["York", "E06000014", 2010.5, 3900, "£1.2m", 3204],
    ["Average", None, 1607, 1948, 49382, 3204],
]

LG_INFORM = """\
"% of household waste sent for reuse, recycling and composting (from 2021/22 to 2023/24) for York & other authorities","","",""
"Area","Identifier","2022/23","2023/24"
"York","E06000014","41.2","Missing"
"Barnsley","E08000038","38.0*","!"
"Mean for All English unitary authorities","","40.1","40.9"
"Source: Department for Environment, Food & Rural Affairs, collected: 2025-03-27"
"Powered by LG Inform"
"""

CKAN = """\
\ufeff_id,KPI ID,KPI Name,Frequency,Collection Period,Result,Target
1,CSPEC1,"Calls answered within 20 seconds, %",Quarterly,2025/26 Q1,"80.2%",80%
2,CSPEC1,"Calls answered within 20 seconds, %",Quarterly,2025/26 Q2,NC,80%
3,HOU108,Council homes - average days empty,Monthly,July 2025,"1,204.5",
"""

LAYOUTS = [
    Layout(
        "DfE table tool", "absence.csv", text(DFE_TABLE_TOOL),
        """\
name: Absence
periods: {frequency: academic year}
indicators: {map: {Overall absence rate: ABSENCE, Persistent absentees: PERSISTENT}}
sheets:
  - columns: {area_code: location_code, area_name: location, period: time_period}
    wide: {headings: indicator, columns: [Overall absence rate, Persistent absentees]}
    rows: {keep: [{column: school_type, reads: Total}]}
""",
        {
            ("ABSENCE", ENGLAND, "2023/24"): "7.1", ("PERSISTENT", ENGLAND, "2023/24"): "1610000",
            ("ABSENCE", YORK, "2023/24"): "6.9", ("PERSISTENT", YORK, "2023/24"): "c",
            ("ABSENCE", YORK, "2022/23"): "7.4", ("PERSISTENT", YORK, "2022/23"): "4204",
            ("ABSENCE", BARNSLEY, "2023/24"): "low", ("PERSISTENT", BARNSLEY, "2023/24"): "low",
        },
        guessed={(YORK, "2023/24"): {"6.9", "c"}, (BARNSLEY, "2023/24"): {"low"}},
    ),
    Layout(
        "Fingertips", "indicators.data.csv", text(FINGERTIPS), "extends: fingertips\nname: Smoking\n",
        {
            ("FT.92443.Persons.18+_yrs", ENGLAND, "2023"): "11.6", ("FT.92443.Persons.18+_yrs", REGION, "2023"): "12.9",
            ("FT.92443.Persons.18+_yrs", YORK, "2023"): "8.2", ("FT.93744.Female.<18_yrs", BARNSLEY, "2020-22"): "c",
        },
        quarantined=1,
        guessed={(YORK, "2023"): {"8.2"}, (REGION, "2023"): {"12.9"}},
    ),
    Layout(
        "NHS England ASCOF", "meas-from-asc-of-eng-2024-25.csv", text(ASCOF),
        """\
name: ASCOF
indicators: {prefix: ASCOF.}
sheets:
  - columns: {indicator: ASCOF_Measure_Code, area_code: Geographical_Code, value: Measure_Value, measure: Measure_Type}
    measures: {Outcome: value, Numerator: numerator, Denominator: denominator}
    context: {period: {from: file name, find: '/(\\d{4}-\\d{2})/'}}
    rows: {keep: [{column: Disaggregation_Level, reads: Total}]}
periods: {frequency: financial year}
""",
        {
            ("ASCOF.1A", ENGLAND, "2024/25"): "19.1", ("ASCOF.1A", YORK, "2024/25"): "19.4",
            ("ASCOF.2B(1)", YORK, "2024/25"): "80", ("ASCOF.2B(1)", BARNSLEY, "2024/25"): "c",
        },
        guessed={(YORK, "2024/25"): {"19.4", "80"}, (BARNSLEY, "2024/25"): {"c"}},
    ),
    Layout(
        "Nomis download", "nomis_2026_01_10.csv", text(NOMIS),
        """\
name: Nomis APS
file: {short_rows: fill}
periods: {rolling_years: quarterly}
markers: {"!": c, "-": x}
flags: {"~": u}
areas: {changes: {E08000019: E08000038}}
indicators: {map: {'/^economic activity rate/': APS.ACTIVITY, '/^unemployment rate/': APS.UNEMP}}
sheets:
  - header: {find: mnemonic, above: 1, rows: 2, fill: across}
    context: {period: {from: above the headings, find: '/^([A-Z][a-z]{2} \\d{4}-[A-Z][a-z]{2} \\d{4})$/'}}
    columns: {area_code: mnemonic}
    wide:
      headings: [indicator, measure]
      measures: {percent: value, number: numerator, denominator: denominator}
      but: [/local authority/]
    rows: {stop: ['/^[!~]/']}
""",
        {
            ("APS.ACTIVITY", YORK, "2025/26 Q2"): "82.2", ("APS.UNEMP", YORK, "2025/26 Q2"): "2.6",
            ("APS.ACTIVITY", BARNSLEY, "2025/26 Q2"): "76.5", ("APS.UNEMP", BARNSLEY, "2025/26 Q2"): "c",
            ("APS.ACTIVITY", HULL, "2025/26 Q2"): "75.3", ("APS.UNEMP", HULL, "2025/26 Q2"): "5",
        },
        by_hand="a rolling year stands for a quarter only where somebody says so",
    ),
    Layout(
        "Nomis API", "NM_162_1.data.csv", text(NOMIS_API),
        """\
name: Claimants
flags: {a: "", '/normal value/': "", q: x}
indicators: {map: {'/^claimants as a proportion/': CLAIMANT}}
sheets:
  - columns: {indicator: ITEM_NAME, area_code: GEOGRAPHY_CODE, period: DATE_NAME, value: OBS_VALUE, status: OBS_STATUS}
    rows: {keep: [{column: SEX_NAME, reads: Total}]}
""",
        {("CLAIMANT", YORK, "2025-09"): "1.9", ("CLAIMANT", YORK, "2025-10"): "2", ("CLAIMANT", BARNSLEY, "2025-10"): "x"},
        guessed={(YORK, "2025-09"): {"1.9"}, (BARNSLEY, "2025-10"): {"x"}},
    ),
    Layout(
        "StatsWales", "recycling.csv", text(STATSWALES, "cp1252"),
        """\
name: StatsWales
file: {short_rows: fill}
periods: {frequency: financial year}
sheets:
  - header: {find: Area code}
    columns: {area_code: Area code, area_name: Local authority}
    constants: {indicator: RECYCLED}
    wide: {headings: period}
    rows: {stop: ['/^\\(r\\)/']}
""",
        {
            ("RECYCLED", "W92000004", "2022/23"): "65.7", ("RECYCLED", "W92000004", "2023/24"): "66.6", ("RECYCLED", "W92000004", "2024/25"): "p x",
            ("RECYCLED", "W06000001", "2022/23"): "63.3", ("RECYCLED", "W06000001", "2023/24"): "r c", ("RECYCLED", "W06000001", "2024/25"): "p x",
            ("RECYCLED", "W06000015", "2022/23"): "61.6", ("RECYCLED", "W06000015", "2023/24"): "r x", ("RECYCLED", "W06000015", "2024/25"): "62.1",
        },
        guessed={("W06000015", "2022/23"): {"61.6"}, ("W06000015", "2024/25"): {"62.1"}},
    ),
    Layout(
        "Ministry of Justice", "possession.tsv", text(MOJ, "utf-16"),
        """\
name: Possession
periods: {quarters: calendar}
indicators: {map: {Mortgage | Claims: MORTGAGE.CLAIMS}, unmapped: skip}
sheets:
  - header: {find: LA code}
    columns: {indicator: Possession type, area_code: LA code, period: {join: [Year, Quarter], by: " "}}
    wide: {headings: indicator, columns: [Claims, '/^claims per/']}
""",
        {("MORTGAGE.CLAIMS", YORK, "2025/26 Q2"): "12", ("MORTGAGE.CLAIMS", YORK, "2025/26 Q1"): "x", ("MORTGAGE.CLAIMS", BARNSLEY, "2025/26 Q2"): "1204"},
        by_hand="Q3 2025 does not say whether it is a calendar or a financial quarter",
    ),
    Layout(
        "MHCLG homelessness", "Detailed_LA_202512.ods", ods({"Cover": [["Homelessness"]], "A1": A1}, merged={"A1": ["A4:A5", "B4:B5", "C4:C5", "D4:F4", "G4:G5"]}),
        """\
name: Homelessness
indicators: {prefix: H., unmapped: skip, map: {Total initial assessments: TOTAL, Households owed a duty | Total: DUTY, Prevention duty owed: PREV, '/^rate per/': RATE}}
sheets:
  - sheet: A1
    header: {find: ONS code, rows: 2}
    context: {period: {from: above the headings, find: '/(\\w+ to \\w+ \\d{4})/'}}
    columns: {area_code: ONS code, area_name: Local authority}
    wide: {headings: indicator}
    rows: {stop: [Notes], skip: [{column: ONS code, reads: ["-", /^total/]}]}
""",
        {
            ("H.TOTAL", ENGLAND, "2025/26 Q3"): "87300", ("H.DUTY", ENGLAND, "2025/26 Q3"): "79120", ("H.PREV", ENGLAND, "2025/26 Q3"): "34000", ("H.RATE", ENGLAND, "2025/26 Q3"): "1.87",
            ("H.TOTAL", YORK, "2025/26 Q3"): "289", ("H.DUTY", YORK, "2025/26 Q3"): "226", ("H.PREV", YORK, "2025/26 Q3"): "116", ("H.RATE", YORK, "2025/26 Q3"): "1.19",
            ("H.TOTAL", BARNSLEY, "2025/26 Q3"): "x", ("H.DUTY", BARNSLEY, "2025/26 Q3"): "x", ("H.PREV", BARNSLEY, "2025/26 Q3"): "x", ("H.RATE", BARNSLEY, "2025/26 Q3"): "x",
            ("H.TOTAL", HULL, "2025/26 Q3"): "210", ("H.DUTY", HULL, "2025/26 Q3"): "190", ("H.PREV", HULL, "2025/26 Q3"): "x", ("H.RATE", HULL, "2025/26 Q3"): "2.2",
        },
        guessed={(YORK, "2025/26 Q3"): {"289", "226", "116", "110", "1.19"}},
    ),
    Layout(
        "GOV.UK accessible spreadsheet", "Live_Table_122.ods", ods({"Cover_sheet": [["Cover"], ["Contents"]], "Notes": [["Note number", "Note text"], [1, "Counted in March"]], "LT122": ACCESSIBLE}),
        """\
name: Dwellings
periods: {frequency: financial year}
sheets:
  - sheet: LT122
    header: {find: Area code}
    columns: {area_code: Area code, area_name: Local authority}
    constants: {indicator: NETADD}
    wide: {headings: period}
""",
        {
            ("NETADD", YORK, "2022/23"): "459", ("NETADD", YORK, "2023/24"): "r x", ("NETADD", YORK, "2024/25"): "1204",
            ("NETADD", BARNSLEY, "2022/23"): "c", ("NETADD", BARNSLEY, "2023/24"): "1011", ("NETADD", BARNSLEY, "2024/25"): "p z",
            ("NETADD", HULL, "2022/23"): "803", ("NETADD", HULL, "2023/24"): "812", ("NETADD", HULL, "2024/25"): "p low",
        },
        guessed={(YORK, "2022/23"): {"459"}, (HULL, "2023/24"): {"812"}, (BARNSLEY, "2024/25"): {"p z"}},
    ),
    Layout(
        "DEFRA", "recycling.xlsx", xlsx({"Table 3": [[cell[1] if isinstance(cell, tuple) else cell for cell in row] for row in DEFRA]}, formats={"Table 3": {"E4": "0.0%", "F4": "0.0%", "E5": "0.0%"}}),
        """\
name: Recycling
periods: {frequency: financial year}
sheets:
  - header: {find: ONS Code}
    columns: {area_code: ONS Code}
    constants: {indicator: RECYCLED}
    wide: {headings: period, columns: ['/^\\d{4}-\\d\\d$/']}
""",
        {("RECYCLED", YORK, "2022/23"): "41.2", ("RECYCLED", YORK, "2023/24"): "40", ("RECYCLED", BARNSLEY, "2022/23"): "38.9", ("RECYCLED", BARNSLEY, "2023/24"): "x"},
        guessed={(YORK, "2022/23"): {"41.2"}, (BARNSLEY, "2023/24"): {"x"}},
    ),
    Layout(
        "CIPFA", "libraries-2024-25.xlsx", xlsx({"Data": CIPFA}, merged={"Data": ["C2:D2", "E2:F2"]}),
        """\
name: Libraries
periods: {frequency: financial year}
markers: {"*": x}
indicators: {map: {Expenditure | Total: SPEND, Stock | Books: BOOKS, '/^stock .* issues/': ISSUES}, prefix: LIB., unmapped: skip}
sheets:
  - header: {row: 2, rows: 2}
    context: {period: {from: above the headings, find: '/(\\d{4}-\\d\\d)/'}}
    columns: {area_code: ONS Code}
    wide: {headings: indicator, but: [Authority]}
    rows: {first: 5, skip: [{column: ONS Code, reads: ""}]}
""",
        {
            ("LIB.SPEND", BARNSLEY, "2024/25"): "-3.4", ("LIB.BOOKS", BARNSLEY, "2024/25"): "98765", ("LIB.ISSUES", BARNSLEY, "2024/25"): "x",
            ("LIB.SPEND", YORK, "2024/25"): "3900", ("LIB.BOOKS", YORK, "2024/25"): "1200000", ("LIB.ISSUES", YORK, "2024/25"): "3204",
        },
        guessed={(YORK, "2024/25"): {"2010.5", "3900", "1200000", "3204"}, (BARNSLEY, "2024/25"): {"1204", "-3.4", "98765", "c"}},
    ),
    Layout(
        "LG Inform", "data.csv", text(LG_INFORM), "extends: lg-inform\nname: Recycling\nperiods: {frequency: financial year}\nfile: {short_rows: fill}\nflags: {'*': u}\nindicators: {map: {'/household waste/': RECYCLED}}\n",
        {("RECYCLED", YORK, "2022/23"): "41.2", ("RECYCLED", YORK, "2023/24"): "x", ("RECYCLED", BARNSLEY, "2022/23"): "38", ("RECYCLED", BARNSLEY, "2023/24"): "x"},
        guessed={(YORK, "2022/23"): {"41.2"}, (YORK, "2023/24"): {"x"}},
    ),
    Layout(
        "York Open Data", "kpi.csv", text(CKAN),
        "extends: york-open-data-kpi\nname: KPI\nmarkers: {NC: x}\nsheets:\n  - columns: {period: Collection Period}\n",
        {("CSPEC1", YORK, "2025/26 Q1"): "80.2", ("CSPEC1", YORK, "2025/26 Q2"): "x", ("HOU108", YORK, "2025-07"): "1204.5"},
        by_hand="the file does not say whose results they are",
    ),
]  # fmt: skip
