"""Commands on the console's users: user add, list, roles, password, disable, enable, and token add, list, revoke."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from workers.cli.output import MAX_ID, Json, Record, print_record, print_records
from workers.cli.parts import By, opened_book

if TYPE_CHECKING:
    from workers.ledger.people.tokens import Token
    from workers.ledger.people.users import User

user = typer.Typer(help="Who may use the console.", no_args_is_help=True)
token = typer.Typer(help="Tokens with which programs use the JSON API as a user.", no_args_is_help=True)
Name = Annotated[str, typer.Argument(metavar="NAME", help="The name to log in with: best the person's address.")]
Roles = Annotated[
    list[str], typer.Option("--role", help="specialist, approver, legal, ops, admin or read_only; may be repeated.")
]
Generate = Annotated[bool, typer.Option("--generate", help="Make up a password and print it once.")]


def register(app: typer.Typer) -> None:
    app.add_typer(user, name="user")
    user.add_typer(token, name="token")


@user.command()
def add(
    name: Name,
    role: Roles,
    by: By,
    language: Annotated[str, typer.Option(help="Of the console's pages: en or de.")] = "en",
    generate: Generate = False,
    json: Json = False,
) -> None:
    """Let somebody in; the password is asked for, or read from standard input."""
    from workers.console.access.passwords import hash_password
    from workers.ledger.people.users import add_user

    password = _password(generate)
    hashed = hash_password(password)
    with opened_book() as book, book.ledger.write() as connection:
        occasion = book.occasion(by)
        added = add_user(connection, name, role, password_hash=hashed, language=language, occasion=occasion)
    print_record({**_line(added), **({"password": password} if generate else {})}, json)


@user.command("list")
def list_all(json: Json = False) -> None:
    """List everybody who may log in, or might once."""
    from workers.ledger.people.users import list_users

    with opened_book() as book, book.ledger.read() as connection:
        found = [_line(each) for each in list_users(connection)]
    print_records(found, json, ("name", "roles", "language", "disabled"), nothing="Nobody may log in yet.")


@user.command("roles")
def change_roles(name: Name, role: Roles, by: By, json: Json = False) -> None:
    """Say what somebody may do from now on, in place of what it was."""
    from workers.ledger.people.users import set_roles, user_named

    with opened_book() as book, book.ledger.write() as connection:
        set_roles(connection, user_named(connection, name), role, book.occasion(by))
        changed = user_named(connection, name)
    print_record(_line(changed), json)


@user.command("password")
def change_password(name: Name, by: By, generate: Generate = False, json: Json = False) -> None:
    """Set a new password; every session of the user ends."""
    from workers.console.access.passwords import hash_password
    from workers.ledger.people.users import set_password, user_named

    password = _password(generate)
    hashed = hash_password(password)
    with opened_book() as book, book.ledger.write() as connection:
        found = user_named(connection, name)
        set_password(connection, found, hashed, book.occasion(by))
    print_record({**_line(found), **({"password": password} if generate else {})}, json)


@user.command()
def disable(name: Name, by: By, json: Json = False) -> None:
    """Lock somebody out at once; what the person did stays."""
    from workers.ledger.people.users import disable_user, user_named

    with opened_book() as book, book.ledger.write() as connection:
        disable_user(connection, user_named(connection, name), book.occasion(by))
        found = user_named(connection, name)
    print_record(_line(found), json)


@user.command()
def enable(name: Name, by: By, json: Json = False) -> None:
    """Let somebody in again who was locked out."""
    from workers.ledger.people.users import enable_user, user_named

    with opened_book() as book, book.ledger.write() as connection:
        enable_user(connection, user_named(connection, name), book.occasion(by))
        found = user_named(connection, name)
    print_record(_line(found), json)


@token.command("add")
def add_token(
    name: Name,
    label: Annotated[str, typer.Option(help="Which program gets it.")],
    by: By,
    days: Annotated[int, typer.Option(help="How long it is good.", min=1, max=3650)] = 365,
    json: Json = False,
) -> None:
    """Make a token and print it once: only its hash is kept. It may do what the user's roles allow."""
    from workers.clock import real_now
    from workers.console.access.secrets import new_token, token_hash
    from workers.ledger.people import tokens
    from workers.ledger.people.users import user_named

    secret = new_token()
    with opened_book() as book, book.ledger.write() as connection:
        owner, occasion, hashed = user_named(connection, name), book.occasion(by), token_hash(secret)
        kept = tokens.add_token(connection, owner, label, hashed, days=days, now=real_now(), occasion=occasion)
    print_record({**_token_line(kept), "token": secret}, json)


@token.command("list")
def list_tokens(json: Json = False) -> None:
    """List the tokens that were not revoked, without the secrets."""
    from workers.ledger.people import tokens

    with opened_book() as book, book.ledger.read() as connection:
        found = [_token_line(each) for each in tokens.list_tokens(connection)]
    print_records(found, json, ("id", "user", "label", "expires_at"), nothing="There is no token.")


@token.command("revoke")
def revoke_token(
    token_id: Annotated[int, typer.Argument(metavar="ID", help="As `user token list` shows it.", max=MAX_ID)],
    by: By,
    json: Json = False,
) -> None:
    """Make a token useless at once."""
    from workers.ledger.people import tokens

    with opened_book() as book, book.ledger.write() as connection:
        tokens.revoke_token(connection, token_id, book.occasion(by))
    print_record({"id": token_id, "revoked": True}, json)


def _token_line(found: Token) -> Record:
    stamps = {"created_at": found.created_at.isoformat(), "expires_at": found.expires_at.isoformat()}
    return {**asdict(found), **stamps}


def _password(generate: bool) -> str:
    """Never an argument: those stand in the list of processes and in the shell's history."""
    from secrets import token_urlsafe

    if generate:
        return token_urlsafe(15)
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def _line(found: User) -> Record:
    return {
        "name": found.name,
        "roles": sorted(found.roles),
        "language": found.language,
        "disabled": found.disabled_at is not None,
    }
