/* Work lists: J and K move, X chooses, Space previews, a row's own letters ([data-row-key]) act on it. In a [data-list] the rows are [data-row], else the table's or list's own. */
(function () {
  'use strict';
  var desk = window.desk;

  var PICK = '[data-pick],[data-list] td:first-child input[type=checkbox]';

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }

  function list() { return document.querySelector('[data-list]'); }

  function rows() {
    var root = list();
    if (!root) return [];
    return all(root.querySelector('[data-row]') ? '[data-row]' : 'tbody tr,li', root).filter(desk.shown);
  }

  function current() { return list().querySelector('.cur'); }

  function rowOf(el) { return rows().filter(function (row) { return row.contains(el); })[0] || null; }

  function stand(row) {
    var old = current();
    var link = row.querySelector('[data-open]') || row.querySelector('a,button,input');
    if (old && old !== row) old.classList.remove('cur');
    row.classList.add('cur');
    if (link && document.activeElement !== link) link.focus();
    row.scrollIntoView({block: 'nearest'});
  }

  function move(step) {
    var lines = rows();
    var at = lines.indexOf(current());
    var next = lines[at < 0 ? (step > 0 ? 0 : lines.length - 1) : Math.max(0, Math.min(lines.length - 1, at + step))];
    if (next) stand(next);
  }

  function boxOf(row) { return row.querySelector('[data-pick]') || row.querySelector('td:first-child input[type=checkbox]'); }

  /* How many people, crews and halls the chosen rows belong to, by their [data-of]. */
  function reach(words, boxes) {
    var chosen = boxes.filter(function (box) { return box.checked; }).map(function (box) { return (rowOf(box).dataset.of || '').split('|'); });
    return ['{people}', '{crews}', '{halls}'].reduce(function (text, name, place) {
      var known = {};
      chosen.forEach(function (of) { if (of[place]) known[of[place]] = true; });
      return text.replace(name, Object.keys(known).length);
    }, words);
  }

  function count() {
    var boxes = rows().map(boxOf).filter(Boolean);
    var picked = boxes.filter(function (box) { return box.checked; }).length;
    all('[data-bulk]').forEach(function (bar) { bar.hidden = picked === 0; });
    all('[data-bulk-count]').forEach(function (n) { n.textContent = picked; });
    all('[data-bulk-reach]').forEach(function (said) { said.textContent = reach(said.dataset.bulkReach, boxes); });
    boxes.forEach(function (box) { rowOf(box).classList.toggle('sel', box.checked); });
  }
  desk.countPicked = count;

  function keydown(event) {
    if (desk.composing(event) || event.defaultPrevented || !list() || desk.openDialog()) return;
    if (event.ctrlKey || event.altKey || event.metaKey || desk.editable(event.target)) return;
    if (document.body.dataset.shortcuts === 'off') return;
    var code = event.code;
    var row = current();
    var own = row && /^Key[A-Z]$/.test(code) ? row.querySelector('[data-row-key="' + code.slice(3).toLowerCase() + '"]') : null;
    if ((code === 'KeyJ' || code === 'KeyK') && !desk.bound(code.slice(3).toLowerCase(), null)) move(code === 'KeyJ' ? 1 : -1);
    else if (code === 'KeyX' && row && boxOf(row)) boxOf(row).click();
    else if (code === 'Space' && row && row.querySelector('[data-preview]') && !/^(INPUT|BUTTON)$/.test(event.target.tagName)) row.querySelector('[data-preview]').click();
    else if (own && !desk.bound(code.slice(3).toLowerCase(), null)) (own.querySelector('button') || own).click();
    else return;
    event.preventDefault();
  }

  desk.ready(function () {
    document.addEventListener('keydown', keydown);
    document.addEventListener('focusin', function (event) {
      var row = list() && list().contains(event.target) ? rowOf(event.target) : null;
      if (row && row !== current()) stand(row);
    });
    document.addEventListener('change', function (event) {
      if (event.target.matches('[data-pick-all]')) {
        rows().forEach(function (row) { if (boxOf(row)) boxOf(row).checked = event.target.checked; });
      }
      if (event.target.matches(PICK) || event.target.matches('[data-pick-all]')) count();
    });
    document.addEventListener('click', function (event) {
      if (!event.target.closest || !event.target.closest('[data-pick-none]')) return;
      all(PICK + ',[data-pick-all]').forEach(function (box) { box.checked = false; });
      count();
    });
    document.addEventListener('htmx:afterSettle', count);
    window.addEventListener('pageshow', count);
    count();
  });
})();
