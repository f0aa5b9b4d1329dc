// Comforts of the pages around the desk; every one of them works without.
for (const button of document.querySelectorAll("[data-show]")) {
  const field = document.getElementById(button.dataset.show);
  button.hidden = false;
  button.onclick = () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.textContent = shown ? "Show" : "Hide";
    button.setAttribute("aria-pressed", String(!shown));
    field.focus();
  };
}
for (const button of document.querySelectorAll("[data-fill]")) {
  button.onclick = () => {
    document.getElementById("name").value = button.dataset.fill;
    document.getElementById("password").value = "demo";
    document.querySelector("button[type=submit]").focus();
  };
}
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.onclick = async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.lastElementChild.textContent = "Copied";
  };
}
// A second press while the first is on its way would be a second try.
for (const form of document.forms) {
  form.addEventListener("submit", () => setTimeout(() => { for (const button of form.querySelectorAll("[type=submit]")) button.disabled = true; }));
}
document.querySelector("form[data-at-once]")?.requestSubmit();
window.addEventListener("pageshow", () => { for (const button of document.querySelectorAll("[type=submit]")) button.disabled = false; });
