/* Questions answered by choosing: digits choose, and the next open question gets the focus. */
(function () {
  'use strict';
  var desk = window.desk;
  var waiting = null;
  var asked = null;
  var ahead = [];

  function options(group) {
    return Array.prototype.filter.call(group.querySelectorAll('input[type=radio],input[type=checkbox],a[data-option]'), function (el) { return !el.disabled; });
  }

  function answered(el) {
    if (el.type !== 'radio') return el.value.trim() !== '';
    var all = el.form.elements[el.name];
    return all instanceof RadioNodeList ? all.value !== '' : all.checked;
  }

  function nextOpen(from) {
    var all = Array.prototype.slice.call(from.form.elements);
    var start = all.indexOf(from);
    return all.filter(function (el, at) {
      return at > start && el.required && el.name !== from.name && desk.shown(el) && !answered(el);
    })[0] || null;
  }

  function advance(from) {
    if (from.closest('[data-stay]')) return;
    var next = from.form ? nextOpen(from) : null;
    if (next) next.focus();
  }

  /* A choice that fetches its questions first has to wait for them. */
  function chosen(el) {
    var asks = el.closest('[hx-get],[hx-post]');
    if (asks && el.form && el.form.contains(asks)) {
      waiting = el;
      asked = asks;
    } else advance(el);
  }

  document.addEventListener('keydown', function (event) {
    if (desk.composing(event) || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    var digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code || '');
    var group = event.target.closest ? event.target.closest('[data-choice]') : null;
    if (!digit || !group || desk.editable(event.target)) return;
    if (!waiting && !optionOf(group, digit[1])) return;
    event.preventDefault();
    event.stopPropagation();
    if (waiting) ahead.push(digit[1]);
    else pick(group, digit[1]);
  }, true);

  function optionOf(group, digit) { return options(group)[(Number(digit) + 9) % 10]; }

  function pick(group, digit) {
    var el = optionOf(group, digit);
    var isNew = el && !el.checked;
    if (!el) return;
    if (el.tagName !== 'A') el.focus();
    if (el.type !== 'radio' || isNew) el.click();
    if (el.type === 'radio' && isNew) chosen(el);
    else if (el.type === 'radio') advance(el);
  }

  /* A quick hand types the next answers before the questions are here: they are kept in order. */
  function catchUp() {
    var group = document.activeElement && document.activeElement.closest('[data-choice]');
    if (waiting || !ahead.length) return;
    if (!group) ahead = [];
    else {
      pick(group, ahead.shift());
      catchUp();
    }
  }

  ['htmx:responseError', 'htmx:sendError', 'htmx:timeout'].forEach(function (name) {
    document.addEventListener(name, function () {
      waiting = null;
      ahead = [];
    });
  });

  document.addEventListener('click', function (event) {
    var el = event.target;
    var byPointer = event.detail > 0;
    if (byPointer && el.type === 'radio' && el.closest('[data-choice]')) chosen(el);
  });

  /* Only the answer to this very question counts: others may be on their way. */
  document.addEventListener('htmx:afterSettle', function (event) {
    var config = event.detail.requestConfig;
    if (!waiting || (config && config.elt !== asked)) return;
    var from = document.body.contains(waiting) ? waiting : document.getElementById(waiting.id);
    waiting = null;
    if (from && (document.activeElement === from || document.activeElement === document.body)) advance(from);
    catchUp();
  });
})();
