// How the page talks to Gradio's queue: events by their names, and the parts of the page that come back.
// All words and all HTML come from the server; texts of visitors and documents are escaped there.
window.sanad = (() => {
  const root = document.documentElement;
  const letters = [...crypto.getRandomValues(new Uint8Array(11))].map((one) => (one % 36).toString(36)).join("");
  const watching = {}; // by part: what is to be told when it has changed
  const showing = {}; // by part: what puts a new value on the page; else it is the part's HTML
  const pending = new Map(); // by Gradio's name of an event: what waits for it
  let stream = null, events = {};

  // What an event gave: a text for each part, null for what the server keeps, and an object where nothing changes.
  const show = (event, values) => event.parts.forEach((part, at) => {
    const value = values?.[at];
    if (part === null || typeof value !== "string") return;
    if (showing[part]) showing[part](value);
    else document.getElementById(part).innerHTML = value;
    for (const tell of watching[part] ?? []) tell(value);
  });

  const send = async (way, body) => {
    const answer = await fetch(`gradio_api/${way}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...body, session_hash: letters }),
    });
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new Error(typeof said.detail === "string" ? said.detail : "");
    return said;
  };

  // ---- The stream of what becomes of queued events; it is open while one is under way.
  const end = (id, outcome) => {
    const one = pending.get(id);
    pending.delete(id);
    if (one) one[outcome === undefined ? "reject" : "resolve"](outcome ?? new Error(""));
  };
  // The first step of an event comes whole, each later one as what has changed in each value.
  const step = (one, values) => {
    const changed = one.values ? values.map((edits) => edits.find(([, path]) => !path.length)?.[2]) : values;
    one.values = true;
    show(one.event, changed);
  };
  const hear = ({ data }) => {
    const said = JSON.parse(data), one = pending.get(said.event_id);
    if (said.msg === "process_generating" && one && said.success) step(one, said.output.data);
    else if (said.msg === "process_completed" && one) {
      if (said.success && !one.values) show(one.event, said.output.data);
      end(said.event_id, said.success ? !one.isCancelled : undefined);
    } else if (said.msg === "unexpected_error" || said.msg === "server_stopped") for (const id of [...pending.keys()]) end(id);
    else if (said.msg === "close_stream") listen();
  };
  const listen = () => {
    stream?.close();
    stream = pending.size ? new EventSource(`gradio_api/queue/data?session_hash=${letters}`) : null;
    if (!stream) return;
    stream.onmessage = hear;
    stream.onerror = () => {
      stream?.close();
      stream = null;
      for (const id of [...pending.keys()]) end(id);
    };
  };

  // True when the event has come to its end, false when it was cancelled. Fails in the server's words, or in none.
  const call = async (name, data = {}) => {
    const event = events[name], body = { data: Array(event.n).fill(null), event_data: data, fn_index: event.id };
    if (!event.queued) {
      show(event, (await send("run/predict", body)).data);
      return true;
    }
    const { event_id: id } = await send("queue/join", body);
    return new Promise((resolve, reject) => {
      pending.set(id, { event, resolve, reject });
      if (!stream) listen();
    });
  };
  // Whatever of this name is under way or waits is given up.
  const cancel = (name) => Promise.all([...pending].filter(([, one]) => one.event === events[name]).map(([id, one]) => {
    one.isCancelled = true;
    return send("cancel", { event_id: id, fn_index: one.event.id }).catch(() => {});
  }));

  const tell = (words) => {
    const box = document.createElement("p");
    box.textContent = words || document.body.dataset[`failed${root.lang === "ar" ? "Ar" : "En"}`];
    document.getElementById("problem").replaceChildren(box);
    for (const one of watching.problem ?? []) one();
  };

  return {
    call, cancel, tell, showing, letters,
    // The same for what nobody waits for; what goes wrong is said on the page.
    trigger: (name, data) => call(name, data).catch((error) => tell(error.message)),
    watch: (part, told) => { (watching[part] ??= []).push(told); },

    // Opens the page's heartbeat, by which the server knows that the page is open, and gives each part its script.
    open() {
      events = JSON.parse(document.body.dataset.events);
      new EventSource(`gradio_api/heartbeat/${letters}`);
      for (const part of ["header", "chooser", "own", "conversation", "viewer", "correction", "problem", "download", "memory"]) {
        window.sanad[part](document.getElementById(part), window.sanad.trigger, (told) => window.sanad.watch(part, told));
      }
    },
  };
})();
