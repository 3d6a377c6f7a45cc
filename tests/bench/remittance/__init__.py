"""The project's own remittance benchmark: layout families, generated advices with their truth, a scorer, a gate.

    python -m tests.bench.remittance --documents 240 --seed 1 --families tuned --out /tmp/set

A set has the format of the development set (eml/, pdf/, truth/, book/). How it comes about:

``draw.py``    a *case*: payer, book, payments, lines. Three of four apply and carry ``habits.py``; one of four has
               one of ``mishaps.py``. What is expected follows from how the case was built; ``policy_check.py``
               derives it again from the printed lines and the book, and a contradiction is never emitted.
``family.py``  a *layout family* writes cases: language, number and date style, the figures it shows, its ``sheet``.
``sheet.py``   a document without a format: text, pairs, tables. ``layouts.py`` and ``paper.py`` help to build one.
``renderers/`` platypus, canvas, courier, fpdf2, typst, chromium (PDF); html, text (mail body); xlsx, csv, docx.
``emit.py``    writes the set; ``judged.py`` and ``scoring.py`` have the product judge it.
``tempted.py`` hunts for false applications: each document judged against many books of ``tempting.py``, in which a
               wrong reading of the page would fit. ``python -m tests.bench.remittance.tempted --documents 240``

How to write a family: add ``families/tuned/NAME.py`` (readers may be tuned on it) or ``families/kept_out/NAME.py``
(nobody looks while tuning) with ``FAMILY = Family(...)`` (or ``FAMILIES``, several); ids are ``t..`` and ``k..``. See
``families/tuned/t01_ledger_print.py``. Most layouts are a ``Plan`` for ``layouts.advice``: columns by key (ours,
theirs, date, gross, discount, deduction, withholding, cut, net, debit, credit, reason, text, po, currency, type,
position; ``wrap`` breaks a cell's text), facts, rules, totals, page rows, subtotals. Anything else: write a function
``Paper -> Sheet`` of your own from ``Text``, ``Pairs``, ``Grid``, ``Columns``, ``Gap``, ``PageBreak``.

Rules: every line's reference and net must be readable from the paper by a person. Put into ``shows`` exactly the
figures that the paper prints: "discount" and "deduction" (with its reason!) unlock those cases, "text" unlocks lines
without a reference and therefore needs a ``text`` column. ``odds`` changes how often a habit or mishap is drawn
({"stranger": 0}); a family that prints a currency sign of its own needs {"currency": 0}. Then look at the pages
(``pdf/``) before you believe a figure: a person must come to the truth.
"""
