// A message as it looks.
import { button, element, icon, language, unseen, word } from "./dom.js";

const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
const calendar = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
const near = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const DAY = 24 * 3600 * 1000;

export function dayLine(at) {
  return element("p", { className: "day" }, dayName(at));
}

export function dayName(at) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(at).setHours(0, 0, 0, 0)) / DAY);
  return days < 2 ? near.format(-days, "day") : calendar.format(at);
}

// A reply may be several messages of a platform: `view` names whose.
export function bubbles(item, view, { choose, share }) {
  return item.token ? item.views[view].map((shown) => botBubble(item, shown, choose, share)) : [ownBubble(item)];
}

function botBubble(item, shown, choose, share) {
  const paper = element(
    "div",
    { className: "paper" },
    unseen(`${word("bot")}: `),
    shown.file === null ? null : file(item.attachments[shown.file]),
    shown.words.length ? element("p", { className: "text" }, ...shown.words.map(piece)) : null,
    stamp(item),
  );
  const ways = shown.rows.length ? choices(shown.rows, choose) : null;
  return element(
    "article",
    { className: "bubble bot" },
    paper,
    ways && shown.opens ? list(shown.opens, ways) : ways,
    share && shown.asks_phone ? button(share.label, share.act, { symbol: "share", className: "way" }) : null,
  );
}

function piece({ text, tags }) {
  return tags.reduceRight((inside, tag) => element(tag, {}, inside), text);
}

function list(label, ways) {
  return element("details", { className: "list" }, element("summary", { className: "way" }, label), ways);
}

function choices(rows, choose) {
  const lines = rows.map((row) => element("li", {}, ...row.map((option) => way(option, choose))));
  return element("ul", { className: "choices", ariaLabel: word("choices") }, ...lines);
}

function way(option, choose) {
  const note = option.note ? element("small", {}, option.note) : null;
  const label = element("span", {}, option.label, ...(note ? [note] : []));
  return element("button", { type: "button", className: "way", onclick: () => choose(option) }, label);
}

function file({ kind, name, url }) {
  const label = element("span", {}, element("b", {}, name), element("small", {}, word(url ? "download" : "not_kept")));
  const card = url
    ? element("a", { className: "file", href: url, download: name }, icon("document"), label, icon("download"))
    : element("p", { className: "file" }, icon("document"), label);
  const picture = /^data:image\/(png|jpeg|gif|webp);/.test(url);
  return picture
    ? element("figure", {}, element("img", { src: url, alt: `${fileKind(kind)}: ${name}` }), card)
    : card;
}

function fileKind(kind) {
  return word(`file.${kind}`);
}

function ownBubble(item) {
  const { type, kind } = item.frame;
  const symbol = { attach: kind, share_phone: "share" }[type];
  return element(
    "article",
    { className: `bubble own ${symbol ? "sent-file" : ""}` },
    unseen(`${word("me")}: `),
    symbol ? icon(symbol) : null,
    element("p", { className: "text" }, item.label),
    stamp(item),
  );
}

function stamp(item) {
  const time = element("time", { dateTime: new Date(item.at).toISOString() }, clock.format(item.at));
  return element("p", { className: "stamp" }, time, item.token ? null : state(item));
}

// Changed in place: a bubble put in anew would be read out again.
function state(item) {
  return showState(element("span", { id: `state-${item.id}` }), item.state);
}

export function showState(place, name) {
  place.className = `state ${name}`;
  place.replaceChildren(icon(name), unseen(word(`state.${name}`)));
  return place;
}
