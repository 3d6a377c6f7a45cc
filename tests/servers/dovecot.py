"""A real IMAP server for tests: Debian's Dovecot, installed by root when it is missing.

Any user name logs in with the password ``secret`` and has a mailbox of its own, so tests need not share one.
"""

from __future__ import annotations

import grp
import os
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from imapclient import IMAPClient

from tests.servers.certificate import make_certificate
from tests.servers.launcher import Server, ServerMissing, accepts_connections, free_port

PASSWORD = "secret"

_CONFIGURATION = """\
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
disable_plaintext_auth = no
auth_mechanisms = plain login{token_mechanisms}
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u
mail_fsync = never
imap_capability = {capability}
namespace inbox {{
  inbox = yes
  separator = /
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
{token_passdb}userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
"""

_TOKEN_PASSDB = """\
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf.ext
}}
"""
_TOKENS = """\
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={folder}/keys/
username_attribute = email
"""


class Dovecot(Server):
    """IMAP on ``port``, IMAP over TLS on ``tls_port``; ``capability`` replaces what the server says it can do.

    With a ``token_key`` it takes XOAUTH2 too: tokens are JWTs (HS256) under that key, with the user as ``email``.
    """

    def __init__(self, capability: str = "", token_key: bytes = b"") -> None:
        super().__init__()
        self._binary = find_binary()
        for name in ("run", "state", "mail"):
            self.subfolder(name, 0o755)
        self.tls_port = free_port()
        made = make_certificate(self.folder)
        self.authority = self.account.own(made.certificate)
        self.account.own(made.key)
        text = _CONFIGURATION.format(
            folder=self.folder,
            user=self.account.name,
            group=grp.getgrgid(self.account.gid).gr_name,
            uid=self.account.uid,
            gid=self.account.gid,
            port=self.port,
            tls_port=self.tls_port,
            password=PASSWORD,
            capability=capability,
            token_mechanisms=" xoauth2 oauthbearer" if token_key else "",
            token_passdb=self._token_passdb(token_key) if token_key else "",
        )
        (self.folder / "dovecot.conf").write_text(text)

    def _token_passdb(self, key: bytes) -> str:
        keys = self.folder / "keys" / "default" / "HS256"
        keys.mkdir(parents=True)
        (keys / "default").write_text(b64encode(key).decode())
        (self.folder / "oauth2.conf.ext").write_text(_TOKENS.format(folder=self.folder))
        return _TOKEN_PASSDB.format(folder=self.folder)

    def command(self) -> Sequence[str | Path]:
        return [self._binary, "-F", "-c", self.folder / "dovecot.conf"]

    def is_ready(self) -> bool:
        return accepts_connections(self.port) and accepts_connections(self.tls_port)

    def stop(self) -> None:
        """Right after its start, Dovecot takes six seconds to end politely; nothing here is worth waiting for."""
        self.kill()

    def url(self, user: str) -> str:
        return f"imap://{quote(user)}:{PASSWORD}@127.0.0.1:{self.port}/INBOX"

    def tls_url(self, user: str) -> str:
        return f"imaps://{quote(user)}:{PASSWORD}@localhost:{self.tls_port}/INBOX?ca={self.authority}"

    def deliver(self, user: str, raw: bytes) -> None:
        """Put a mail into the user's inbox."""
        self.deliver_all(user, [raw])

    def deliver_all(self, user: str, mails: Sequence[bytes]) -> None:
        """Put mails into the user's inbox, in that order."""
        with self._session(user) as client:
            for raw in mails:
                client.append("INBOX", raw)

    def mails(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """The mails in a folder, oldest first; none when there is no such folder."""
        with self._session(user) as client:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder, readonly=True)
            uids = client.search("UNDELETED")
            found = client.fetch(uids, ["BODY.PEEK[]"]) if uids else {}
            return [found[uid][b"BODY[]"] for uid in sorted(found)]

    def flags(self, user: str) -> list[tuple[bytes, ...]]:
        """The flags of each mail in the inbox."""
        with self._session(user) as client:
            client.select_folder("INBOX", readonly=True)
            found = client.get_flags(client.search("ALL"))
            return [found[uid] for uid in sorted(found)]

    def flag_deleted(self, user: str, uid: int) -> None:
        """What a person does who deletes a mail and does not expunge."""
        with self._session(user) as client:
            client.select_folder("INBOX")
            client.delete_messages([uid], silent=True)

    def spoil_first(self, user: str) -> None:
        """Make the file of the oldest mail in the inbox one that the server may not read."""
        mails = [path for name in ("new", "cur") for path in (self.folder / "mail" / user / name).iterdir()]
        min(mails, key=lambda path: path.name).chmod(0)

    def renumber(self, user: str) -> None:
        """Give the inbox another UIDVALIDITY, as a restored back-up or a moved mailbox does."""
        self.kill()
        folder = self.folder / "mail" / user
        numbers = folder / "dovecot-uidlist"
        numbers.write_text(re.sub(r" V(\d+) ", lambda match: f" V{int(match[1]) + 1} ", numbers.read_text(), count=1))
        for index in folder.glob("dovecot.index*"):
            index.unlink()
        self.start()

    @contextmanager
    def _session(self, user: str) -> Iterator[IMAPClient]:
        with IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=30) as client:
            client.login(user, PASSWORD)
            yield client


def find_binary() -> Path:
    """Dovecot's program; root installs Debian's package when it is missing."""
    if found := _installed():
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("collectbot tests: installing Debian's dovecot-imapd for the IMAP tests", file=sys.stderr, flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "-q", "update"], check=False, env=environment, stdout=subprocess.DEVNULL)
        install = ["apt-get", "-q", "-y", "install", "--no-install-recommends", "dovecot-imapd"]
        subprocess.run(install, check=False, env=environment, stdout=subprocess.DEVNULL)
    if found := _installed():
        return found
    raise ServerMissing("Dovecot 2.3 (apt install dovecot-imapd)")


def _installed() -> Path | None:
    """Version 2.3 alone: 2.4 reads another configuration language."""
    for name in (shutil.which("dovecot"), "/usr/sbin/dovecot"):
        if name and Path(name).exists():
            version = subprocess.run([name, "--version"], check=True, capture_output=True, text=True).stdout
            return Path(name) if version.startswith("2.3.") else None
    return None
