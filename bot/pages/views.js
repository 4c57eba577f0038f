// Whose way of showing a message: a platform's, or plain words.
const KEPT = "sapa.phone.view";
const inputs = document.querySelectorAll("#views input");

export function chosenView() {
  return document.querySelector("#views input:checked").value;
}

export function setUpViews(onChange) {
  const kept = sessionStorage.getItem(KEPT);
  for (const input of inputs) {
    if (input.value === kept) input.checked = true;
    input.addEventListener("change", () => {
      sessionStorage.setItem(KEPT, input.value);
      onChange();
    });
  }
}
