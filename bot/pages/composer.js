// Where one writes: Enter sends, the plus opens what else can be sent.
import { button, find, word } from "./dom.js";

const KINDS = ["photo", "voice", "location", "document", "sticker"];
const TRIES = ["greeting", "card", "death", "accident"];

export function setUpComposer({ say, attach }) {
  const text = find("text");
  const menu = find("menu");
  const more = find("more");

  function grow() {
    text.style.height = "auto";
    text.style.height = `${text.scrollHeight}px`;
  }

  function send() {
    const said = text.value.trim();
    if (!said) return;
    text.value = "";
    grow();
    say(said);
  }

  function openMenu(open) {
    menu.hidden = !open;
    more.ariaExpanded = String(open);
    if (open) menu.querySelector("button").focus();
  }

  function type(words) {
    openMenu(false);
    text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
    grow();
    text.focus();
  }

  find("kinds").append(
    ...KINDS.map((kind) =>
      button(word(`file.${kind}`), () => {
        openMenu(false);
        attach(kind);
        more.focus();
      }, { symbol: kind }),
    ),
  );
  find("tries").append(
    ...TRIES.map((name) => button(word(`try.${name}`), () => say(word(`try.${name}`)), { className: "way" })),
  );
  text.addEventListener("input", grow);
  text.addEventListener("keydown", (event) => {
    // While an input method is composing, Enter takes its proposal.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  find("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
    text.focus();
  });
  more.addEventListener("click", () => openMenu(menu.hidden));
  find("composer").addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || menu.hidden) return;
    openMenu(false);
    more.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!menu.contains(event.target) && !more.contains(event.target)) openMenu(false);
  });
  return { type, closeMenu: () => openMenu(false) };
}
