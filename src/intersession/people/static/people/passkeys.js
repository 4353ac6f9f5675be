// Shows what needs a script and a browser with passkeys, and says so when a passkey did not work.
(function () {
  if (!window.PublicKeyCredential) { return }
  document.addEventListener('DOMContentLoaded', function () {
    document.querySelectorAll('[data-needs-passkeys]').forEach(function (part) { part.hidden = false })
    document.querySelectorAll('[data-without-passkeys]').forEach(function (part) { part.hidden = true })
  })
  document.addEventListener('allauth.error', function (event) {
    const note = document.querySelector('[data-passkey-trouble]')
    if (note) { note.hidden = false; note.focus(); event.preventDefault() }
  })
})()
