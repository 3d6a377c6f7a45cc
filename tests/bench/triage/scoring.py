"""The confusion matrix of triage over labelled replies, and its precision and recall. Counting only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.bench.triage.labelled import OURS, Core, Labelled
from workers.inbox.rules.phrase_book import PhraseBook
from workers.inbox.rules.triage import Kind, Triage, triage
from workers.receivables.mail import parse_mail
from workers.receivables.stop import STOP_KINDS

QUEUE = "queue"
DOUBTFUL_STOP = "stop?"
_NAMES = {"already_paid": "paid", "wrong_contact": "wrong_person", "unclear": QUEUE}
# A person looks: no verdict is acted on beyond pausing the account.
_ASKED = (QUEUE, DOUBTFUL_STOP)


@dataclass(slots=True)
class Score:
    """Verdicts by what would have been right, and the texts that were judged wrongly."""

    matrix: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[tuple[str, Core]] = field(default_factory=list)
    missed_stops: list[Core] = field(default_factory=list)
    stops: int = 0

    def precision(self) -> dict[str, tuple[int, int]]:
        """Right verdicts and all verdicts, by class that the robot acts on."""
        verdicts = sorted({verdict for _, verdict in self.matrix} - set(_ASKED))
        all_of = {v: sum(n for (_, given), n in self.matrix.items() if given == v) for v in verdicts}
        false_of = Counter(verdict for verdict, _ in self.wrong)
        return {verdict: (all_of[verdict] - false_of[verdict], all_of[verdict]) for verdict in verdicts}

    def stop_recall(self) -> float:
        return 1 - len(self.missed_stops) / self.stops if self.stops else 1.0

    def decided(self) -> float:
        """The share of mails with a plain wish that no person had to sort."""
        plain = {pair: n for pair, n in self.matrix.items() if pair[0] != QUEUE}
        asked = sum(n for (_, verdict), n in plain.items() if verdict == QUEUE)
        return 1 - asked / max(1, sum(plain.values()))


def verdict_of(found: Triage) -> str:
    """The class that a triage comes down to, in the words of the labels."""
    if found.kind is Kind.REPLY:
        if found.intent is not None and found.intent.name in STOP_KINDS and found.intent.doubtful:
            return DOUBTFUL_STOP
        name = found.reason
        return _NAMES.get(name) or ("stop" if name in STOP_KINDS and name != "wrong_person" else name)
    return found.reason if found.kind is Kind.SUSPICIOUS else str(found.kind)


def score(mails: Iterable[Labelled], book: PhraseBook) -> Score:
    """Triage every mail and count."""
    total = Score()
    for each in mails:
        found = triage(parse_mail(each.raw), book, lambda message_id: message_id == OURS, "vendor.example")
        verdict = verdict_of(found)
        total.matrix[("|".join(sorted(each.core.labels)), verdict)] += 1
        if verdict not in _ASKED and verdict not in each.core.labels:
            total.wrong.append((verdict, each.core))
        if "stop" in each.core.labels:
            total.stops += 1
            is_stop = found.intent is not None and found.intent.name in STOP_KINDS
            total.missed_stops += [] if is_stop and found.kind is Kind.REPLY else [each.core]
    return total


def table(total: Score) -> str:
    """The confusion matrix as text: a row for what would be right, a column for what was said."""
    verdicts = sorted({verdict for _, verdict in total.matrix})
    rows = sorted({label for label, _ in total.matrix})
    wide = max(len(row) for row in rows)
    head = f"{'':{wide}} " + " ".join(f"{verdict[:9]:>9}" for verdict in verdicts)
    lines = [
        f"{row:{wide}} " + " ".join(f"{total.matrix[(row, verdict)] or '.':>9}" for verdict in verdicts) for row in rows
    ]
    return "\n".join((head, *lines))
