// Asks authenticators for passkeys, on the pages that have a form for it. Behind the library in one file: see passkey-script.ts.
(() => {
  const { startAuthentication, startRegistration, browserSupportsWebAuthn, browserSupportsWebAuthnAutofill } =
    globalThis.SimpleWebAuthnBrowser;
  const site = document.currentScript.src;
  const forms = [...document.querySelectorAll('form[data-passkey]')];
  if (forms.length === 0 || !browserSupportsWebAuthn()) return;
  for (const shown of document.querySelectorAll('[data-passkey-shown]')) shown.hidden = false;
  for (const shown of document.querySelectorAll('[data-passkey-missing]')) shown.hidden = true;

  /** What to ask for: in the page, or of the server where the page does not say whom. */
  async function optionsOf(form) {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const answer = await fetch(new URL('../v1/auth/passkeys/options', site), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ purpose: form.dataset.passkey }),
    });
    if (!answer.ok) throw new Error(`asked, and got ${answer.status}`);
    return (await answer.json()).options;
  }

  function send(form, answer) {
    form.elements.answer.value = JSON.stringify(answer);
    form.submit();
  }

  for (const form of forms) {
    const failed = form.querySelector('[data-passkey-failed]');
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      failed.hidden = true;
      try {
        const optionsJSON = await optionsOf(form);
        const isNew = form.dataset.passkey === 'register';
        send(form, await (isNew ? startRegistration({ optionsJSON }) : startAuthentication({ optionsJSON })));
      } catch {
        // It was cancelled, took too long, or there is none: browsers do not say which.
        failed.setAttribute('role', 'alert');
        failed.hidden = false;
        form.querySelector('button').focus();
      }
    });
  }

  // Offers passkeys where the address is typed.
  const [form] = forms.filter(({ dataset }) => dataset.passkey === 'sign_in');
  if (form && document.querySelector('input[autocomplete$="webauthn"]'))
    browserSupportsWebAuthnAutofill()
      .then(async (offers) => {
        if (!offers) return;
        const optionsJSON = await optionsOf(form);
        send(form, await startAuthentication({ optionsJSON, useBrowserAutofill: true }));
      })
      // Taken off by the button, or by nobody: the page works as before.
      .catch(() => {});
})();
