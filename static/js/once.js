/* A form goes out once: a second press while the first is on its way does nothing. The server has the last word (field “once”). */
(function () {
  'use strict';
  var desk = window.desk;

  function mark(form, busy) {
    if (busy) form.dataset.sent = '1';
    else delete form.dataset.sent;
    form.classList.toggle('busy', busy);
    form.setAttribute('aria-busy', busy ? 'true' : 'false');
  }

  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.target === '_blank') return;
    if ((form.getAttribute('method') || '').toLowerCase() !== 'post') return;
    if (form.dataset.sent) event.preventDefault();
    else mark(form, true);
  });

  document.addEventListener('htmx:beforeRequest', function (event) {
    var form = event.target;
    if (form.tagName !== 'FORM' || event.detail.requestConfig.verb !== 'post') return;
    if (form.dataset.sent) event.preventDefault();
    else mark(form, true);
  });

  document.addEventListener('htmx:afterRequest', function (event) {
    if (event.target.tagName === 'FORM') mark(event.target, false);
  });

  /* Back from the next page: the browser shows the old form again. */
  window.addEventListener('pageshow', function () {
    Array.prototype.forEach.call(document.querySelectorAll('form[data-sent]'), function (form) { mark(form, false); });
  });
  desk.markSent = mark;
})();
