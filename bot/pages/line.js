// The WebSocket, opened again for as long as the page is open.
const FIRST_WAIT = 400;
const LONGEST_WAIT = 8000;

export function openLine({ onFrame, onState }) {
  let socket = null;
  let wait = FIRST_WAIT;
  let timer = 0;

  function open() {
    clearTimeout(timer);
    const own = new WebSocket(`ws://${location.host}/phone/socket`);
    socket = own;
    own.onopen = () => {
      wait = FIRST_WAIT;
      onState("open");
    };
    own.onmessage = (event) => {
      if (socket === own) onFrame(JSON.parse(event.data));
    };
    own.onclose = () => {
      if (socket !== own) return;
      onState("closed");
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
  }

  // What an old socket still brings belongs to the handset that was held before.
  function reopen() {
    const old = socket;
    socket = null;
    old?.close();
    open();
  }

  function retry() {
    if (socket?.readyState === WebSocket.CLOSED) open();
  }

  function send(frame) {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(JSON.stringify(frame));
    return true;
  }

  addEventListener("online", retry);
  document.addEventListener("visibilitychange", () => document.hidden || retry());
  onState("waiting");
  open();
  return { send, reopen, retry };
}
