// The socket of a served desk: when it closes, the page says so, asks until the server answers, and loads again.

const shellAlive = async () => {
  try {
    return (await fetch("/healthz", {cache: "no-store", signal: AbortSignal.timeout(3000)})).status < 500;
  } catch {
    return false;
  }
};

function shellConnection(desk) {
  let lost = false, timer = null, leaving = false;
  // Asked again right before: a server that is going down may have answered, and then the page would be lost.
  async function ask() {
    clearTimeout(timer);
    if (await shellAlive()) timer = setTimeout(again, Math.random() * 1000);  // not all desks in the same moment
    else timer = setTimeout(ask, 500);
  }
  async function again() {
    if (await shellAlive()) location.reload();
    else ask();
  }
  function gone() {
    if (lost || leaving || desk.signal.aborted) return;
    lost = true;
    desk.paintStatus();
    if (desk.model.served) timer = setTimeout(ask, 500);
  }
  // A cut that no socket has noticed yet: asked when the machine says that its network changed.
  const doubt = async () => { if (desk.model.served && !(await shellAlive())) gone(); };
  window.addEventListener("pagehide", () => { leaving = true; }, {signal: desk.signal});
  for (const event of ["offline", "online"]) window.addEventListener(event, doubt, {signal: desk.signal});
  desk.view.model.document?.on_event("connection_lost", gone);
  return {lost: () => lost, retry: () => lost && desk.model.served ? ask() : desk.paintStatus()};
}

// Light and dark for our parts and for panel-material-ui's, which follow `data-theme` of the document.
function shellTheme(desk) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  // In JupyterLab the notebook's own theme is the system's, as it is for panel-material-ui.
  const around = () => {
    const lab = document.body.dataset.jpThemeLight;
    return (lab === undefined ? dark.matches : lab === "false") ? "dark" : "light";
  };
  function paint() {
    const wanted = desk.model.theme;
    const theme = wanted === "light" || wanted === "dark" ? wanted : around();
    desk.frame.dataset.theme = theme;
    desk.frame.dataset.zone = desk.model.zone;
    desk.frame.dataset.language = desk.model.language;
    if (!desk.model.served) return;
    document.documentElement.dataset.theme = theme;
    document.documentElement.style.colorScheme = theme;
  }
  dark.addEventListener("change", paint, {signal: desk.signal});
  const lab = new MutationObserver(paint);
  lab.observe(document.body, {attributeFilter: ["data-jp-theme-light"]});
  desk.signal.addEventListener("abort", () => lab.disconnect());
  return {paint};
}

// "(3) Contact Center": only where the desk is the page.
function shellPageTitle(desk) {
  if (!desk.model.served) return;
  const unread = desk.model.sessions.reduce((sum, s) => sum + (s.id === desk.focus.session()?.id ? 0 : s.unread || 0), 0);
  const title = unread ? `(${unread}) Contact Center` : "Contact Center";
  if (document.title !== title) document.title = title;
}
