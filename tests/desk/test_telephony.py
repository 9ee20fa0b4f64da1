"""Click-to-call against a manager that speaks Asterisk's protocol over a socket."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from careloop.desk.telephony.asterisk import Asterisk
from careloop.desk.telephony.chosen import telephone
from careloop.desk.telephony.fake import FakeTelephone
from careloop.desk.telephony.port import TelephoneFault

Block = dict[str, str]


class Manager(socketserver.ThreadingTCPServer):
    """Answers as ``manager.conf`` would for the account care/right; remembers what was asked."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.asked: list[Block] = []
        self.refuses_originate = False
        self.hangs_up = False

    @property
    def url(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class Conversation(socketserver.StreamRequestHandler):
    server: Manager

    def handle(self) -> None:
        self.wfile.write(b"Asterisk Call Manager/9.0.0\r\n")
        while block := self.block():
            self.server.asked.append(block)
            if self.server.hangs_up:
                return
            self.say(Event="Newstate", Channel="PJSIP/102-0001")
            self.say(ActionID=block["ActionID"], **self.answer(block))

    def block(self) -> Block:
        lines = iter(lambda: self.rfile.readline().decode().rstrip("\r\n"), "")
        return dict(line.split(": ", 1) for line in lines)

    def answer(self, block: Block) -> Block:
        if block["Action"] == "Login" and block["Secret"] != "right":
            return {"Response": "Error", "Message": "Authentication failed"}
        if block["Action"] == "Originate" and self.server.refuses_originate:
            return {"Response": "Error", "Message": "Extension does not exist."}
        return {"Response": "Goodbye" if block["Action"] == "Logoff" else "Success"}

    def say(self, **headers: str) -> None:
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self.wfile.write(f"{lines}\r\n".encode())


@pytest.fixture
def manager() -> Iterator[Manager]:
    with Manager() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def asterisk(manager: Manager, secret: str = "right") -> Asterisk:
    return Asterisk.at(f"asterisk://care:{secret}@{manager.url}/?channel=SIP&context=outside")


def test_ring_logs_in_originates_and_logs_off(manager: Manager) -> None:
    asterisk(manager).ring(extension="102", number="13900001111")
    login, originate, logoff = manager.asked
    assert (login["Username"], login["Events"]) == ("care", "off")
    assert originate["Channel"] == "SIP/102"
    assert (originate["Exten"], originate["Context"]) == ("13900001111", "outside")
    assert originate["Async"] == "true"
    assert logoff["Action"] == "Logoff"


def test_ring_says_when_the_account_is_refused(manager: Manager) -> None:
    with pytest.raises(TelephoneFault, match="Authentication failed"):
        asterisk(manager, secret="wrong").ring(extension="102", number="13900001111")
    assert [block["Action"] for block in manager.asked] == ["Login"]


def test_ring_says_when_the_extension_is_refused(manager: Manager) -> None:
    manager.refuses_originate = True
    with pytest.raises(TelephoneFault, match="Extension does not exist"):
        asterisk(manager).ring(extension="102", number="13900001111")


def test_ring_says_when_the_line_breaks(manager: Manager) -> None:
    manager.hangs_up = True
    with pytest.raises(TelephoneFault):
        asterisk(manager).ring(extension="102", number="13900001111")


def test_ring_says_when_nobody_is_there() -> None:
    with pytest.raises(TelephoneFault, match="ConnectionRefused"):
        Asterisk.at("asterisk://care:right@127.0.0.1:1/").ring(extension="102", number="139")


@pytest.mark.parametrize("number", ["139\r\nAction: Command", "1 2", "", "１３９"])
def test_a_number_can_not_smuggle_another_action(manager: Manager, number: str) -> None:
    with pytest.raises(TelephoneFault):
        asterisk(manager).ring(extension="102", number=number)
    assert manager.asked == []


@pytest.mark.parametrize(
    ("url", "kind"),
    [("", type(None)), ("fake:", FakeTelephone), ("asterisk://a:b@pbx.example/", Asterisk)],
)
def test_telephone_is_chosen_by_the_setting(settings: Any, url: str, kind: type) -> None:
    settings.CARELOOP_TELEPHONY_URL = url
    assert isinstance(telephone(), kind)
