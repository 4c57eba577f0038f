// What a person could not see, read or touch: WCAG 1.4.3 contrast, 1.4.10 reflow, 2.5.5 targets.
() => {
  const faults = [];
  const shown = (element) => element.checkVisibility() && !element.closest(".unseen, .skip");

  for (const each of document.getAnimations()) {
    if (each.effect.getTiming().iterations !== Infinity) each.finish();
  }

  const scroll = document.getElementById("scroll");
  if (document.scrollingElement.scrollWidth > innerWidth) faults.push("the page scrolls sideways");
  if (scroll.scrollWidth > scroll.clientWidth) faults.push("the messages scroll sideways");

  const numbers = (color) => color.match(/[\d.]+/g).map(Number);
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  function luminance(color) {
    const [red, green, blue] = color.slice(0, 3).map((part) => linear(part / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
  function behind(element) {
    const color = numbers(getComputedStyle(element).backgroundColor);
    if (color.length === 3 || color[3] === 1) return color;
    return element.parentElement ? behind(element.parentElement) : [255, 255, 255];
  }

  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const text = words.currentNode.data.trim();
    const element = words.currentNode.parentElement;
    if (!text || !shown(element) || element.closest("button:disabled:not(#holder)")) continue;
    const style = getComputedStyle(element);
    const [dark, light] = [luminance(numbers(style.color)), luminance(behind(element))].sort((a, b) => a - b);
    const ratio = (light + 0.05) / (dark + 0.05);
    if (ratio < 4.5) faults.push(`contrast ${ratio.toFixed(2)}: ${text}`);
    if (parseFloat(style.fontSize) < 13) faults.push(`small: ${text}`);
  }

  for (const target of document.querySelectorAll("button, a.file, textarea, summary, #views label, #ways a")) {
    const { width, height } = target.getBoundingClientRect();
    if (shown(target) && Math.min(width, height) < 44) faults.push(`target: ${target.id || target.textContent}`);
  }
  return faults;
}
