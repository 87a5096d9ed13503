// Signs what a form says with a passkey, before the form is sent: it asks the server for the statement, the device for
// its signature, and puts both into the form. A module, so that it is there once however often a page brings it.
const write = (bytes) => {
  const text = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};
const read = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

// ES256. The challenge of a new passkey is nobody's: what it signs next proves that it is there.
const made = async (form) => {
  const { response } = await navigator.credentials.create({
    publicKey: {
      rp: { id: form.dataset.site, name: "Balai" },
      user: {
        id: crypto.getRandomValues(new Uint8Array(16)),
        name: form.dataset.person,
        displayName: form.dataset.person,
      },
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      pubKeyCredParams: [{ type: "public-key", alg: -7 }],
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
    },
  });
  return write(response.getPublicKey());
};

const signed = async (form) => {
  const { key, envelope, assertion } = form.elements;
  if (key && !key.value) key.value = await made(form);
  const asked = await fetch(form.dataset.passkey, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { accept: "application/json" },
  });
  const said = await asked.json();
  if (!asked.ok) throw new Error(said.detail || said.title);
  const { response } = await navigator.credentials.get({
    publicKey: { challenge: read(said.challenge), rpId: form.dataset.site, userVerification: "required" },
  });
  envelope.value = said.envelope;
  assertion.value = JSON.stringify({
    authenticatorData: write(response.authenticatorData),
    clientDataJSON: write(response.clientDataJSON),
    signature: write(response.signature),
  });
};

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-passkey]")) return;
  event.preventDefault();
  const [note, waits] = [form.querySelector("[data-said]"), form.querySelector("[data-waits]")];
  if (form.getAttribute("aria-busy")) return;
  form.setAttribute("aria-busy", "true");
  note.textContent = "";
  waits.textContent = waits.dataset.waits;
  try {
    await signed(form);
    form.submit();
  } catch (error) {
    // The device says of nothing whether the person or a clock ended it.
    note.textContent = error instanceof DOMException || error instanceof TypeError ? note.dataset.said : error.message;
  } finally {
    waits.textContent = "";
    form.removeAttribute("aria-busy");
  }
});

// Who refuses says by which rule, and why: the browser asks for it before the device is asked.
document.addEventListener("change", ({ target }) => {
  if (target.name !== "verdict" || !target.form?.matches("[data-passkey]")) return;
  for (const field of [target.form.elements.rule, target.form.elements.reason]) field.required = target.value !== "approve";
});
