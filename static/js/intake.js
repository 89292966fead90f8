/* The counter's sheet: where the focus goes, the description written from the answers, danger, the time with the customer. */
(function () {
  'use strict';
  var desk = window.desk;
  var AIM = 60000;

  function byId(id) { return document.getElementById(id); }

  function each(list, run) { Array.prototype.forEach.call(list, run); }

  function stand(el) {
    var inner = el && el.tagName === 'FIELDSET' ? el.querySelector('input:checked') || el.querySelector('input') : el;
    if (inner) inner.focus();
  }

  /* An answer of the server names where the work goes on: data-then="#tops". */
  function goOn() {
    var sign = document.querySelector('#intake-page [data-then]');
    if (!sign) return;
    stand(document.querySelector(sign.dataset.then));
    sign.removeAttribute('data-then');
  }

  function said(fieldset) {
    var legend = fieldset.querySelector('legend').firstChild;
    var chosen = fieldset.querySelector('input:checked');
    var typed = fieldset.querySelector('[data-typed]');
    if (typed && typed.value.trim()) return legend.textContent.trim() + '：' + typed.value.trim();
    return chosen && legend ? legend.textContent.trim() + '：' + chosen.parentNode.textContent.trim() : '';
  }

  function written(field) {
    var label = field.querySelector('label');
    var box = field.querySelector('input');
    return label && box && box.value.trim() ? label.firstChild.textContent.trim() + '：' + box.value.trim() +
      (box.dataset.unit ? ' ' + box.dataset.unit : '') : '';
  }

  function compose() {
    var words = [];
    each(document.querySelectorAll('#questions fieldset,#questions .fld'), function (one) {
      if (!one.closest('[hidden]')) words.push(one.tagName === 'FIELDSET' ? said(one) : written(one));
    });
    return words.filter(Boolean).join('；');
  }

  function describe(again) {
    var box = byId('id_description');
    var remake = document.querySelector('[data-remake]');
    if (!box) return;
    if (!box.dataset.seen && box.value.trim() && box.value.trim() !== compose()) box.dataset.mine = '1';
    box.dataset.seen = '1';
    if (again) delete box.dataset.mine;
    if (!box.dataset.mine) box.value = compose();
    if (remake) remake.hidden = !box.dataset.mine;
  }

  /* Those who lead are told at once, before anything is saved; the server tells them once for each sheet. */
  function warn() {
    var group = byId('questions');
    var band = byId('hazard');
    var was;
    if (!group || !band) return;
    was = band.dataset.told;
    band.hidden = !(group.dataset.hazards || '').split(' ').some(function (pair) {
      var parts = pair.split('=');
      var chosen = group.querySelector('input[name="a_' + parts[0] + '"]:checked');
      return parts[1] && chosen && chosen.value === parts[1];
    });
    if (band.hidden || was || !window.htmx) return;
    band.dataset.told = '1';
    window.htmx.trigger(band, 'alarm');
  }

  /* The clock of this customer starts with the first key, by the server's time. */
  function sit() {
    var face = document.querySelector('[data-sitting]');
    var bar = document.querySelector('[data-sitting-bar]');
    if (!face || face.dataset.sinceUp || !desk.knowsTime()) return;
    var now = desk.now();
    face.dataset.sinceUp = new Date(now).toISOString();
    if (bar) {
      bar.dataset.since = new Date(now).toISOString();
      bar.dataset.until = new Date(now + AIM).toISOString();
    }
  }

  function slip() {
    var sign = document.querySelector('#intake-page [data-slip]');
    if (!sign) return;
    var paper = window.open(sign.dataset.slip, 'slip', 'width=440,height=780');
    var failed = document.querySelector('#intake-page [data-slip-failed]');
    if (failed && !paper) failed.hidden = false;
    sign.removeAttribute('data-slip');
  }

  /* Enter in a line of the sheet goes on to the next; it never sends the sheet. */
  function onEnter(event) {
    var el = event.target;
    if (event.code !== 'Enter' && event.code !== 'NumpadEnter') return;
    if (event.ctrlKey || desk.composing(event) || !el.form || el.form.id !== 'intake' || el.id === 'q') return;
    if (el.tagName !== 'INPUT') return;
    event.preventDefault();
    var all = Array.prototype.filter.call(el.form.elements, function (one) {
      return one.type !== 'hidden' && !one.disabled && desk.shown(one) && (one.type !== 'radio' || one.checked);
    });
    var next = all[all.indexOf(el) + 1];
    if (next) next.focus();
  }

  desk.ready(function () {
    if (!byId('intake-page')) return;
    document.addEventListener('keydown', onEnter);
    document.addEventListener('input', function (event) {
      if (event.target.id === 'id_description') event.target.dataset.mine = '1';
      if (event.target.closest('#intake-page')) sit();
      describe(false);
    });
    document.addEventListener('change', function (event) {
      if (!event.target.closest('#intake-page')) return;
      sit();
      describe(false);
      warn();
    });
    document.addEventListener('click', function (event) {
      if (event.target.closest && event.target.closest('[data-remake]')) describe(true);
    });
    document.addEventListener('htmx:afterSettle', function () {
      describe(false);
      warn();
      goOn();
      slip();
    });
    describe(false);
    warn();
    goOn();
  });
})();
