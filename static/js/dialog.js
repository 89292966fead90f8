/* <dialog>: data-dialog="id" opens, data-close closes. A browser without dialogs gets a plain panel. Also closes menus. */
(function () {
  'use strict';
  var desk = window.desk;
  var opener = null;

  function open(dlg, from) {
    if (dlg.open) return;
    opener = from || document.activeElement;
    if (dlg.id === 'keys-sheet' && desk.fillSheet) desk.fillSheet();
    if (dlg.showModal) dlg.showModal();
    else {
      dlg.classList.add('nodlg');
      dlg.setAttribute('open', '');
      dlg.setAttribute('role', 'dialog');
      (dlg.querySelector('[autofocus]') || dlg.querySelector('input:not([type=hidden]),select,textarea,button')).focus();
    }
  }

  function close(dlg) {
    if (dlg.close) dlg.close();
    else {
      dlg.removeAttribute('open');
      if (opener && opener.focus) opener.focus();
    }
  }
  desk.openById = function (id, from) { open(document.getElementById(id), from); };

  document.addEventListener('click', function (event) {
    if (!event.target.closest) return;
    var opens = event.target.closest('[data-dialog]');
    var closes = event.target.closest('[data-close]');
    var dlg = opens ? document.getElementById(opens.dataset.dialog) : null;
    if (dlg) {
      event.preventDefault();
      open(dlg, opens);
    }
    if (closes && closes.closest('dialog')) close(closes.closest('dialog'));
    Array.prototype.forEach.call(document.querySelectorAll('details[data-menu][open]'), function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape' || (desk.composing && desk.composing(event))) return;
    var menu = document.querySelector('details[data-menu][open]');
    var panel = document.querySelector('dialog.nodlg[open]');
    if (panel) close(panel);
    if (menu) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });

  /* A dialog whose form was refused comes back open; one that is a page without script stands over its page with it. */
  desk.ready(function () {
    var again = document.querySelector('dialog[data-open-now]');
    if (!again) return;
    again.removeAttribute('open');
    again.classList.add('now');
    open(again, null);
    again.addEventListener('cancel', function () {
      if (again.dataset.back) window.location.assign(again.dataset.back);
    });
  });
})();
