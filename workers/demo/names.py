"""What the sample company's customers are called: invented firms, no two of them alike. Data only."""

from __future__ import annotations

GERMAN_STEMS = (
    "Ahrendt", "Bergkamp", "Castrup", "Dornbusch", "Eichwald", "Falkenstein", "Gerlach", "Hohenfels", "Immenhof",
    "Jungblut", "Kaltenbach", "Lindemann", "Moosbrugger", "Nordhoff", "Oberhauser", "Pfeiffer", "Quandel", "Rosenau",
    "Steinmetz", "Tannhof", "Uhlenbrock", "Vogtland", "Wiesenthal", "Xanten", "Yburg", "Zeller", "Brockmann",
    "Drexler", "Friedrichs", "Grünwald",
)  # fmt: skip
GERMAN_TRADES = (
    "Maschinenbau GmbH", "Werkzeuge GmbH & Co. KG", "Anlagentechnik GmbH", "Metallbau AG", "Präzisionsteile GmbH",
    "Fördertechnik GmbH", "Elektrotechnik KG",
)  # fmt: skip
ENGLISH_STEMS = (
    "Abernathy", "Blackwood", "Cromwell", "Dunmore", "Eastgate", "Fairbanks", "Galloway", "Hawthorne", "Ironbridge",
    "Jefferson", "Kilbride", "Lancaster", "Merriweather", "Northfield", "Oakridge", "Pemberton", "Queensbury",
    "Ravenswood", "Stonebridge", "Thornton", "Underhill", "Vanderbilt", "Winchester", "Yorkdale", "Zimmer",
    "Beaumont", "Carrington", "Davenport", "Ellsworth", "Fitzgerald",
)  # fmt: skip
AMERICAN_TRADES = ("Manufacturing Inc.", "Tool & Die LLC", "Hydraulics Corp.", "Industrial Supply Inc.", "Robotics LLC")
IRISH_TRADES = ("Engineering Ltd", "Fabrication Ltd", "Components Ltd")
