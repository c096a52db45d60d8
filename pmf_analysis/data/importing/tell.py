"""What an import did, in lines of text."""

from collections.abc import Iterator

from pmf_analysis.data.importing.run import Imported

MOST_LINES = 20


def describe_import(done: Imported) -> Iterator[str]:
    """Notes, then each thing that could not be read (the first of many), then the counts, which add up."""
    yield from (f"note: {note}" for note in done.gathered.notes)
    for line in done.gathered.quarantine[:MOST_LINES]:
        where = " ".join(filter(None, (line["file"], line["sheet"], line["cell"])))
        yield f"set aside: {where}: {line['column']} '{line['value']}' {line['reason']}".replace(
            ":  '", ": '"
        )
    if len(done.gathered.quarantine) > MOST_LINES:
        yield f"and {len(done.gathered.quarantine) - MOST_LINES} more in {done.quarantine}"
    tally = done.tally
    skipped = sum(tally.skipped.values())
    yield from (f"skipped: {count:,}: {reason}" for reason, count in tally.skipped.most_common())
    already = f" + {tally.already:,} there already" if tally.already else ""
    yield (
        f"{tally.read:,} read = {tally.written:,} written{already} + {tally.quarantined:,} set aside + {skipped:,} skipped"
    )
    yield f"table: {done.table}"
    if done.quarantine:
        yield f"set aside: {done.quarantine}"
