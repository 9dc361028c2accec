// Keys of the review page, and the reading shown in the text while it is being chosen.
// Without this script the page works too, with the mouse or with Tab, arrows and Enter.
(function () {
  "use strict";

  const form = () => document.getElementById("choose");
  const field = () => document.getElementById("typed");

  function chosen() {
    return form() && form().querySelector("input[name=choice]:checked");
  }

  // The text with the choice in it. Text goes in as text, never as markup.
  function preview() {
    const mark = document.querySelector("#preview .here");
    const choice = chosen();
    if (!mark || !choice) return;
    if (mark.dataset.first === undefined) mark.dataset.first = mark.textContent;
    const seen = document.querySelector(".was .here");
    if (choice.value === "typed") mark.textContent = field().value || mark.dataset.first;
    else if (choice.dataset.text !== undefined) mark.textContent = choice.dataset.text;
    else mark.textContent = seen ? seen.textContent : mark.dataset.first;
  }

  function focusFirst() {
    const at = document.querySelector("[aria-invalid]") || chosen();
    if (at) at.focus();
    preview();
  }

  function byKey(key) {
    return Array.from(form().querySelectorAll("[data-key]")).find((one) => one.dataset.key === key);
  }

  document.addEventListener("keydown", function (event) {
    if (!form() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target;
    if (target === field()) {
      if (event.key === "Escape") {
        const first = form().querySelector("input[name=choice]");
        first.checked = true;
        first.focus();
        preview();
        event.preventDefault();
      } else if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        form().requestSubmit();
      }
      return;
    }
    // Single keys count only while a choice has the focus: there no browser or screen reader takes them.
    if (!(target.matches && target.matches("#choose input[name=choice]"))) return;
    if (event.key === "u") {
      const undo = document.getElementById("undo");
      if (!undo.querySelector("button").disabled) undo.requestSubmit();
      event.preventDefault();
      return;
    }
    if (event.key === "Enter") {
      event.preventDefault();
      if (!event.repeat) form().requestSubmit();
      return;
    }
    const at = byKey(event.key);
    if (!at || event.repeat) return;
    event.preventDefault();
    if (at.id === "alike") at.checked = !at.checked;
    else if (at.value === "typed") {
      at.checked = true;
      field().focus();
      field().select();
      preview();
    } else if (at.name === "choice") {
      at.checked = true;
      form().requestSubmit();
    } else at.click();
  });

  document.addEventListener("input", function (event) {
    if (event.target === field()) {
      document.getElementById("c-typed").checked = true;
    }
    preview();
  });

  document.addEventListener("focusin", function (event) {
    if (event.target === field() && field()) {
      document.getElementById("c-typed").checked = true;
      preview();
    }
  });

  // One step at a time: a key pressed twice must not decide what has not been seen.
  document.addEventListener("htmx:beforeRequest", function (event) {
    if (document.body.dataset.busy) event.preventDefault();
    else document.body.dataset.busy = "yes";
  });
  document.addEventListener("htmx:afterRequest", function () {
    delete document.body.dataset.busy;
  });
  document.addEventListener("htmx:sendError", function () {
    document.getElementById("gone").hidden = false;
  });
  document.addEventListener("htmx:afterSettle", focusFirst);
  document.addEventListener("DOMContentLoaded", focusFirst);
})();
