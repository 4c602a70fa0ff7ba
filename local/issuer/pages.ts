/** The few pages of the local issuer: plain, and each says what it is. */

const escapeHtml = (text: string) => text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

const page = (title: string, body: string) => `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 3rem auto; padding: 0 1rem }
  label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit }
  input, button { padding: .5rem; margin: .25rem 0 1rem }
  .note { border-left: 4px solid #b36b00; padding-left: 1rem }
  .wrong { color: #a00000 }
</style>
<h1>${title}</h1>
${body}
</html>`

const NOTE = `<p class="note">This is the demo issuer of the Cairn that runs on this machine. Its people are made up, and
each one's password is the name.</p>`

type SignInPage = { client: string; names: string[]; isWrong: boolean }

export const signInPage = ({ client, names, isWrong }: SignInPage) =>
  page(
    'Sign in to Cairn',
    `${NOTE}
<p>For <strong>${escapeHtml(client)}</strong>. People: ${names.map((name) => `<code>${escapeHtml(name)}</code>`).join(', ')}.</p>
${isWrong ? '<p class="wrong" role="alert">There is nobody of this name and password.</p>' : ''}
<form method="post">
  <label for="name">Name</label>
  <input id="name" name="name" autocomplete="username" autofocus required>
  <label for="password">Password</label>
  <input id="password" name="password" type="password" autocomplete="current-password" required>
  <button>Sign in</button>
</form>`,
  )

/** @param form the provider's own, with the field for the code */
export const codePage = (form: string, isWrong: boolean) =>
  page(
    'Sign in on a device',
    `${NOTE}
${isWrong ? '<p class="wrong" role="alert">There is no such code, or it has ended.</p>' : ''}
<p>The code that the device shows:</p>
${form}
<button form="op.deviceInputForm">Go on</button>`,
  )

export const codeConfirmPage = (form: string, client: string, code: string) =>
  page(
    'Is this your device?',
    `<p><strong>${escapeHtml(client)}</strong> wants to sign in, and must show this code:</p>
<p><code>${escapeHtml(code)}</code></p>
${form}
<button form="op.deviceConfirmForm" autofocus>It does</button>
<button form="op.deviceConfirmForm" name="abort" value="yes">It is not mine</button>`,
  )

export const signOutPage = (form: string) =>
  page(
    'Sign out?',
    `${form}
<button form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>
<button form="op.logoutForm">Stay</button>`,
  )

export const donePage = (what: string) => page(what, '<p>You can close this page.</p>')

export const errorPage = (error: string, description: string) =>
  page('This did not work', `<p><code>${escapeHtml(error)}</code></p><p>${escapeHtml(description)}</p>`)
