"""A file → rows → mapped → checked → accepted or quarantined. Pure: no database, no clock.

How the rooms use it (nothing is re-exported here; import from the file that is named):

``feeds.registry``
    ``FEEDS: dict[str, Feed]``, ``feed(code) -> Feed``. A ``Feed`` (``feeds.feed``) is data: code,
    name, identity, columns; ``Column.kind`` decides the stored type (``feed.ARROW_TYPES``):
    money int64 fen · hours int64 minutes · score int64 ten-thousandths · quantity int64
    thousandths · integer int64 · number decimal128(20, 6) · yes_no bool · date date32 · moment
    timestamp[s], naive local · everything else text. Codes are the stable codes of
    ``core.kernel.codes``.

``pipeline``
    ``preview(path, feed, *, name=None, store=None, chosen=Chosen(), mapping=None) -> Preview``
    ``read_checked(path, feed, *, now, name=None, store=None, chosen=Chosen(), mapping=None,
    progress=None, child=None)`` is a context manager giving a ``Checked``: iterate it for
    ``CheckedBatch`` values, then read ``Checked.tally`` (its sum has been held against the second
    counter); ``Checked.mapping`` and ``Checked.layout`` are there at once. Who reads many files
    passes one ``reading.child.ReadingChild`` for all of them.

        with read_checked(path, feed("repair_orders"), store="S01", now=now) as checked:
            for batch in checked:
                batch.rows         # pyarrow.Table: mapped columns, typed, + source_row, digest
                batch.quarantined  # list[Quarantined]: source_row, cells as they came, faults
                batch.warnings     # list[Fault]: rows that were accepted all the same
            checked.tally  # Tally(rows_in_file, blank, totals, accepted, quarantined, duplicate)

``verdicts``
    the values above: ``Fault``, ``Quarantined``, ``CheckedBatch``, ``Tally``, ``Preview``,
    ``Layout``; a ``Fault`` speaks with ``fault.say("zh")`` and carries a stable reason code.

``mapping``
    ``Mapping(columns={source header: column name}, unknown=[…])``, ``map_headers(feed, headers,
    saved=None) -> Mapping``; ``Mapping.columns`` is what a source saves and passes in again.

``rejects``
    ``write_rejects(stream, layout, quarantined, language)`` gives quarantined rows back in the
    layout they came in with a reason column; ``template(feed, language)`` an empty file to fill;
    ``harmless(text)`` neutralises formula-like text on its way out.

A file that cannot be taken raises ``core.kernel.errors.Refused`` with a sentence in both
languages, and nothing has been handed out before the file was read to its end.
"""
