// What one handset shows: kept in the browser, because the server erases what was delivered.
import { random } from "./dom.js";

const MOST_ITEMS = 300;

export class Transcript {
  // `store`: localStorage while everybody is made up, else sessionStorage, which ends with the tab.
  constructor(store, holder) {
    this.store = store;
    this.key = `sapa.phone.${holder}`;
    this.read();
  }

  read() {
    const kept = JSON.parse(this.store.getItem(this.key) ?? "null");
    this.session = kept?.session ?? random();
    // Without `views`: kept by an older page.
    this.items = (kept?.items ?? []).filter((item) => !item.token || item.views);
  }

  restart() {
    this.session = random();
    this.items = [];
    this.write();
  }

  add(item) {
    this.read();
    this.items = [...this.items, item].slice(-MOST_ITEMS);
    this.write();
  }

  mark(id, state) {
    this.read();
    const item = this.items.find((each) => each.id === id);
    if (item) item.state = state;
    this.write();
  }

  has(token) {
    return this.items.some((item) => item.token === token);
  }

  lastToken() {
    return this.items.findLast((item) => item.token)?.token ?? null;
  }

  firstWaiting() {
    return this.items.find((item) => item.state === "waiting") ?? null;
  }

  // A browser keeps about 5 MB a page: the content of old files goes first, then old messages.
  write() {
    while (true) {
      try {
        this.store.setItem(this.key, JSON.stringify({ session: this.session, items: this.items }));
        return;
      } catch (error) {
        if (error.name !== "QuotaExceededError" || this.items.length === 0) throw error;
        const filed = this.items.flatMap((item) => item.attachments ?? []).find((file) => file.url);
        if (filed) filed.url = "";
        else this.items.shift();
      }
    }
  }
}
