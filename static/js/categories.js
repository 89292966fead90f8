/* Choosing a category by its initials, moments that fill in a time, questions that depend on an answer. */
(function () {
  'use strict';
  var desk = window.desk;

  function each(list, run) { Array.prototype.forEach.call(list, run); }

  function two(n) { return (n < 10 ? '0' : '') + n; }

  function hits() { return document.querySelectorAll('#cat-hits button'); }

  /* A letter while the digits have the focus begins a search; the letter itself still goes into the box. */
  document.addEventListener('keydown', function (event) {
    var el = event.target;
    var box = document.getElementById('cat-q');
    var digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code || '');
    if (!box || desk.composing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (el.id === 'cat-q') {
      if (event.code === 'ArrowDown' && hits()[0]) {
        event.preventDefault();
        hits()[0].focus();
      } else if ((event.code === 'Enter' || event.code === 'NumpadEnter') && box.value.trim()) {
        event.preventDefault();
        event.stopPropagation();
        if (hits()[0]) hits()[0].click();
      } else if (digit && hits()[digit[1] - 1]) {
        event.preventDefault();
        hits()[digit[1] - 1].click();
      }
    } else if (/^Key[A-Z]$/.test(event.code || '') && el.closest && el.closest('#tops')) {
      event.stopPropagation();
      box.value = '';
      box.focus();
    } else if (digit && el.closest && el.closest('#cat-hits') && hits()[digit[1] - 1]) {
      event.preventDefault();
      event.stopPropagation();
      hits()[digit[1] - 1].click();
    }
  }, true);

  function offset() {
    var group = document.getElementById('questions');
    return Number(group && group.dataset.offset) * 60000;
  }

  /* The hall's time, whatever the time zone of this computer: fields of the moment are read as UTC. */
  function clockOf(radio) {
    var now = new Date(desk.now() + offset());
    var then = now;
    if (radio.dataset.clockAt) return radio.dataset.clockAt;
    if (!radio.dataset.ago) return '';
    then = new Date(now - Number(radio.dataset.ago) * 60000);
    return (then.getUTCDate() === now.getUTCDate() ? '' : two(then.getUTCMonth() + 1) + '-' + two(then.getUTCDate()) + ' ') +
      two(then.getUTCHours()) + ':' + two(then.getUTCMinutes());
  }

  function fillTime(radio) {
    var box = radio.closest('fieldset') && radio.closest('fieldset').querySelector('[data-typed]');
    if (box && desk.knowsTime()) box.value = clockOf(radio);
  }

  function freeChoice(box) {
    each(box.closest('fieldset').querySelectorAll('input[type=radio]'), function (radio) { radio.checked = false; });
  }

  function holds(pair) {
    var parts = pair.split('=');
    var chosen = document.querySelector('#questions input[name="' + parts[0] + '"]:checked');
    return !!chosen && chosen.value === parts[1] && !chosen.closest('[hidden]');
  }

  function showAsked() {
    each(document.querySelectorAll('#questions [data-if]'), function (one) { one.hidden = !holds(one.dataset.if); });
  }

  document.addEventListener('change', function (event) {
    if (event.target.type === 'radio' && event.target.closest('#questions')) fillTime(event.target);
    showAsked();
  }, true);
  document.addEventListener('input', function (event) {
    if (event.target.dataset && event.target.dataset.typed) freeChoice(event.target);
  }, true);
  document.addEventListener('htmx:afterSettle', showAsked);
  desk.ready(showAsked);
})();
