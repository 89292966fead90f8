/* The three ways to write on a ticket, each a form of its own: data-compose="id" shows its form and hides the others. */
(function () {
  'use strict';

  function show(tab) {
    Array.prototype.forEach.call(document.querySelectorAll('[data-compose]'), function (one) {
      var form = document.getElementById(one.dataset.compose);
      var is = one === tab;
      one.setAttribute('aria-pressed', is ? 'true' : 'false');
      if (form) form.hidden = !is;
      if (form && is) form.querySelector('textarea').focus();
    });
  }

  document.addEventListener('click', function (event) {
    var tab = event.target.closest ? event.target.closest('[data-compose]') : null;
    var ready = event.target.closest ? event.target.closest('[data-say]') : null;
    if (tab && tab.getAttribute('aria-disabled') !== 'true') {
      event.preventDefault();
      show(tab);
    }
    if (ready) {
      var box = ready.form.querySelector('textarea');
      box.value = (box.value.trim() ? box.value.trim() + '\n' : '') + ready.dataset.say;
      box.focus();
    }
  });
})();
