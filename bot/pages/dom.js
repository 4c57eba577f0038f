// Elements in one expression; text is always text, never markup.
const setup = JSON.parse(document.body.dataset.setup);

export const language = setup.language;

export function word(key, values = {}) {
  const sentence = setup.words[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

export function find(id) {
  return document.getElementById(id);
}

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

export function icon(name) {
  return element("span", { className: `icon icon-${name}`, ariaHidden: "true" });
}

export function unseen(text) {
  return element("span", { className: "unseen" }, text);
}

export function button(label, onclick, { symbol = null, className = "" } = {}) {
  const shown = symbol ? [icon(symbol)] : [];
  return element("button", { type: "button", className, onclick }, ...shown, element("span", {}, label));
}

export function random() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
