/* htmx in this house: the CSRF header, what to say when an answer is not a part of the page, and where the focus goes. */
(function () {
  'use strict';
  var desk = window.desk;
  var SENTENCES = {401: 'signedOut', 403: 'notAllowed', 404: 'gone', 429: 'tooOften'};

  function token(el) {
    var near = el && el.closest ? el.closest('form') : null;
    var field = (near && near.querySelector('[name=csrfmiddlewaretoken]')) || document.querySelector('[name=csrfmiddlewaretoken]');
    return field ? field.value : '';
  }

  /* A morph brings what is new and leaves what somebody has typed or ticked since the page came. */
  function untouched(attribute, el) {
    if (attribute === 'open' && el.tagName === 'DETAILS') return false;
    if (attribute === 'value') return !('defaultValue' in el) || el.type === 'hidden' || el.value === el.defaultValue;
    return attribute !== 'checked' || el.checked === el.defaultChecked;
  }
  if (window.Idiomorph) {
    window.Idiomorph.defaults.ignoreActiveValue = true;
    window.Idiomorph.defaults.callbacks.beforeAttributeUpdated = untouched;
  }

  document.addEventListener('htmx:configRequest', function (event) {
    if (event.detail.verb !== 'get') event.detail.headers['X-CSRFToken'] = token(event.target);
    if (!event.detail.triggeringEvent) event.detail.headers['X-By-Itself'] = '1';
  });

  /* A session that ended answers with the sign-in page: keep what was typed, say so. */
  document.addEventListener('htmx:beforeSwap', function (event) {
    var xhr = event.detail.xhr;
    desk.hear(xhr.getResponseHeader('Date'));
    if (!/\/sign-in\//.test(xhr.responseURL || '')) return;
    event.detail.shouldSwap = false;
    desk.say(desk.word('signedOut'), 'over');
  });

  document.addEventListener('htmx:responseError', function (event) {
    var xhr = event.detail.xhr;
    var plain = /^text\/plain/.test(xhr.getResponseHeader('Content-Type') || '') ? xhr.responseText : '';
    desk.say(plain || desk.word(SENTENCES[xhr.status] || 'notSaved'), 'over');
  });

  document.addEventListener('htmx:sendError', function () { desk.say(desk.word('noAnswer'), 'over'); });
  document.addEventListener('htmx:timeout', function () { desk.say(desk.word('noAnswer'), 'over'); });

  document.addEventListener('htmx:afterSettle', function (event) {
    desk.toErrors(event.target);
  });
})();
