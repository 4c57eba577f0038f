// The phone page: what a person does goes into the transcript, and from there over the line.
import { bubbles, dayLine, dayName, showState } from "./bubbles.js";
import { setUpComposer } from "./composer.js";
import { find, random, word } from "./dom.js";
import { openLine } from "./line.js";
import { acts, GUEST, guest, showPeople } from "./people.js";
import { Transcript } from "./transcript.js";
import { chosenView, setUpViews } from "./views.js";

const AGAIN_AFTER = 1500;
const COMES_AGAIN = ["too_fast", "unavailable"];
const HELD = "sapa.phone.holder";

let people = [guest()];
let mayShare = false;
let held = null;
let transcript = null;
let onTheWay = null; // the id that the server has not acknowledged yet
let lastDay = "";

const log = find("log");
const scroll = find("scroll");
const composer = setUpComposer({ say, attach });
const line = openLine({ onFrame: take, onState: showLine });

// ---- from the server

function take(frame) {
  const takers = {
    people: meet,
    message: show,
    ack: ({ id }) => settle(id, "sent"),
    error: explain,
    typing: ({ on }) => showTyping(on),
  };
  takers[frame.type]?.(frame);
}

function meet(frame) {
  people = [...frame.people, guest()];
  mayShare = frame.may_share;
  const nik = held?.nik ?? store().getItem(HELD);
  hold(people.find((person) => person.nik === nik) ?? people[0]);
  line.send({ type: "hello", session: transcript.session, last: transcript.lastToken() });
  onTheWay = null;
  sendNext();
}

function show({ token, at, attachments, views }) {
  transcript.read();
  if (!transcript.has(token)) {
    const item = { token, at: at * 1000, attachments, views };
    transcript.add(item);
    showTyping(false);
    append(item);
  }
  line.send({ type: "ack", token });
}

function explain({ code, id }) {
  notice(word(`error.${code}`));
  if (!COMES_AGAIN.includes(code)) {
    settle(id ?? onTheWay, "failed");
    return;
  }
  onTheWay = null;
  setTimeout(sendNext, AGAIN_AFTER);
}

function settle(id, state) {
  if (state === "sent") notice("");
  transcript.mark(id, state);
  const place = find(`state-${id}`);
  if (place) showState(place, state);
  if (onTheWay === id) onTheWay = null;
  sendNext();
}

// ---- from the person

function say(text) {
  post({ type: "say", text }, text);
}

function choose({ label, value }) {
  post({ type: "choose", value }, label);
}

function attach(kind) {
  post({ type: "attach", kind }, word(`file.${kind}`));
}

function share() {
  closeSheet();
  composer.closeMenu();
  post({ type: "share_phone", nik: held.nik }, word("shared", { phone: held.phone }));
}

function type(text) {
  closeSheet();
  composer.type(text);
}

function post(frame, label) {
  notice("");
  const item = { id: random(), at: Date.now(), state: "waiting", frame, label };
  transcript.add(item);
  append(item);
  toEnd();
  sendNext();
}

// One at a time, so that they arrive in order; the next one follows the ack.
function sendNext() {
  const item = transcript.firstWaiting();
  if (!item || onTheWay) return;
  if (line.send({ ...item.frame, id: item.id })) onTheWay = item.id;
}

// ---- whose phone it is

function store() {
  return mayShare ? localStorage : sessionStorage;
}

function hold(person) {
  const isNew = held?.nik !== person.nik;
  held = person;
  store().setItem(HELD, person.nik);
  if (isNew) {
    transcript = new Transcript(store(), person.nik);
    transcript.write();
    redraw();
  }
  showHolder();
}

function pick(person) {
  hold(person);
  line.reopen();
}

function restart() {
  transcript.restart();
  redraw();
  line.reopen();
  find("text").focus();
}

function showHolder() {
  const ways = { type, share, mayShare };
  find("people-hint").textContent = word(mayShare ? "people_hint" : "share_off");
  find("holder-name").textContent = word("holder", { name: held.name });
  showPeople(find("cards"), people, held, { pick, ...ways });
  find("own").replaceChildren(...(held.nik === GUEST ? [] : [acts(held, ways)]));
  find("own").parentElement.hidden = held.nik === GUEST;
}

// ---- what is seen

function redraw() {
  // Not read out: it was when it came.
  log.ariaLive = "off";
  log.replaceChildren();
  log.dataset.view = chosenView();
  lastDay = "";
  transcript.items.forEach(append);
  showTyping(false);
  notice("");
  find("welcome").hidden = transcript.items.length > 0;
  toEnd();
  requestAnimationFrame(() => (log.ariaLive = "polite"));
}

function append(item) {
  const wasAtEnd = isAtEnd();
  if (dayName(item.at) !== lastDay) log.append(dayLine(item.at));
  lastDay = dayName(item.at);
  const shown = bubbles(item, chosenView(), { choose, share: shareWay() });
  log.append(...shown);
  find("welcome").hidden = true;
  // The beginning of a long message stays in sight: it is read from there.
  if (wasAtEnd) scroll.scrollTop = shown[0].offsetTop - 12;
}

function isAtEnd() {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
}

function toEnd() {
  scroll.scrollTop = scroll.scrollHeight;
}

function shareWay() {
  return mayShare && held.phone ? { label: word("share"), act: share } : null;
}

function showTyping(on) {
  const wasAtEnd = isAtEnd();
  find("typing").hidden = !on;
  if (on && wasAtEnd) toEnd();
}

function showLine(state) {
  find("state").textContent = word(`line.${state}`);
  find("state").className = state;
  find("broken").hidden = state !== "closed";
  if (state === "closed") showTyping(false);
}

function notice(text) {
  find("notice").textContent = text;
}

function closeSheet() {
  find("sheet").close();
}

// ---- once

function setUpPeople() {
  const wide = matchMedia("(min-width: 900px)");
  function place() {
    closeSheet();
    find(wide.matches ? "side" : "sheet").append(find("people"));
    find("holder").disabled = wide.matches;
  }
  wide.addEventListener("change", place);
  place();
  find("holder").addEventListener("click", () => find("sheet").showModal());
  find("sheet-close").addEventListener("click", closeSheet);
}

setUpPeople();
setUpViews(redraw);
find("retry").addEventListener("click", line.retry);
find("restart").addEventListener("click", restart);
find("newest").addEventListener("click", toEnd);
scroll.addEventListener("scroll", () => (find("newest").hidden = isAtEnd()));
// Another tab of the same handset.
addEventListener("storage", (event) => {
  if (event.key !== transcript?.key) return;
  transcript.read();
  redraw();
});
