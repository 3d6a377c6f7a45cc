"""python -m tests.bench.triage_score [--wrong]: the confusion matrix of triage on 1,000 labelled replies.

750 are dressed from texts that the phrases are tuned on, 250 from texts that were written before. ``--wrong`` lists
what was judged wrongly in the tuned part; the kept-out part shows figures only, so that nobody tunes on it.
"""

from __future__ import annotations

import sys

from tests.bench.triage.labelled import SHARES, cores, labelled
from tests.bench.triage.scoring import score, table
from tests.phrases import PHRASES


def main(arguments: list[str]) -> None:
    for part in SHARES:
        total = score(labelled(part), PHRASES)
        print(f"\n{part}: {SHARES[part]} mails of {len(cores(part))} hand-written texts\n\n{table(total)}\n")
        for verdict, (right, given) in total.precision().items():
            print(f"  precision {verdict:16} {right:4} of {given:4}  {right / given:.3f}")
        print(
            f"  stop recall {total.stop_recall():.3f} of {total.stops}; decided without a person {total.decided():.2f}"
        )
        if "--wrong" in arguments and part == "tuned":
            for verdict, core in total.wrong:
                print(f"  WRONG {verdict}: {sorted(core.labels)} {core.text[:90]!r}")
            for core in total.missed_stops:
                print(f"  MISSED {core.text[:90]!r}")


if __name__ == "__main__":
    main(sys.argv[1:])
