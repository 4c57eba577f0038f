"""The phone page: a chat in the browser over a WebSocket, to try the bot and to train officers.

Only for people at this computer: peer and Host must be loopback, Origin must be this page, and a
request that came through a proxy is refused. Whoever starts the service decides that there is a
page at all.

Protocol (`/phone/socket`, JSON text frames of at most 64 KB, named by `type`; `phone_frames`):

    server  people       {people: [{who, nik, name, born, phone}], may_share}   on connecting
    browser hello        {session, last}     32 hex digits that the browser drew and keeps, and
                                             the token of the newest message that it shows
    browser say          {id, text}          `id` is new for each message and the same when one is
    browser choose       {id, value}         sent again, so that it is answered once
    browser share_phone  {id, nik}
    browser attach       {id, kind}
    server  typing       {on}
    server  ack          {id}                committed: the browser forgets it
    server  error        {code, id}          `too_fast` and `unavailable` are sent again later
    server  message      {token, text, choices, attachments, asks_phone, at, views}
    browser ack          {token}             shown: the outbox forgets it

Nothing is lost on a line that breaks: the browser repeats a message until its `ack`, the server
repeats one until its `ack`, and both know a repetition by its id or token. The transcript is the
browser's own.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import msgspec
import structlog
from aiohttp import WSCloseCode, WSMsgType, web

from bot.channels import phone_frames as frames
from bot.channels.channel import Delivered, NotDelivered, Outcome, Pace, Receive
from bot.channels.phone_sessions import Handsets, send
from bot.logs import where
from bot.pages import phone, template_page
from bot.pages.local import local_only, same_origin_only
from handlers.catalog import catalog
from handlers.conversation import Inbound
from handlers.notice_templates import templates
from storage.outbox import Leased

LANGUAGE = "id"
MOST_SOCKETS = 50
ACK_SECONDS = 5.0  # shorter than a lease
LONGEST_WAIT_SECONDS = 10.0  # a person's newer replies wait for the older one
BURST, BURST_SECONDS = 10, 2.0  # five messages a second
_HEARTBEAT_SECONDS = 20.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class SyntheticPerson:
    """Somebody made up whom the page's user can be.

    `who` says what they are good for, in the words of `page.who.<who>`; `phone` is E.164.
    """

    who: str
    nik: str
    name: str
    birth_date: date
    phone: str | None


@dataclass(eq=False)
class _Tab:
    """One open socket, once it said hello."""

    socket: web.WebSocketResponse
    session: str | None = None
    times: deque[float] = field(default_factory=lambda: deque(maxlen=BURST))

    async def send(self, frame: frames.Outgoing) -> None:
        await send(self.socket, frames.written(frame))

    def too_fast(self) -> bool:
        now = time.monotonic()
        if len(self.times) == BURST and now - self.times[0] < BURST_SECONDS:
            return True
        self.times.append(now)
        return False


class PhonePage:
    """`may_vouch` is asked each time a number is shared; `wake` tells the sender to look again."""

    name = "phone"
    pace = Pace(a_second=200.0, seconds_between_to_one_person=0.0, in_flight=20)

    def __init__(
        self,
        receive: Receive,
        people: Callable[[], Sequence[SyntheticPerson]],
        may_vouch: Callable[[], bool],
        wake: Callable[[], None],
        host: str,
        port: int,
    ) -> None:
        self._receive = receive
        self._people = people
        self._may_vouch = may_vouch
        self._wake = wake
        self._address = f"http://{host}:{port}/"
        self._handsets = Handsets()
        self._tabs: set[_Tab] = set()
        self._page = phone.page(catalog(LANGUAGE))
        self._files = phone.files()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", local_only(self._show_page)),
            web.get("/phone/templates", local_only(self._show_templates)),
            web.get("/phone/static/{name:.+}", local_only(self._show_file)),
            web.get("/phone/socket", local_only(same_origin_only(self._talk))),
        ]

    async def start(self) -> None:
        log.info("phone_page_open", address=self._address)

    async def stop(self) -> None:
        """Before the web server closes: it waits for open sockets. Tabs come back by themselves."""
        for tab in list(self._tabs):
            await tab.socket.close(code=WSCloseCode.GOING_AWAY)

    async def deliver(self, leased: Leased) -> Outcome:
        """Delivered once a browser shows it; until then it goes to every tab that opens."""
        handset = self._handsets.of(leased.address)
        token = leased.token.hex()
        open_list = catalog(leased.language).text("whatsapp.open_list")
        unseen = handset.put(frames.message(token, leased.body, leased.created_at, open_list))
        if handset.sockets and not unseen.seen:
            await handset.show(unseen, ACK_SECONDS)
        if not unseen.seen:
            wait_seconds = min(LONGEST_WAIT_SECONDS, float(leased.attempts))
            return NotDelivered("retry", "not_shown", wait_seconds)
        handset.drop(token)
        self._handsets.forget_idle(leased.address)
        return Delivered(token)

    async def _show_page(self, request: web.Request) -> web.Response:
        return _html(request, self._page)

    async def _show_templates(self, request: web.Request) -> web.Response:
        return _html(request, template_page.page(catalog(LANGUAGE), templates()))

    async def _show_file(self, request: web.Request) -> web.Response:
        file = self._files.get(request.match_info["name"])
        if file is None:
            raise web.HTTPNotFound
        return web.Response(
            body=file.body, content_type=file.content_type, headers=phone.headers(request.host)
        )

    async def _talk(self, request: web.Request) -> web.WebSocketResponse:
        if len(self._tabs) >= MOST_SOCKETS:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(
            heartbeat=_HEARTBEAT_SECONDS, max_msg_size=frames.LONGEST_FRAME
        )
        await socket.prepare(request)
        tab = _Tab(socket)
        self._tabs.add(tab)
        try:
            await tab.send(self._shown_people())
            async for message in socket:
                data = message.data if message.type is WSMsgType.TEXT else ""
                await self._take(tab, data)
        finally:
            self._tabs.discard(tab)
            self._leave(tab)
        return socket

    async def _take(self, tab: _Tab, data: str) -> None:
        try:
            frame = frames.read(data)
        except msgspec.MsgspecError:
            await tab.send(frames.Error("malformed"))
            return
        match frame:
            case frames.Hello():
                await self._greet(tab, frame)
            case frames.Seen():
                if tab.session is not None:
                    self._handsets.of(tab.session).saw(frame.token)
            case _ if tab.session is None:
                await tab.send(frames.Error("malformed", frame.id))
            case _:
                await self._hear(tab, tab.session, frame)

    async def _greet(self, tab: _Tab, hello: frames.Hello) -> None:
        """A tab picks up (another) handset and gets what that one has missed."""
        self._leave(tab)
        tab.session = hello.session
        handset = self._handsets.of(hello.session)
        handset.saw(hello.last)
        await handset.join(tab.socket)
        self._wake()

    def _leave(self, tab: _Tab) -> None:
        if tab.session is not None:
            self._handsets.of(tab.session).leave(tab.socket)
            self._handsets.forget_idle(tab.session)

    async def _hear(self, tab: _Tab, session: str, said: frames.Said) -> None:
        if tab.too_fast():
            await tab.send(frames.Error("too_fast", said.id))
            return
        await tab.send(frames.Typing(on=True))
        try:
            problem = await self._receive_said(session, said)
        except Exception as error:
            log.error("phone_page_failed", **where(error))
            problem = "unavailable"
        await tab.send(frames.Error(problem, said.id) if problem else frames.Taken(said.id))
        await tab.send(frames.Typing(on=False))

    async def _receive_said(self, session: str, said: frames.Said) -> frames.Problem | None:
        """Hand the message to the inbox; says why where that cannot be done."""
        inbound = Inbound(self.name, session, f"{session}:{said.id}", time.time())
        match said:
            case frames.Say(text=text):
                if len(text) > frames.LONGEST_TEXT:
                    return "too_long"
                inbound = replace(inbound, text=text)
            case frames.Choose(value=value):
                inbound = replace(inbound, choice=value)
            case frames.Attach(kind=kind):
                inbound = replace(inbound, attachment=kind)
            case frames.SharePhone(nik=nik):
                if not self._may_vouch():
                    return "not_vouched"
                phones = [each.phone for each in self._people() if each.nik == nik]
                if not phones or phones[0] is None:
                    return "no_number"
                inbound = replace(inbound, contact_phone=phones[0])
        await self._receive(inbound)
        return None

    def _shown_people(self) -> frames.People:
        words = catalog(LANGUAGE)
        shown = [
            frames.ShownPerson(
                who=each.who,
                nik=each.nik,
                name=each.name,
                born=words.written(each.birth_date),
                phone=each.phone,
            )
            for each in self._people()
        ]
        return frames.People(shown, self._may_vouch())


def _html(request: web.Request, page: str) -> web.Response:
    return web.Response(text=page, content_type="text/html", headers=phone.headers(request.host))
