"use strict";
// Everything works without this script. It makes five things quicker:
// completing what is typed, searching a list, reckoning change, taking a scan
// wherever the focus is, and copying a program.

// A destination, a saved address or a template is completed while it is typed
// (the ARIA combobox pattern). What is chosen may fill other fields, too.
for (const box of document.querySelectorAll(".combo")) {
  const input = box.querySelector("input");
  const list = document.createElement("ul");
  const status = document.createElement("div");
  list.id = input.id + "-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].firstChild.textContent.trim());
  list.hidden = true;
  status.className = "off";
  status.setAttribute("role", "status");
  box.append(list, status);
  input.removeAttribute("list"); // the browser's own completion
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  let at = -1, asked = "", timer = 0;

  const close = () => {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (row) => {
    input.value = row.answer.name;
    asked = input.value;
    for (const [name, value] of Object.entries(row.answer.fill || {})) {
      const field = input.form.elements[name];
      if (!field || field instanceof RadioNodeList && field.value) continue;
      field.value = value;
      if (value && field.closest) field.closest("details")?.setAttribute("open", "");
    }
    close();
  };
  const mark = (to) => {
    const rows = list.children;
    if (!rows.length) return;
    if (at >= 0) rows[at].setAttribute("aria-selected", "false");
    at = (to + rows.length) % rows.length;
    rows[at].setAttribute("aria-selected", "true");
    rows[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", rows[at].id);
  };
  const show = (found) => {
    list.replaceChildren(...found.map((p, i) => {
      const row = document.createElement("li");
      const name = document.createElement("span");
      const also = document.createElement("small");
      row.id = list.id + i;
      row.answer = p;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", "false");
      name.textContent = p.name;
      also.textContent = p.also || "";
      row.append(name, also);
      // mousedown comes before the field loses the focus
      row.addEventListener("mousedown", (e) => { e.preventDefault(); choose(row); });
      return row;
    }));
    at = -1;
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = found.length ? box.dataset.found.replace("{n}", found.length) : box.dataset.none;
  };
  const ask = async () => {
    const text = input.value.trim();
    if (text === asked) return;
    asked = text;
    if (!text) return close();
    try {
      const address = new URL(box.dataset.from, location);
      address.searchParams.set("q", text);
      if (box.dataset.with) address.searchParams.set("with", input.form.elements[box.dataset.with].value);
      const answer = await fetch(address);
      if (answer.ok && text === asked && document.activeElement === input) show(await answer.json());
    } catch { /* the server understands what was typed, too */ }
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (e) => {
    if (list.hidden) return;
    if (e.key === "ArrowDown") { mark(at + 1); e.preventDefault(); }
    if (e.key === "ArrowUp") { mark(at < 0 ? -1 : at - 1); e.preventDefault(); }
    if (e.key === "Enter" && at >= 0) { choose(list.children[at]); e.preventDefault(); }
    if (e.key === "Escape") { close(); e.preventDefault(); }
  });
}

// A list follows its search box while somebody types.
for (const form of document.querySelectorAll("form[data-live]")) {
  let timer = 0, last = 0;
  const ask = async () => {
    const address = form.getAttribute("action") + "?" + new URLSearchParams(new FormData(form));
    const turn = ++last;
    try {
      const answer = await fetch(address);
      if (!answer.ok || turn !== last) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.querySelector(form.dataset.live).replaceChildren(...page.querySelector(form.dataset.live).childNodes);
      history.replaceState(null, "", address);
    } catch { /* the button is there, too */ }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 200); });
}

// At the counter the change is reckoned as the cash is typed.
for (const cash of document.querySelectorAll("input[data-due]")) {
  const out = cash.parentElement.querySelector("output");
  const cents = (s) => /^\d{1,9}(\.\d{1,2})?$/.test(s) ? Math.round(parseFloat(s) * 100) : NaN;
  cash.addEventListener("input", () => {
    const change = cents(cash.value.trim()) - cents(cash.dataset.due);
    out.textContent = change >= 0 ? out.dataset.change + " HK$" + (change / 100).toFixed(2) : "";
  });
}

// A scanner types faster than people, wherever the focus is, and may or may not
// end with Enter (O-01). A whole item number typed so opens its item.
if (document.querySelector("[data-counter]")) {
  let typed = "", last = 0, timer = 0;
  const form = /^[A-Z]{2}[0-9]{9}[A-Z]{2}$/;
  const open = () => {
    const number = typed.toUpperCase();
    typed = "";
    if (form.test(number)) location.assign("/counter/?number=" + number);
  };
  addEventListener("keydown", (e) => {
    const quick = e.timeStamp - last < 50;
    last = e.timeStamp;
    if (e.key.length === 1 && /[A-Za-z0-9]/.test(e.key)) {
      typed = quick ? typed + e.key : e.key;
      clearTimeout(timer);
      if (typed.length === 13 && form.test(typed.toUpperCase())) timer = setTimeout(open, 60);
    } else if (e.key === "Enter" && quick && form.test(typed.toUpperCase())) {
      e.preventDefault();
      clearTimeout(timer);
      open();
    } else if (!["Shift", "Enter"].includes(e.key)) {
      typed = "";
    }
  });
}

// A file at work tells how far it is; when it is done, the page comes anew (U-11).
for (const at of document.querySelectorAll("[data-progress]")) {
  const told = new EventSource(at.dataset.progress);
  told.addEventListener("busy", (e) => {
    const now = JSON.parse(e.data);
    if (now.done > 0 && document.querySelector("[data-awaited]")) location.reload(); // the first rows are there
    for (const el of document.querySelectorAll("[data-live]")) {
      const value = now[el.dataset.live];
      if (el.tagName === "PROGRESS") { el.max = Math.max(1, now.all); el.value = value; } else if (el.textContent !== value) el.textContent = value;
    }
  });
  told.addEventListener("done", () => { told.close(); location.reload(); });
}

// A program of the documentation is copied by a button.
const manual = document.querySelector(".manual-text");
for (const code of manual && navigator.clipboard ? manual.querySelectorAll(".code") : []) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button second small";
  button.textContent = manual.dataset.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.querySelector("pre").textContent);
    button.textContent = manual.dataset.copied;
    setTimeout(() => { button.textContent = manual.dataset.copy; }, 2000);
  });
  code.append(button);
}
