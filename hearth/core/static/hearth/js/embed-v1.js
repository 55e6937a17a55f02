// Puts the search of a family hub network into a page of another website: into each <div data-hearth-search>.
// Needs no inline script or style, sets no cookie, sends nothing anywhere. What stands in the div stays until the search
// is there, and stays for good where the browser refuses the frame.
(function () {
  "use strict";
  var script = document.currentScript || document.querySelector('script[src*="/embed/v1.js"]');
  if (!script || !script.src || !window.URL) return;
  var home = new URL("./", script.src);
  var NAMES = ["accent", "text", "font", "corner", "title", "lang", "q", "postcode", "miles", "age", "category"];
  var REFUSED_AFTER = 8000; // milliseconds after the frame has loaded something, and nothing was heard from it
  var holders = [];

  function place(holder) {
    if (holder.hasAttribute("data-hearth-placed")) return;
    holder.setAttribute("data-hearth-placed", "");
    var address = new URL(home.href);
    NAMES.forEach(function (name) {
      var value = holder.getAttribute("data-" + name);
      if (value) address.searchParams.set(name, value);
    });
    var frame = document.createElement("iframe");
    frame.title = holder.getAttribute("data-label") || "Find help for families";
    frame.loading = "lazy";
    frame.width = "100%";
    frame.height = "420";
    frame.style.border = "0";
    frame.style.display = "block";
    var one = { holder: holder, frame: frame, heard: false, before: [].slice.call(holder.children) };
    frame.addEventListener("load", function () {
      if (one.heard) {
        // Another page in the frame: whoever pressed "Next" at its end begins to read at its top.
        if (frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
        return;
      }
      setTimeout(function () {
        if (!one.heard) frame.remove();
      }, REFUSED_AFTER);
    });
    frame.src = address.href;
    holders.push(one);
    holder.appendChild(frame);
  }

  window.addEventListener("message", function (event) {
    if (event.origin !== home.origin || !event.data || event.data.hearth !== "height") return;
    var height = Number(event.data.height);
    if (!(height > 0 && height < 50000)) return;
    holders.forEach(function (one) {
      if (one.frame.contentWindow !== event.source) return;
      one.heard = true;
      one.frame.height = String(Math.ceil(height));
      one.before.forEach(function (child) { child.hidden = true; });
    });
  });

  function start() {
    [].forEach.call(document.querySelectorAll("[data-hearth-search]"), place);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
