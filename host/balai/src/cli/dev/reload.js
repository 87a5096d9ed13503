// Shows the page afresh once its mini-app was built anew, and says on it where it could not be.
"use strict";
let seen;
new EventSource("/dev/shown").addEventListener("message", ({ data }) => {
  const { revision, problem } = JSON.parse(data);
  seen ??= revision;
  if (revision !== seen) {
    location.reload();
    return;
  }
  document.querySelector("#dev-problem")?.remove();
  if (problem) {
    const said = document.createElement("pre");
    said.id = "dev-problem";
    said.setAttribute("role", "alert");
    said.textContent = `${problem}\nThe terminal says more. This is the version before.`;
    document.body.prepend(said);
  }
});
