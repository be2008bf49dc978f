// The site works without this script. It adds: a warning before the session ends, a question before typed text is lost,
// a waiting page that refreshes itself when something changed, drawings that show their live step, and buttons that copy.

const ready = (selector, start) => document.querySelectorAll(selector).forEach(start);

let leaving = false;

// <dialog data-session="1200" data-warn="120" data-keep-alive="/session">: seconds until the session ends, and before
// that to warn; a POST to the address keeps it. At the last moment what is typed is saved by the page's own button.
ready("dialog[data-session]", (dialog) => {
  const { session, warn, keepAlive, token } = dialog.dataset;
  const left = dialog.querySelector("[data-left]");
  let ends;
  const start = () => { ends = Date.now() + session * 1000; };
  start();
  setInterval(() => {
    const seconds = Math.round((ends - Date.now()) / 1000);
    const save = document.querySelector("form[data-guard] [value=later]");
    if (seconds <= 5 && !leaving) { leaving = true; save ? save.click() : location.reload(); }
    else if (seconds <= warn && !leaving) {
      left.textContent = seconds > 90 ? `${Math.ceil(seconds / 60)} minutes` : `${seconds} seconds`;
      if (!dialog.open) dialog.showModal();
    }
  }, 1000);
  dialog.addEventListener("close", async () => {
    const answer = await fetch(keepAlive, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => null);
    if (answer?.ok) start();
  });
});

// <form data-guard>: asks before the page is left with typed text in it.
ready("form[data-guard]", (form) => {
  let typed = false;
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("beforeunload", (event) => { if (typed && !leaving) event.preventDefault(); });
});

// <div data-refresh="/applications/x/state.json" data-version="7" data-seconds="4">: asks for {"version": ...} and loads
// the page again when it is another. Without script a <noscript> refresh in the head does the same.
ready("[data-refresh]", (waiting) => {
  const { refresh, version, seconds } = waiting.dataset;
  const ask = async () => {
    const answer = await fetch(refresh, { headers: { Accept: "application/json" } }).catch(() => null);
    const now = answer?.ok ? await answer.json().catch(() => null) : null;
    if (now && String(now.version) !== version) location.reload();
    else setTimeout(ask, (seconds || 4) * 1000);
  };
  setTimeout(ask, (seconds || 4) * 1000);
});

// <div class="drawing">: as large as it can be read; where it is broader than the page, the live step is scrolled to.
ready(".drawing", (drawing) => {
  // of a step inside another that is under way, the inner one
  const live = [...drawing.querySelectorAll(".diagram--live")].pop()?.getBoundingClientRect();
  if (!live) return;
  const frame = drawing.getBoundingClientRect();
  drawing.scrollLeft += live.left + live.width / 2 - frame.left - frame.width / 2;
  drawing.scrollTop += live.top + live.height / 2 - frame.top - frame.height / 2;
});

// <button data-copy="id of the text" hidden>
ready("button[data-copy]", (button) => {
  if (!navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    const label = button.textContent;
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = label; }, 2000);
  });
});
