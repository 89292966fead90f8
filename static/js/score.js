/* Scoring by keys: J and K go from item to item, 0 to 5 score the one that one stands on and go on; - is: does not apply. */
(function () {
  'use strict';
  var desk = window.desk;
  var sheet = document.querySelector('[data-score]');
  if (!sheet) return;
  var items = Array.prototype.slice.call(sheet.querySelectorAll('[data-item]'));
  var here = -1;

  function stand(place) {
    if (!items.length) return;
    if (items[here]) items[here].classList.remove('now');
    here = Math.max(0, Math.min(place, items.length - 1));
    items[here].classList.add('now');
    var box = items[here].querySelector('input:checked') || items[here].querySelector('input');
    if (box) box.focus();
    if (items[here].scrollIntoView) items[here].scrollIntoView({ block: 'nearest' });
  }

  function score(digit) {
    var box = items[here] && items[here].querySelector('[data-digit="' + digit + '"]');
    if (!box) return;
    box.checked = true;
    if (digit === '5' || digit === '-') stand(here + 1);
    else items[here].querySelector('.in').focus();
  }

  document.addEventListener('keydown', function (event) {
    if (desk.composing(event) || event.defaultPrevented || desk.editable(event.target)) return;
    if (event.ctrlKey || event.altKey || event.metaKey || document.body.dataset.shortcuts === 'off') return;
    var key = event.key.toLowerCase();
    if (key === 'j' || key === 'k') stand(here + (key === 'j' ? 1 : -1));
    else if (/^[0-5-]$/.test(key)) score(key);
    else return;
    event.preventDefault();
  });

  sheet.addEventListener('focusin', function (event) {
    var item = event.target.closest('[data-item]');
    if (!item || items[here] === item) return;
    if (items[here]) items[here].classList.remove('now');
    here = items.indexOf(item);
    item.classList.add('now');
  });
}());
