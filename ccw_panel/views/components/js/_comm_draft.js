// What is typed in the communication panel: in this browser's storage at once, and there until Python has it.

function commKept(desk, group) {
  const key = () => `ccw:${desk.data.agent}:conversation:${desk.data.conversation_id}:${group}`;
  return {
    read: () => { try { return JSON.parse(localStorage.getItem(key())); } catch { return null; } },
    write: (value) => { try { localStorage.setItem(key(), JSON.stringify(value)); } catch { /* a full or forbidden storage: Python keeps it 300 ms later */ } },
    clear: () => { try { localStorage.removeItem(key()); } catch { /* see above */ } },
  };
}

// Hands a text field's draft over: to this browser at once, to Python 300 ms after the last key.
function commDraft(desk, group, field, onState) {
  const store = commKept(desk, group);
  const hand = () => send(desk.model, "draft", {group, text: field.value});
  const later = debounce(hand, 200, 300);
  return {
    store,
    typed: () => { store.write({text: field.value, at: new Date().toISOString()}); onState("keeping"); later(); },
    flush: () => later.now(),
    saved: (text) => { if (text === field.value) { store.clear(); onState("kept"); } },
    forget: () => { later.cancel(); store.clear(); onState(""); },
    start: (text, at) => {
      const own = store.read();
      if (own && typeof own.text === "string" && !isOlder(Date.parse(own.at), at)) { field.value = own.text; hand(); } else { field.value = text || ""; store.clear(); }
      onState(field.value ? "kept" : "");
    },
  };
}
