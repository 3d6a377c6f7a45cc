// Keys for the console. Everything also works with the mouse, and every page can be read without this file.
"use strict";

(() => {
  const SWITCH = "collectbot.keys";
  const isOn = () => localStorage.getItem(SWITCH) !== "off";

  const isTyping = (element) =>
    element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName);

  // The rows of the page's list are links; j and k move the focus among them.
  const move = (step) => {
    const rows = [...document.querySelectorAll("[data-row]")];
    if (!rows.length) return;
    const now = rows.indexOf(document.activeElement.closest("[data-row]"));
    const next = now < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(now + step, 0), rows.length - 1);
    rows[next].focus();
    rows[next].scrollIntoView({ block: "nearest" });
  };

  // A grave decision is only brought under the finger: Enter, or the key again, does it.
  const press = (element) => {
    if (isTyping(element) || (element.hasAttribute("data-grave") && document.activeElement !== element)) {
      element.focus();
      element.scrollIntoView({ block: "nearest" });
    } else {
      element.click();
    }
  };

  const help = () => {
    const dialog = document.getElementById("keys");
    if (dialog && !dialog.open) dialog.showModal();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "?") { event.preventDefault(); help(); return; }
    if (!isOn()) return;
    if (event.key === "j" || event.key === "k") { event.preventDefault(); move(event.key === "j" ? 1 : -1); return; }
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]:not([disabled])`);
    if (target) { event.preventDefault(); press(target); }
  });

  document.addEventListener("DOMContentLoaded", () => {
    const box = document.getElementById("keys-on");
    if (box) {
      box.checked = isOn();
      box.addEventListener("change", () => localStorage.setItem(SWITCH, box.checked ? "on" : "off"));
    }
    document.querySelectorAll("[data-help]").forEach((each) => each.addEventListener("click", help));
    // Two presses of one key must not decide twice.
    document.addEventListener("submit", (event) => {
      if (event.target.method === "dialog") return;
      if (event.target.dataset.sent) event.preventDefault();
      event.target.dataset.sent = "yes";
    });
  });
  // A page that came back from the browser's history may be sent again.
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((f) => delete f.dataset.sent));
})();
