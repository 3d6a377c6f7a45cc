"""config/ -> one `PolicySet`: reads every file, reports every error of all of them together, or returns the whole.

The only way from files to policy. Must not look at templates beyond the names it is given
(`workers.rendering.check_config` renders them).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from workers.errors import ConfigurationError, ConfigurationErrors
from workers.policy.agencies import AgencyPolicy
from workers.policy.arrangements import ArrangementPolicy
from workers.policy.credit import CreditPolicy
from workers.policy.deduction_codes import DeductionCodes
from workers.policy.document import Document, KeyPath, read_document
from workers.policy.ladder import Ladder
from workers.policy.lint.addressing import lint_addressing, lint_senders
from workers.policy.lint.agencies import lint_agency
from workers.policy.lint.arrangements import lint_arrangements
from workers.policy.lint.bank_files import lint_bank_files
from workers.policy.lint.charges import lint_charges, lint_rates
from workers.policy.lint.climbing import lint_climbing
from workers.policy.lint.clocks import lint_clocks, lint_days
from workers.policy.lint.contacting import lint_contacting, lint_windows
from workers.policy.lint.credit import lint_credit
from workers.policy.lint.finding import Finding, Known
from workers.policy.lint.ladder import lint_ladder
from workers.policy.lint.late_payment import lint_late_payment, lint_overlaps
from workers.policy.lint.pauses import lint_pauses
from workers.policy.lint.remittance_formats import lint_remittance_formats
from workers.policy.lint.resolution_matrix import lint_resolution_matrix
from workers.policy.lint.robot import lint_robot
from workers.policy.lint.rule_packs import lint_rule_pack
from workers.policy.lint.write_off import lint_write_off
from workers.policy.policy_set import PolicySet
from workers.policy.rates import RatesPolicy
from workers.policy.remittance_formats import RemittanceFormats
from workers.policy.reply_files import ReplyFiles
from workers.policy.resolution_matrix import ResolutionMatrix
from workers.policy.robot import RobotPolicy
from workers.policy.rule_pack import RulePack
from workers.policy.stray_files import stray_files
from workers.policy.violations import unknown_key, validate
from workers.policy.write_off import WriteOffPolicy

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Checked:
    """One reading of the whole folder: the policy, or what keeps it from being one, and what a person should see."""

    policy: PolicySet | None
    errors: Sequence[ConfigurationError]
    warnings: Sequence[ConfigurationError]

    def usable(self) -> PolicySet:
        """The policy; raises one error that lists everything that is wrong with it."""
        if self.policy is None:
            raise ConfigurationErrors(self.errors)
        return self.policy


def check_policy(
    config_dir: Path,
    *,
    notices: Collection[str] | None = None,
    case_kinds: Collection[str] | None = None,
    own_domain: str = "",
    authserv_id: str = "",
    trial: Path | None = None,
) -> Checked:
    """All policy below `config_dir`, with every finding of lint.

    `notices` are the notices that have templates, `case_kinds` the kinds of exception case. `own_domain` and
    `authserv_id` come from the environment and win over robot.yaml. `trial` is a ladder file from elsewhere, read and
    checked as if it stood among the ladders, in the place of the one with its name.
    """
    loading = _Loading(config_dir, {"own_domain": own_domain, "authserv_id": authserv_id}, trial)
    loading.lint(notices, case_kinds)
    return Checked(loading.policy(), loading.errors(), loading.warnings())


class _Loading:
    """One reading of the whole folder."""

    def __init__(self, config_dir: Path, overrides: Mapping[str, str], trial: Path | None) -> None:
        self._stray = list(stray_files(config_dir))
        self._robot_file = read_document(config_dir / "robot.yaml")
        self._agencies_file = read_document(config_dir / "agencies.yaml")
        self._rates_file = _read_optional(config_dir / "rates.yaml")
        self._codes_file = _read_optional(config_dir / "deduction_codes.yaml")
        self._formats_file = _read_optional(config_dir / "remittance_formats.yaml")
        self._matrix_file = _read_optional(config_dir / "resolution_matrix.yaml")
        self._credit_file = _read_optional(config_dir / "credit.yaml")
        self._arrangements_file = _read_optional(config_dir / "arrangements.yaml")
        tried = {trial.stem: read_document(trial)} if trial is not None else {}
        self._ladder_files = _read_folder(config_dir / "ladders") | tried
        self._pack_files = _read_folder(config_dir / "rule_packs")
        self._replies = ReplyFiles(config_dir / "reply_rules")
        self._write_off_file = _read_optional(config_dir / "write_off.yaml")
        self._robot = _read(self._robot_file, RobotPolicy, _complete_robot(self._robot_file, overrides))
        self._agencies = _read(self._agencies_file, AgencyPolicy, self._agencies_file.content)
        self._rates = _read(self._rates_file, RatesPolicy, self._rates_file.content)
        self._codes = _read(self._codes_file, DeductionCodes, self._codes_file.content)
        self._formats = _read(self._formats_file, RemittanceFormats, self._formats_file.content)
        self._matrix = _read(self._matrix_file, ResolutionMatrix, self._matrix_file.content)
        self._credit = _read(self._credit_file, CreditPolicy, self._credit_file.content)
        self._arrangements = _read(self._arrangements_file, ArrangementPolicy, self._arrangements_file.content)
        self._write_off = _read(self._write_off_file, WriteOffPolicy, self._write_off_file.content)
        self._ladders = {
            name: _read(document, Ladder, _complete_ladder(document, name))
            for name, document in self._ladder_files.items()
        }
        self._packs = {
            name: _read(document, RulePack, _named(document, RulePack, name))
            for name, document in self._pack_files.items()
        }

    def lint(self, notices: Collection[str] | None, case_kinds: Collection[str] | None) -> None:
        known = Known(
            notices=notices,
            roles=self._robot.contact_rules.roles if self._robot else None,
            agencies=self._agencies.agencies if self._agencies else None,
            ladders=self._ladders,
            case_kinds=case_kinds,
        )
        if self._robot:
            _report(self._robot_file, lint_robot(self._robot, known))
            _report(self._robot_file, lint_senders(self._robot))
            _report(self._robot_file, lint_pauses(self._robot))
            _report(self._robot_file, lint_bank_files(self._robot))
            packs = {name: pack for name, pack in self._packs.items() if pack}
            _report(self._robot_file, lint_windows(self._robot, packs))
        if self._agencies:
            for name, agency in self._agencies.agencies.items():
                _report(self._agencies_file, lint_agency(name, agency))
        if self._rates:
            _report(self._rates_file, lint_rates(self._rates))
        if self._formats:
            _report(self._formats_file, lint_remittance_formats(self._formats))
        if self._matrix:
            _report(self._matrix_file, lint_resolution_matrix(self._matrix))
        if self._credit:
            _report(self._credit_file, lint_credit(self._credit))
        if self._arrangements:
            _report(self._arrangements_file, lint_arrangements(self._arrangements))
        if self._write_off:
            _report(self._write_off_file, lint_write_off(self._write_off))
        self._lint_packs()
        self._lint_ladders(known)

    def _lint_packs(self) -> None:
        for name, pack in self._packs.items():
            if pack:
                _report(self._pack_files[name], lint_rule_pack(pack))
                _report(self._pack_files[name], lint_late_payment(pack, self._rates))
        for name, overlap in lint_overlaps({name: pack for name, pack in self._packs.items() if pack}):
            _report(self._pack_files[name], [overlap])

    def _lint_ladders(self, known: Known) -> None:
        for name, ladder in self._ladders.items():
            # Of a level that does not say when it comes, nothing else can be said.
            if ladder and (unclear := lint_clocks(ladder)):
                _report(self._ladder_files[name], unclear)
                continue
            if ladder:
                _report(self._ladder_files[name], lint_days(ladder))
                _report(self._ladder_files[name], lint_climbing(ladder))
                _report(self._ladder_files[name], lint_ladder(ladder, known))
            if ladder and self._robot:
                _report(self._ladder_files[name], lint_contacting(ladder, self._robot))
                _report(self._ladder_files[name], lint_addressing(ladder, self._robot))
                _report(
                    self._ladder_files[name], lint_charges(ladder, self._robot, rates_are_known=self._rates_are_known())
                )

    def _rates_are_known(self) -> bool:
        """Of files that could not be read nothing is said."""
        packs = self._packs.values()
        agreed = self._rates is None or bool(self._rates.assignments)
        return agreed or any(pack is None or pack.parameters.late_payment for pack in packs)

    def policy(self) -> PolicySet | None:
        ladders = {name: ladder for name, ladder in self._ladders.items() if ladder}
        robot, agencies, rates, codes = self._robot, self._agencies, self._rates, self._codes
        formats, matrix, credit, arranged = self._formats, self._matrix, self._credit, self._arrangements
        if self.errors() or not (robot and agencies and rates and codes and formats and matrix):
            return None
        given_up = self._write_off
        if not (credit and arranged and given_up):
            return None
        packs = {name: pack for name, pack in self._packs.items() if pack}
        replies, known = self._replies.rules, agencies.agencies
        return PolicySet(
            robot, ladders, known, rates, packs, replies, codes, formats, matrix, credit, arranged, given_up
        )

    def errors(self) -> list[ConfigurationError]:
        """Every error, file by file and from top to bottom."""
        return (
            self._stray
            + self._replies.missing
            + [e for document in self._documents() for e in _downwards(document.errors)]
        )

    def warnings(self) -> list[ConfigurationError]:
        """Every warning, in the same order."""
        return [w for document in self._documents() for w in _downwards(document.warnings)]

    def _documents(self) -> list[Document]:
        files = (self._robot_file, self._agencies_file, self._rates_file, self._codes_file, self._formats_file)
        return [
            *files,
            self._matrix_file,
            self._credit_file,
            self._arrangements_file,
            self._write_off_file,
            *self._ladder_files.values(),
            *self._pack_files.values(),
            *self._replies.documents,
        ]


def _downwards(found: Iterable[ConfigurationError]) -> list[ConfigurationError]:
    return sorted(found, key=lambda error: (error.line, error.column))


def _read_folder(folder: Path) -> dict[str, Document]:
    return {path.stem: read_document(path) for path in sorted(folder.glob("*.yaml"))}


def _read_optional(file: Path) -> Document:
    """A file that may be left out: then it says nothing."""
    return read_document(file) if file.exists() else Document(str(file), content={})


def _read(document: Document, kind: type[T], content: Any) -> T | None:
    return None if document.content is None else validate(document, kind, content)


def _report(document: Document, findings: Iterable[Finding]) -> None:
    for finding in findings:
        warning = finding.severity == "warning"
        placed = document.error(
            finding.path, finding.message, hint=finding.hint, at_key=finding.at_key, rule=finding.rule, warning=warning
        )
        (document.warnings if warning else document.errors).append(placed)


def _named(document: Document, kind: type, name: str) -> Any:
    """The content with the name that its file has."""
    if not isinstance(document.content, dict):
        return document.content
    _refuse_derived(document, kind, (), document.content, ("name",))
    return {**document.content, "name": name}


def _complete_ladder(document: Document, name: str) -> Any:
    """A ladder's content with what its file's name and the order of its levels say."""
    content = document.content
    if not isinstance(content, dict):
        return content
    _refuse_derived(document, Ladder, (), content, ("name", "hash"))
    levels = content.get("levels")
    if isinstance(levels, list):
        for index, level in enumerate(levels):
            _refuse_derived(document, Ladder, ("levels", index), level, ("number",))
        numbered = [
            {**level, "number": index + 1} if isinstance(level, dict) else level for index, level in enumerate(levels)
        ]
        content = {**content, "levels": numbered}
    return {**content, "name": name}


def _complete_robot(document: Document, overrides: Mapping[str, str]) -> Any:
    """robot.yaml with the environment's words on our own domain, which cash application needs too."""
    content = document.content
    if not isinstance(content, dict):
        return content
    given = {key: value for key, value in overrides.items() if value}
    content = {**content, **given}
    cash = content.get("cash_application", {})
    if isinstance(cash, dict):
        _refuse_derived(document, RobotPolicy, ("cash_application",), cash, tuple(overrides))
        ours = {key: content[key] for key in overrides if isinstance(content.get(key), str)}
        content["cash_application"] = {**cash, **ours}
    return content


def _refuse_derived(document: Document, kind: type, at: KeyPath, content: Any, keys: tuple[str, ...]) -> None:
    for key in keys if isinstance(content, dict) else ():
        if key in content:
            content.pop(key)
            document.errors.append(unknown_key(document, kind, (*at, key)))
