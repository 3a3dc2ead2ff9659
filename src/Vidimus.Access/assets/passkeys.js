// Passkeys (Web Authentication Level 3): asks the server for options, the device for the credential, and sends the form.
const able = 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!able) continue;
  form.hidden = false;
  const button = form.querySelector('button');
  button.disabled = false;
  form.addEventListener('submit', async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    button.disabled = true;
    const said = form.querySelector('[data-said]');
    said.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await ask(form));
      form.submit();
    } catch (error) {
      said.textContent =
        error.name === 'NotAllowedError'
          ? 'Nothing was chosen, or it took too long. Try again.'
          : error.name === 'InvalidStateError'
            ? 'This device has a passkey for your account already.'
            : 'That did not work. Try again, or sign in in another way.';
      said.hidden = false;
      button.disabled = false;
    }
  });
}

async function ask(form) {
  const answer = await fetch(form.dataset.options, {
    method: 'POST',
    body: new URLSearchParams(new FormData(form)),
  });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const options = await answer.json();
  const credential =
    form.dataset.passkey === 'create'
      ? await navigator.credentials.create({
          publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
        })
      : await navigator.credentials.get({
          publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
        });
  return credential.toJSON();
}
