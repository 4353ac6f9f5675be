"use strict";
// Takes the words somebody selects in the paragraph as the quote, while the field is empty or was filled this way.
const field = document.querySelector("textarea[name=quote]");
const shown = document.getElementById("block-text");
if (field && shown) {
  let taken = "";
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    const words = String(selection).trim();
    const isInside = shown.contains(selection.anchorNode) && shown.contains(selection.focusNode);
    if (!words || !isInside || (field.value && field.value !== taken)) return;
    taken = words;
    field.value = words;
  });
}
