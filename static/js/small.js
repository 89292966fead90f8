/* Small helpers: copy, print, the offline strip, filters that send themselves, the focus after a refused save. */
(function () {
  'use strict';
  var desk = window.desk;

  function copied() {
    if (desk.say) desk.say(desk.word('copied'));
  }

  function copyOld(text) {
    var box = document.createElement('textarea');
    box.value = text;
    box.className = 'sr';
    document.body.appendChild(box);
    box.select();
    if (document.execCommand('copy')) copied();
    box.remove();
  }

  function copy(text) {
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(copied, function () { copyOld(text); });
    } else copyOld(text);
  }

  document.addEventListener('click', function (event) {
    if (!event.target.closest) return;
    var copier = event.target.closest('[data-copy],[data-copy-from]');
    if (copier) {
      var from = copier.dataset.copyFrom && document.querySelector(copier.dataset.copyFrom);
      copy(from ? from.textContent.trim() : copier.dataset.copy);
    }
    if (event.target.closest('[data-print]')) window.print();
  });

  document.addEventListener('change', function (event) {
    var form = event.target.form;
    if (!form || !event.target.closest('[data-auto-submit]')) return;
    if (form.requestSubmit) form.requestSubmit();
    else form.submit();
  });

  function strip() {
    var bar = document.getElementById('offline');
    if (bar) bar.hidden = navigator.onLine !== false;
  }
  window.addEventListener('online', strip);
  window.addEventListener('offline', strip);

  function toErrors(root) {
    var errors = (root || document).querySelector('[data-errors]');
    if (errors) errors.focus();
  }
  desk.toErrors = toErrors;

  /* On a narrow screen the rail is a strip: the page that is open comes into view. */
  function showPlace() {
    var rail = document.querySelector('.rail');
    var here = rail && rail.querySelector('[aria-current]');
    if (here && rail.scrollWidth > rail.clientWidth) rail.scrollLeft = here.offsetLeft - (rail.clientWidth - here.offsetWidth) / 2;
  }

  /* Nobody is signed in here: the pages that a crew's phone has kept belong to nobody any more. */
  function forgetPages() {
    if (!window.caches || !/^\/sign-in\//.test(window.location.pathname)) return;
    window.caches.keys().then(function (names) {
      names.forEach(function (name) {
        if (name.indexOf('pages-') === 0) window.caches.delete(name);
      });
    }).catch(function () { /* a browser that keeps nothing has nothing to forget */ });
  }

  desk.ready(function () {
    strip();
    forgetPages();
    showPlace();
    toErrors(document);
  });
})();
