// Whose phone this is: a synthetic person, or somebody whom nobody knows.
import { button, element, word } from "./dom.js";

export const GUEST = "guest";

export function guest() {
  return { nik: GUEST, who: null, name: word("guest"), born: null, phone: null };
}

export function showPeople(place, people, held, { pick, type, share, mayShare }) {
  const focused = place.contains(document.activeElement) ? document.activeElement.value : null;
  place.replaceChildren(
    ...people.map((person) => {
      const radio = element("input", {
        type: "radio",
        name: "holder",
        value: person.nik,
        checked: person.nik === held.nik,
        onchange: () => pick(person),
      });
      const name = element("span", { className: "name" }, person.name);
      const who = element("span", { className: "badge" }, person.who ? word(`who.${person.who}`) : "");
      const label = element("label", {}, radio, name, person.who ? who : null);
      const more = person.who ? known(person) : [element("p", { className: "hint" }, word("guest_hint"))];
      if (person === held && person.who) more.push(acts(person, { type, share, mayShare }));
      return element("div", { className: "card" }, label, ...more);
    }),
  );
  if (focused) place.querySelector(`input[value="${CSS.escape(focused)}"]`)?.focus();
}

function known(person) {
  const facts = [
    ["nik", person.nik],
    ["birth_date", person.born],
    ["phone", person.phone ?? word("phone_none")],
  ];
  const rows = facts.map(([key, value]) =>
    element("div", {}, element("dt", {}, word(key)), element("dd", {}, value)),
  );
  return [element("dl", {}, ...rows)];
}

export function acts(person, { type, share, mayShare }) {
  const shareButton = button(word("share"), share, { symbol: "share" });
  shareButton.disabled = !mayShare || !person.phone;
  return element(
    "div",
    { className: "acts" },
    button(word("type_nik"), () => type(person.nik), { symbol: "card" }),
    button(word("type_birth_date"), () => type(person.born), { symbol: "calendar" }),
    shareButton,
    mayShare ? null : element("p", { className: "hint" }, word("share_off")),
  );
}
