"""The open-items file: read, judged row by row, compared with the book, taken in as a whole or refused.

Must not open cases or talk to people; the command line does.
"""

from workers.ledger.importing.result import Contradiction, ImportOptions, ImportResult
from workers.ledger.importing.run import import_open_items

__all__ = ["Contradiction", "ImportOptions", "ImportResult", "import_open_items"]
