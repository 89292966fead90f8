/* Work lists: J and K move, X chooses, Space previews, . loads what is new. Rows are [data-row] in a [data-list]. */
(function () {
  'use strict';
  var desk = window.desk;

  function list() { return document.querySelector('[data-list]'); }
  function rows() { return Array.prototype.filter.call(list().querySelectorAll('[data-row]'), desk.shown); }
  function current() { return list().querySelector('[data-row].cur'); }

  function stand(row) {
    var old = current();
    var link = row.querySelector('[data-open]') || row.querySelector('a,button,input');
    if (old && old !== row) old.classList.remove('cur');
    row.classList.add('cur');
    if (link && document.activeElement !== link) link.focus();
    row.scrollIntoView({block: 'nearest'});
  }

  function move(step) {
    var all = rows();
    var at = all.indexOf(current());
    var next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + step))];
    if (next) stand(next);
  }

  function boxOf(row) { return row.querySelector('input[type=checkbox][data-pick]'); }

  function count() {
    var picked = document.querySelectorAll('[data-row] input[data-pick]:checked').length;
    Array.prototype.forEach.call(document.querySelectorAll('[data-bulk]'), function (bar) {
      bar.hidden = picked === 0;
      var n = bar.querySelector('[data-bulk-count]');
      if (n) n.textContent = picked;
    });
    Array.prototype.forEach.call(document.querySelectorAll('[data-row]'), function (row) {
      var box = boxOf(row);
      if (box) row.classList.toggle('sel', box.checked);
    });
  }
  desk.countPicked = count;

  function keydown(event) {
    if (desk.composing(event) || event.defaultPrevented || !list() || desk.openDialog()) return;
    if (event.ctrlKey || event.altKey || event.metaKey || desk.editable(event.target)) return;
    if (document.body.dataset.shortcuts === 'off') return;
    var code = event.code;
    var row = current();
    if ((code === 'KeyJ' || code === 'KeyK') && !desk.bound(code.slice(3).toLowerCase(), null)) move(code === 'KeyJ' ? 1 : -1);
    else if (code === 'KeyX' && row && boxOf(row)) boxOf(row).click();
    else if (code === 'Space' && row && row.querySelector('[data-preview]') && !/^(INPUT|BUTTON)$/.test(event.target.tagName)) row.querySelector('[data-preview]').click();
    else return;
    event.preventDefault();
  }

  desk.ready(function () {
    document.addEventListener('keydown', keydown);
    document.addEventListener('focusin', function (event) {
      var row = event.target.closest ? event.target.closest('[data-list] [data-row]') : null;
      if (row && row !== current()) stand(row);
    });
    document.addEventListener('change', function (event) {
      if (event.target.matches('[data-pick-all]')) {
        rows().forEach(function (row) { if (boxOf(row)) boxOf(row).checked = event.target.checked; });
      }
      if (event.target.matches('[data-pick],[data-pick-all]')) count();
    });
    document.addEventListener('click', function (event) {
      if (!event.target.closest || !event.target.closest('[data-pick-none]')) return;
      Array.prototype.forEach.call(document.querySelectorAll('[data-pick],[data-pick-all]'), function (box) { box.checked = false; });
      count();
    });
    document.addEventListener('htmx:afterSettle', count);
    window.addEventListener('pageshow', count);
    count();
  });
})();
